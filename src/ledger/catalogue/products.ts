import type { Pool } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import { isAfter, isBefore } from '../../standard/calendar.ts';
import type { AgreedProduct as JudgedBy } from '../../standard/rules/engine/past.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
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
import { type Line, type List, type ListKey, productLists, sealLists } from './sealed-lists.ts';

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

const removeOthers = unnamed<{ wanted: string }>(`
  with wanted as materialized (
    select * from jsonb_populate_recordset(null::agreed_product, $wanted::jsonb)
  )
  delete from agreed_product
  where (municipality, provider) in (select municipality, provider from wanted)
    and not exists (select from wanted where wanted = agreed_product)`);

const addNew = unnamed<{ wanted: string }>(`
  insert into agreed_product
  select * from jsonb_populate_recordset(null::agreed_product, $wanted::jsonb)
  on conflict do nothing`);

const countWanted = unnamed<{ wanted: string }>(`
  with wanted as materialized (
    select distinct * from jsonb_populate_recordset(null::agreed_product, $wanted::jsonb)
  ), named (code) as (select municipality from wanted union select provider from wanted)
  select (select count(*)::int from wanted) as products,
    (select count(distinct (municipality, provider))::int from wanted) as lists,
    array(
      select code from named where code not in (select code from ${partyTable} party) order by code
    ) as unknown`);

/**
 * Replaces the lists of the pairs of gemeente and aanbieder that a CSV file names, all at once, and seals them. When
 * it runs twice, the second run changes nothing.
 *
 * @param text the file, with the columns of {@link productColumns}
 * @throws {CsvFault} for the first line that is wrong; nothing is changed then
 */
export async function loadProducts(pool: Pool, macs: RowMacs, text: string): Promise<ProductLoad> {
  const products = readProducts(text);
  const wanted = JSON.stringify(
    products.map((product) => ({
      municipality: product.gemeente,
      provider: product.aanbieder,
      category: product.categorie,
      code: product.code,
      valid_from: product.ingangsdatum ?? always,
      valid_to: product.einddatum,
    })),
  );
  return inTransaction(pool, async (client) => {
    await client.query(oneAtATime);
    const removed = await client.query(removeOthers({ wanted }));
    const added = await client.query(addNew({ wanted }));
    await sealLists(client, macs, productLists, listsIn(products));
    const { rows } = await client.query<Pick<ProductLoad, 'products' | 'lists' | 'unknown'>>(
      countWanted({ wanted }),
    );
    const counts = rows[0] as (typeof rows)[number];
    return { ...counts, added: added.rowCount ?? 0, removed: removed.rowCount ?? 0 };
  });
}

/** Excludes a second load at the same time: each would keep what the other removes. */
const oneAtATime = 'lock table agreed_product in share row exclusive mode';

/** The first day of a line that has no Ingangsdatum, as Postgres writes it. */
const always = '-infinity';

/** The lists of a file, as they are sealed. */
function listsIn(products: readonly AgreedProduct[]): List[] {
  const lists = new Map<string, { key: ListKey; lines: Map<string, Line> }>();
  for (const { gemeente, aanbieder, categorie, code, ingangsdatum, einddatum } of products) {
    const name = gemeente + aanbieder;
    const list = lists.get(name) ?? { key: [gemeente, aanbieder], lines: new Map() };
    const line = [categorie, code, ingangsdatum ?? always, einddatum];
    lists.set(name, list);
    list.lines.set(JSON.stringify(line), line);
  }
  return [...lists.values()].map(({ key, lines }) => ({ key, lines: [...lines.values()] }));
}

/**
 * A line of a list as the rules use it.
 *
 * @param until the last day of the gemeente, where it is a predecessor: its lines end with it
 */
export function agreedProductOf(line: Line, until: string | null): JudgedBy {
  const [categorie, code, from, to] = line as [string, string, string, string | null];
  const end = to === null || (until !== null && isBefore(until, to)) ? until : to;
  return {
    ...{ categorie, code },
    ...(from !== always && { from }),
    ...(end !== null && { until: end }),
  };
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

/** The agreed products of one gemeente or aanbieder, or all. */
export function listProducts(db: Database, party?: string): Promise<AgreedProduct[]> {
  return db
    .selectFrom('agreed_product')
    .select(['municipality as gemeente', 'provider as aanbieder', 'category as categorie', 'code'])
    .select(({ fn, val }) =>
      fn<string | null>('nullif', ['valid_from', val(always)]).as('ingangsdatum'),
    )
    .select('valid_to as einddatum')
    .$if(party !== undefined, (query) =>
      query.where(({ eb, or }) =>
        or([eb('municipality', '=', party as string), eb('provider', '=', party as string)]),
      ),
    )
    .orderBy('municipality')
    .orderBy('provider')
    .orderBy('category')
    .orderBy('code')
    .orderBy('valid_from')
    .execute();
}

const removeList = unnamed<{ gemeente: string; aanbieder: string }>(
  'delete from agreed_product where municipality = $gemeente and provider = $aanbieder',
);

/** Removes the list of a gemeente and an aanbieder. @returns how many products it held */
export async function removeProducts(
  pool: Pool,
  macs: RowMacs,
  { gemeente, aanbieder }: Pick<AgreedProduct, 'gemeente' | 'aanbieder'>,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query(oneAtATime);
    const { rowCount } = await client.query(removeList({ gemeente, aanbieder }));
    await sealLists(client, macs, productLists, [{ key: [gemeente, aanbieder], lines: [] }]);
    return rowCount ?? 0;
  });
}
