import type { Pool } from 'pg';
import type { Call } from '../../parties/principal.ts';
import { isAfter, isBefore } from '../../standard/calendar.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  isAsSealed,
  productLists,
  type Line as SealedLine,
  walkLists,
} from '../catalogue/sealed-lists.ts';
import {
  aanbiederCode,
  type CellKind,
  categorie,
  cellOf,
  gemeenteCode,
  plainDate,
  productCode,
} from '../csv/cells.ts';
import { CsvFault, type CsvRow, readCsv } from '../csv/csv.ts';
import { addContracts, changeContracts, unknownParties } from './change.ts';
import { lockContracts, standingContracts } from './keep.ts';
import { type Contract, type ContractLine, compareLines } from './model.ts';
import { presentContracts } from './read.ts';

/** A product that a gemeente and an aanbieder agreed (TR381). */
export interface AgreedProduct {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly categorie: string;
  readonly code: string;
  /** Plain date, the first day; null when it always was. */
  readonly ingangsdatum: string | null;
  /** Plain date, the last day; null for further notice. */
  readonly einddatum: string | null;
}

/** The columns of a file, as {@link loadProducts} reads it. */
export const productColumns = [
  'gemeente',
  'aanbieder',
  'categorie',
  'code',
  'ingangsdatum',
  'einddatum',
] as const;

/** Those of {@link productColumns} that a file may leave out. */
export const optionalProductColumns = ['ingangsdatum', 'einddatum'] as const;

export interface ProductLoad {
  /** Lines of the file, each once. */
  readonly products: number;
  /** Pairs of a gemeente and an aanbieder that the file names; lists of others stay. */
  readonly lists: number;
  readonly added: number;
  readonly removed: number;
  /** Codes of the file that no party has. */
  readonly unknown: readonly string[];
}

/**
 * Replaces the lists of the pairs of gemeente and aanbieder that a CSV file names, all at once. A list is kept as a
 * contract without tariffs, of one gemeente. When it runs twice, the second run changes nothing.
 *
 * @param text the file, with the columns of {@link productColumns}
 * @param call who loads it, for the access log
 * @throws {CsvFault} for the first line that is wrong; nothing is changed then
 */
export async function loadProducts(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  text: string,
): Promise<ProductLoad> {
  const lists = listsIn(readProducts(text));
  return inTransaction(pool, async (client) => {
    await lockContracts(client);
    const kept = await changeContracts(client, macs, call, lists);
    const total = (count: (one: (typeof kept)[number]) => number) =>
      kept.reduce((sum, one) => sum + count(one), 0);
    return {
      products: lists.reduce((sum, { lines }) => sum + lines.length, 0),
      lists: lists.length,
      added: total(({ added }) => added),
      removed: total(({ removed }) => removed),
      unknown: await unknownParties(client, lists),
    };
  });
}

/** The form of {@link listNumber}, which no other contract may have. */
export const listNumberForm = /^productlijst \d{4}$/;

/** The number of the list of a gemeente among the contracts of an aanbieder. */
function listNumber(gemeente: string): string {
  return `productlijst ${gemeente}`;
}

/** The lists of a file, as contracts. */
function listsIn(products: readonly AgreedProduct[]): Contract[] {
  const pairs = Map.groupBy(products, ({ gemeente, aanbieder }) => gemeente + aanbieder);
  return [...pairs.values()].map((found) => {
    const { gemeente, aanbieder } = found[0] as AgreedProduct;
    const lines = found.map(({ categorie, code, ingangsdatum, einddatum }) => ({
      ...{ categorie, code },
      ...(ingangsdatum !== null && { from: ingangsdatum }),
      ...(einddatum !== null && { until: einddatum }),
    }));
    return productList(gemeente, aanbieder, lines);
  });
}

/** A list of products as a contract, each line once. */
function productList(
  gemeente: string,
  aanbieder: string,
  lines: readonly ContractLine[],
): Contract {
  const once = new Map(lines.map((line) => [JSON.stringify(line), line]));
  return {
    number: listNumber(gemeente),
    ...{ aanbieder, gemeenten: [gemeente], list: true },
    lines: [...once.values()].sort(compareLines),
  };
}

/**
 * The agreed products of one gemeente or aanbieder, or all: the lines of lists and of other contracts, in the order of
 * {@link productColumns}, each once.
 *
 * @throws {NotBelieved}
 */
export async function listProducts(
  pool: Pool,
  macs: RowMacs,
  party?: string,
): Promise<AgreedProduct[]> {
  const found = new Map<string, AgreedProduct>();
  for await (const { contract, agreed } of presentContracts({ db: pool, macs }, party)) {
    const { aanbieder } = contract;
    const gemeenten = contract.gemeenten.filter((one) =>
      [undefined, aanbieder, one].includes(party),
    );
    for (const gemeente of gemeenten)
      for (const { categorie, code, from, until } of agreed) {
        const days = { ingangsdatum: from ?? null, einddatum: until ?? null };
        const product = { gemeente, aanbieder, categorie, code, ...days };
        found.set(Object.values(product).join(' '), product);
      }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, product]) => product);
}

