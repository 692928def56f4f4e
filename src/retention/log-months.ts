import type { PoolClient } from 'pg';
import { messagesOfChildren } from '../ledger/views/known.ts';
import { linesOfMessages } from '../messages/views/message-table.ts';
import { dropLogMonth, logMonthsBefore, rowsOfMonth } from '../parties/access-log/months.ts';
import { unnamed } from '../store/statement.ts';
import { inTransaction } from '../store/transaction.ts';
import { type HoldsInForce, LinesUnderHold, lockHolds } from './holds-in-force.ts';
import type { MessageRound } from './messages.ts';
import { signedForgetting } from './signed.ts';

/**
 * Drops the months of the access log that are over, the oldest first: each with its rows, except its first and last hash
 * (`access_log_closed`). A month with rows about something under a legal hold stays, and so do later months, so that the
 * chain has no gap.
 *
 * When it runs twice, or in two processes at once, a month is dropped once.
 *
 * @returns the months that were dropped, and how many are over but stay
 */
export async function dropMonths(
  round: MessageRound,
): Promise<{ over: string[]; underHold: number }> {
  const { pool, keys, cutOffs, signal } = round;
  const lines = new LinesUnderHold(keys);
  const months = await logMonthsBefore(pool, cutOffs.accessLogMonth);
  for (const [index, month] of months.entries()) {
    if (signal?.aborted) return { over: months.slice(0, index), underHold: 0 };
    if (!(await dropMonth(round, lines, month)))
      return { over: months.slice(0, index), underHold: months.length - index };
  }
  return { over: months, underHold: 0 };
}

const reportMonth = unnamed<{ day: string; month: string }>(`
  update forgetting set access_log_months = access_log_months || $month::date
  where day = $day and not $month::date = any(access_log_months)`);

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
    // Readers of the log wait behind this lock: rather try again later than wait long.
    await client.query("set local lock_timeout = '5s'");
    await dropLogMonth(client, month);
    await keys.rows.rewrite(client, signedForgetting, day, () =>
      client.query(reportMonth({ day, month })),
    );
    return true;
  });
}

const monthUnderHold = unnamed<{
  month: string;
  messages: readonly string[];
  clients: readonly string[];
  parties: readonly string[];
}>(`
  select from ${rowsOfMonth('$month')} logged where (
    message_id = any($messages::uuid[]) or client_ids && $clients::uuid[]
    or party = any($parties::text[]) or counterparty = any($parties::text[]) or actor_party = any($parties::text[])
    or message_id in (${messagesOfChildren('$clients')}))
  limit 1`);

const monthInLine = unnamed<{ month: string; lines: readonly string[] }>(`
  select from ${rowsOfMonth('$month')} logged join ${linesOfMessages} message on message.id = message_id
  where line in (select decode(line, 'hex') from unnest($lines::text[]) as held (line))
  limit 1`);

/** Whether a month has rows under a hold. With any hold it reads the whole month, because no index finds these rows. */
async function isUnderHold(
  client: PoolClient,
  month: string,
  { messages, clients, parties }: HoldsInForce,
  lines: LinesUnderHold,
): Promise<boolean> {
  if (messages.length + clients.length + parties.length === 0) return false;
  const { rows } = await client.query(monthUnderHold({ month, messages, clients, parties }));
  if (rows.length > 0 || clients.length === 0) return rows.length > 0;
  const { rows: inLine } = await client.query(
    monthInLine({ month, lines: [...(await lines.of(client, clients))] }),
  );
  return inLine.length > 0;
}
