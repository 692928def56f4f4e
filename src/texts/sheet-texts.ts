import { aanbiederCode, categorie, gemeenteCode, productCode } from '../ledger/csv/cells.ts';
import type { Fault, SheetFaultCode } from '../ledger/sheets/sheet.ts';
import type { Language } from './problem-text.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What is wrong and what to do. `{name}` is filled from the parameters of the fault. */
const ofFile = {
  'file-empty': {
    nl: 'Dit bestand is leeg. Controleer of u het juiste bestand hebt gekozen.',
    en: 'This file is empty. Check whether it is the right one.',
  },
  'file-unknown': {
    nl: 'Dit is geen Excel-bestand (.xlsx) en ook geen CSV-bestand. Open het in uw spreadsheetprogramma en sla het op als .xlsx of als CSV.',
    en: 'This is no Excel file (.xlsx) and no CSV file. Open it in your spreadsheet program and save it as .xlsx or as CSV.',
  },
  'file-xls': {
    nl: 'Dit is een bestand van een oude versie van Excel (.xls). Open het in uw spreadsheetprogramma en sla het op als .xlsx of als CSV.',
    en: 'This is a file of an old version of Excel (.xls). Open it in your spreadsheet program and save it as .xlsx or as CSV.',
  },
  'file-ods': {
    nl: 'Dit is een OpenDocument-bestand (.ods). Open het in uw spreadsheetprogramma en sla het op als .xlsx of als CSV.',
    en: 'This is an OpenDocument file (.ods). Open it in your spreadsheet program and save it as .xlsx or as CSV.',
  },
  'file-encrypted': {
    nl: 'Dit bestand is beveiligd met een wachtwoord. Haal het wachtwoord eraf en sla het opnieuw op.',
    en: 'This file is protected with a password. Take the password off and save it again.',
  },
  'file-broken': {
    nl: 'Dit bestand is beschadigd of niet compleet. Open het in uw spreadsheetprogramma en sla het opnieuw op.',
    en: 'This file is damaged or not complete. Open it in your spreadsheet program and save it again.',
  },
  'file-large': {
    nl: 'Dit bestand is te groot. Verdeel de rijen over meer bestanden.',
    en: 'This file is too large. Divide the rows between more files.',
  },
  'file-slow': {
    nl: 'Het lezen van dit bestand duurde te lang. Kopieer alleen de rijen naar een nieuw bestand, of verdeel ze over meer bestanden.',
    en: 'It took too long to read this file. Copy nothing but the rows to a new file, or divide them between more files.',
  },
  'too-many-rows': {
    nl: 'Dit bestand heeft meer dan {most} rijen. Verdeel de rijen over meer bestanden.',
    en: 'This file has more than {most} rows. Divide them between more files.',
  },
} as const satisfies Partial<Record<SheetFaultCode, Sentence>>;