/** Removes the list of a gemeente and an aanbieder. @returns how many products it held */
export async function removeProducts(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  { gemeente, aanbieder }: Pick<AgreedProduct, 'gemeente' | 'aanbieder'>,
): Promise<number> {
  const gone = { ...productList(gemeente, aanbieder, []), gemeenten: [] };
  return inTransaction(pool, async (client) => {
    await lockContracts(client);
    const [standing] = (await standingContracts(client, macs, [aanbieder], [])).filter(
      ({ contract }) => contract.number === gone.number,
    );
    if (!standing || standing.contract.gemeenten.length === 0) return 0;
    await changeContracts(client, macs, call, [gone]);
    return standing.contract.lines.length;
  });
}

/** What {@link takeAlong} took: lists, and those that were not as they were sealed. */
export interface TakenAlong {
  readonly lists: number;
  readonly notBelieved: readonly string[];
}

/**
 * Makes contracts of the lists that were loaded before there were contracts. A list that is not as it was sealed is left
 * out, and named: `ijw verify` names it too.
 *
 * When it runs twice, or died halfway, a list that is there already stays as it is.
 *
 * @param owner connects as the owner of the tables
 */
export async function takeAlong(
  owner: Pool,
  macs: RowMacs,
  call: Call,
  onPiece: (lists: number) => void,
  signal: AbortSignal | undefined,
): Promise<TakenAlong> {
  let lists = 0;
  const notBelieved: string[] = [];
  for await (const page of walkLists(owner, productLists)) {
    signal?.throwIfAborted();
    const sound = page.filter((list) => {
      const believed = isAsSealed(macs, productLists, list);
      if (!believed) notBelieved.push(list[0].join('/'));
      return believed && list[2] !== null;
    });
    await inTransaction(owner, async (client) => {
      await lockContracts(client);
      const made = sound.map(([[gemeente, aanbieder = ''], , lines]) =>
        productList(gemeente, aanbieder, (lines ?? []).map(lineOf)),
      );
      await addContracts(client, macs, call, made);
    });
    lists += sound.length;
    onPiece(lists);
  }
  return { lists, notBelieved };
}

/** The first day of a line that has none, as Postgres writes it. */
const always = '-infinity';

function lineOf(line: SealedLine): ContractLine {
  const [categorie, code, from, until] = line as [string, string, string, string | null];
  return { categorie, code, ...(from !== always && { from }), ...(until !== null && { until }) };
}

/** @throws {CsvFault} */
function readProducts(text: string): AgreedProduct[] {
  const byProduct = new Map<string, AgreedProduct[]>();
  return readCsv(text, productColumns, optionalProductColumns).map((row) => {
    const product: AgreedProduct = {
      gemeente: cellOf(row, 'gemeente', gemeenteCode),
      aanbieder: cellOf(row, 'aanbieder', aanbiederCode),
      categorie: cellOf(row, 'categorie', categorie),
      code: cellOf(row, 'code', productCode),
      ingangsdatum: filledCellOf(row, 'ingangsdatum', plainDate),
      einddatum: filledCellOf(row, 'einddatum', plainDate),
    };
    const { line } = row;
    const { ingangsdatum, einddatum } = product;
    if (ingangsdatum !== null && einddatum !== null && isBefore(einddatum, ingangsdatum))
      throw new CsvFault(line, 'einddatum', 'write a day that is not before ingangsdatum.');
    const { gemeente, aanbieder, categorie: category, code } = product;
    const key = JSON.stringify([gemeente, aanbieder, category, code]);
    const others = byProduct.get(key) ?? [];
    if (others.some((other) => shareDay(product, other) && !isSameLine(product, other)))
      throw new CsvFault(
        line,
        undefined,
        'an earlier line has this product for some of the same days. Let one end (einddatum) before the other begins (ingangsdatum).',
      );
    byProduct.set(key, [...others, product]);
    return product;
  });
}

/** The text of a cell that may be empty. */
function filledCellOf<Column extends string>(
  row: CsvRow<Column>,
  column: Column,
  kind: CellKind,
): string | null {
  return row.cells[column] === '' ? null : cellOf(row, column, kind);
}

type Days = Pick<AgreedProduct, 'ingangsdatum' | 'einddatum'>;

function shareDay(a: Days, b: Days): boolean {
  return !endsBefore(a, b) && !endsBefore(b, a);
}

function endsBefore({ einddatum }: Days, { ingangsdatum }: Days): boolean {
  return einddatum !== null && ingangsdatum !== null && isAfter(ingangsdatum, einddatum);
}

function isSameLine(a: Days, b: Days): boolean {
  return a.ingangsdatum === b.ingangsdatum && a.einddatum === b.einddatum;
}
