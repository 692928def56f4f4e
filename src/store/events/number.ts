import type { Pool, PoolClient } from 'pg';
import { Recurring } from '../recurring.ts';
import { unnamed } from '../statement.ts';
import { inTransaction } from '../transaction.ts';
import { eventColumns } from './event.ts';

/** Events that get their numbers together. */
const batchSize = 2000;
/** How often it checks for new events, in milliseconds. */
const pauseMs = 500;
/** How often it checks whether a month is over, in milliseconds. */
const monthsMs = 6 * 3_600_000;

const monthsToCome = unnamed<{ limit: number }>(`
  select distinct date_trunc('month', at at time zone 'UTC')::date as month
  from (select at from event_fresh order by ordinal limit $limit) oldest`);

const numberThose = unnamed<{ limit: number; last: string; months: readonly string[] }>(`
  with taken as (
    delete from event_fresh where ordinal in (
      -- What came meanwhile may be of another month.
      select ordinal from event_fresh
      where date_trunc('month', at at time zone 'UTC')::date = any($months::date[])
      order by ordinal limit $limit
    )
    returning *
  ), numbered as (
    insert into event (number, ${eventColumns})
    select $last + row_number() over (order by ordinal), ${eventColumns} from taken
    returning number
  )
  select count(*)::integer as count from numbered`);

/**
 * Gives the oldest events that are committed and have none yet their numbers, and moves them into their
 * months. Events of transactions that have not ended come with a later batch and get higher numbers, so that a reader that
 * goes on from the last number misses none.
 *
 * When it runs twice, or in two processes at once, one of them locks the last number and the others do nothing. When it
 * dies halfway, nothing has changed.
 *
 * @param limit events at most
 * @returns how many got one
 */
export async function numberEvents(pool: Pool, limit = batchSize): Promise<number> {
  return inTransaction(pool, async (client) => {
    const last = await holdLastNumber(client);
    if (last === undefined) return 0;
    const { rows } = await client.query<{ month: string }>(monthsToCome({ limit }));
    if (rows.length === 0) return 0;
    for (const { month } of rows) await makeMonth(client, month);
    const { rows: moved } = await client.query<{ count: number }>(
      numberThose({ limit, last, months: rows.map(({ month }) => month) }),
    );
    const { count } = moved[0] as { count: number };
    await advance(client, count);
    return count;
  });
}

/**
 * Locks the last number until the commit, so that numbers become visible in their order.
 *
 * @returns undefined when another process has locked it
 */
export async function holdLastNumber(client: PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ number: string }>(
    'select number from event_head for update skip locked',
  );
  return rows[0]?.number;
}

const advanceHead = unnamed<{ count: number }>('update event_head set number = number + $count');

/** @param count how many numbers were given */
export async function advance(client: PoolClient, count: number): Promise<void> {
  await client.query(advanceHead({ count }));
}

const openMonth = unnamed<{ month: string }>('select event_make_month($month)');

/** Makes the partition of a month when it does not exist. @param month a day of it */
export async function makeMonth(client: PoolClient, month: string): Promise<void> {
  await client.query(openMonth({ month }));
}

const monthsOver = unnamed<{ keptMonths: number }>(`
  select to_date(right(relname, 7), 'YYYY_MM') as month
  from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'event'::regclass and to_date(right(relname, 7), 'YYYY_MM')
    < date_trunc('month', now() at time zone 'UTC') - make_interval(months => $keptMonths)
  order by month`);

const dropMonth = unnamed<{ month: string }>('select event_drop_month($month)');

/**
 * Drops the months of events that are over.
 *
 * @param keptMonths whole months, after the end of the month in which it happened; 13 at least
 */
export async function dropOldEvents(pool: Pool, keptMonths: number): Promise<void> {
  const { rows } = await pool.query<{ month: string }>(monthsOver({ keptMonths }));
  for (const { month } of rows) {
    await inTransaction(pool, async (client) => {
      // Readers wait behind this lock: rather try again later than wait long.
      await client.query("set local lock_timeout = '5s'");
      await client.query(dropMonth({ month }));
    });
  }
}

/**
 * Numbers events, and drops old months, for as long as the process runs. Many processes may do so.
 *
 * @param keptMonths see {@link dropOldEvents}
 * @param onError gets the code of a failure; it is tried again
 */
export function eventNumbering(
  pool: Pool,
  keptMonths: number,
  onError: (code: string) => void,
): Recurring {
  let monthsAt = Number.NEGATIVE_INFINITY;
  return new Recurring(
    pauseMs,
    async (signal) => {
      while (!signal.aborted && (await numberEvents(pool)) === batchSize);
      if (performance.now() - monthsAt < monthsMs) return;
      await dropOldEvents(pool, keptMonths);
      monthsAt = performance.now();
    },
    onError,
  );
}
