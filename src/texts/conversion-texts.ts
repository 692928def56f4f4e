import type { DeclaredFaultCode } from '../ledger/conversion/declared-file.ts';
import type { MappingFaultCode } from '../ledger/conversion/mapping-file.ts';
import type { HoldReason, UnmappedReason } from '../ledger/conversion/model.ts';
import type { FileFault } from '../problem.ts';
import { markFaultSentence } from './mark-texts.ts';
import type { Language } from './problem-text.ts';
import { otherRowText } from './sheet-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What is wrong in a mapping or in a file with what was declared, and what to do. `{where}` is another row. */
const faults: Readonly<Record<MappingFaultCode | DeclaredFaultCode, Sentence>> = {
  'unit-form': {
    nl: 'Vul een van deze eenheden in: 01, 04, 14, 16, 82, 83 of 84. Een spreadsheetprogramma laat nullen aan het begin weg: geef de kolom het type tekst.',
    en: 'Write one of these units: 01, 04, 14, 16, 82, 83 or 84. Spreadsheets drop zeros at the front: give the column the type text.',
  },
  'rule-bounds-turned': {
    nl: 'De bovengrens is lager dan de ondergrens. Verbeter een van de twee.',
    en: 'The upper bound is below the lower bound. Fix one of the two.',
  },
  'rule-bounds-unit': {
    nl: 'Vul bij een onder- of bovengrens voor het volume ook de eenheid en de frequentie in.',
    en: 'Fill in the eenheid and the frequentie with a least or most volume.',
  },
  'rule-to-itself': {
    nl: 'Deze regel zet een product om in hetzelfde product. Vul de code van de SPIC in, of haal de regel weg.',
    en: 'This rule maps a product to itself. Fill in the code of the SPIC, or take the rule out.',
  },
  'rules-overlap': {
    nl: 'Bij sommige toewijzingen past zowel deze regel als {where}, en de uitkomst verschilt. Maak de voorwaarden zo dat er altijd maar één regel past.',
    en: 'Some allocations fit both this rule and {where}, with another result. Change the conditions so that only one rule fits.',
  },
  'rule-twice': {
    nl: 'Bij sommige toewijzingen past zowel deze regel als {where}, met dezelfde uitkomst. Haal een van de twee weg, of maak de voorwaarden zo dat er altijd maar één regel past.',
    en: 'Some allocations fit both this rule and {where}, with the same result. Take one of the two out, or change the conditions so that only one rule fits.',
  },
  'too-many-rules': {
    nl: 'Er zijn meer dan {most} regels: in deze omzettabel, of voor dit ene product. Voeg regels samen, of verdeel ze over meer omzettingen.',
    en: 'There are more than {most} rules: in this mapping, or of this one product. Merge rules, or divide them between more conversions.',
  },
  'number-form': {
    nl: 'Vul het ToewijzingNummer in: een getal van 1 tot en met 9 cijfers, zonder punten of spaties.',
    en: 'Write the ToewijzingNummer: a number of 1 to 9 digits, without points or spaces.',
  },
  'number-twice': {
    nl: 'Dit ToewijzingNummer staat voor dezelfde gemeente ook in {where}. Tel de bedragen en volumes bij elkaar op en houd één rij over.',
    en: 'This ToewijzingNummer of the same gemeente is in {where} too. Add up the amounts and volumes, and keep one row.',
  },
  'credited-more': {
    nl: 'Hier is meer gecrediteerd dan toegekend. Verbeter een van de twee.',
    en: 'More was credited than granted. Fix one of the two.',
  },
  'day-missing': {
    nl: 'Vul hier een datum in: de laatste dag waarover is gedeclareerd. Die is nodig als er iets is toegekend, of als er nog iets op een besluit wacht.',
    en: 'Fill in a date here: the last day of what was declared. It is needed where something was granted, or waits for a decision.',
  },
};

function isOwn(code: string): code is keyof typeof faults {
  return Object.hasOwn(faults, code);
}

