import { centsNumber } from '../../standard/money.ts';
import * as codes from '../sheets/codes.ts';
import { type Presence, RowReader } from '../sheets/row-reader.ts';
import type { Cell, Fault, SheetFaultCode, SheetRow } from '../sheets/sheet.ts';
import { type ContractLine, paidFor, paymentSchemes } from './model.ts';
import { listNumberForm } from './product-lists.ts';

/** The columns of a file of contracts: a row for each line, which names its contract. */
export const contractColumns = [
  'contract',
  'aanbieder',
  'region',
  'gemeenten',
  'begin',
  'end',
  'segments',
  'categorie',
  'code',
  'segment',
  'profile',
  'intensity',
  'ingangsdatum',
  'einddatum',
  'tariff',
  'eenheid',
  'scheme',
  'paidFor',
  'leastVolume',
  'mostVolume',
  'frequentie',
  'yearCeiling',
] as const;
export type ContractColumn = (typeof contractColumns)[number];

/** Those of {@link contractColumns} that a file must have. */
export const neededContractColumns = ['contract', 'aanbieder', 'begin'] as const;
export const optionalContractColumns = contractColumns.filter(
  (column) => !neededContractColumns.some((needed) => needed === column),
);

/** What may be wrong in a file of contracts, beside what is wrong in any sheet. */
export const contractFaultCodes = [
  'contract-reserved',
  'became-date',
  'contract-differs',
  'begin-missing',
  'region-or-gemeenten',
  'region-unknown',
  'gemeenten-form',
  'segments-form',
  'period-turned',
  'line-outside',
  'product-or-spic',
  'spic-unknown',
  'spic-differs',
  'region-of-spic',
  'segment-outside',
  'eenheid-form',
  'tariff-first-day',
  'tariff-unit',
  'bounds-turned',
  'bounds-unit',
  'line-overlaps',
  'contract-overlaps',
  'segment-b-tariff',
] as const;
export type ContractFaultCode = (typeof contractFaultCodes)[number];

export type ContractFault = Fault<SheetFaultCode | ContractFaultCode>;

/** Where a row stands. */
export interface Place extends Pick<SheetRow<ContractColumn>, 'sheet' | 'row'> {
  /** Its index among the rows of the file, those of all sheets. */
  readonly index: number;
}

/** A row of a file, as far as it can be read by itself. */
export interface ContractRow extends Place {
  readonly contract: string;
  readonly aanbieder: string;
  readonly region?: string;
  readonly gemeenten?: readonly string[];
  readonly begin?: string;
  readonly end?: string;
  readonly segments?: readonly string[];
  readonly categorie?: string;
  readonly code?: string;
  readonly segment?: string;
  readonly profile?: string;
  readonly intensity?: string;
  readonly ingangsdatum?: string;
  readonly einddatum?: string;
  readonly terms: LineTerms;
  /** Columns of cells that have a fault: what they should say is unknown. */
  readonly wrong: ReadonlySet<string>;
}

/** What a line says beside its product and days. */
export type LineTerms = Omit<
  ContractLine,
  'categorie' | 'code' | 'segment' | 'profile' | 'intensity' | 'from' | 'until'
>;

/** WJ756 and WMO757. */
const eenheden: readonly string[] = ['01', '04', '14', '16', '82', '83', '84'];
const frequenties = ['1', '2', '4', '6'] as const;
const mostVolume = 99_999_999;
const optional = { optional: true } as const;

/** A row with what reads its cells. */
interface Reading {
  readonly cells: SheetRow<ContractColumn>['cells'];
  readonly reader: RowReader<ContractColumn, ContractFaultCode>;
}

/**
 * Reads a row.
 *
 * @param index that of the row among those of the file
 * @param faults those that are found are added to these
 * @returns undefined when it is unknown of which contract it is
 */
