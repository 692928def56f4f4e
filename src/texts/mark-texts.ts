import type { MarkFaultCode } from '../ledger/conversion/marks-file.ts';
import type { Fault } from '../ledger/sheets/sheet.ts';
import type { FileFault } from '../problem.ts';
import type { Language } from './problem-text.ts';
import { sheetFaultSentence } from './sheet-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What is wrong in a file with marks of a conversion, and what to do. */
const faults: Readonly<Record<MarkFaultCode, Sentence>> = {
  'row-unknown': {
    nl: 'Deze proefomzetting heeft geen rij met dit nummer, of die rij is niet van u. Controleer of dit het bestand van deze proefomzetting is, en neem het nummer daaruit over.',
    en: 'This preview has no row of this number, or it is not yours. Check that this is the file of this preview, and take the number from there.',
  },
  'row-forgotten': {
    nl: 'De gegevens van deze cliënt zijn verwijderd. Over deze rij kunt u niets meer zeggen: maak de kolom mark leeg.',
    en: 'The data of this client was removed. Nothing can be said of this row any more: empty the column mark.',
  },
  'row-twice': {
    nl: 'Bij deze rij van de proefomzetting staat hierboven al iets ingevuld. Laat één van de twee staan.',
    en: 'This row of the preview is filled in above already. Keep one of the two.',
  },
  'other-row': {
    nl: 'Dit hoort niet bij het nummer in de kolom row. Misschien is één kolom apart gesorteerd. Download het bestand opnieuw en sorteer altijd alle kolommen samen.',
    en: 'This does not belong to the number in the column row. One column may have been sorted by itself. Download the file again, and always sort all columns together.',
  },
  'value-changed': {
    nl: 'Hier staat iets anders dan in de proefomzetting. Zet de oude waarde terug of verwijder deze kolom. Wilt u een andere SPIC, vul dan anders in de kolom mark in, en de SPIC in newCategorie en newCode.',
    en: 'This is not what the preview has. Put the old value back, or remove this column. For another SPIC, write changed in the column mark, and the SPIC in newCategorie and newCode.',
  },
  'mark-missing': {
    nl: 'In deze rij is wel iets ingevuld, maar de kolom mark is leeg. Vul akkoord, anders of aanhouden in, of maak de andere cellen leeg.',
    en: 'Something is filled in here, and the column mark is empty. Write agreed, changed or held, or empty the other cells.',
  },
  'spic-missing': {
    nl: 'U kiest een andere SPIC. Vul de categorie in newCategorie in, en de code in newCode.',
    en: 'You choose another SPIC. Write its category in newCategorie, and its code in newCode.',
  },
  'spic-without-changed': {
    nl: 'Een andere SPIC kan alleen als in de kolom mark anders staat. Vul dat in, of maak newCategorie, newCode en newMonths leeg.',
    en: 'Another SPIC goes with changed in the column mark only. Write that, or empty newCategorie, newCode and newMonths.',
  },
  'reason-missing': {
    nl: 'Vul in waarom u een andere SPIC wilt, of waarom u deze rij aanhoudt.',
    en: 'Write why you want another SPIC, or why you hold this row.',
  },
  'decision-side': {
    nl: 'Alleen de gemeente vult de beschikking in. Maak beschikkingNummer en beschikkingDatum leeg.',
    en: 'Only the gemeente fills in the decision to the parents. Empty beschikkingNummer and beschikkingDatum.',
  },
  'decision-parts': {
    nl: 'Het nummer en de datum van een beschikking horen bij elkaar. Vul beide in, of geen van beide.',
    en: 'The number and the date of a decision to the parents belong together. Fill in both, or neither.',
  },
};

/** The sentence of a fault in a file with marks; where it is comes from `sheetFaultPlace`. It never holds a value of a cell. */
export function markFaultSentence(fault: FileFault, language: Language): string {
  return isOwn(fault.code)
    ? faults[fault.code][language]
    : sheetFaultSentence(fault as Fault, language);
}

function isOwn(code: string): code is MarkFaultCode {
  return Object.hasOwn(faults, code);
}
