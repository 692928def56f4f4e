import { setImmediate as turn } from 'node:timers/promises';
import * as codes from '../sheets/codes.ts';
import type { OutValue } from '../sheets/out-sheet.ts';
import { RowReader } from '../sheets/row-reader.ts';
import type { Fault, SheetFaultCode, SheetRow } from '../sheets/sheet.ts';
import { readSheets } from '../sheets/sheets.ts';
import type { Spic } from './model.ts';
import { type MarkColumn, markColumns, type ShownColumn, shownColumns } from './preview-columns.ts';
import { previewSheetNames } from './preview-file.ts';
import type { ConversionRow, MarkKind, MarkWish, ParentsDecision, Side } from './row.ts';
import { differenceOf } from './same-cell.ts';

/** The columns that a file with marks may have: all of a preview that went out. */
export const marksFileColumns: readonly FileColumn[] = [...shownColumns, ...markColumns].map(
  ({ name }) => name,
);
type FileColumn = ShownColumn | MarkColumn;

/** Those of {@link marksFileColumns} that it must have. */
export const neededMarksColumns = ['row', 'version', 'toewijzingNummer', 'mark'] as const;
const optionalColumns = marksFileColumns.filter(
  (column) => !neededMarksColumns.some((needed) => needed === column),
);

/** What may be wrong in a file with marks, beside what is wrong in any sheet. */
export const markFaultCodes = [
  'row-unknown',
  'row-forgotten',
  'row-twice',
  'other-row',
  'value-changed',
  'mark-missing',
  'spic-missing',
  'spic-without-changed',
  'reason-missing',
  'decision-side',
  'decision-parts',
] as const;
export type MarkFaultCode = (typeof markFaultCodes)[number];
export type MarkFault = Fault<SheetFaultCode | MarkFaultCode>;

/** What is wrong in a file with marks: nothing of it was taken. */
export class MarkFaults extends Error {
  override readonly name = 'MarkFaults';
  readonly faults: readonly MarkFault[];

  constructor(faults: readonly MarkFault[]) {
    super('The file with marks has faults.');
    this.faults = faults;
  }
}

/** The words that people write, in both languages. */
const markWords: Readonly<Record<string, MarkKind>> = {
  ...{ agreed: 'agreed', changed: 'changed', held: 'held' },
  ...{ akkoord: 'agreed', anders: 'changed', aanhouden: 'held' },
};
/** The most characters of a reason, and of the number of a decision, as the standard has it. */
export const longestReason = 500;
export const longestBeschikkingNummer = 20;
export const mostMonths = 120;
const mostNumber = 9_999_999;
const optional = { optional: true } as const;

type Row = SheetRow<FileColumn>;
type Reader = RowReader<FileColumn, MarkFaultCode>;

/** Rows that are read before others get a turn. */
const atOnce = 500;

/**
 * Reads the marks of a file that people filled in: the XLSX or CSV of a preview, from which they may have taken columns and
 * rows. Rows without a mark are skipped: silence is no agreement. What the preview says of a marked row must still be
 * there as it was, so that nobody marks something else than was shown; of an older version of a row, what came with that
 * version is not compared: whether it may still be marked is for the caller.
 *
 * @param known the row with a number, as far as the caller may see it
 * @param side whose marks they are
 * @throws {MarkFaults} with everything that is wrong, by sheet, row and column
 * @throws {SheetReaderFailed}
 */
export async function readMarks(
  bytes: Uint8Array,
  known: (row: number) => ConversionRow | undefined,
  side: Side,
): Promise<MarkWish[]> {
  const sheets = await readSheets(bytes, {
    columns: marksFileColumns,
    optional: optionalColumns,
    beside: [previewSheetNames.totals, previewSheetNames.bars],
  });
  const faults: MarkFault[] = [...sheets.faults];
  const wishes = new Map<number, MarkWish>();
  const seen = new Set<number>();
  for (const [index, row] of sheets.rows.entries()) {
    const wish = readRow(row, known, side, seen, faults);
    if (wish) wishes.set(wish.row, wish);
    if (index % atOnce === atOnce - 1) await turn();
  }
  if (faults.length > 0) throw new MarkFaults(faults);
  return [...wishes.values()];
}

