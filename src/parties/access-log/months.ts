import type { Pool, PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';

const monthsBefore = unnamed<{ month: string }>(`
  select to_date(right(relname, 7), 'YYYY_MM') as month
  from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'access_log'::regclass and to_date(right(relname, 7), 'YYYY_MM') < $month::date
  order by month`);

/** First days of the months before one that have a partition, in order. @param month its first day */
export async function logMonthsBefore(pool: Pool, month: string): Promise<string[]> {
  const { rows } = await pool.query<{ month: string }>(monthsBefore({ month }));
  return rows.map((row) => row.month);
}

const dropMonth = unnamed<{ month: string }>('select access_log_drop_month($month)');

/** Drops a month with its rows, except its first and last hash. @param month its first day */
export async function dropLogMonth(client: PoolClient, month: string): Promise<void> {
  await client.query(dropMonth({ month }));
}

/**
 * SQL: the sealed rows of a month, as a table of a statement, which gives it a name. Has the columns `message_id`,
 * `client_ids`, `party`, `counterparty` and `actor_party`.
 *
 * @param month its first day, in SQL
 */
export function rowsOfMonth(month: string): string {
  return `(select message_id, client_ids, party, counterparty, actor_party from access_log
    where sealed_at >= ${month}::date::timestamp at time zone 'UTC'
      and sealed_at < (${month}::date + interval '1 month') at time zone 'UTC')`;
}
