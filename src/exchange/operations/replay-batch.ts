import type { Pool } from 'pg';
import { revive } from '../lifecycle/revive.ts';

/**
 * Whether `message m` stands in line behind a failed one that this operation ($1) does not bring
 * back: replaying it is of no use, it would wait for good.
 */
const staysHeld = `exists (
  select from message earlier
  where earlier.line = m.line and earlier.acceptance < m.acceptance and earlier.status = 'failed'
    and not exists (select from operation_message beside
      where beside.message_id = earlier.id and beside.operation_id = $1
        and beside.state = 'pending'))`;

/**
 * Gives the next messages of a replay their turn: `failed` ones become `received` again, and all get
 * an outbox row that is to be announced now. One statement, one commit. Several workers may do so at
 * once: each takes rows that no other holds. A message that is no longer to be replayed is skipped.
 *
 * @param limit messages at most
 * @returns how many had their turn, and which of them need their step
 */
export async function replayBatch(
  pool: Pool,
  operationId: string,
  limit: number,
): Promise<{ taken: number; announce: string[] }> {
  const { rows } = await pool.query<{ message_id: string; state: string }>({
    name: 'replay-batch',
    text: `
      with batch as (
        select operation_id, ordinal, message_id from operation_message
        where operation_id = $1 and state = 'pending'
        order by ordinal limit $2 for update skip locked
      ), ${revive(
        'select message_id from batch',
        `select id, acceptance from message m
        where id in (select message_id from batch) and status = 'received' and not ${staysHeld}`,
      )}, earlier_operations as (
        -- An earlier replay of the same message that did not see yet that it failed again.
        update operation_message set state = 'failed', changed_at = now()
        from revived where message_id = revived.id and state = 'running'
      ), noted as (
        update operation_message mine set changed_at = now(),
          state = case when queued.message_id is null then 'skipped' else 'running' end,
          note = case when queued.message_id is null then
            case m.status when 'received' then 'held' when 'failed' then 'changed-meanwhile'
              else coalesce(m.status, 'gone') end end
        from batch
        left join queued on queued.message_id = batch.message_id
        left join message m on m.id = batch.message_id
        where mine.operation_id = batch.operation_id and mine.ordinal = batch.ordinal
        returning mine.ordinal, mine.message_id, mine.state
      )
      select message_id, state from noted order by ordinal`,
    values: [operationId, limit],
  });
  return {
    taken: rows.length,
    announce: rows.filter((row) => row.state === 'running').map((row) => row.message_id),
  };
}

/**
 * Notes what became of messages that had their turn: `succeeded` when the step was done (accepted,
 * delivered, rejected, or dismissed since), `failed` when it gave up again. One that waits behind a
 * failed message is `skipped` as held: it goes on by itself when that one is replayed or dismissed.
 *
 * @returns how many were settled, and how many still run
 */
export async function settleReplay(
  pool: Pool,
  operationId: string,
): Promise<{ settled: number; running: number }> {
  const { rows } = await pool.query<{ settled: number; running: number }>({
    name: 'settle-replay',
    text: `
      with settled as (
        update operation_message mine set changed_at = now(),
          state = case m.status when 'received' then 'skipped' when 'failed' then 'failed'
            else 'succeeded' end,
          note = case m.status when 'received' then 'held' end
        from message m
        where mine.operation_id = $1 and mine.state = 'running' and m.id = mine.message_id
          and (m.status <> 'received' or ${staysHeld})
        returning mine.ordinal
      )
      select (select count(*) from settled)::integer as settled,
        ((select count(*) from operation_message where operation_id = $1 and state = 'running')
          - (select count(*) from settled))::integer as running`,
    values: [operationId],
  });
  return rows[0] as { settled: number; running: number };
}
