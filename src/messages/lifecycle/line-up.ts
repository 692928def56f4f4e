import type { Pool } from 'pg';
import { dueSteps } from '../../queue/outbox.ts';
import { payloadsOf, ringIn } from '../../store/bell.ts';
import { statement } from '../../store/statement.ts';

/** After this many seconds a message that waits behind another is announced all the same. */
const heldFor = 60;

/** SQL: whether `message m` is first in its line. In this form Postgres reads one row of the index. */
export const isItsTurn = `coalesce(m.acceptance <= (
    select unfinished.acceptance from message unfinished
    where unfinished.line = m.line and unfinished.status in ('received', 'failed')
    order by unfinished.acceptance limit 1
  ), true)`;

/**
 * SQL: makes the step of the next message in each line due, in the statement that finishes these messages: if the
 * process dies after it, the relay finds the next one. A command line that finishes messages has no queue to
 * announce to, so it relies on this too.
 *
 * @param done a table of the statement: `line, acceptance` of what is finished
 * @param dueAt a moment, in SQL
 */
export function wakeNext(done: string, dueAt: string): string {
  return dueSteps(
    'message',
    dueAt,
    `outbox.id in (
      select next.id from ${done} done cross join lateral (
        select id from message following
        where following.line = done.line and following.acceptance > done.acceptance
          and following.status in ('received', 'failed')
        order by following.acceptance limit 1
      ) next
    )`,
  );
}

const hold = statement<{ messageIds: readonly string[]; seconds: number }>(
  'hold',
  dueSteps(
    'message',
    `now() + $seconds * interval '1 second'`,
    `outbox.id = any($messageIds::uuid[]) and exists (
        select from message held cross join lateral (
          select unfinished.acceptance from message unfinished
          where unfinished.line = held.line and unfinished.status in ('received', 'failed')
          order by unfinished.acceptance limit 1 for share skip locked
        ) first
        where held.id = outbox.id and first.acceptance < held.acceptance
      )`,
  ),
);

/**
 * Postpones the announcements of messages that are behind others in their lines, so that many waiting messages do
 * not cost a query each every few seconds: the step that finishes the first one announces the next. Does nothing
 * for a message whose turn it is after all.
 *
 * The first message of the line is locked for this. If it is being finished at this moment, nothing is
 * postponed; if it is finished later, {@link wakeNext} makes the next one due again.
 */
export async function putOff(pool: Pool, messageIds: readonly string[]): Promise<void> {
  await pool.query(hold({ messageIds, seconds: heldFor }));
}

const nextOf = statement<{ messageIds: readonly string[]; payloads: readonly string[] }>(
  'next-in-line',
  `
  select done.id as done, next.id as next from ${ringIn('$payloads')} rung
  -- Each message is looked up by itself ("limit"), also while Postgres believes that the table is small.
  cross join unnest($messageIds::uuid[]) done (id)
  cross join lateral (select line from message where message.id = done.id limit 1) its
  join lateral (
    select id, status from message
    where line = its.line and status in ('received', 'failed')
    order by acceptance limit 1
  ) next on next.status = 'received'`,
);

/**
 * For each message that has just been finished: the message that is first in its line now, if one waits there.
 * Call this after the commit: a message that came before it is found here, and one that comes later finds
 * the line free.
 *
 * @param rings keys of the bell to ring, now that it is committed
 */
export async function nextInLines(
  pool: Pool,
  messageIds: readonly string[],
  rings: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ done: string; next: string }>(
    nextOf({ messageIds, payloads: payloadsOf(rings) }),
  );
  return new Map(rows.map(({ done, next }) => [done, next]));
}
