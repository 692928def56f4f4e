import type { ColumnKind, OutValue } from '../sheets/out-sheet.ts';
import type { Cell, SheetFaultCode } from '../sheets/sheet.ts';

/** A cell says something else than was written, or cannot be read; and nothing where it says the same. */
export type Difference = 'differs' | SheetFaultCode | undefined;

/**
 * Compares a cell of a file that came back with what went out, however the program that saved it writes that: without the
 * zeros in front of a code, with points, commas or signs in an amount. A cell that is empty says nothing: its column may
 * have been taken out. Not for dates.
 */
export function differenceOf(
  cell: Cell,
  kind: Exclude<ColumnKind, 'date'>,
  value: OutValue,
): Difference {
  if (cell.kind === 'empty') return undefined;
  if (cell.kind === 'odd') return `cell-${cell.what}`;
  if (kind === 'text' || kind === 'words') {
    const text = cell.kind === 'number' ? (cell.shown ?? cell.text) : cell.text;
    return codeOf(text) === codeOf(String(value ?? '')) ? undefined : 'differs';
  }
  const scale = kind === 'euros' ? 2 : 0;
  const read = cell.kind === 'number' ? ofDecimal(cell.text, scale) : ofText(cell.text, scale);
  if (read === undefined || cell.kind === 'date')
    return kind === 'euros' ? 'money-form' : 'integer-form';
  return value !== null && read === BigInt(value) ? undefined : 'differs';
}

/** Without zeros in front of digits, and without the apostrophes that keep a text of a CSV file from being a formula. */
function codeOf(text: string): string {
  const bare = text.trim().replaceAll("'", '');
  return /^\d+$/.test(bare) ? bare.replace(/^0+(?=\d)/, '') : bare;
}

/** A decimal as a whole number of its smallest parts; `finer` when it has more decimals. */
function ofDecimal(text: string, scale: number): bigint | 'finer' | undefined {
  const [, sign, whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (decimals.length > scale) return 'finer';
  const size = BigInt(whole + decimals.padEnd(scale, '0'));
  return sign === '-' ? -size : size;
}

/** Digits, perhaps in groups of three. */
const grouped = /^(?:\d+|\d{1,3}(?:[.,]\d{3})+)$/;

/** As {@link ofDecimal}, of what people and programs write: `€ -2.335,50`, `2,335.5-`, `(2335)`. */
function ofText(text: string, scale: number): bigint | 'finer' | undefined {
  const bare = text.replace(/€|EUR|[\s']/gi, '');
  const [, before, digits = '', after] = /^([-−(]?)([\d.,]+)([-−)]?)$/.exec(bare) ?? [];
  const [, whole = digits, decimals = ''] = /^(.*)[.,](\d{1,2})$/.exec(digits) ?? [];
  if (before === undefined || !grouped.test(whole)) return undefined;
  const isNegative = before !== '' || after !== '';
  return ofDecimal(
    `${isNegative ? '-' : ''}${whole.replace(/[.,]/g, '')}.${decimals}`.replace(/\.$/, ''),
    scale,
  );
}
