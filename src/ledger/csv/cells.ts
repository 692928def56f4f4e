import { datePartsOf } from '../../standard/calendar.ts';
import { CsvFault, type CsvRow } from './csv.ts';

/** The form of a cell of a CSV file, and the advice when it is wrong. */
export interface CellKind {
  readonly is: (text: string) => boolean;
  /** What to write, as a sentence without its first capital. */
  readonly advice: string;
}

const zeros = 'Spreadsheets drop zeros at the front: give the column the type text.';

/** CBS code of a gemeente. */
export const gemeenteCode = matching(/^\d{4}$/, `write the 4 digits of a gemeente. ${zeros}`);
/** AGB code of an aanbieder. */
export const aanbiederCode = matching(/^\d{8}$/, `write the 8 digits of an AGB code. ${zeros}`);
/** Of a product, as in the code list of the standard. */
export const categorie = matching(/^\d\d$/, 'write the 2 digits of a product category, as 45.');
/** Of a product. */
export const productCode: CellKind = {
  is: (text) => text !== '' && [...text].length <= 5,
  advice: 'write a product code of 1 to 5 characters.',
};
export const plainDate: CellKind = {
  is: isPlainDate,
  advice: 'write a date as 2026-12-31. Spreadsheets change dates: give the column the type text.',
};

/** One line of text that people read. */
export function words(max: number): CellKind {
  return {
    is: (text) => text !== '' && [...text].length <= max && !/\p{Cc}/u.test(text),
    advice: `write one line of 1 to ${max} characters.`,
  };
}

/** Text of one form. */
export function matching(form: RegExp, advice: string): CellKind {
  return { is: (text) => form.test(text), advice };
}

/**
 * The text of a cell.
 *
 * @throws {CsvFault} when it is not of this kind
 */
export function cellOf<Column extends string>(
  { line, cells }: CsvRow<Column>,
  column: Column,
  { is, advice }: CellKind,
): string {
  const text = cells[column];
  if (!is(text)) throw new CsvFault(line, column, advice);
  return text;
}

function isPlainDate(text: string): boolean {
  if (!/^\d{4}-/.test(text)) return false;
  try {
    datePartsOf(text);
    return true;
  } catch {
    return false;
  }
}
