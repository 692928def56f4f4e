/**
 * The separator of columns, and the text of a null column. Text of XML, codes, ids, numbers and moments never has these
 * characters.
 */
const between = '\u001f';
const nothing = '\u001e';

/**
 * SQL: columns of a row as one text. pg spends time on each column of each row: a page of a hundred rows with separate
 * columns costs the process four times as much.
 *
 * @param columns expressions whose text has neither of the two characters above. Wrap one that may be null in
 *   {@link nullable}: otherwise a null is left out, and the columns after it shift
 */
export function rowText(columns: readonly string[]): string {
  return `concat_ws(${literal(between)}, ${columns.join(', ')})`;
}

/** SQL: a column of {@link rowText} that may be null. */
export function nullable(column: string): string {
  return `coalesce((${column})::text, ${literal(nothing)})`;
}

/**
 * The columns of a {@link rowText}, each as Postgres writes it; of a boolean t or f.
 *
 * @returns too many, or too few, where a value was written that the gateway does not write
 */
export function columnsOf(text: string): (string | null)[] {
  const columns: (string | null)[] = text.split(between);
  for (let n = 0; n < columns.length; n++) if (columns[n] === nothing) columns[n] = null;
  return columns;
}

/**
 * A moment as Postgres writes it in the sessions of the gateway: ISO, in UTC.
 *
 * @returns undefined for infinity, and what is before our era
 */
export function momentOf(text: string): Date | undefined {
  const moment = new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function literal(character: string): string {
  return `e'\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}'`;
}
