import type { Pool } from 'pg';

/** Seconds after which a message that is held is looked at all the same. */
const heldFor = 60;

/**
 * SQL: makes the next in the lines of messages due, in the statement that finishes these: if the process
 * dies after it, the relay finds who is next. Whoever finishes messages from a command line has no queue to
 * announce to, either.
 *
 * @param done a table of the statement: `line, acceptance` of what is finished
 * @param dueAt a moment, in SQL
 */
export function wakeNext(done: string, dueAt: string): string {
  return `update outbox set next_announce_at = ${dueAt}
    where kind = 'message' and id in (
      select next.id from ${done} done cross join lateral (
        select id from message following
        where following.line = done.line and following.acceptance > done.acceptance
          and following.status in ('received', 'failed')
        order by following.acceptance limit 1
      ) next
    )`;
}

/**
 * Puts off the announcements of messages that stand behind others in their lines: who finishes those
 * announces these, so that many held messages do not cost a question each every few seconds. Does nothing
 * with one whose turn it is after all.
 *
 * The one that it waits for is locked meanwhile: one that is being finished at this moment does not
 * count, and one that is finished after this sees what was put off, and takes it back.
 */
export async function putOff(pool: Pool, messageIds: readonly string[]): Promise<void> {
  await pool.query({
    name: 'hold',
    text: `
      update outbox set next_announce_at = now() + $2 * interval '1 second'
      where kind = 'message' and id = any($1::uuid[]) and exists (
        select from message held cross join lateral (
          select unfinished.acceptance from message unfinished
          where unfinished.line = held.line and unfinished.status in ('received', 'failed')
          order by unfinished.acceptance limit 1 for share skip locked
        ) first
        where held.id = outbox.id and first.acceptance < held.acceptance
      )`,
    values: [messageIds, heldFor],
  });
}

/**
 * The messages that are first in the lines of messages that have just been finished, where one waits
 * there. To be asked after the commit: who found the line held before it is found by this, and who
 * comes later finds it free.
 */
export async function nextInLines(pool: Pool, messageIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'next-in-line',
    text: `
      select distinct next.id from message done
      join lateral (
        select id, status from message
        where line = done.line and status in ('received', 'failed')
        order by acceptance limit 1
      ) next on next.status = 'received'
      where done.id = any($1::uuid[])`,
    values: [messageIds],
  });
  return rows.map(({ id }) => id);
}
