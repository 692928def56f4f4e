import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Cell, Fault, Sheets } from '../../../src/ledger/sheets/sheet.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';

const columns = ['gemeente', 'product', 'tarief', 'ingangsdatum', 'aantal'] as const;
type Column = (typeof columns)[number];

/** Reads a file that LibreOffice saved. */
async function readSaved(name: string): Promise<Sheets<Column>> {
  const bytes = await readFile(new URL(`files/${name}`, import.meta.url));
  return readSheets(bytes, { columns, optional: ['aantal'] });
}

/** Each row as `sheet row: kind text | ...`. */
function linesOf({ rows }: Sheets<Column>): string[] {
  return rows.map(
    ({ sheet, row, cells }) =>
      `${sheet} ${row}: ${columns.map((column) => shown(cells[column])).join(' | ')}`,
  );
}

function shown(cell: Cell): string {
  if (cell.kind === 'empty') return '-';
  if (cell.kind === 'odd') return cell.what;
  return `${cell.kind} ${cell.kind === 'number' && cell.shown ? `${cell.text} as ${cell.shown}` : cell.text}`;
}

function placesOf(faults: readonly Fault[]): string[] {
  return faults.map(({ sheet, row, column, code }) => `${sheet} ${row} ${column}: ${code}`);
}

test('texts, numbers, dates and formulas of several sheets, and not of a hidden one', async () => {
  const read = await readSaved('good.xlsx');
  expect(linesOf(read)).toEqual([
    '2026 3: text 0363 | text 45A01 | number 95.5 | date 2026-01-01 | number 10',
    '2026 4: number 363 as 0363 | text 45A01 | text 95,50 | text 31-12-2026 | number 10',
    '2026 6: text 1680 | text 45A02 | number 0.3 | date 2026-07-01 | -',
    '2027 (concept) 2: text 0363 | text 45A01 | number 1234.56 | date 2027-01-01 | -',
  ]);
  expect(read.faults).toEqual([]);
  expect(read.hidden).toEqual(['Keuzelijsten']);
});

test('merged cells, errors, times and headers that are none are told by their place', async () => {
  const read = await readSaved('faults.xlsx');
  expect(linesOf(read)).toEqual([
    'Fouten 2: number 363 | text 45A01 | number 95.505 | number 46023 | number 1.5',
    'Fouten 3: text 0363 | number 1234 | text 1.234 | text 1-1-27 | number 1',
    'Fouten 4: merged | text 45A02 | formula-error | date-time | number -1',
    'Fouten 5: merged | text 45A03 | merged | date 2026-02-01 | number 3',
    'Fouten 6: text 0363 | text 45A03 | text € 95,50 | date 2026-02-01 | number 3',
  ]);
  expect(placesOf(read.faults)).toEqual([
    'Fouten 6 G: cell-outside',
    'Zonder kop 1 null: header-none',
    'Kolommen 1 null: header-none',
    'Kolommen 2 1 C: column-unknown',
    'Kolommen 2 1 tarief: column-missing',
    'Kolommen 2 1 ingangsdatum: column-missing',
    'Kolommen 2 1 gemeente: column-twice',
  ]);
});

test('semicolons and decimal commas, in Windows-1252', async () => {
  const read = await readSaved('semicolons-1252.csv');
  expect(linesOf(read)).toEqual([
    'null 2: text 0363 | text 45A01 | text 95,50 | text 1-1-2026 | text 10',
    'null 3: text 0363 | text Ambulant José – “wij” | text € 1.234,56 | text 31/12/2026 | -',
    'null 5: text 0599 | text met ; erin | text 0,10 | text 2026-07-01 | text 1',
  ]);
  expect(read.faults).toEqual([]);
});

test.each([
  ['sources/good.ods', 'file-ods'],
  ['sources/good.xls', 'file-xls'],
  ['sources/good.fods', 'file-unknown'],
])('%s is refused with %s', async (name, code) => {
  expect(await readSaved(name)).toEqual({
    rows: [],
    faults: [{ sheet: null, row: null, column: null, code }],
    hidden: [],
  });
});
