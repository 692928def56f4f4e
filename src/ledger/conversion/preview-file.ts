import {
  type CsvCell,
  csvCells,
  type OutColumn,
  type OutRow,
  type OutSheet,
} from '../sheets/out-sheet.ts';
import { writeSheets } from '../sheets/write-sheets.ts';
import { markColumns, previewColumns, type SentenceOf, shownColumns } from './preview-columns.ts';
import type { Bar, ConversionRow, Totals } from './row.ts';

/** Sums of the rows of a gemeente at an aanbieder. */
export interface PairTotals {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly totals: Totals;
}

/** What a file of a preview is made of. */
export interface PreviewContent {
  /** They are asked for as they are written. */
  readonly rows: Iterable<ConversionRow> | AsyncIterable<ConversionRow>;
  readonly totals: Totals;
  readonly perPair: readonly PairTotals[];
  readonly bars: readonly Bar[];
}

/** The names of the sheets; the first is the one that is read when the file comes back. */
export const previewSheetNames = { rows: 'Rijen', totals: 'Totalen', bars: 'Verdeling' } as const;

/**
 * A preview as XLSX, for contract managers, gemeenten and aanbieders: its rows, with columns in which they write what they
 * say of them; sums per gemeente and aanbieder and of all; and how the differences are divided. `readMarks` reads what
 * comes back.
 *
 * @throws what `writeSheets` throws
 */
export function previewXlsx(content: PreviewContent, sentenceOf: SentenceOf): Promise<Buffer> {
  const { rows, totals, perPair, bars } = content;
  return writeSheets([
    { name: previewSheetNames.rows, columns: previewColumns, rows: valuesOf(rows, sentenceOf) },
    totalsSheet(totals, perPair),
    barsSheet(bars),
  ]);
}

/** Some rows of a preview as XLSX, as the first sheet of {@link previewXlsx}. @throws what `writeSheets` throws */
export function rowsXlsx(rows: PreviewContent['rows'], sentenceOf: SentenceOf): Promise<Buffer> {
  return writeSheets([
    { name: previewSheetNames.rows, columns: previewColumns, rows: valuesOf(rows, sentenceOf) },
  ]);
}

/** The names above the columns of a preview as CSV. */
export const previewCsvHeader: readonly string[] = previewColumns.map(({ name }) => name);

/** The cells of rows as CSV has them, below {@link previewCsvHeader}: for `csvLines`. */
export function previewCsvCells(
  rows: readonly ConversionRow[],
  sentenceOf: SentenceOf,
): CsvCell[][] {
  return rows.map((row) => csvCells(previewColumns, rowValues(row, sentenceOf)));
}

async function* valuesOf(
  rows: PreviewContent['rows'],
  sentenceOf: SentenceOf,
): AsyncGenerator<OutRow> {
  for await (const row of rows) yield rowValues(row, sentenceOf);
}

function rowValues(row: ConversionRow, sentenceOf: SentenceOf): OutRow {
  return [...shownColumns.map(({ of }) => of(row, sentenceOf)), ...markColumns.map(() => null)];
}

const totalsColumns: readonly OutColumn[] = [
  { name: 'gemeente', kind: 'text', width: 10 },
  { name: 'aanbieder', kind: 'text', width: 10 },
  ...(['rows', 'mapped', 'unmapped', 'held', 'lowerCount'] as const).map(count),
  { name: 'lower', kind: 'euros' },
  ...(['equalCount', 'higherCount'] as const).map(count),
  { name: 'higher', kind: 'euros' },
  count('unknownCount'),
  ...(['remains', 'price', 'difference'] as const).map(
    (name): OutColumn => ({ name, kind: 'euros' }),
  ),
  ...(['agreedGemeente', 'agreedAanbieder', 'agreedBoth'] as const).map(count),
];

function count(name: string): OutColumn {
  return { name, kind: 'integer', width: 15 };
}

/** Of all first. */
function totalsSheet(all: Totals, perPair: readonly PairTotals[]): OutSheet {
  return {
    name: previewSheetNames.totals,
    columns: totalsColumns,
    rows: [
      ['alle', 'alle', ...totalsValues(all)],
      ...perPair.map(({ gemeente, aanbieder, totals }) => [
        ...[gemeente, aanbieder],
        ...totalsValues(totals),
      ]),
    ],
  };
}

function totalsValues(totals: Totals): number[] {
  const { rows, mapped, unmapped, held, lower, equal, higher, unknown, agreed } = totals;
  return [
    ...[rows, mapped, unmapped, held, lower.count, lower.cents, equal.count],
    ...[higher.count, higher.cents, unknown, totals.remains, totals.price, totals.difference],
    ...[agreed.gemeente, agreed.aanbieder, agreed.both],
  ];
}

function barsSheet(bars: readonly Bar[]): OutSheet {
  return {
    name: previewSheetNames.bars,
    columns: [
      { name: 'from', kind: 'euros' },
      { name: 'until', kind: 'euros' },
      { name: 'count', kind: 'integer' },
    ],
    rows: bars.map(({ from, until, count }) => [from, until, count]),
  };
}
