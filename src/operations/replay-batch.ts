import type { Pool } from 'pg';
import { revive } from '../messages/lifecycle/revive.ts';
import { messageTable } from '../messages/views/message-table.ts';
import { statement } from '../store/statement.ts';

/**
 * SQL: whether `message m` is in line behind a failed message that this operation (`$operationId`) does not replay.
 * Then replaying it is useless, because it would keep waiting.
 */
const staysHeld = `exists (
  select from ${messageTable} earlier
  where earlier.line = m.line and earlier.acceptance < m.acceptance and earlier.status = 'failed'
    and not exists (select from operation_message beside
      where beside.message_id = earlier.id and beside.operation_id = $operationId
        and beside.state = 'pending'))`;

const nextToReplay = statement<{ operationId: string; limit: number }>(
  'replay-batch',
  `
  with batch as (
    select operation_id, ordinal, message_id from operation_message
    where operation_id = $operationId and state = 'pending'
    order by ordinal limit $limit for update skip locked
  ), ${revive(
    'select message_id from batch',
    `select id, acceptance from ${messageTable} m
    where id in (select message_id from batch) and status = 'received' and not ${staysHeld}`,
  )}, earlier_operations as (
    -- An earlier replay of the same message that has not noted yet that it failed again.
    update operation_message set state = 'failed', changed_at = now()
    from revived where message_id = revived.id and state = 'running'
  ), noted as (
    update operation_message mine set changed_at = now(),
      state = case when queued.id is null then 'skipped' else 'running' end,
      note = case when queued.id is null then
        case m.status when 'received' then 'held' when 'failed' then 'changed-meanwhile'
          else coalesce(m.status, 'gone') end end
    from batch
    left join queued on queued.id = batch.message_id
    left join ${messageTable} m on m.id = batch.message_id
    where mine.operation_id = batch.operation_id and mine.ordinal = batch.ordinal
    returning mine.ordinal, mine.message_id, mine.state
  )
  select message_id, state from noted order by ordinal`,
);

/**
 * Gives the next messages of a replay their turn: `failed` ones become `received` again, and all get an outbox row
 * that is due now. One statement, one commit. Several workers may run it at the same time: each takes rows that no
 * other has locked. A message that needs no replay any more is skipped.
 *
 * @param limit the most messages
 * @returns how many had their turn, and which of them need their step
 */
export async function replayBatch(
  pool: Pool,
  operationId: string,
  limit: number,
): Promise<{ taken: number; announce: string[] }> {
  const { rows } = await pool.query<{ message_id: string; state: string }>(
    nextToReplay({ operationId, limit }),
  );
  return {
    taken: rows.length,
    announce: rows.filter((row) => row.state === 'running').map((row) => row.message_id),
  };
}

const settleThose = statement<{ operationId: string }>(
  'settle-replay',
  `
  with settled as (
    update operation_message mine set changed_at = now(),
      state = case m.status when 'received' then 'skipped' when 'failed' then 'failed'
        else 'succeeded' end,
      note = case m.status when 'received' then 'held' end
    from ${messageTable} m
    where mine.operation_id = $operationId and mine.state = 'running' and m.id = mine.message_id
      and (m.status <> 'received' or ${staysHeld})
    returning mine.ordinal
  )
  select (select count(*) from settled)::integer as settled,
    ((select count(*) from operation_message where operation_id = $operationId and state = 'running')
      - (select count(*) from settled))::integer as running`,
);

/**
 * Writes the result of messages that had their turn: `succeeded` when the step was done (accepted, delivered,
 * rejected, or dismissed since), `failed` when it failed again. A message that waits behind a failed one is
 * `skipped` as held: it goes on when that one is replayed or dismissed.
 *
 * @returns how many were settled, and how many still run
 */
export async function settleReplay(
  pool: Pool,
  operationId: string,
): Promise<{ settled: number; running: number }> {
  const { rows } = await pool.query<{ settled: number; running: number }>(
    settleThose({ operationId }),
  );
  return rows[0] as { settled: number; running: number };
}
