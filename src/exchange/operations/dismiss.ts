import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { nextInLine } from '../deliver.ts';
import type { Actor } from './actor.ts';

/** A message that was given up. */
export interface Dismissal {
  readonly id: string;
  readonly status: 'dismissed';
  /** What its sender reads. */
  readonly reason: string;
  readonly by: Actor;
  readonly at: Date;
}

/**
 * Gives up a failed message; what stands behind it in its line goes on. Repeating it changes nothing,
 * whatever the reason is then. Dies after the commit: the outbox row of the next one is due, and the
 * relay finds it.
 *
 * @returns the dismissal, and which message is to be announced now
 * @throws {Problem} `not-found`; `not-failed` for a message with another status
 */
export async function dismiss(
  pool: Pool,
  messageId: string,
  reason: string,
  actor: Actor,
): Promise<{ dismissal: Dismissal; fresh: boolean; next: string | null }> {
  const { rowCount } = await pool.query({
    name: 'dismiss',
    text: `
      with given_up as (
        update message set status = 'dismissed', changed_at = now()
        where id = $1 and status = 'failed'
        returning id, line, acceptance, received_at, actor, actor_party, sender, mandate_id, address,
          request_id
      ), noted as (
        -- The row of its POST in the access log, until now the message itself.
        insert into access_log_fresh (id, at, action, actor, role, actor_party, party, mandate_id,
          message_id, address, request_id)
        select id, received_at, 'post', actor, 'party', actor_party, sender, mandate_id, id, address,
          request_id
        from given_up where actor is not null
      ), woken as (
        -- In this commit, as with a delivery. Whoever dismisses from a command line has no queue to
        -- announce to, either.
        update outbox set next_announce_at = now()
        where message_id = (
          select next.id from message next, given_up
          where next.line = given_up.line and next.acceptance > given_up.acceptance
            and next.status in ('received', 'failed')
          order by next.acceptance limit 1
        )
      )
      insert into dismissal (message_id, reason, made_by, made_by_key)
      select id, $2, $3, $4 from given_up`,
    values: [messageId, reason, actor.name, actor.keyId],
  });
  const fresh = rowCount === 1;
  const dismissal = await readDismissal(pool, messageId);
  const next = fresh ? await nextInLine(pool, messageId) : null;
  return { dismissal, fresh, next };
}

async function readDismissal(pool: Pool, messageId: string): Promise<Dismissal> {
  const { rows } = await pool.query<{
    status: MessageStatus;
    reason: string | null;
    by: string;
    key: string | null;
    at: Date;
  }>(
    `select message.status, reason, made_by as by, made_by_key as key, at
    from message left join dismissal on message_id = message.id where message.id = $1`,
    [messageId],
  );
  const row = rows[0];
  if (!row) throw new Problem('not-found');
  if (row.status !== 'dismissed' || row.reason === null)
    throw new Problem('not-failed', { params: { status: row.status } });
  const { reason, by, key, at } = row;
  return { id: messageId, status: 'dismissed', reason, by: { name: by, keyId: key }, at };
}
