import type { Pool } from 'pg';
import { redeliver } from '../messages/lifecycle/redeliver.ts';
import { messageTable } from '../messages/views/message-table.ts';
import { statement } from '../store/statement.ts';

const nextToRedeliver = statement<{ operationId: string; party: string; limit: number }>(
  'redelivery-batch',
  `
  with batch as (
    select operation_id, ordinal, message_id from operation_message
    where operation_id = $operationId and state = 'pending'
    order by ordinal limit $limit for update skip locked
  ), ${redeliver('batch', '$party')}, noted as (
    update operation_message mine set changed_at = now(),
      state = case when put_back.message_id is null then 'skipped' else 'succeeded' end,
      note = case when put_back.message_id is not null then null
        when forgotten_at is not null then 'forgotten' else 'not-acknowledged' end
    from batch left join put_back on put_back.message_id = batch.message_id
      left join ${messageTable} message on message.id = batch.message_id
    where mine.operation_id = batch.operation_id and mine.ordinal = batch.ordinal
    returning mine.state
  )
  select count(*)::integer as taken,
    (count(*) filter (where state = 'succeeded'))::integer as back from noted`,
);

/**
 * Puts the next messages of a redelivery back into the mailbox: each entry gets a new position at the end, so that a
 * client that pages by position sees it, and is no longer acknowledged. One statement, one commit; the row of
 * the mailbox stays locked until then, so positions become visible in order. Entries that are not acknowledged
 * (any more) are skipped, because they are in the mailbox already. Forgotten messages are skipped too; it waits for
 * a message that is being forgotten at this moment.
 *
 * The message itself stays `delivered` and keeps the moment of its first delivery, which its sender may have seen.
 *
 * @param limit the most messages
 * @returns how many had their turn, and how many of them are back
 */
export async function redeliveryBatch(
  pool: Pool,
  operationId: string,
  party: string,
  limit: number,
): Promise<{ taken: number; back: number }> {
  const { rows } = await pool.query<{ taken: number; back: number }>(
    nextToRedeliver({ operationId, party, limit }),
  );
  return rows[0] as { taken: number; back: number };
}