/** The sentence of a fault in any file of a conversion. It never holds a value of a cell. */
export function conversionFaultSentence(fault: FileFault, language: Language): string {
  const { code, params = {} } = fault;
  if (!isOwn(code)) return markFaultSentence(fault, language);
  return faults[code][language]
    .replace('{where}', () => otherRowText(params, language))
    .replace('{most}', String(params.most ?? ''));
}

/** Why an allocation has no SPIC, and what to do. */
const unmapped: Readonly<Record<UnmappedReason, Sentence>> = {
  'no-rule': {
    nl: 'Geen enkele regel van de omzettabel past bij deze toewijzing. Vul de omzettabel aan, of kies zelf een SPIC.',
    en: 'No rule of the mapping fits this allocation. Add one to the mapping, or choose a SPIC yourself.',
  },
  'no-product': {
    nl: 'In deze toewijzing staat geen product, alleen een budget. Kies zelf een SPIC.',
    en: 'This allocation names no product, only a budget. Choose a SPIC yourself.',
  },
  'no-contract': {
    nl: 'De SPIC staat op de dag van de omzetting in geen enkel contract van de gemeente en de aanbieder. Pas het contract aan, of kies een andere SPIC.',
    en: 'On the day of conversion the SPIC is in no contract of the gemeente and the aanbieder. Change the contract, or choose another SPIC.',
  },
  'no-tariff': {
    nl: 'De SPIC staat wel in het contract, maar er is op de dag van de omzetting geen tarief bekend. Vul het tarief in het contract aan.',
    en: 'The SPIC is in the contract, but no tariff is known on the day of conversion. Add the tariff to the contract.',
  },
  'age-unknown': {
    nl: 'De omzettabel vraagt naar de leeftijd, en die is van deze cliënt niet bekend. Vul de geboortedatum aan, of kies zelf een SPIC.',
    en: 'The mapping asks for the age, and that of this client is not known. Add the date of birth, or choose a SPIC yourself.',
  },
  'remains-unknown': {
    nl: 'De omzettabel vraagt hoeveel budget er over is, en dat is niet te berekenen: het oude tarief of de einddatum ontbreekt. Vul het tarief in het contract aan, of kies zelf een SPIC.',
    en: 'The mapping asks how much of the budget remains, and that cannot be calculated: the old tariff or the end date is missing. Add the tariff to the contract, or choose a SPIC yourself.',
  },
  'end-needed': {
    nl: 'Deze SPIC heeft een einddatum nodig, en de oude toewijzing heeft er geen. Vul in de omzettabel in hoeveel maanden de SPIC duurt.',
    en: 'This SPIC needs an end date, and the old allocation has none. Say in the mapping how many months the SPIC lasts.',
  },
  'nothing-remains': {
    nl: 'Van het oude volume is niets meer over, en de SPIC heeft een tarief per eenheid. Kies een SPIC met een vaste prijs, of houd deze rij aan.',
    en: 'Nothing is left of the old volume, and the tariff of the SPIC is per unit. Choose a SPIC at a fixed price, or hold this row.',
  },
  'unit-differs': {
    nl: 'Het tarief van de SPIC geldt per eenheid, en het oude volume staat in een andere eenheid of ontbreekt. Kies een andere SPIC, of pas het contract aan.',
    en: 'The tariff of the SPIC is per unit, and the old volume is in another unit or missing. Choose another SPIC, or change the contract.',
  },
};

