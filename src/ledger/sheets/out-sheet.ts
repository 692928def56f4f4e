/**
 * What a column holds. `text` is a code or a name, which keeps the zeros in front, and `words` is text that may run over
 * lines in its cell; of both, what begins as a formula stays text. `euros` is an amount in whole cents; `date` is a plain
 * date, `yyyy-mm-dd`.
 */
export type ColumnKind = 'text' | 'words' | 'integer' | 'euros' | 'date';

export interface OutColumn {
  /** What is in its header. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** In characters. */
  readonly width?: number;
}

/** What is in a cell: text or a day for `text`, `words` and `date`, a whole number for `integer` and `euros`. */
export type OutValue = string | number | null;

/** A sheet that is written. */
export interface OutSheet<Rows = OutRows> {
  /** At most 31 characters, without any of `[]/\:*?`. */
  readonly name: string;
  readonly columns: readonly OutColumn[];
  /** A value for each column. */
  readonly rows: Rows;
}

export type OutRow = readonly OutValue[];
/** Rows are asked for as they are needed, so that they need not all be made at once. */
export type OutRows = Iterable<OutRow> | AsyncIterable<OutRow>;

/**
 * The largest amount of which no cent is lost in a spreadsheet, which keeps 15 digits. What is larger is written as text:
 * as it was, but no number.
 */
const mostCents = 999_999_999_999_999;

/** An amount as a number of euros; as text where a spreadsheet would round it. */
export function eurosOf(cents: number): number | string {
  if (Math.abs(cents) <= mostCents) return cents / 100;
  const digits = String(Math.abs(cents));
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A cell of CSV. What is a number stays one, which nobody takes for a formula; `decimal` has decimals of its own. */
export type CsvCell = string | number | { readonly decimal: string };

/**
 * The cells of a row as CSV has them: numbers stay numbers, euros with their two decimals, and nothing is ''.
 *
 * @throws {TypeError} for a value that is not of the kind of its column
 */
export function csvCells(columns: readonly OutColumn[], row: OutRow): CsvCell[] {
  return columns.map((column, index) => {
    const value = checked(column, row[index] ?? null);
    if (value === null) return '';
    if (typeof value !== 'number' || column.kind !== 'euros') return value;
    const euros = eurosOf(value);
    return typeof euros === 'number' ? { decimal: euros.toFixed(2) } : euros;
  });
}

/** @throws {TypeError} for a value that is not of the kind of its column; never with the value */
export function checked({ name, kind }: OutColumn, value: OutValue): OutValue {
  if (value === null) return null;
  const isNumber = kind === 'integer' || kind === 'euros';
  if (isNumber ? Number.isSafeInteger(value) : typeof value === 'string') return value;
  throw new TypeError(`A cell of the column ${name} is not of the kind ${kind}.`);
}
