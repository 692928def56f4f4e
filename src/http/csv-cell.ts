/** What ends a cell, whichever separator a spreadsheet takes; and a quote, behind which one may begin. */
const edge = ',;"\\t\\v\\f\\r\\n\\u0085\\u2028\\u2029';
/** What a formula begins with, also in full width. */
const sign = '=+\\-@＝＋－＠';

const formula = new RegExp(`(^|[${edge}])([\\s"]*)([${sign}])`, 'g');
const control = /^[\t\v\f\r\n]/;
const quoted = new RegExp(`[${edge}]`);

/**
 * A text as one cell of CSV (RFC 4180) that no spreadsheet runs: somebody else wrote it. What could begin
 * a formula gets an apostrophe before it, also within the text. A file with commas is often opened as one
 * with semicolons or tabs, and then a cell begins after each of these: quotes around the cell do not
 * count there, for they do not stand where a cell begins.
 */
export function csvCell(text: string): string {
  const harmless = text.replace(formula, "$1$2'$3").replace(control, "'$&");
  return quoted.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