export function readRow(
  row: SheetRow<ContractColumn>,
  index: number,
  faults: ContractFault[],
): ContractRow | undefined {
  const own: ContractFault[] = [];
  const reading: Reading = { cells: row.cells, reader: new RowReader(row, own) };
  const contract = wordsOf(reading, 'contract', 50, {});
  if (contract !== undefined && listNumberForm.test(contract))
    reading.reader.fault('contract', 'contract-reserved');
  const aanbieder = reading.reader.code('aanbieder', codes.aanbieder);
  const read = {
    ...{ sheet: row.sheet, row: row.row, index },
    ...readParties(reading),
    ...readProduct(reading),
    terms: readTerms(reading),
  };
  faults.push(...own);
  if (contract === undefined || aanbieder === undefined) return undefined;
  return { ...read, contract, aanbieder, wrong: new Set(own.map(({ column }) => column ?? '')) };
}

/** What the contract says of itself. */
function readParties(reading: Reading) {
  const { reader } = reading;
  return given({
    region: wordsOf(reading, 'region', 100),
    gemeenten: listOf(reading, 'gemeenten', 'gemeenten-form', codes.gemeente.is),
    begin: reader.date('begin', optional),
    end: reader.date('end', optional),
    segments: listOf(reading, 'segments', 'segments-form', isSegment),
  });
}

/** One line of text that a spreadsheet did not make a date of, as it does of `3-2027`. */
function wordsOf(
  { cells, reader }: Reading,
  column: ContractColumn,
  most: number,
  presence: Presence = optional,
): string | undefined {
  const { kind } = cells[column];
  if (kind !== 'date' && !isDateTime(cells[column])) return reader.words(column, most, presence);
  reader.fault(column, 'became-date');
  return undefined;
}

function isDateTime(cell: Cell): boolean {
  return cell.kind === 'odd' && ['date-time', 'no-date'].includes(cell.what);
}

/** The values in a cell, each once and in order: with commas, semicolons or spaces between them. */
function listOf(
  reading: Reading,
  column: 'gemeenten' | 'segments',
  code: ContractFaultCode,
  is: (one: string) => boolean,
): string[] | undefined {
  const text = wordsOf(reading, column, 5000);
  if (text === undefined) return undefined;
  const found = new Set(text.split(/[\s,;+/]+/).filter((one) => one !== ''));
  if (found.size > 0 && [...found].every(is)) return [...found].sort();
  reading.reader.fault(column, code);
  return undefined;
}

function isSegment(text: string): boolean {
  return /^[A-Z]$/.test(text);
}

/** The product of the line, and its days. */
function readProduct(reading: Reading) {
  const { reader } = reading;
  return given({
    categorie: reader.code('categorie', codes.productCategorie, optional),
    code: reader.code('code', codes.product, optional),
    segment: formOf(reading, 'segment', 'segments-form', isSegment),
    profile: wordsOf(reading, 'profile', 100),
    intensity: wordsOf(reading, 'intensity', 100),
    ingangsdatum: reader.date('ingangsdatum', optional),
    einddatum: reader.date('einddatum', optional),
  });
}

/** The text of a cell that must be of some form. */
function formOf(
  reading: Reading,
  column: ContractColumn,
  code: ContractFaultCode,
  is: (text: string) => boolean,
): string | undefined {
  const text = wordsOf(reading, column, 100);
  if (text === undefined || is(text)) return text;
  reading.reader.fault(column, code);
  return undefined;
}

function readTerms(reading: Reading): LineTerms {
  const { reader } = reading;
  const bounds = { least: 0, most: mostVolume };
  const tariff = reader.money('tariff', optional);
  const yearCeiling = reader.money('yearCeiling', optional);
  return given({
    tariff: tariff === undefined ? undefined : centsNumber(tariff),
    eenheid: formOf(reading, 'eenheid', 'eenheid-form', (text) => eenheden.includes(text)),
    scheme: reader.choice('scheme', paymentSchemes, optional),
    paidFor: reader.choice('paidFor', paidFor, optional),
    leastVolume: reader.integer('leastVolume', bounds, optional),
    mostVolume: reader.integer('mostVolume', bounds, optional),
    frequentie: reader.choice('frequentie', frequenties, optional),
    yearCeiling: yearCeiling === undefined ? undefined : centsNumber(yearCeiling),
  });
}

/** Without the fields that are undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
