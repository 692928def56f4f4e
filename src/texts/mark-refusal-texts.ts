import type { MarkRefusalCode } from '../ledger/conversion/marks.ts';
import { type UnmappedReason, unmappedReasons } from '../ledger/conversion/model.ts';
import type { RowFault } from '../problem.ts';
import { unmappedSentence } from './conversion-texts.ts';
import type { Language } from './problem-text.ts';

type Sentence = Readonly<Record<Language, string>>;

/** Why a row is not marked, and what to do. */
const refusals: Readonly<Record<MarkRefusalCode, Sentence>> = {
  'row-unknown': {
    nl: 'Deze proefomzetting heeft geen rij met dit nummer, of die rij is niet van deze partij. Controleer of dit de goede proefomzetting is, en neem het nummer daaruit over.',
    en: 'This preview has no row of this number, or it is not of this party. Check that this is the right preview, and take the number from there.',
  },
  'row-twice': {
    nl: 'Deze rij komt twee keer voor. Laat één van de twee staan.',
    en: 'This row is there twice. Keep one of the two.',
  },
  'row-changed': {
    nl: 'Voor deze rij is intussen een andere SPIC voorgesteld. Haal de rij opnieuw op, bekijk het nieuwe voorstel en geef dan het nieuwe versienummer op.',
    en: 'Another SPIC was proposed for this row meanwhile. Get the row again, look at the new proposal, and give its version then.',
  },
  'nothing-to-agree': {
    nl: 'Voor deze rij is er geen SPIC om mee akkoord te gaan. Stel zelf een SPIC voor, of houd de rij aan.',
    en: 'This row has no SPIC to agree to. Propose a SPIC yourself, or hold the row.',
  },
  'row-sent': {
    nl: 'Deze rij is al verstuurd, of wordt dat nu. Daar is niets meer aan te veranderen: draai de omzetting terug als zij niet klopt.',
    en: 'This row was sent already, or is on its way. Nothing can be changed of it: take the conversion back if it is wrong.',
  },
  'spic-not-possible': {
    nl: 'De SPIC die u voorstelt, kan hier niet. Kies een andere SPIC.',
    en: 'The SPIC that you propose cannot be. Choose another one.',
  },
  'spic-left-out': {
    nl: 'U stelt een andere SPIC voor. Vul de categorie en de code daarvan in.',
    en: 'You propose another SPIC. Give its category and code.',
  },
  'reason-has-bsn': {
    nl: 'In de reden staat een getal dat een BSN kan zijn. De andere kant en contractmanagers lezen de reden: schrijf haar zonder BSN of naam.',
    en: 'The reason has a number that may be a BSN. The other side and contract managers read the reason: write it without a BSN or name.',
  },
};

/**
 * Why a row is not marked, and what to do; of a SPIC that cannot be, also why not. It never holds a value of a row.
 *
 * @param refusal its number is not in the sentence: say it beside it
 */
export function markRefusalSentence(
  { code, reason }: Pick<RowFault, 'code' | 'reason'>,
  language: Language,
): string {
  const sentence = isRefusal(code) ? refusals[code][language] : code;
  return reason !== undefined && isReason(reason)
    ? `${sentence} ${unmappedSentence(reason, language)}`
    : sentence;
}

function isRefusal(code: string): code is MarkRefusalCode {
  return Object.hasOwn(refusals, code);
}

function isReason(text: string): text is UnmappedReason {
  return unmappedReasons.some((reason) => reason === text);
}
