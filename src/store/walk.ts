import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { allOf } from './conditions.ts';
import { inTransaction } from './transaction.ts';

/**
 * A list is read by walking through an index, in the order of the list, past a bounded number of rows. So a page costs
 * the same whether matches are rare or common, and whatever the statistics of Postgres say. Where no index fits all
 * filters, rows are read that are not shown; a walk that reaches its bound ends there, with a page that is short or empty
 * and a cursor to go on.
 */
export interface Walk {
  /**
   * The index scans that find rows, which are merged: {@link wayOf}, or another SELECT in parentheses of the same
   * columns, in this order.
   */
  readonly ways: readonly string[];
  /** As in ORDER BY. */
  readonly order: string;
  /** Conditions on rows that are shown. */
  readonly conditions: readonly string[];
  /** Rows of a page at most. */
  readonly limit: number;
  /** Rows that are read, at most; by default {@link rowsToLookAt}. */
  readonly look?: number;
}

/** The name of a row in the conditions of a {@link Walk}. */
export const lookedAt = 'looked';

/** Columns that {@link walkSql} adds. */
export interface Walked {
  readonly id: string;
  /** The row is to be shown. */
  readonly fits: boolean;
  /** No rows after this one were read. */
  readonly ends: boolean;
}

/** Items in a page, by default. */
export const usualPage = 100;

/** How many rows a page reads at most: three times its limit, and never less than three usual pages. */
export function rowsToLookAt(limit: number): number {
  return 3 * Math.max(limit, usualPage);
}

type Way = Pick<Walk, 'order' | 'limit'>;

/**
 * One index scan of a {@link Walk}: rows of a table, by the index that has them in this order.
 *
 * @param conditions only those of that index: so no other index has the rows in this order, and Postgres cannot choose
 *   wrongly
 */
export function wayOf(
  columns: string,
  table: string,
  conditions: readonly string[],
  { order, limit }: Way,
): string {
  return `(select ${columns}, false as cut from ${table} ${where(conditions)}
    order by ${order} limit ${uncertain(rowsToLookAt(limit))})`;
}

/**
 * A scan whose index has the rows in another order of the same meaning (nulls at the other end, where there are none).
 * One page of it is read first; the rows after that are unknown.
 *
 * @param own order of its index
 */
export function wayAside(
  columns: string,
  table: string,
  conditions: readonly string[],
  { order, limit, own }: Way & { readonly own: string },
): string {
  const most = Math.max(limit, usualPage);
  return `(select * from (
      select read.*, row_number() over (order by ${own}) = ${most} as cut
      from (select ${columns} from ${table} ${where(conditions)} order by ${own} limit ${uncertain(most)}) read
      offset 0
    ) known order by ${order})`;
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `where ${allOf(conditions)}` : '';
}

/**
 * The statement of a walk. Its scans are read as far as needed, row by row.
 *
 * @returns SELECT of the columns of the ways and of {@link Walked}, for {@link pageOf}
 */
export function walkSql({
  ways,
  order,
  conditions,
  limit,
  look = rowsToLookAt(limit),
}: Walk): string {
  const fits = allOf(conditions);
  return `select * from (
      select ${lookedAt}.*, coalesce(${fits}, false) as fits, cut or place = ${look} as ends
      from (
        select found.*, row_number() over (order by ${order}) as place
        from (select * from (${ways.join(' union all ')}) way order by ${order} limit ${uncertain(look)}) found
      ) ${lookedAt}
      order by ${order} offset 0
    ) judged
    where fits or ends
    order by ${order} limit ${limit + 1}`;
}

/**
 * Reads a page in the order of an index. The statistics of Postgres may be hours old, or missing: it might then read a
 * whole table, or all rows of one index, and sort those. Here it does so only where there is no other plan.
 */
export async function askInOrder<Row extends QueryResultRow>(
  pool: Pool,
  query: QueryConfig,
): Promise<Row[]> {
  const { rows } = await inTransaction(pool, (client) => client.query<Row>(query), beginInOrder);
  return rows;
}

const beginInOrder = ['begin read only']
  .concat(
    ['sort', 'seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'hashagg'].map(
      (way) => `set local enable_${way} = off`,
    ),
  )
  .join('; ');

/**
 * A limit that Postgres does not know when it plans: it then assumes that a tenth of the rows is wanted. With a known
 * limit, and an estimate of few rows, it would read all of them and sort.
 */
function uncertain(limit: number): string {
  return `(select ${limit})`;
}

/**
 * The rows of {@link walkSql} that are shown, and the row after which the next page begins.
 *
 * @param rows in their order; a row that two scans found comes twice
 * @returns `last` is undefined when this is all
 */
export function pageOf<Row extends Walked>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; last: Row | undefined } {
  const items: Row[] = [];
  let before: Row | undefined;
  for (const row of rows) {
    if (row.fits && items.at(-1)?.id !== row.id) {
      if (items.length === limit) return { items, last: before };
      items.push(row);
    }
    if (row.ends) return { items, last: row };
    before = row;
  }
  return { items, last: rows.length > limit ? before : undefined };
}
