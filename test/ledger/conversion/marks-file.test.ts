import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { csvLines } from '../../../src/http/server/csv.ts';
import {
  MarkFaults,
  marksFileColumns,
  neededMarksColumns,
  readMarks,
} from '../../../src/ledger/conversion/marks-file.ts';
import {
  previewCsvCells,
  previewCsvHeader,
  previewXlsx,
} from '../../../src/ledger/conversion/preview-file.ts';
import type { ConversionRow, MarkWish, Side } from '../../../src/ledger/conversion/row.ts';
import { rowsOf, workbookOf } from '../sheets/workbook.ts';
import { forgottenRow, rowOf, sample, sampleRows } from './rows.ts';

const known = (number: number) => sampleRows.find((row) => row.number === number);

/** The marks in a file, or the faults as `sheet row column: code`. */
async function marksOf(
  bytes: Uint8Array,
  side: Side = 'gemeente',
  rows: (row: number) => ConversionRow | undefined = known,
): Promise<MarkWish[] | string[]> {
  try {
    return await readMarks(bytes, rows, side);
  } catch (error) {
    if (!(error instanceof MarkFaults)) throw error;
    return error.faults.map(
      ({ sheet, row, column, code }) => `${sheet ? `${sheet} ` : ''}${row} ${column}: ${code}`,
    );
  }
}

