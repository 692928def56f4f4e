import { centsNumber } from '../../standard/money.ts';
import { given } from '../contracts/file.ts';
import * as codes from '../sheets/codes.ts';
import { inFileOrder } from '../sheets/fault-order.ts';
import { RowReader } from '../sheets/row-reader.ts';
import type { Fault, SheetFaultCode, SheetRow, Sheets } from '../sheets/sheet.ts';
import { readSheets } from '../sheets/sheets.ts';
import { otherRow, readEach, type TextRows, tableOf } from './file-rows.ts';
import { findOverlaps, type Overlap, type PlacedRule } from './mapping-overlaps.ts';
import { keyOf } from './matching.ts';
import type { Mapping } from './model.ts';

/** The columns of a file that maps old products to SPICs: a row for each rule. */
export const mappingColumns = [
  'categorie',
  'code',
  'aanbieder',
  'eenheid',
  'frequentie',
  'leastVolume',
  'mostVolume',
  'leastAge',
  'mostAge',
  'leastRemains',
  'mostRemains',
  'toCategorie',
  'toCode',
  'months',
] as const;
export type MappingColumn = (typeof mappingColumns)[number];

/** Those of {@link mappingColumns} that a file must have. */
export const neededMappingColumns = ['categorie', 'toCategorie', 'toCode'] as const;
export const optionalMappingColumns = mappingColumns.filter(
  (column) => !neededMappingColumns.some((needed) => needed === column),
);

/** What may be wrong in a mapping, beside what is wrong in any sheet. */
export const mappingFaultCodes = [
  'unit-form',
  'rule-bounds-turned',
  'rule-bounds-unit',
  'rule-to-itself',
  'rules-overlap',
  'rule-twice',
  'too-many-rules',
] as const;
export type MappingFaultCode = (typeof mappingFaultCodes)[number];

export type MappingFault = Fault<SheetFaultCode | MappingFaultCode>;

/** What is wrong in a mapping: nothing of it is used. */
export class MappingFaults extends Error {
  override readonly name = 'MappingFaults';
  /** By sheet, as the file has them, and row; never with a value of a cell. */
  readonly faults: readonly MappingFault[];

  constructor(faults: readonly MappingFault[]) {
    super('The mapping has faults.');
    this.faults = faults;
  }
}

/** A region has some hundreds of old products, each with a few rules. */
export const mostRules = 10_000;
/** Of one product: each is compared with all others. */
export const mostOfProduct = 500;

const spec = { columns: mappingColumns, optional: optionalMappingColumns } as const;

/**
 * Reads a mapping from a CSV or XLSX file with the columns of {@link mappingColumns}.
 *
 * @returns the mapping, and the names of sheets that are hidden and were not read
 * @throws {MappingFaults} with everything that is wrong, by sheet, row and column
 */
export async function readMapping(
  bytes: Uint8Array,
): Promise<{ mapping: Mapping; hidden: readonly string[] }> {
  const sheets = await readSheets(bytes, spec);
  return { mapping: await mappingOf(sheets), hidden: sheets.hidden };
}

/**
 * A mapping from rows of text by column, as a caller of the API gives them: with the checks of a file. Rows are numbered
 * by their place, from 1.
 *
 * @throws {MappingFaults}
 */
export function mappingOfRows(rows: TextRows): Promise<Mapping> {
  return mappingOf(tableOf(rows, spec));
}

async function mappingOf(sheets: Sheets<MappingColumn>): Promise<Mapping> {
  const faults: MappingFault[] = [...sheets.faults];
  const placed = await readEach(sheets.rows, (row) => readRule(row, faults));
  if (sheets.rows.length > mostRules) {
    const whole = { sheet: null, row: null, column: null } as const;
    faults.push({ ...whole, code: 'too-many-rules', params: { most: mostRules } });
  } else {
    const most = { most: mostOfProduct };
    for (const { sheet, row } of beyond(placed, mostOfProduct))
      faults.push({ sheet, row, column: 'code', code: 'too-many-rules', params: most });
    if (faults.every(({ code }) => code !== 'too-many-rules'))
      faults.push(...(await findOverlaps(placed)).map(faultOf));
  }
  if (faults.length > 0) throw new MappingFaults(inFileOrder(faults, sheets.rows));
  return numbered(placed);
}

/** Rules are told apart by their numbers, and sheets of a workbook have the same rows. */
function numbered(placed: readonly PlacedRule[]): Mapping {
  const sheets = new Set(placed.map(({ sheet }) => sheet));
  if (sheets.size < 2) return placed.map(({ rule }) => rule);
  return placed.map(({ rule }, index) => ({ ...rule, row: index + 1 }));
}

