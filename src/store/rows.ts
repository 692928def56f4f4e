/** Types of Postgres by column, in the order in which they stand. */
export type ColumnTypes<Row> = { readonly [Column in keyof Row]: string };

/**
 * A list of rows as a table of a statement: `(values ($1::uuid, $2::text), ...) as new (id, type)`. Bytes go
 * over as bytes, where an array of them would go as text of twice their length.
 *
 * @param name of the table in the statement
 * @param rows one at least; a statement has 65,535 values at most
 * @param first number of the first value
 * @returns the text, and its values in order
 */
export function rowsAs<Row extends object>(
  name: string,
  types: ColumnTypes<Row>,
  rows: readonly Row[],
  first = 1,
): { readonly text: string; readonly values: unknown[] } {
  const columns = Object.keys(types) as (keyof Row & string)[];
  const lines = rows.map((_, line) => {
    const at = first + line * columns.length;
    return `(${columns.map((column, index) => `$${at + index}::${types[column]}`).join(', ')})`;
  });
  return {
    text: `(values ${lines.join(', ')}) as ${name} (${columns.join(', ')})`,
    values: rows.flatMap((row) => columns.map((column) => row[column])),
  };
}

/** The name of a prepared statement that takes so many rows: one for each number of them. */
export function nameFor(name: string, rows: readonly unknown[]): string {
  return rows.length === 1 ? name : `${name}-${rows.length}`;
}
