import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  type DeclaredColumn,
  DeclaredFaults,
  declaredColumns,
  declaredOfRows,
  readDeclared,
} from '../../../src/ledger/conversion/declared-file.ts';

type Row = Partial<Record<DeclaredColumn, string>>;

const bare: Row = { gemeente: '0363', aanbieder: '12345678', toewijzingNummer: '100' };
const granted: Row = {
  ...bare,
  grantedVolume: '45',
  grantedAmount: '4297,50',
  lastGranted: '31-05-2026',
};

function fileOf(rows: readonly Row[]): Buffer {
  const lines = rows.map((row) => declaredColumns.map((column) => row[column] ?? '').join(';'));
  return Buffer.from([declaredColumns.join(';'), ...lines].join('\r\n'));
}

async function thrown(reading: Promise<unknown>): Promise<DeclaredFaults> {
  const error = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(DeclaredFaults);
  return error as DeclaredFaults;
}

/** Faults of a file with these rows, as `line column: code row`; those of a list of rows are the same, a line earlier. */
async function faultsOf(...rows: Row[]): Promise<string[]> {
  const inFile = await thrown(readDeclared(fileOf(rows)));
  const inList = await thrown(declaredOfRows(rows));
  const written = ({ faults }: DeclaredFaults, offset: number) =>
    faults.map(({ row, column, code, params }) => {
      const other = typeof params?.row === 'number' ? ` ${params.row + offset}` : '';
      return `${(row ?? 0) + offset} ${column}: ${code}${other}`;
    });
  expect(written(inList, 1)).toEqual(written(inFile, 0));
  return written(inFile, 0);
}

test('sums by decision, in whole cents; what is empty is nothing', async () => {
  const all: Row = {
    ...{ ...granted, toewijzingNummer: '0101', creditedVolume: '5', creditedAmount: '477,50' },
    ...{ undecidedVolume: '10', undecidedAmount: '955', lastUndecided: '2026-06-30' },
  };
  const { figures, hidden } = await readDeclared(fileOf([bare, all]));
  const nothing = {
    ...{ grantedVolume: 0, grantedAmount: 0, creditedVolume: 0, creditedAmount: 0 },
    ...{ undecidedVolume: 0, undecidedAmount: 0 },
  };
  const of = { gemeente: '0363', aanbieder: '12345678' };
  expect(figures).toEqual([
    { ...of, toewijzingNummer: '100', row: 2, declared: nothing },
    {
      ...{ ...of, toewijzingNummer: '101', row: 3 },
      declared: {
        ...{ grantedVolume: 45, grantedAmount: 429_750, creditedVolume: 5, creditedAmount: 47_750 },
        ...{ undecidedVolume: 10, undecidedAmount: 95_500 },
        ...{ lastGranted: '2026-05-31', lastUndecided: '2026-06-30' },
      },
    },
  ]);
  expect(hidden).toEqual([]);
  expect(await declaredOfRows([bare, all])).toEqual(
    figures.map((one) => ({ ...one, row: one.row - 1 })),
  );
});

test.each<[string, Row[], string[]]>([
  [
    'cells with what they cannot say',
    [
      {
        ...{ gemeente: '363', aanbieder: '', toewijzingNummer: 'TW-1', grantedVolume: '1,5' },
        ...{ grantedAmount: 'veel', creditedVolume: '-1', lastGranted: '31-2-2026' },
      },
    ],
    [
      ...[
        '2 gemeente: gemeente-form',
        '2 aanbieder: cell-missing',
        '2 toewijzingNummer: number-form',
      ],
      ...['2 grantedVolume: integer-form', '2 grantedAmount: money-form'],
      ...['2 creditedVolume: integer-range', '2 lastGranted: date-form'],
    ],
  ],
  [
    'a number that is missing',
    [{ ...bare, toewijzingNummer: '' }],
    ['2 toewijzingNummer: cell-missing'],
  ],
  [
    'a number below nothing',
    [{ ...bare, toewijzingNummer: '-1' }],
    ['2 toewijzingNummer: number-form'],
  ],
  [
    'a number that is too long',
    [{ ...bare, toewijzingNummer: '1234567890' }],
    ['2 toewijzingNummer: number-form'],
  ],
  [
    'a number twice, with zeros',
    [bare, { ...bare, toewijzingNummer: '00100' }],
    ['3 toewijzingNummer: number-twice 2'],
  ],
  [
    'a number twice, also of another aanbieder, each with the first',
    [bare, { ...bare, aanbieder: '87654321' }, bare],
    ['3 toewijzingNummer: number-twice 2', '4 toewijzingNummer: number-twice 2'],
  ],
  [
    'a number twice, where the first has another fault',
    [{ ...bare, grantedVolume: 'x' }, bare],
    ['2 grantedVolume: integer-form', '3 toewijzingNummer: number-twice 2'],
  ],
  [
    'more credited than granted',
    [{ ...granted, creditedVolume: '46' }],
    ['2 creditedVolume: credited-more'],
  ],
  [
    'more credited than granted, in euros',
    [{ ...granted, creditedAmount: '4297,51' }],
    ['2 creditedAmount: credited-more'],
  ],
  ['no day', [{ ...granted, lastGranted: '' }], ['2 lastGranted: day-missing']],
  [
    'no day, of an amount alone',
    [{ ...bare, grantedAmount: '0,01' }],
    ['2 lastGranted: day-missing'],
  ],
  ['no day, of a volume alone', [{ ...bare, grantedVolume: '1' }], ['2 lastGranted: day-missing']],
  [
    'no day of what is undecided',
    [{ ...bare, undecidedVolume: '1' }],
    ['2 lastUndecided: day-missing'],
  ],
  [
    'no day of an amount that is undecided',
    [{ ...bare, undecidedAmount: '1' }],
    ['2 lastUndecided: day-missing'],
  ],
  // What is wrong is compared with nothing, and a day with a fault is not missing too.
  [
    'a wrong volume beside one that is right',
    [{ ...bare, grantedVolume: 'x', creditedVolume: '5' }],
    ['2 grantedVolume: integer-form'],
  ],
  ['a wrong day', [{ ...granted, lastGranted: 'mei' }], ['2 lastGranted: date-form']],
])('%s', async (_what, rows, faults) => {
  expect(await faultsOf(...rows)).toEqual(faults);
});

test('a number of another gemeente is another, and what was credited whole has no day', async () => {
  const credited = { ...granted, creditedVolume: '45', creditedAmount: '4297,50', lastGranted: '' };
  expect(await declaredOfRows([credited, { ...bare, gemeente: '0384' }])).toHaveLength(2);
});

test('10,000 rows with faults in 3,000 name 3,000', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index): Row => {
    const row = { ...granted, toewijzingNummer: String(index + 1) };
    if (index % 10 === 3) return { ...row, lastGranted: '' };
    if (index % 10 === 6) return { ...row, toewijzingNummer: String(index) };
    return index % 10 === 9 ? { ...row, creditedVolume: '46' } : row;
  });
  const { faults } = await thrown(readDeclared(fileOf(rows)));
  const wanted = rows.flatMap((_, index) => ([3, 6, 9].includes(index % 10) ? [index + 2] : []));
  expect(faults.map(({ row }) => row)).toEqual(wanted);
  expect(JSON.stringify(faults)).not.toContain('12345678');
});

test('the example can be read', async () => {
  const file = new URL('../../../examples/conversion-declared-example.csv', import.meta.url);
  const { figures } = await readDeclared(await readFile(file));
  expect(figures.length).toBeGreaterThan(3);
});
