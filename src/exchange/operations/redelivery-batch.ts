import type { Pool } from 'pg';

/**
 * Puts the next messages of a redelivery back into the mailbox: each entry gets a new position at
 * the end, so that whoever pages by position sees it, and is no longer acknowledged. One statement,
 * one commit; the row of the mailbox stays locked until it, so positions become visible in their
 * order. What is not acknowledged (any more) is skipped: it is in the mailbox already. So is what was
 * forgotten: what is being forgotten at this moment is waited for.
 *
 * The message itself stays `delivered`, and keeps the moment of its first delivery: that is what its
 * sender was told, and it stays true.
 *
 * @param limit messages at most
 * @returns how many had their turn, and how many of them are back
 */
export async function redeliveryBatch(
  pool: Pool,
  operationId: string,
  party: string,
  limit: number,
): Promise<{ taken: number; back: number }> {
  const { rows } = await pool.query<{ taken: number; back: number }>({
    name: 'redelivery-batch',
    text: `
      with batch as (
        select operation_id, ordinal, message_id from operation_message
        where operation_id = $1 and state = 'pending'
        order by ordinal limit $3 for update skip locked
      ), entry as (
        select party_code, position, message_id from mailbox_entry
        join message on message.id = message_id and forgotten_at is null
        where party_code = $2 and message_id in (select message_id from batch)
          and acknowledged_at is not null
        order by position for update of mailbox_entry for key share of message
      ), numbered as (
        select entry.*, row_number() over (order by batch.ordinal) as place
        from entry join batch on batch.message_id = entry.message_id
      ), counter as (
        update mailbox set last_position = last_position + total.entries
        from (select count(*) as entries from entry) total
        where party_code = $2 and total.entries > 0
        returning last_position - total.entries as before
      ), moved as (
        update mailbox_entry set position = counter.before + numbered.place, entered_at = now(),
          acknowledged_at = null, redelivered = true
        from numbered, counter
        where mailbox_entry.party_code = $2 and mailbox_entry.position = numbered.position
        returning mailbox_entry.message_id
      ), noted as (
        update operation_message mine set changed_at = now(),
          state = case when moved.message_id is null then 'skipped' else 'succeeded' end,
          note = case when moved.message_id is not null then null
            when forgotten_at is not null then 'forgotten' else 'not-acknowledged' end
        from batch left join moved on moved.message_id = batch.message_id
          left join message on message.id = batch.message_id
        where mine.operation_id = batch.operation_id and mine.ordinal = batch.ordinal
        returning mine.state
      )
      select count(*)::integer as taken,
        (count(*) filter (where state = 'succeeded'))::integer as back from noted`,
    values: [operationId, party, limit],
  });
  return rows[0] as { taken: number; back: number };
}
