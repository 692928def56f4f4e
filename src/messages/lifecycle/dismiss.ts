import type { Pool } from 'pg';
import { noteFrom } from '../../parties/access-log/note.ts';
import { signedNote } from '../../parties/access-log/signed.ts';
import type { Actor } from '../../parties/actor.ts';
import { Problem } from '../../problem.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { statement, unnamed } from '../../store/statement.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { changed } from './changed.ts';
import { wakeNext } from './line-up.ts';

/** A message that was given up. */
export interface Dismissal {
  readonly id: string;
  readonly status: 'dismissed';
  /** Shown to its sender. */
  readonly reason: string;
  readonly by: Actor;
  readonly at: Date;
}

const giveUp = statement<{
  messageIds: readonly string[];
  signedOn: readonly string[];
  macs: readonly Buffer[];
  reason: string;
  madeBy: string;
  keyId: string | null;
}>(
  'dismiss',
  `
  with found as (
    select id from message where id = any($messageIds::uuid[]) and status = 'failed'
    order by acceptance for update
  ), given_up as (
    update message set status = 'dismissed', changed_at = now()
    from found where message.id = found.id
    returning message.id, line, acceptance, received_at, actor, actor_party, sender, mandate_id,
      address, request_id
  ), noted as (
    -- The row of its POST in the access log; until now the message held what it says.
    ${noteFrom(
      `id, at, action, actor, role, actor_party, party, mandate_id, message_id, address, request_id,
        signed_on, mac`,
      `select id, received_at, 'post', actor, 'party', actor_party, sender, mandate_id, id, address,
        request_id, note.signed_on, note.mac
      from given_up join unnest($messageIds::uuid[], $signedOn::date[], $macs::bytea[])
        note (id, signed_on, mac) using (id)
      where actor is not null`,
    )}
  ), woken as (
    ${wakeNext('given_up', 'now()')}
  ), event as (
    ${changed(`select id, 'failed', 'dismissed', 'operator', null, null from given_up
      order by acceptance`)}
  )
  insert into dismissal (message_id, reason, made_by, made_by_key)
  select id, $reason, $madeBy, $keyId from given_up
  returning message_id as id`,
);

/**
 * `failed` becomes `dismissed`: an operator gives messages up, with a reason that is shown to their senders.
 * The messages behind them in their lines go on. Messages that are not `failed` (any more) stay as they are.
 *
 * @returns ids of those that were given up
 */
export async function dismissAll(
  pool: Pool,
  macs: RowMacs,
  messageIds: readonly string[],
  { reason, actor }: { readonly reason: string; readonly actor: Actor },
): Promise<string[]> {
  const notes = messageIds.map((id) => signedNote(macs, { id, action: 'post' }));
  const { rows } = await pool.query<{ id: string }>(
    giveUp({
      messageIds,
      signedOn: notes.map(({ signedOn }) => signedOn),
      macs: notes.map(({ mac }) => mac),
      reason,
      madeBy: actor.name,
      keyId: actor.keyId,
    }),
  );
  return rows.map(({ id }) => id);
}

const findDismissal = unnamed<{ messageId: string }>(`
  select message.status, reason, made_by as by, made_by_key as key, at
  from message left join dismissal on message_id = message.id where message.id = $messageId`);

/**
 * How a message was given up.
 *
 * @throws {Problem} `not-found`; `not-failed` for a message with another status
 */
export async function dismissalOf(pool: Pool, messageId: string): Promise<Dismissal> {
  const { rows } = await pool.query<{
    status: MessageStatus;
    reason: string | null;
    by: string;
    key: string | null;
    at: Date;
  }>(findDismissal({ messageId }));
  const row = rows[0];
  if (!row) throw new Problem('not-found');
  if (row.status !== 'dismissed' || row.reason === null)
    throw new Problem('not-failed', { params: { status: row.status } });
  const { reason, by, key, at } = row;
  return { id: messageId, status: 'dismissed', reason, by: { name: by, keyId: key }, at };
}