/** Of each product that has more rules than this, the first that is too many. */
function beyond(placed: readonly PlacedRule[], most: number): PlacedRule[] {
  const byProduct = Map.groupBy(placed, ({ rule }) => keyOf(rule));
  return [...byProduct.values()].flatMap((rules) => rules[most] ?? []);
}

/** The later rule has the fault, with the row of the earlier. */
function faultOf({ later, earlier, isTwice }: Overlap): MappingFault {
  const { sheet, row, rule } = later;
  return {
    ...{ sheet, row, column: rule.code === undefined ? 'categorie' : 'code' },
    code: isTwice ? 'rule-twice' : 'rules-overlap',
    params: otherRow(earlier),
  };
}

/** WJ756 and WMO757. */
const eenheden: readonly string[] = ['01', '04', '14', '16', '82', '83', '84'];
const frequenties = ['1', '2', '4', '6'] as const;
const optional = { optional: true } as const;
const mostVolume = 99_999_999;
const mostAge = 150;
const mostMonths = 240;

type Reader = RowReader<MappingColumn, MappingFaultCode>;

/** @returns undefined for a row with a fault: what it should say is not known */
function readRule(row: SheetRow<MappingColumn>, faults: MappingFault[]): PlacedRule | undefined {
  const own: MappingFault[] = [];
  const reader: Reader = new RowReader(row, own);
  const categorie = reader.code('categorie', codes.productCategorie);
  const code = reader.code('code', codes.product, optional);
  const asked = readAsked(reader);
  const to = {
    categorie: reader.code('toCategorie', codes.productCategorie),
    code: reader.code('toCode', codes.product),
    months: reader.integer('months', { least: 1, most: mostMonths }, optional),
  };
  const wrong = new Set(own.map(({ column }) => column));
  checkBounds(reader, asked, wrong);
  if (categorie !== undefined && code !== undefined)
    if (categorie === to.categorie && code === to.code) reader.fault('toCode', 'rule-to-itself');
  faults.push(...own);
  if (!reader.sound || !categorie || !to.categorie || !to.code) return undefined;
  const target = { ...given(to), categorie: to.categorie, code: to.code };
  const rule = { row: row.row, categorie, ...given({ code }), ...given(asked), to: target };
  return { sheet: row.sheet, row: row.row, rule };
}

/** What a rule asks beside the product. */
function readAsked(reader: Reader) {
  const volume = { least: 0, most: mostVolume };
  const age = { least: 0, most: mostAge };
  return {
    aanbieder: reader.code('aanbieder', codes.aanbieder, optional),
    eenheid: readEenheid(reader),
    frequentie: reader.choice('frequentie', frequenties, optional),
    leastVolume: reader.integer('leastVolume', volume, optional),
    mostVolume: reader.integer('mostVolume', volume, optional),
    leastAge: reader.integer('leastAge', age, optional),
    mostAge: reader.integer('mostAge', age, optional),
    leastRemains: readMoney(reader, 'leastRemains'),
    mostRemains: readMoney(reader, 'mostRemains'),
  };
}

function readEenheid(reader: Reader): string | undefined {
  const text = reader.words('eenheid', 100, optional);
  if (text === undefined || eenheden.includes(text)) return text;
  reader.fault('eenheid', 'unit-form');
  return undefined;
}

function readMoney(reader: Reader, column: 'leastRemains' | 'mostRemains'): number | undefined {
  const amount = reader.money(column, optional);
  return amount === undefined ? undefined : centsNumber(amount);
}

function checkBounds(
  reader: Reader,
  asked: ReturnType<typeof readAsked>,
  wrong: ReadonlySet<string | null>,
): void {
  const { eenheid, frequentie, ...bounds } = asked;
  if (bounds.leastVolume !== undefined || bounds.mostVolume !== undefined) {
    if (eenheid === undefined && !wrong.has('eenheid')) reader.fault('eenheid', 'rule-bounds-unit');
    if (frequentie === undefined && !wrong.has('frequentie'))
      reader.fault('frequentie', 'rule-bounds-unit');
  }
  for (const name of ['Volume', 'Age', 'Remains'] as const) {
    const [least, most] = [bounds[`least${name}`], bounds[`most${name}`]];
    if (least !== undefined && most !== undefined && least > most)
      reader.fault(`most${name}`, 'rule-bounds-turned');
  }
}
