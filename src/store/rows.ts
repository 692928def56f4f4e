import type { QueryConfig } from 'pg';

/** The Postgres type of each column, in order. */
export type ColumnTypes<Row> = { readonly [Column in keyof Row]: string };

/** Makes the query of a statement that takes a list of rows, one at least. */
export type ListStatement<Row> = (rows: readonly Row[]) => QueryConfig<unknown[]>;

interface Column {
  readonly column: string;
  readonly type: string;
  readonly isList: boolean;
}

/**
 * A statement that takes a list of rows. It has two forms, each of which Postgres parses and plans once: one for a single
 * row, which Postgres knows to be one, and one for any number.
 *
 * @param name of the prepared statement; the form for many has `-many` behind it
 * @param table the name of the rows in the statement
 * @param text makes the statement of the part of `with` that gives the rows: `with ${rows} select ...`; where there are
 *   many it may have to sort them
 */
export function listStatement<Row extends object>(
  name: string,
  table: string,
  types: ColumnTypes<Row>,
  text: (rows: string, many: boolean) => string,
): ListStatement<Row> {
  const columns = (Object.entries(types) as [string, string][]).map(([column, type]) => ({
    ...{ column, type, isList: type.endsWith('[]') },
  }));
  const forOne = { name, text: text(oneRow(table, columns), false) };
  const forMany = { name: `${name}-many`, text: text(manyRows(table, columns), true) };
  return (rows) =>
    rows.length === 1
      ? { ...forOne, values: columns.map(({ column }) => cellOf(rows[0] as Row, column)) }
      : { ...forMany, values: columns.map((one) => cellsOf(rows, one)) };
}

function oneRow(table: string, columns: readonly Column[]): string {
  const values = columns.map(({ type }, n) => `$${n + 1}::${type}`);
  return `${table} (${namesOf(columns)}) as not materialized (values (${values.join(', ')}))`;
}

/**
 * Bytes are sent in binary, because pg would write an array of them as text of twice their length. A column that is
 * itself an array is sent as text, because arrays in an array must all have one length.
 */
function manyRows(table: string, columns: readonly Column[]): string {
  // In a select of its own, so that Postgres does not see the length of the array: otherwise it prefers a plan for just
  // this length, and plans each time.
  const given = columns.map(
    ({ type, isList }, n) => `(select $${n + 1}::${isList ? 'text' : type}[])`,
  );
  const shown = columns.map(({ column, type, isList }) => (isList ? `${column}::${type}` : column));
  return `${table} (${namesOf(columns)}) as materialized (
    select ${shown.join(', ')} from unnest(${given.join(', ')}) as given (${namesOf(columns)}))`;
}

function namesOf(columns: readonly Column[]): string {
  return columns.map(({ column }) => column).join(', ');
}

function cellOf(row: object, column: string): unknown {
  return row[column as keyof typeof row];
}

function cellsOf(rows: readonly object[], { column, type, isList }: Column): unknown {
  const values = rows.map((row) => cellOf(row, column));
  if (type === 'bytea') return byteArrays(values as (Uint8Array | null)[]);
  if (!isList) return values;
  return values.map((list) => (list === null ? null : listText(list as Element[])));
}

type Element = string | Uint8Array | null;

/** A list as Postgres writes it: `{"a","\\x00ff",NULL}`. */
function listText(list: readonly Element[]): string {
  const elements = list.map((element) => {
    if (element === null) return 'NULL';
    if (typeof element !== 'string') return `"\\\\x${Buffer.from(element).toString('hex')}"`;
    return `"${element.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join(',')}}`;
}

const oidOfBytea = 17;

/** An array of bytea in the binary form of Postgres (`array_recv`). pg sends a Buffer unchanged. */
function byteArrays(values: readonly (Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 20);
  const bytes = Buffer.allocUnsafe(size);
  // One dimension, whether there are nulls, the type, the length, the number of the first.
  let at = bytes.writeInt32BE(1, 0);
  at = bytes.writeInt32BE(values.includes(null) ? 1 : 0, at);
  at = bytes.writeInt32BE(oidOfBytea, at);
  at = bytes.writeInt32BE(values.length, at);
  at = bytes.writeInt32BE(1, at);
  for (const value of values) {
    at = bytes.writeInt32BE(value?.length ?? -1, at);
    if (value) bytes.set(value, at);
    at += value?.length ?? 0;
  }
  return bytes;
}
