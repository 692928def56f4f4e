import { stringify } from 'csv-stringify/sync';
import type { CsvCell } from '../../ledger/sheets/out-sheet.ts';

/** Characters that end a cell, for any separator a spreadsheet may use; and a quote, after which one may begin. */
const edge = ',;"\\t\\v\\f\\r\\n\\u0085\\u2028\\u2029';
/** Characters with which a formula begins, also their full-width forms. */
const sign = '=+\\-@＝＋－＠';

const formula = new RegExp(`(^|[${edge}])([\\s"]*)([${sign}])`, 'g');
const control = /^[\t\v\f\r\n]/;
const quoted = new RegExp(`[${edge}]`);

/**
 * Writes rows as CSV (RFC 4180) that is safe to open in a spreadsheet: others wrote the texts. An apostrophe is put
 * before every character that could begin a formula, also within a text: a file with commas is often opened as one with
 * semicolons or tabs, and then a cell begins after each of these. Quotes around the cell do not help there, because
 * they are not at the begin of that cell. (`escape_formulas` of the library looks at the first character only.)
 *
 * A cell that is a number stays one, also below zero; between semicolons it has a decimal comma, as a Dutch spreadsheet
 * reads it.
 */
export function csvLines(
  rows: readonly (readonly CsvCell[])[],
  separator: ',' | ';' = ',',
): string {
  const written = (cell: CsvCell) => {
    if (typeof cell === 'string') return harmless(cell);
    const number = typeof cell === 'number' ? String(cell) : cell.decimal;
    return separator === ';' ? number.replace('.', ',') : number;
  };
  const texts = rows.map((row) => row.map(written));
  return stringify(texts, {
    record_delimiter: '\r\n',
    quoted_match: quoted,
    delimiter: separator,
  });
}

function harmless(text: string): string {
  return text.replace(formula, "$1$2'$3").replace(control, "'$&");
}