/** @param seen numbers of marked rows above it; that of this row is added */
function readRow(
  row: Row,
  known: (row: number) => ConversionRow | undefined,
  side: Side,
  seen: Set<number>,
  faults: MarkFault[],
): MarkWish | undefined {
  if (markColumns.every(({ name }) => row.cells[name].kind === 'empty')) return undefined;
  const reader: Reader = new RowReader(row, faults);
  const number = reader.integer('row', { least: 1, most: mostNumber });
  const version = reader.integer('version', { least: 0, most: mostNumber });
  const said = readSaid(row, reader, side);
  if (number === undefined || version === undefined) return undefined;
  if (seen.has(number)) reader.fault('row', 'row-twice');
  seen.add(number);
  const found = known(number);
  if (!found) reader.fault('row', 'row-unknown');
  else if (found.toewijzingNummer === null) reader.fault('row', 'row-forgotten');
  else compare(row, found, version, reader);
  return reader.sound && said ? { row: number, version, ...said } : undefined;
}

/** Looks whether the row is whose it says that it is, and then whether all else is as it went out. */
function compare(row: Row, known: ConversionRow, version: number, reader: Reader): void {
  let isOther = false;
  for (const column of shownColumns) {
    if (column.fixed === undefined || (column.fixed !== 'row' && isOther)) continue;
    if (column.fixed === 'version' && version !== known.version) continue;
    const differs = isChanged(row, column, known, reader);
    isOther ||= differs && column.fixed === 'row';
    if (differs) reader.fault(column.name, column.fixed === 'row' ? 'other-row' : 'value-changed');
  }
}

/** Whether a cell says something else; one that cannot be read has its own fault. */
function isChanged(
  row: Row,
  { name, kind, of }: (typeof shownColumns)[number],
  known: ConversionRow,
  reader: Reader,
): boolean {
  const cell = row.cells[name];
  const value = of(known, String);
  if (kind === 'date') {
    if ('text' in cell && isSameDay(cell.text, value)) return false;
    const day = reader.date(name, optional);
    return day !== undefined && day !== value;
  }
  const difference = differenceOf(cell, kind, value);
  if (difference !== undefined && difference !== 'differs') reader.fault(name, difference);
  return difference === 'differs';
}

/** Whether a text is the day that is known, also as a program with American settings writes it: `12/31/2026`. */
function isSameDay(text: string, day: OutValue): boolean {
  const [, month = '', date = '', year = ''] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(text) ?? [];
  return [text, `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`].includes(String(day));
}

type Said = Omit<MarkWish, 'row' | 'version'>;

/** What a side says of the row: undefined with a fault. */
function readSaid(row: Row, reader: Reader, side: Side): Said | undefined {
  if (row.cells.mark.kind === 'empty') {
    reader.fault('mark', 'mark-missing');
    return undefined;
  }
  const word = reader.choice('mark', Object.keys(markWords));
  const mark = word === undefined ? undefined : markWords[word];
  const reason = reader.words('reason', longestReason, optional);
  const decision = readDecision(row, reader, side);
  const to = mark && readSpic(row, reader, mark);
  if (mark && mark !== 'agreed' && row.cells.reason.kind === 'empty')
    reader.fault('reason', 'reason-missing');
  return (
    mark && {
      mark,
      ...(to && { to }),
      ...(reason !== undefined && { reason }),
      ...(decision && { decision }),
    }
  );
}

/** The other SPIC of `changed`, and of nothing else. */
function readSpic(row: Row, reader: Reader, mark: MarkKind): Spic | undefined {
  const isEmpty = (column: FileColumn) => row.cells[column].kind === 'empty';
  if (mark !== 'changed') {
    const filled = (['newCategorie', 'newCode', 'newMonths'] as const).find((one) => !isEmpty(one));
    if (filled) reader.fault(filled, 'spic-without-changed');
    return undefined;
  }
  for (const column of ['newCategorie', 'newCode'] as const)
    if (isEmpty(column)) reader.fault(column, 'spic-missing');
  const categorie = reader.code('newCategorie', codes.productCategorie, optional);
  const code = reader.code('newCode', codes.product, optional);
  const months = reader.integer('newMonths', { least: 1, most: mostMonths }, optional);
  if (categorie === undefined || code === undefined) return undefined;
  return { categorie, code, ...(months !== undefined && { months }) };
}

/** The decision to the parents: both of its parts, and by the gemeente. */
function readDecision(row: Row, reader: Reader, side: Side): ParentsDecision | undefined {
  const parts = ['beschikkingNummer', 'beschikkingDatum'] as const;
  const filled = parts.filter((part) => row.cells[part].kind !== 'empty');
  const [first] = filled;
  if (first === undefined) return undefined;
  if (side !== 'gemeente') {
    reader.fault(first, 'decision-side');
    return undefined;
  }
  for (const part of parts) if (!filled.includes(part)) reader.fault(part, 'decision-parts');
  const beschikkingNummer = reader.words('beschikkingNummer', longestBeschikkingNummer, optional);
  const datum = reader.date('beschikkingDatum', optional);
  return beschikkingNummer === undefined || datum === undefined
    ? undefined
    : { beschikkingNummer, datum };
}
