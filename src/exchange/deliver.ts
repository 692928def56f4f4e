import type { Pool } from 'pg';
import { announcedWithin } from './keep-message.ts';

/** Seconds after which a message that is held is looked at all the same. */
const heldFor = 60;

/** What a delivery changed, for those who wait. */
export interface Delivery {
  readonly recipient: string;
  /** The heenbericht that became `rejected` by it. */
  readonly refused: string | null;
  /** The message that is now first in the line. */
  readonly next: string | null;
}

/**
 * Puts a message into its recipient's mailbox, when nothing before it in its line is unfinished
 * (`received` or `failed`). One statement, one commit: status, entry and outbox row together.
 *
 * Runs twice, or in two processes at once: the row of the outbox is deleted by one of them, the
 * others find it locked or gone. The row of the mailbox stays locked until the commit, so entries
 * become visible in the order of their positions.
 *
 * Whether it is its turn is asked as "who is first in the line": asked as "is there nobody before
 * it", Postgres reads the unfinished messages of all lines.
 * Likewise the answer, of which there is one at most, is found by its heenbericht alone: with more
 * conditions Postgres may read all accepted messages by the index of those.
 *
 * @returns undefined when nothing was done: the step was done before, or it is not its turn
 */
export async function deliver(pool: Pool, messageId: string): Promise<Delivery | undefined> {
  const { rows } = await pool.query<Delivery>({
    name: 'deliver',
    text: `
      with taken as (
        delete from outbox where message_id = (
          select outbox.message_id from outbox
          join message on message.id = outbox.message_id
          where outbox.message_id = $1 and coalesce(message.acceptance <= (
            select unfinished.acceptance from message unfinished
            where unfinished.line = message.line and unfinished.status in ('received', 'failed')
            order by unfinished.acceptance limit 1
          ), true)
          for update of outbox skip locked
        )
        returning message_id
      ), moved as (
        update message set accepted_at = now(), changed_at = now(), status = case
          when (select answer.refuses and answer.accepted_at is not null from message answer
            where answer.heenbericht_id = message.id)
          then 'rejected' else 'accepted' end
        from taken where id = taken.message_id and status = 'received'
        returning id, recipient, heenbericht_id, refuses, line, acceptance
      ), refused as (
        update message set status = 'rejected', changed_at = now()
        from moved where message.id = moved.heenbericht_id and moved.refuses
          and message.status in ('accepted', 'delivered')
        returning message.id
      ), counter as (
        update mailbox set last_position = last_position + 1
        from moved where party_code = moved.recipient
        returning party_code, last_position
      ), entry as (
        insert into mailbox_entry (party_code, position, message_id, entered_at)
        select counter.party_code, counter.last_position, moved.id, now() from moved, counter
      ), woken as (
        -- In this commit: if the process dies now, the relay finds who is next.
        update outbox set next_announce_at = least(next_announce_at, now() + $2 * interval '1 second')
        where message_id = (
          select next.id from message next, moved
          where next.line = moved.line and next.acceptance > moved.acceptance
            and next.status in ('received', 'failed')
          order by next.acceptance limit 1
        )
      )
      select recipient, (select id from refused) as refused from moved`,
    values: [messageId, announcedWithin],
  });
  const [delivery] = rows;
  if (!delivery) await hold(pool, messageId);
  return delivery && { ...delivery, next: await nextInLine(pool, messageId) };
}

/**
 * Puts off the announcements of a message that stands behind another in its line: who finishes that
 * one announces this one, so that many held messages do not cost a question each every few seconds.
 * Does nothing when it is its turn after all.
 *
 * The one that it waits for is locked meanwhile: one that is being finished at this moment does not
 * count, and one that is finished after this sees what was put off, and takes it back.
 */
async function hold(pool: Pool, messageId: string): Promise<void> {
  await pool.query({
    name: 'hold',
    text: `
      update outbox set next_announce_at = now() + $2 * interval '1 second'
      where message_id = $1 and exists (
        select from message held cross join lateral (
          select unfinished.acceptance from message unfinished
          where unfinished.line = held.line and unfinished.status in ('received', 'failed')
          order by unfinished.acceptance limit 1 for share skip locked
        ) first
        where held.id = $1 and first.acceptance < held.acceptance
      )`,
    values: [messageId, heldFor],
  });
}

/**
 * The message that is first in the line of a message that has just been finished, if one waits
 * there. To be asked after the commit: who found the line held before it is found by this, and who
 * comes later finds it free.
 */
export async function nextInLine(pool: Pool, messageId: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'next-in-line',
    text: `
      select next.id from message done
      join lateral (
        select id, status from message
        where line = done.line and status in ('received', 'failed')
        order by acceptance limit 1
      ) next on next.status = 'received'
      where done.id = $1`,
    values: [messageId],
  });
  return rows[0]?.id ?? null;
}
