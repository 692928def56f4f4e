import { setImmediate as turn } from 'node:timers/promises';
import { mostRows } from '../sheets/budget.ts';
import {
  type Cell,
  emptyCell,
  type Fault,
  type SheetRow,
  type Sheets,
  type TableSpec,
} from '../sheets/sheet.ts';

/** Rows as a caller of the API gives them: by column, as text. A column that is not there is empty. */
export type TextRows = readonly Readonly<Record<string, string>>[];

/** The most characters in a cell, as in a file. */
const longestText = 32_767;

/** Makes a table of rows of text, as a file with these rows would be read: each is numbered by its place, from 1. */
export function tableOf<Column extends string>(
  rows: TextRows,
  { columns }: TableSpec<Column>,
): Sheets<Column> {
  const whole = { sheet: null, row: null, column: null } as const;
  if (rows.length === 0) return { rows: [], faults: [{ ...whole, code: 'no-rows' }], hidden: [] };
  if (rows.length > mostRows) {
    const fault: Fault = { ...whole, code: 'too-many-rows', params: { most: mostRows } };
    return { rows: [], faults: [fault], hidden: [] };
  }
  const known = new Set<string>(columns);
  const faults: Fault[] = rows.flatMap((row, index) =>
    Object.keys(row).every((name) => known.has(name))
      ? []
      : {
          // Not its name: a caller may have put anything there.
          ...{ sheet: null, row: index + 1, column: null, code: 'column-unknown' },
          params: { columns: columns.join(', ') },
        },
  );
  const read = rows.map((row, index) => {
    const cells = columns.map((column) => [column, cellOf(row[column])]);
    return { sheet: null, row: index + 1, cells: Object.fromEntries(cells) };
  });
  return { rows: read, faults, hidden: [] };
}

function cellOf(written: string | undefined): Cell {
  const text = written?.trim() ?? '';
  if (text.length > longestText) return { kind: 'odd', what: 'too-long' };
  return text === '' ? emptyCell : { kind: 'text', text };
}

/** Rows that are read before others get a turn. */
const atOnce = 500;

/** Reads each row, and leaves out those that are not read for their faults. */
export async function readEach<Column extends string, T>(
  rows: readonly SheetRow<Column>[],
  read: (row: SheetRow<Column>) => T | undefined,
): Promise<T[]> {
  const found: T[] = [];
  for (const [index, row] of rows.entries()) {
    const one = read(row);
    if (one !== undefined) found.push(one);
    if (index % atOnce === atOnce - 1) await turn();
  }
  return found;
}

/** What the sentence of a fault says of another row. */
export function otherRow({
  sheet,
  row,
}: Pick<SheetRow<string>, 'sheet' | 'row'>): NonNullable<Fault['params']> {
  return { row, ...(sheet !== null && { sheet }) };
}
