import type { ImportFaultCode, ImportFileFault } from '../ledger/import/file.ts';
import type { Fault } from '../ledger/sheets/sheet.ts';
import { violationSentence } from '../standard/xml/violations.ts';
import type { Language } from './problem-text.ts';
import { sheetFaultSentence } from './sheet-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

const zeros: Sentence = {
  nl: 'Een spreadsheetprogramma laat nullen aan het begin weg: geef de kolom het type tekst en vul de waarde opnieuw in.',
  en: 'Spreadsheets drop zeros at the front: give the column the type text and write the value again.',
};

/** What is wrong in a file of allocations or requests, and what to do. `{name}` is filled from the parameters of the fault. */
const sentences: Readonly<Record<Exclude<ImportFaultCode, 'xsd'>, Sentence>> = {
  'bsn-form': {
    nl: `Vul de 9 cijfers van een BSN in. ${zeros.nl}`,
    en: `Write the 9 digits of a BSN. ${zeros.en}`,
  },
  'bsn-eleven': {
    nl: 'Dit BSN kan niet bestaan: de cijfers voldoen niet aan de elfproef. Controleer het nummer.',
    en: 'This BSN cannot exist: its digits fail the eleven test. Check the number.',
  },
  'number-form': {
    nl: 'Vul het ToewijzingNummer in, met alleen cijfers.',
    en: 'Write the ToewijzingNummer, with digits only.',
  },
  'reference-changed': {
    nl: 'Het spreadsheetprogramma heeft hier een datum of een afgerond getal van gemaakt. Geef de kolom het type tekst en vul de referentie opnieuw in.',
    en: 'The spreadsheet program made a date or a rounded number of this. Give the column the type text and write the reference again.',
  },
  'one-digit': {
    nl: 'Vul een code van 1 cijfer in, uit de codelijst van de standaard.',
    en: 'Write a code of 1 digit, of the code list of the standard.',
  },
  'two-digits': {
    nl: `Vul een code van 2 cijfers in, uit de codelijst van de standaard. ${zeros.nl}`,
    en: `Write a code of 2 digits, of the code list of the standard. ${zeros.en}`,
  },
  'time-form': {
    nl: 'Vul een tijd in als 09:30 of 09:30:00.',
    en: 'Write a time as 09:30 or 09:30:00.',
  },
  'cents-form': {
    nl: 'Dit bedrag staat in hele eurocenten: vul alleen cijfers in, zonder punt, komma of euroteken, en zonder notatie die decimalen of een euroteken toont. 2.500 euro is 250000.',
    en: 'This amount is in whole euro cents: write digits only, without point, comma or euro sign, and without a format that shows decimals or one. 2,500 euros is 250000.',
  },
  'volume-form': {
    nl: 'Een volume is een heel getal: vul alleen cijfers in, zonder punt of komma en zonder notatie die decimalen toont. Kies zo nodig een kleinere eenheid, zoals minuten.',
    en: 'A volume is a whole number: write digits only, without point or comma, and without a format that shows decimals. Choose a smaller eenheid if need be, as minutes.',
  },
  'needed-beside': {
    nl: 'Vul deze cel in, want ook {column} is ingevuld.',
    en: 'Fill in this cell, for {column} is filled in too.',
  },
  'needed-in': {
    nl: 'Vul deze cel in: een {soort} heeft die nodig.',
    en: 'Fill in this cell: a {soort} needs it.',
  },
  'empty-without': {
    nl: 'Laat deze cel leeg, of vul ook {column} in.',
    en: 'Leave this cell empty, or fill in {column} too.',
  },
  'empty-in': {
    nl: 'Laat deze cel leeg: een {soort} heeft die niet.',
    en: 'Leave this cell empty: a {soort} does not have it.',
  },
  'number-and-product': {
    nl: 'Laat deze cel leeg: het nummer van de toewijzing die verandert, zegt al om welk product het gaat.',
    en: 'Leave this cell empty: the number of the allocation to change says which product it is.',
  },
  'request-differs': {
    nl: 'Dit verzoek heeft hier iets anders dan in {where}. Vul in alle rijen van een verzoek hetzelfde in.',
    en: 'This request has something else in {where}. Write the same in all rows of a request.',
  },
  'xml-character': {
    nl: 'In deze cel staat een teken dat niet in een bericht mag. Vul de waarde opnieuw in.',
    en: 'This cell holds a character that a message cannot have. Write the value again.',
  },
};

/** What is wrong in a file of allocations or requests, and what to do. It never holds a value of a cell. */
export function importFaultSentence(fault: ImportFileFault, language: Language): string {
  const { code, params = {}, violation } = fault;
  if (violation) return violationSentence(violation, language);
  if (!isOwn(code)) return sheetFaultSentence(fault as Fault, language);
  const words: Readonly<Record<string, string | number>> = {
    ...params,
    where: whereOf(params, language),
  };
  return sentences[code][language].replace(/\{(\w+)\}/g, (_, name) => String(words[name] ?? ''));
}

function isOwn(code: string): code is keyof typeof sentences {
  return Object.hasOwn(sentences, code);
}

/** Another row of the file. */
function whereOf({ row, sheet }: NonNullable<Fault['params']>, language: Language): string {
  const nl = language === 'nl';
  if (sheet === undefined) return `${nl ? 'regel' : 'line'} ${row}`;
  return nl ? `rij ${row} van blad ${sheet}` : `row ${row} of sheet ${sheet}`;
}
