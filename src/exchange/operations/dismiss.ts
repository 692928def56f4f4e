import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { dismissAll } from '../lifecycle/dismiss.ts';
import { nextInLines } from '../lifecycle/line-up.ts';
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
  const fresh = (await dismissAll(pool, [messageId], { reason, actor })).length === 1;
  const dismissal = await readDismissal(pool, messageId);
  const [next = null] = fresh ? await nextInLines(pool, [messageId]) : [];
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