const ofTables = {
  'no-rows': {
    nl: 'Er staan geen rijen onder de kolomnamen. Controleer of u het juiste bestand hebt gekozen.',
    en: 'There are no rows below the names of the columns. Check whether it is the right file.',
  },
  'header-none': {
    nl: 'De eerste rij moet de namen van deze kolommen bevatten: {columns}. Verwijder rijen die daarboven staan. Staan er op dit blad geen gegevens, verwijder of verberg het blad dan.',
    en: 'The first row must hold the names of these columns: {columns}. Remove rows above it. If this sheet has no data, remove or hide it.',
  },
  'header-one-cell': {
    nl: 'De namen van de kolommen staan allemaal in één cel. Splits de tekst in kolommen, of open het bestand opnieuw met het juiste scheidingsteken (een puntkomma of een komma).',
    en: 'The names of the columns are all in one cell. Split the text into columns, or open the file again with the right separator (a semicolon or a comma).',
  },
  'header-kind': {
    nl: 'Uit de eerste rij moet blijken wat er op dit blad staat: precies één van deze kolommen hoort erin: {columns}. Verwijder rijen die daarboven staan. Staan er op dit blad geen gegevens, verwijder of verberg het blad dan.',
    en: 'The first row must say what is on this sheet: precisely one of these columns belongs in it: {columns}. Remove rows above it. If this sheet has no data, remove or hide it.',
  },
  'too-many-columns': {
    nl: 'Er zijn meer dan {most} kolommen. Verwijder de kolommen die niet nodig zijn.',
    en: 'There are more than {most} columns. Remove those that are not needed.',
  },
  'column-missing': {
    nl: 'Deze kolom ontbreekt. Voeg de kolom toe, met precies deze naam in de eerste rij.',
    en: 'This column is missing. Add it, with exactly this name in the first row.',
  },
  'column-unknown': {
    nl: 'De naam boven deze kolom is niet bekend. Kies uit: {columns}. Of verwijder de kolom.',
    en: 'The name above this column is not known. Choose from: {columns}. Or remove the column.',
  },
  'column-twice': {
    nl: 'Deze kolom staat er meer dan één keer in. Verwijder de kolommen die te veel zijn.',
    en: 'This column is there more than once. Remove those that are too many.',
  },
  'cell-outside': {
    nl: 'Hier staat iets in een kolom zonder naam. Verwijder het. In een CSV-bestand horen dubbele aanhalingstekens om een cel waarin een scheidingsteken staat, zoals de komma in "95,50".',
    en: 'Something is in a column without a name. Remove it. In a CSV file, put double quotes around a cell that holds a separator, as the comma in "95,50".',
  },
  'quote-broken': {
    nl: 'Vanaf deze regel kan het bestand niet worden gelezen: er staat een dubbel aanhalingsteken op een verkeerde plek. Zet dubbele aanhalingstekens om de hele cel, ook aan het einde, en verdubbel elk aanhalingsteken daarbinnen.',
    en: 'From this line on the file cannot be read: a double quote is where it cannot be. Put double quotes around the whole cell, double each one within it, and close it.',
  },
} as const satisfies Partial<Record<SheetFaultCode, Sentence>>;

const ofCells = {
  'cell-missing': { nl: 'Vul deze cel in.', en: 'Fill in this cell.' },
  'cell-merged': {
    nl: 'Deze cel is samengevoegd met andere cellen. Splits de cellen en vul de waarde in elke rij in.',
    en: 'This cell is merged with others. Split the cells and write the value in each row.',
  },
  'cell-formula-error': {
    nl: 'De formule in deze cel geeft een fout. Verbeter de formule, of vul de waarde zelf in.',
    en: 'The formula in this cell gives an error. Correct it, or write the value itself.',
  },
  'cell-not-calculated': {
    nl: 'De formule in deze cel is niet uitgerekend. Open het bestand in uw spreadsheetprogramma en sla het opnieuw op.',
    en: 'The formula in this cell was not calculated. Open the file in your spreadsheet program and save it again.',
  },
  'cell-boolean': {
    nl: 'In deze cel staat WAAR of ONWAAR. Geef de kolom het type tekst en vul de waarde opnieuw in.',
    en: 'This cell holds TRUE or FALSE. Give the column the type text and write the value again.',
  },
  'cell-date-time': {
    nl: 'In deze cel staat een tijd. Vul alleen een datum in, zonder tijd.',
    en: 'This cell holds a time. Write a date only, without a time.',
  },
  'cell-no-date': {
    nl: 'Deze cel heeft de notatie van een datum, maar bevat geen geldige datum. Vul de waarde opnieuw in, of kies een andere notatie.',
    en: 'This cell has the format of a date, and holds no valid one. Write the value again, or choose another format.',
  },
  'cell-too-long': {
    nl: 'In deze cel staat te veel tekst. Maak de tekst korter.',
    en: 'This cell holds too much text. Make it shorter.',
  },
} as const satisfies Partial<Record<SheetFaultCode, Sentence>>;

const zeros =
  'Een spreadsheetprogramma laat nullen aan het begin weg: geef de kolom het type tekst en vul de code opnieuw in.';