/** What keeps an allocation from being converted now, and what to do. */
const holds: Readonly<Record<HoldReason, Sentence>> = {
  'open-request': {
    nl: 'De aanbieder heeft voor deze cliënt een verzoek gestuurd dat nog niet is beantwoord. Beantwoord eerst het verzoek.',
    en: 'A request of the aanbieder for this client is not answered yet. Answer the request first.',
  },
  'granted-after-end': {
    nl: 'Er zijn al declaraties goedgekeurd voor dagen na de omzetting. De aanbieder moet die eerst crediteren. Of kies een latere dag.',
    en: 'Declarations for days after the conversion were granted already. The aanbieder has to credit these first. Or choose a later day.',
  },
  'undecided-after-end': {
    nl: 'Er wachten nog declaraties op een besluit voor dagen na de omzetting. Besluit daar eerst over.',
    en: 'Declarations for days after the conversion wait for a decision. Decide on these first.',
  },
  'begins-later': {
    nl: 'Deze toewijzing gaat pas in op of na de dag van de omzetting. Daarom kan die niet de dag ervoor eindigen. Vervang de toewijzing zelf, of laat die staan.',
    en: 'This allocation begins on the day of conversion or later, so it cannot end the day before. Replace it yourself, or leave it as it is.',
  },
  'changes-over': {
    nl: 'Deze toewijzing gaat al over naar een andere aanbieder, een andere bekostiging of een andere gemeente. Omzetten is niet nodig.',
    en: 'This allocation changes over to another aanbieder, way of paying or gemeente already. There is no need to convert it.',
  },
  'same-spic': {
    nl: 'Meer toewijzingen van deze cliënt zouden dezelfde SPIC worden. Dat mag niet in dezelfde periode. Kies voor een van de toewijzingen een andere SPIC, of laat die op een andere manier eindigen.',
    en: 'Several allocations of this client would become the same SPIC, which may not be in one period. Choose another SPIC for one of them, or let it end in another way.',
  },
  'overlaps-kept': {
    nl: 'Een andere toewijzing van deze cliënt loopt door en geldt als hetzelfde product als de SPIC. Dat mag niet in dezelfde periode. Zet die toewijzing ook om, of laat die eerst eindigen.',
    en: 'Another allocation of this client goes on and counts as the same product as the SPIC, which may not be in one period. Convert that one too, or let it end first.',
  },
  'care-overlaps': {
    nl: 'Dit kind heeft bij deze aanbieder twee toewijzingen van hetzelfde product voor dezelfde dagen. Zo’n bericht wordt afgekeurd (TR302). Beëindig eerst een van de twee.',
    en: 'The child has two allocations of one product at this aanbieder for the same days. Such a message is refused (TR302). End one of the two first.',
  },
  'client-data': {
    nl: 'Voor het toewijzingsbericht (JW301) ontbreken gegevens van deze cliënt, zoals het adres of een ouder met gezag. Vul ze aan.',
    en: 'For the JW301 details of this client are missing, such as the address or a parent with authority. Add these.',
  },
  'address-unsafe': {
    nl: 'Het adres van deze cliënt moet geheim blijven. Een medewerker moet deze toewijzing zelf omzetten en nagaan welk adres veilig is.',
    en: 'The address of this client is to be kept secret. A person has to convert this allocation, and find out which address is safe.',
  },
  'ledger-incomplete': {
    nl: 'In een JW301 horen alle toewijzingen van de cliënt bij deze aanbieder. De gemeente heeft nog niet vastgelegd dat de gateway die allemaal kent: `PUT /v1/complete-ledgers/{aanbieder}`.',
    en: 'A JW301 has all allocations of the client at this aanbieder. The gemeente did not say yet that the gateway has all of these: `PUT /v1/complete-ledgers/{aanbieder}`.',
  },
};

/** Why an allocation has no SPIC, and what to do. */
export function unmappedSentence(reason: UnmappedReason, language: Language): string {
  return unmapped[reason][language];
}

/** What keeps an allocation from being converted now, and what to do. */
export function holdSentence(reason: HoldReason, language: Language): string {
  return holds[reason][language];
}

/** Either of {@link unmappedSentence} and {@link holdSentence}. */
export function reasonSentence(reason: UnmappedReason | HoldReason, language: Language): string {
  return ({ ...unmapped, ...holds } as const)[reason][language];
}
