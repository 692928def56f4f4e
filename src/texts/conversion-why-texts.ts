import { holdReasons, unmappedReasons } from '../ledger/conversion/model.ts';
import { holdSentence, unmappedSentence } from './conversion-texts.ts';
import { findingSentence } from './finding-texts.ts';
import type { Language } from './problem-text.ts';
import { problemTexts } from './problem-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

/** Why a message of a conversion did not go, or was not approved; beside hold reasons, problems and rules. */
const own = {
  'under-way': {
    nl: 'Er is al een ander bericht van een omzetting over deze cliënt onderweg naar de aanbieder. Wacht op het antwoord en verstuur deze omzetting daarna opnieuw.',
    en: 'Another message of a conversion about this client is on its way to the aanbieder. Wait for its answer, and commit again then.',
  },
  'message-under-way': {
    nl: 'Over deze cliënt is een ander bericht onderweg, waarvan nog niet vaststaat of het geldt. Wacht op het antwoord en verstuur deze omzetting daarna opnieuw.',
    en: 'Another message about this client is on its way, and it is not known yet whether it holds. Wait for its answer, and commit again then.',
  },
  'care-changed': {
    nl: 'De zorg van deze cliënt is veranderd sinds de proefomzetting. Maak voor deze cliënt een nieuwe proefomzetting.',
    en: 'The care of this client changed since the preview. Make a new preview for this client.',
  },
  'proposal-changed': {
    nl: 'De SPIC of de prijs zou nu anders zijn dan is afgesproken, bijvoorbeeld door een nieuw tarief. Maak een nieuwe proefomzetting, en leg die aan beide kanten voor.',
    en: 'The SPIC or its price would be another now than was agreed, as by a new tariff. Make a new preview, and put it to both sides.',
  },
  'not-agreed': {
    nl: 'Gemeente en aanbieder zijn deze omzetting niet allebei akkoord. Laat beide akkoord gaan, en verstuur deze omzetting daarna opnieuw.',
    en: 'The gemeente and the aanbieder did not both agree to this. Let both agree, and commit again then.',
  },
  forgotten: {
    nl: 'De gegevens van deze cliënt zijn verwijderd. Er is niets meer om te zetten.',
    en: 'The data of this client was removed. There is nothing left to convert.',
  },
  'spic-started': {
    nl: 'De aanbieder heeft al gemeld dat de SPIC is begonnen. Terugdraaien kan dan niet meer: laat de aanbieder eerst de start intrekken.',
    en: 'The aanbieder reported already that the SPIC began, so it cannot be taken back: let the aanbieder withdraw that start first.',
  },
  'not-designated': {
    nl: 'De gemeente heeft de contractmanager niet meer aangewezen. Laat de gemeente zelf versturen, of wijs de contractmanager opnieuw aan.',
    en: 'The gemeente does not designate the contract manager any more. Let the gemeente commit itself, or designate the contract manager again.',
  },
  dismissed: {
    nl: 'Een beheerder heeft dit bericht opgegeven. Bekijk waarom, en verstuur deze omzetting daarna opnieuw.',
    en: 'An administrator gave this message up. Find out why, and commit again then.',
  },
  'by-aanbieder': {
    nl: 'De aanbieder heeft dit bericht afgekeurd. De redenen staan in het retourbericht.',
    en: 'The aanbieder refused this message. Its retour says why.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** The codes of {@link whySentence} that are neither reasons of a preview nor problems nor rules. */
export const ownWhyCodes = Object.keys(own) as readonly (keyof typeof own)[];

/**
 * Why a message of a conversion did not go, or was not approved, and what to do. Of a problem its title; of a rule what it
 * means to the sender and its code, or its code alone where this version does not have the rule any more.
 */
export function whySentence(code: string, language: Language): string {
  if (isKeyOf(own, code)) return own[code][language];
  const hold = holdReasons.find((reason) => reason === code);
  if (hold) return holdSentence(hold, language);
  const unmapped = unmappedReasons.find((reason) => reason === code);
  if (unmapped) return unmappedSentence(unmapped, language);
  if (isKeyOf(problemTexts, code)) return `${problemTexts[code].title[language]}.`;
  const finding = findingSentence(code, language);
  if (finding !== code) return `${finding} (${code})`;
  return language === 'nl' ? `Regel ${code}.` : `Rule ${code}.`;
}

function isKeyOf<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key);
}
