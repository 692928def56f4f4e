import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../store/transaction.ts';
import { signedForgetting } from '../signed.ts';
import { type HoldsInForce, LinesUnderHold, lockHolds } from './holds-in-force.ts';
import type { MessageRound } from './messages.ts';

/**
 * Drops the months of the access log that are over, the oldest first: each with its rows, but for the
 * hashes with which it began and ended (`access_log_closed`). A month with rows about what is under a
 * legal hold stays, and those after it, so that the chain has no hole in it.
 *
 * Runs twice, or in two processes at once: a month goes once.
 *
 * @returns the months that went, and how many are over and stay
 */
export async function dropMonths(
  round: MessageRound,
): Promise<{ over: string[]; underHold: number }> {
  const { pool, keys, cutOffs, signal } = round;
  const lines = new LinesUnderHold(keys);
  const months = await monthsBefore(pool, cutOffs.accessLogMonth);
  for (const [index, month] of months.entries()) {
    if (signal?.aborted) return { over: months.slice(0, index), underHold: 0 };
    if (!(await dropMonth(round, lines, month)))
      return { over: months.slice(0, index), underHold: months.length - index };
  }
  return { over: months, underHold: 0 };
}

/** First days of the months that have a partition, in order. */
async function monthsBefore(pool: Pool, month: string): Promise<string[]> {
  const { rows } = await pool.query<{ month: string }>(
    `select to_date(right(relname, 7), 'YYYY_MM') as month
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'access_log'::regclass and to_date(right(relname, 7), 'YYYY_MM') < $1::date
    order by month`,
    [month],
  );
  return rows.map((row) => row.month);
}

/** @returns whether no hold keeps it */
function dropMonth(
  { pool, keys, day }: MessageRound,
  lines: LinesUnderHold,
  month: string,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const holds = await lockHolds(client, keys.rows);
    if (await isUnderHold(client, month, holds, lines)) return false;
    if (day === null) return true;
    // Who reads the log waits behind this: rather another time than long.
    await client.query("set local lock_timeout = '5s'");
    await client.query('select access_log_drop_month($1)', [month]);
    await keys.rows.rewrite(client, signedForgetting, day, () =>
      client.query(
        `update forgetting set access_log_months = access_log_months || $2::date
        where day = $1 and not $2::date = any(access_log_months)`,
        [day, month],
      ),
    );
    return true;
  });
}

/** Reads the month where there are holds, and what it says of them is not found by an index. */
async function isUnderHold(
  client: PoolClient,
  month: string,
  { messages, clients, parties }: HoldsInForce,
  lines: LinesUnderHold,
): Promise<boolean> {
  if (messages.length + clients.length + parties.length === 0) return false;
  const inMonth = `sealed_at >= $1::date::timestamp at time zone 'UTC'
    and sealed_at < ($1::date + interval '1 month') at time zone 'UTC'`;
  const { rows } = await client.query(
    `select from access_log where ${inMonth} and (
      message_id = any($2::uuid[]) or client_ids && $3::uuid[]
      or party = any($4) or counterparty = any($4) or actor_party = any($4)
      or message_id in (select message_id from ledger_entry where client_id = any($3::uuid[])))
    limit 1`,
    [month, messages, clients, parties],
  );
  if (rows.length > 0 || clients.length === 0) return rows.length > 0;
  const { rows: inLine } = await client.query(
    `select from access_log join message on message.id = message_id where ${inMonth}
      and line in (select decode(line, 'hex') from unnest($2::text[]) as held (line))
    limit 1`,
    [month, [...(await lines.of(client, clients))]],
  );
  return inLine.length > 0;
}
