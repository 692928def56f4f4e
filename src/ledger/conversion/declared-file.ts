import { centsNumber } from '../../standard/money.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { given } from '../contracts/file.ts';
import * as codes from '../sheets/codes.ts';
import { inFileOrder } from '../sheets/fault-order.ts';
import { RowReader } from '../sheets/row-reader.ts';
import type { Fault, SheetFaultCode, SheetRow, Sheets } from '../sheets/sheet.ts';
import { readSheets } from '../sheets/sheets.ts';
import { otherRow, readEach, type TextRows, tableOf } from './file-rows.ts';
import type { Declared } from './model.ts';

/**
 * The columns of a file with what was declared: a row for each allocation. Volumes are whole and in the Eenheid of the
 * allocation (in euro cents where that is 83), amounts are in euros; what is empty is nothing.
 */
export const declaredColumns = [
  'gemeente',
  'aanbieder',
  'toewijzingNummer',
  'grantedVolume',
  'grantedAmount',
  'creditedVolume',
  'creditedAmount',
  'undecidedVolume',
  'undecidedAmount',
  'lastGranted',
  'lastUndecided',
] as const;
export type DeclaredColumn = (typeof declaredColumns)[number];

/** Those of {@link declaredColumns} that a file must have. */
export const neededDeclaredColumns = ['gemeente', 'aanbieder', 'toewijzingNummer'] as const;
export const optionalDeclaredColumns = declaredColumns.filter(
  (column) => !neededDeclaredColumns.some((needed) => needed === column),
);

/** What may be wrong in such a file, beside what is wrong in any sheet. */
export const declaredFaultCodes = [
  'number-form',
  'number-twice',
  'credited-more',
  'day-missing',
] as const;
export type DeclaredFaultCode = (typeof declaredFaultCodes)[number];

export type DeclaredFault = Fault<SheetFaultCode | DeclaredFaultCode>;

/** What is wrong in a file with what was declared: nothing of it is used. */
export class DeclaredFaults extends Error {
  override readonly name = 'DeclaredFaults';
  /** By sheet, as the file has them, and row; never with a value of a cell. */
  readonly faults: readonly DeclaredFault[];

  constructor(faults: readonly DeclaredFault[]) {
    super('The file with what was declared has faults.');
    this.faults = faults;
  }
}

/** What was declared of an allocation. */
export interface DeclaredFigure {
  readonly gemeente: string;
  readonly aanbieder: string;
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  /** Its row in the file, or its place in the list, from 1. */
  readonly row: number;
  readonly declared: Declared;
}

/** Each allocation of a gemeente once. */
export type DeclaredFigures = readonly DeclaredFigure[];

const spec = { columns: declaredColumns, optional: optionalDeclaredColumns } as const;

/**
 * Reads what was declared from a CSV or XLSX file with the columns of {@link declaredColumns}.
 *
 * @returns the figures, and the names of sheets that are hidden and were not read
 * @throws {DeclaredFaults} with everything that is wrong, by sheet, row and column
 */
export async function readDeclared(
  bytes: Uint8Array,
): Promise<{ figures: DeclaredFigures; hidden: readonly string[] }> {
  const sheets = await readSheets(bytes, spec);
  return { figures: await figuresOf(sheets), hidden: sheets.hidden };
}

/**
 * What was declared from rows of text by column, as a caller of the API gives them: with the checks of a file. Rows are
 * numbered by their place, from 1.
 *
 * @throws {DeclaredFaults}
 */
export function declaredOfRows(rows: TextRows): Promise<DeclaredFigures> {
  return figuresOf(tableOf(rows, spec));
}

async function figuresOf(sheets: Sheets<DeclaredColumn>): Promise<DeclaredFigures> {
  const faults: DeclaredFault[] = [...sheets.faults];
  const seen = new Map<string, SheetRow<DeclaredColumn>>();
  const figures = await readEach(sheets.rows, (row) => readFigure(row, seen, faults));
  if (faults.length > 0) throw new DeclaredFaults(inFileOrder(faults, sheets.rows));
  return figures;
}