const ofValues = {
  'gemeente-form': {
    nl: `Vul de 4 cijfers van een gemeentecode in. ${zeros}`,
    en: capitalised(gemeenteCode.advice),
  },
  'aanbieder-form': {
    nl: `Vul de 8 cijfers van een AGB-code in. ${zeros}`,
    en: capitalised(aanbiederCode.advice),
  },
  'categorie-form': {
    nl: `Vul de 2 cijfers van een productcategorie in, zoals 45. ${zeros}`,
    en: capitalised(categorie.advice),
  },
  'product-form': {
    nl: `Vul een productcode van 1 tot en met 5 tekens in. ${zeros}`,
    en: `${capitalised(productCode.advice)} Spreadsheets drop zeros at the front: give the column the type text.`,
  },
  'words-form': {
    nl: 'Vul één regel van 1 tot en met {most} tekens in.',
    en: 'Write one line of 1 to {most} characters.',
  },
  'choice-form': { nl: 'Kies uit: {choices}.', en: 'Write one of these: {choices}.' },
  'date-form': {
    nl: 'Vul een bestaande datum in als 31-12-2026 of 2026-12-31: de dag voor de maand, en een jaar van 4 cijfers.',
    en: 'Write a date that exists as 31-12-2026 or 2026-12-31: the day before the month, and a year of 4 digits.',
  },
  'date-number': {
    nl: 'Hier staat een getal en geen datum. Geef de kolom de notatie van een datum en controleer wat er staat.',
    en: 'This is a number and no date. Give the column the format of a date and check what it says.',
  },
  'integer-form': {
    nl: 'Vul een heel getal in, zonder punt of komma.',
    en: 'Write a whole number, without a point or comma.',
  },
  'integer-range': {
    nl: 'Vul een heel getal van {least} tot en met {most} in.',
    en: 'Write a whole number from {least} to {most}.',
  },
  'money-form': {
    nl: 'Vul een bedrag in euro in als 95,50, zonder tekst eromheen.',
    en: 'Write an amount in euros as 95,50 or 95.50, without words around it.',
  },
  'money-ambiguous': {
    nl: 'Het is niet duidelijk of de punt of komma duizendtallen of decimalen scheidt. Schrijf het bedrag zonder punt, met 2 cijfers achter de komma: 1234,00 of 1,23.',
    en: 'It is not clear whether the point or comma is for thousands or decimals. Write the amount with one point or comma and 2 decimals: 1234.00 or 1.23.',
  },
  'money-decimals': {
    nl: 'Dit bedrag heeft meer dan 2 cijfers achter de komma. Rond het af op hele centen.',
    en: 'This amount has more than 2 decimals. Round it to whole cents.',
  },
  'money-negative': {
    nl: 'Een bedrag mag niet negatief zijn. Vul 0 of een hoger bedrag in.',
    en: 'An amount cannot be negative. Write 0 or more.',
  },
  'money-large': {
    nl: 'Dit bedrag is te hoog. Controleer of er geen cijfers te veel staan.',
    en: 'This amount is too high. Check that there are not too many digits.',
  },
} as const satisfies Partial<Record<SheetFaultCode, Sentence>>;

const sentences: Readonly<Record<SheetFaultCode, Sentence>> = {
  ...ofFile,
  ...ofTables,
  ...ofCells,
  ...ofValues,
};

/** What is wrong in a file of tables and what to do; where it is comes from {@link sheetFaultPlace}. */
export function sheetFaultSentence({ code, params }: Fault, language: Language): string {
  return sentences[code][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(params?.[name] ?? ''),
  );
}

/**
 * Where it is: `Blad 2026, rij 3, kolom tarief`; '' for the file as a whole. It holds the name of the sheet,
 * and no value of a cell.
 */
export function sheetFaultPlace(
  { sheet, row, column }: Omit<Fault<string>, 'code'>,
  language: Language,
): string {
  const nl = language === 'nl';
  const parts = [
    sheet !== null && `${nl ? 'blad' : 'sheet'} ${sheet}`,
    row !== null && `${sheet === null ? (nl ? 'regel' : 'line') : nl ? 'rij' : 'row'} ${row}`,
    column !== null && `${nl ? 'kolom' : 'column'} ${column}`,
  ].filter((part) => part !== false);
  return capitalised(parts.join(', '));
}

/** Another row that a fault is about, within a sentence: `rij 3 van blad 2026`. */
export function otherRowText(
  { row, sheet }: NonNullable<Fault['params']>,
  language: Language,
): string {
  const nl = language === 'nl';
  if (sheet === undefined) return `${nl ? 'regel' : 'line'} ${row}`;
  return nl ? `rij ${row} van blad ${sheet}` : `row ${row} of sheet ${sheet}`;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
