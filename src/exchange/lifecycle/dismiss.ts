import type { Pool } from 'pg';
import type { Actor } from '../operations/actor.ts';
import { changed } from './changed.ts';
import { wakeNext } from './line-up.ts';

/**
 * `failed` becomes `dismissed`: an operator gives messages up, with a reason that their senders read. What
 * stands behind them in their lines goes on. Those that are not `failed` (any more) stay as they are.
 *
 * @returns ids of those that were given up
 */
export async function dismissAll(
  pool: Pool,
  messageIds: readonly string[],
  { reason, actor }: { readonly reason: string; readonly actor: Actor },
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'dismiss',
    text: `
      with found as (
        select id from message where id = any($1::uuid[]) and status = 'failed'
        order by acceptance for update
      ), given_up as (
        update message set status = 'dismissed', changed_at = now()
        from found where message.id = found.id
        returning message.id, line, acceptance, received_at, actor, actor_party, sender, mandate_id,
          address, request_id
      ), noted as (
        -- The row of its POST in the access log, until now the message itself.
        insert into access_log_fresh (id, at, action, actor, role, actor_party, party, mandate_id,
          message_id, address, request_id)
        select id, received_at, 'post', actor, 'party', actor_party, sender, mandate_id, id, address,
          request_id
        from given_up where actor is not null
      ), woken as (
        ${wakeNext('given_up', 'now()')}
      ), event as (
        ${changed(`select id, 'failed', 'dismissed', 'operator', null, null from given_up
          order by acceptance`)}
      )
      insert into dismissal (message_id, reason, made_by, made_by_key)
      select id, $2, $3, $4 from given_up
      returning message_id as id`,
    values: [messageIds, reason, actor.name, actor.keyId],
  });
  return rows.map(({ id }) => id);
}
