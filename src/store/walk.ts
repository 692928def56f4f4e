import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { inTransaction } from './transaction.ts';

/**
 * A list is read by walking: through an index, in the order of the list, past a bounded number of rows. So
 * a page costs the same whatever is rare or common, and whatever Postgres believes of that. Where no index
 * fits all that was asked, rows are looked at that are not shown; a walk that comes to its bound ends
 * there, with a page that is short or empty and a place to go on from.
 */
export interface Walk {
  /**
   * The ways on which rows are found, which are merged: {@link wayOf}, or another SELECT in parentheses of
   * the same columns, in this order.
   */
  readonly ways: readonly string[];
  /** As in ORDER BY. */
  readonly order: string;
  /** What a row must be to be shown. */
  readonly conditions: readonly string[];
  /** Rows of a page at most. */
  readonly limit: number;
  /** Rows that are looked at, at most; {@link rowsToLookAt} unless told. */
  readonly look?: number;
}

/** What a row is called in the conditions of a {@link Walk}. */
export const lookedAt = 'looked';

/** Columns that {@link walkSql} adds. */
export interface Walked {
  readonly id: string;
  /** The row is to be shown. */
  readonly fits: boolean;
  /** Behind this row nothing was looked at. */
  readonly ends: boolean;
}

/** Items in a page, unless somebody says how many. */
export const usualPage = 100;

/** How many rows a page looks at: three pages' worth, and never less than of a usual one. */
export function rowsToLookAt(limit: number): number {
  return 3 * Math.max(limit, usualPage);
}

type Way = Pick<Walk, 'order' | 'limit'>;

/**
 * One way of a {@link Walk}: rows of a table, by the index that has them in this order.
 *
 * @param conditions only what that index leads to: so no other has the rows in this order, and Postgres
 *   cannot choose wrongly
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
 * A way whose index has the rows in another order of the same meaning (nulls at the other end, where there
 * are none). A page's worth of it is read first; behind the last of them the way is not known.
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
  return conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
}

/**
 * The statement of a walk. Its ways are read as far as they are needed, row by row.
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
  const fits = conditions.length > 0 ? conditions.join(' and ') : 'true';
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
 * Asks for a page in the order of an index. What Postgres believes of tables may be hours old, or nothing:
 * it would then rather read all of one, or all that one index leads to, and sort that. Here it does so only
 * where there is no other way.
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
 * A number that Postgres does not know when it plans: it then takes it that a tenth of the rows is wanted.
 * Of few rows, as it believes, it would rather read all and sort them, in case all are wanted.
 */
function uncertain(limit: number): string {
  return `(select ${limit})`;
}

/**
 * What of the rows of {@link walkSql} is shown, and behind which row the next page begins.
 *
 * @param rows in their order; one that was found on two ways comes twice
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