const optional = { optional: true } as const;
/** A Prestatie has at most this volume; an allocation has many. */
const mostVolume = 999_999_999_999;

type Reader = RowReader<DeclaredColumn, DeclaredFaultCode>;

/** @param seen the first row of each allocation, by gemeente and number; it is added to these */
function readFigure(
  row: SheetRow<DeclaredColumn>,
  seen: Map<string, SheetRow<DeclaredColumn>>,
  faults: DeclaredFault[],
): DeclaredFigure | undefined {
  const own: DeclaredFault[] = [];
  const reader: Reader = new RowReader(row, own);
  const gemeente = reader.code('gemeente', codes.gemeente);
  const aanbieder = reader.code('aanbieder', codes.aanbieder);
  const toewijzingNummer = readNumber(reader);
  const declared = readDeclaredCells(reader, own);
  if (gemeente !== undefined && toewijzingNummer !== undefined) {
    const key = `${gemeente} ${toewijzingNummer}`;
    const first = seen.get(key);
    if (first) reader.fault('toewijzingNummer', 'number-twice', otherRow(first));
    else seen.set(key, row);
  }
  faults.push(...own);
  if (!reader.sound || !gemeente || !aanbieder || !toewijzingNummer) return undefined;
  return { gemeente, aanbieder, toewijzingNummer, row: row.row, declared };
}

/** As `normalNumber` writes it: zeros in front do not matter. */
function readNumber(reader: Reader): string | undefined {
  const text = reader.words('toewijzingNummer', 100);
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? normalNumber(text) : '';
  if (number !== '' && number.length <= 9) return number;
  reader.fault('toewijzingNummer', 'number-form');
  return undefined;
}

const decisions = ['granted', 'credited', 'undecided'] as const;

/** With nothing where a cell has a fault. */
function readDeclaredCells(reader: Reader, own: readonly DeclaredFault[]): Declared {
  const bounds = { least: 0, most: mostVolume };
  const read = Object.fromEntries(
    decisions.flatMap((decision) => {
      const volume = reader.integer(`${decision}Volume`, bounds, optional) ?? 0;
      const amount = reader.money(`${decision}Amount`, optional);
      return [
        [`${decision}Volume`, volume],
        [`${decision}Amount`, amount === undefined ? 0 : centsNumber(amount)],
      ];
    }),
  ) as Pick<Declared, `${(typeof decisions)[number]}${'Volume' | 'Amount'}`>;
  const days = given({
    lastGranted: reader.date('lastGranted', optional),
    lastUndecided: reader.date('lastUndecided', optional),
  });
  checkSums(reader, read, days, new Set(own.map(({ column }) => column)));
  return { ...read, ...days };
}

/** What a row says of itself; a cell with a fault is compared with nothing. */
function checkSums(
  reader: Reader,
  sums: Omit<Declared, 'lastGranted' | 'lastUndecided'>,
  days: Pick<Declared, 'lastGranted' | 'lastUndecided'>,
  wrong: ReadonlySet<string | null>,
): void {
  const net = { Volume: 0, Amount: 0 };
  for (const kind of ['Volume', 'Amount'] as const) {
    if (wrong.has(`granted${kind}`) || wrong.has(`credited${kind}`)) continue;
    net[kind] = sums[`granted${kind}`] - sums[`credited${kind}`];
    if (net[kind] < 0) reader.fault(`credited${kind}`, 'credited-more');
  }
  const isGranted = net.Volume > 0 || net.Amount > 0;
  const isUndecided = sums.undecidedVolume > 0 || sums.undecidedAmount > 0;
  if (isGranted && days.lastGranted === undefined && !wrong.has('lastGranted'))
    reader.fault('lastGranted', 'day-missing');
  if (isUndecided && days.lastUndecided === undefined && !wrong.has('lastUndecided'))
    reader.fault('lastUndecided', 'day-missing');
}
