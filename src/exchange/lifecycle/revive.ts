import { changed } from './changed.ts';

/**
 * SQL, tables of a statement of the operations: `failed` messages become `received` again, and they and
 * those of `stuck` get an outbox row that is to be announced now. Gives the tables `revived` (`id,
 * acceptance` of what was failed) and `queued` (`message_id`).
 *
 * Locks are taken in the order of acceptance, so that two replays of the same messages do not wait for
 * each other. Messages that are `received` are not locked: their step may be at work, and an outbox row
 * that comes too late is deleted by a step that finds nothing to do.
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
      insert into outbox (kind, id, ordinal, next_announce_at)
      select 'message', id, acceptance, now() + interval '5 seconds'
      from (select * from revived union all select * from stuck) turn
      order by acceptance
      on conflict (kind, id) do update set attempts = 0, judgements = 0,
        next_announce_at = excluded.next_announce_at
      returning id as message_id
    )`;
}
