import { expect, test } from 'vitest';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import type { Sheets, TableSpec } from '../../../src/ledger/sheets/sheet.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';
import { rowsOf, workbookOf } from './workbook.ts';

type Column = 'name' | 'town' | 'street' | 'note';

/** Sheets of towns, and of streets in them. */
const spec: TableSpec<Column> = {
  columns: ['name', 'town', 'street', 'note'],
  optional: ['note'],
  kinds: [
    { name: 'towns', by: 'town', columns: ['name', 'town'] },
    { name: 'streets', by: 'street', columns: ['name', 'street', 'note'] },
  ],
};

function linesOf({ rows }: Sheets<Column>): string[] {
  return rows.map(({ sheet, row, kind, cells }) => {
    const texts = spec.columns.map((column) => ('text' in cells[column] ? cells[column].text : ''));
    return `${sheet} ${row} ${kind}: ${texts.join('|')}`;
  });
}

function faultsOf({ faults }: Sheets<Column>): string[] {
  return faults.map(
    ({ sheet, row, column, code, params }) =>
      `${sheet} ${row} ${column}: ${code} ${params?.columns ?? ''}`,
  );
}

const read = (text: string) => readHere(Buffer.from(text), spec);

test('the header of a sheet says of which kind it is, and each has the columns of its kind', async () => {
  const bytes = workbookOf({
    sheets: [
      rowsOf(['Town', 'name'], ['Edam', 'Jo']),
      rowsOf([]),
      rowsOf(['street', 'name', 'note'], ['Spui', 'An', 'x']),
      rowsOf(['name', 'street'], ['Bo', 'Dam']),
    ],
  });
  for (const found of [await readHere(bytes, spec), await readSheets(bytes, spec)]) {
    expect(found.faults).toEqual([]);
    expect(linesOf(found)).toEqual([
      'Sheet1 2 towns: Jo|Edam||',
      'Sheet3 2 streets: An||Spui|x',
      'Sheet4 2 streets: Bo||Dam|',
    ]);
  }
});

test.each([
  ['of no kind', 'name;note\nJo;x\n', ['null 1 null: header-kind town, street']],
  ['of two kinds', 'name;town;street\nJo;x;y\n', ['null 1 null: header-kind town, street']],
  ['that is none', 'Jo;Edam\nAn;Diemen\n', ['null 1 null: header-kind town, street']],
  ['in one cell', 'name|town\nJo|Edam\n', ['null 1 null: header-one-cell town, street']],
  ['that lacks a column', 'town\nEdam\n', ['null 1 name: column-missing ']],
  ['with a column twice', 'town;name;town\nEdam;x;y\n', ['null 1 town: column-twice ']],
])('a header %s gives no rows', async (_, content, faults) => {
  const found = await read(content);
  expect(found.rows).toEqual([]);
  expect(faultsOf(found)).toEqual(faults);
});

test('a column of another kind is not known', async () => {
  const found = await read('name;town;note;other\nJo;Edam;x;y\n');
  expect(linesOf(found)).toEqual(['null 2 towns: Jo|Edam||']);
  expect(faultsOf(found)).toEqual([
    'null 1 C: column-unknown name, town',
    'null 1 D: column-unknown name, town',
  ]);
});
