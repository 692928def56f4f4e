import { announceAnew } from '../../queue/outbox.ts';
import { changed } from './changed.ts';

/**
 * SQL, CTEs for a statement of the operations: `failed` messages become `received` again. They and the messages
 * of `stuck` get an outbox row that is due now. Gives the tables `revived` (`id, acceptance` of what was failed)
 * and `queued` (`id`).
 *
 * Locks are taken in the order of acceptance, so that two replays of the same messages cannot deadlock. Messages
 * that are `received` are not locked: their step may be running, and when an outbox row comes too late, the next
 * step finds nothing to do and deletes it.
 *
 * @param ids a select of the ids of messages that may be failed
 * @param stuck a select of `id, acceptance` of messages that are `received` and wait for a step
 */
export function revive(ids: string, stuck: string): string {
  return `revived as (
      select id, acceptance from message where id in (${ids}) and status = 'failed'
      order by acceptance for update
    ), stuck as (
      ${stuck}
    ), received as (
      update message set status = 'received', error_code = null, changed_at = now()
      from revived where message.id = revived.id
      returning message.id, message.acceptance
    ), event as (
      ${changed(`select id, 'failed', 'received', 'operator', null, null from received
        order by acceptance`)}
    ), queued as (
      ${announceAnew(
        'message',
        `select id, acceptance, now() + interval '5 seconds'
        from (select * from revived union all select * from stuck) turn
        order by acceptance`,
      )}
    )`;
}