/** A CSV file with a header and lines below it. */
function csv(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

const filledIn: MarkWish[] = [
  { row: 5, version: 1, mark: 'held', reason: '-eerst overleg' },
  {
    ...{ row: 1, version: 1, mark: 'agreed' },
    decision: { beschikkingNummer: '0012-2026', datum: '2026-06-15' },
  },
  {
    ...{ row: 2, version: 3, mark: 'changed' },
    to: { categorie: '45', code: '0B124', months: 18 },
    reason: 'Té kort – “18 maanden” is nodig; kosten €',
  },
];

test.each(['filled-in.xlsx', 'filled-in-1252.csv', 'filled-in-english.csv'])(
  '%s, as LibreOffice saved it, says what people filled in',
  async (name) => {
    const bytes = await readFile(new URL(`files/${name}`, import.meta.url));
    expect(await marksOf(bytes)).toEqual(filledIn);
  },
);

test('a file that comes back as it went out says nothing', async () => {
  expect(await marksOf(await previewXlsx(sample, String))).toEqual([]);
  for (const separator of [',', ';'] as const) {
    const lines = csvLines([previewCsvHeader, ...previewCsvCells(sampleRows, String)], separator);
    expect(await marksOf(Buffer.from(lines))).toEqual([]);
  }
});

/** The CSV that went out, with something in the columns of people and, perhaps, in others. */
function returned(
  changes: Readonly<Record<string, string>>,
  rows: readonly ConversionRow[] = sampleRows.slice(0, 1),
): Buffer {
  const cells = previewCsvCells(rows, String).map((row) =>
    row.map((cell, index) => changes[previewCsvHeader[index] ?? ''] ?? cell),
  );
  return Buffer.from(csvLines([previewCsvHeader, ...cells], ';'));
}

test('each row of the CSV that went out may be marked as it is', async () => {
  for (const row of sampleRows.filter(({ toewijzingNummer }) => toewijzingNummer !== null))
    expect(await marksOf(returned({ mark: 'akkoord' }, [row]))).toEqual([
      { row: row.number, version: row.version, mark: 'agreed' },
    ]);
});

test('other columns may be left out, and zeros in front may be lost', async () => {
  const bytes = csv('row,version,toewijzingNummer,gemeente,mark', '1,1,101,363,AGREED');
  expect(await marksOf(bytes)).toEqual([{ row: 1, version: 1, mark: 'agreed' }]);
  expect(neededMarksColumns.every((column) => marksFileColumns.includes(column))).toBe(true);
});

test.each([
  ['akkoord', {}, 'agreed'],
  ['Held', { reason: 'eerst overleg' }, 'held'],
  ['aanhouden', { reason: 'eerst overleg' }, 'held'],
  ['anders', { reason: 'korter', newCategorie: '45', newCode: '0B1' }, 'changed'],
  ['changed', { reason: 'korter', newCategorie: '45', newCode: '0B1' }, 'changed'],
])('the mark %s', async (mark, others, kind) => {
  expect(await marksOf(returned({ mark, ...others }))).toMatchObject([{ row: 1, mark: kind }]);
});

const changed = { mark: 'anders', newCategorie: '45', newCode: '0B1', reason: 'korter' };
const decision = { beschikkingNummer: '12', beschikkingDatum: '15-6-2026' };

test.each<[string, Record<string, string>, string[]]>([
  ['another word', { mark: 'ja' }, ['mark: choice-form']],
  ['no mark', { reason: 'korter' }, ['mark: mark-missing']],
  ['no number', { mark: 'akkoord', row: '' }, ['row: cell-missing']],
  ['no version', { mark: 'akkoord', version: '1,5' }, ['version: integer-form']],
  ['a row that is not there', { mark: 'akkoord', row: '77' }, ['row: row-unknown']],
  [
    'no other SPIC',
    { mark: 'anders', reason: 'korter' },
    ['newCategorie: spic-missing', 'newCode: spic-missing'],
  ],
  ['a code that is none', { ...changed, newCode: '0B1234' }, ['newCode: product-form']],
  [
    'a category that lost a zero',
    { ...changed, newCategorie: '4' },
    ['newCategorie: categorie-form'],
  ],
  ['no months', { ...changed, newMonths: '0' }, ['newMonths: integer-range']],
  [
    'another SPIC with agreed',
    { mark: 'akkoord', newMonths: '3' },
    ['newMonths: spic-without-changed'],
  ],
  ['no reason to change', { ...changed, reason: '' }, ['reason: reason-missing']],
  ['no reason to hold', { mark: 'held' }, ['reason: reason-missing']],
  [
    'a decision in part',
    { mark: 'akkoord', beschikkingNummer: '12' },
    ['beschikkingDatum: decision-parts'],
  ],
  [
    'a decision without its number',
    { mark: 'akkoord', beschikkingDatum: '15-6-2026' },
    ['beschikkingNummer: decision-parts'],
  ],
  [
    'no day',
    { mark: 'akkoord', ...decision, beschikkingDatum: 'juni' },
    ['beschikkingDatum: date-form'],
  ],
])('a fault: %s', async (_, changes, faults) => {
  expect(await marksOf(returned(changes))).toEqual(faults.map((fault) => `2 ${fault}`));
});

test('only the gemeente fills in a decision', async () => {
  const bytes = returned({ mark: 'akkoord', ...decision });
  expect(await marksOf(bytes)).toMatchObject([
    { decision: { beschikkingNummer: '12', datum: '2026-06-15' } },
  ]);
  expect(await marksOf(bytes, 'aanbieder')).toEqual(['2 beschikkingNummer: decision-side']);
});

test.each<[string, string]>([
  ['toewijzingNummer', '102'],
  ['gemeente', '0599'],
  ['aanbieder', '12346'],
  ['client', '01900000-0000-7000-8000-000000000002'],
])('a row is that of its %s', async (column, text) => {
  expect(await marksOf(returned({ mark: 'akkoord', [column]: text, price: '1' }))).toEqual([
    `2 ${column}: other-row`,
  ]);
});

test.each<[string, string, string]>([
  ['price', '5400,01', 'value-changed'],
  ['price', '54', 'value-changed'],
  ['price', '5.400', ''],
  ['price', '€ 5.400,0', ''],
  ['price', '5400.005', 'money-form'],
  ['price', 'veel', 'money-form'],
  ['difference', '2335,50', 'value-changed'],
  ['difference', '(2.335,50)', ''],
  ['difference', '-€ 2,335.5', ''],
  ['difference', '2335,50-', ''],
  ['difference', '−2335.5', ''],
  ['monthDifference', '1', 'value-changed'],
  ['volume', '30', 'value-changed'],
  ['volume', 'drie', 'integer-form'],
  ['einddatum', '31/12/2026', ''],
  ['einddatum', '12/31/2026', ''],
  ['einddatum', '2026-12-30', 'value-changed'],
  ['einddatum', '31-12-26', 'date-form'],
  ['toCode', '0B124', 'value-changed'],
  ['code', '', ''],
  ['eenheid', '4', ''],
  ['unmapped', 'iets anders', ''],
  ['step', 'sent', ''],
])('the column %s with %s', async (column, text, code) => {
  const found = await marksOf(returned({ mark: 'akkoord', [column]: text }));
  expect(found).toEqual(
    code === '' ? [{ row: 1, version: 1, mark: 'agreed' }] : [`2 ${column}: ${code}`],
  );
});

test('of another version, what came with the proposal is not compared', async () => {
  const newer = rowOf(1, { version: 2, assessed: { proposal: null } });
  const rows = () => newer;
  expect(await marksOf(returned({ mark: 'akkoord' }), 'gemeente', rows)).toEqual([
    { row: 1, version: 1, mark: 'agreed' },
  ]);
  const faults = await marksOf(returned({ mark: 'akkoord', version: '2' }), 'gemeente', rows);
  expect(faults).toContain('2 price: value-changed');
});

test('a row twice, a row of a forgotten child, and a row that says nothing', async () => {
  const bytes = csv(
    'row;version;toewijzingNummer;mark',
    ...['1;1;101;akkoord', '5;1;105;', '5;1;105;akkoord', '1;1;101;akkoord', '4;1;104;akkoord'],
    'totaal;;;',
  );
  expect(await marksOf(bytes)).toEqual(['5 row: row-twice', '6 row: row-forgotten']);
  expect(forgottenRow(4)).toEqual(known(4));
});

test('columns that are missing or unknown, and all that is wrong in cells of XLSX', async () => {
  const bytes = workbookOf({
    sheets: [
      `${rowsOf(
        ['row', 'version', 'toewijzingNummer', 'mark', 'reason', 'price'],
        ['1', '1', '000000101', 'held', 'samen', '5400'],
        ['2', '3', '000000102', 'held', '', '<c t="e"><v>#REF!</v></c>'],
        ['3', '1', '000000103', 'held', 'een', ''],
      )}<mergeCells><mergeCell ref="E2:E3"/></mergeCells>`,
      rowsOf(['row', 'mark', 'iets'], ['1', 'akkoord', '3']),
    ],
  });
  expect(await marksOf(bytes)).toEqual([
    'Sheet2 1 C: column-unknown',
    'Sheet2 1 version: column-missing',
    'Sheet2 1 toewijzingNummer: column-missing',
    'Sheet1 3 reason: cell-merged',
    'Sheet1 3 price: cell-formula-error',
  ]);
});

test('dates and numbers as a spreadsheet has them', async () => {
  const bytes = workbookOf({
    formats: ['dd-mm-yyyy'],
    sheets: [
      rowsOf(
        [
          'row',
          'version',
          'toewijzingNummer',
          'einddatum',
          'price',
          'mark',
          'beschikkingNummer',
          'beschikkingDatum',
        ],
        [
          '<c><v>1</v></c>',
          '<c><v>1</v></c>',
          '<c><v>101</v></c>',
          '<c s="1"><v>46387</v></c>',
          '<c><v>5400.0000000000001</v></c>',
          'akkoord',
          '<c><v>12</v></c>',
          '<c s="1"><v>46188</v></c>',
        ],
      ),
    ],
  });
  expect(await marksOf(bytes)).toEqual([
    {
      ...{ row: 1, version: 1, mark: 'agreed' },
      decision: { beschikkingNummer: '12', datum: '2026-06-15' },
    },
  ]);
});

test('a fault names no value', async () => {
  const secret = 'Jansen-geheim';
  const everywhere = Object.fromEntries(previewCsvHeader.map((name) => [name, secret]));
  const bytes = returned({ ...everywhere, row: '1', version: '1' });
  const error = await readMarks(bytes, known, 'gemeente').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MarkFaults);
  expect(JSON.stringify([error, String(error)])).not.toContain(secret);
});

test('a file that is none has one fault', async () => {
  expect(await marksOf(Buffer.from('%PDF-1.7'))).toEqual(['null null: file-unknown']);
});
