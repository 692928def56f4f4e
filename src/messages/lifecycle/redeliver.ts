import { takePositionsOf } from '../../parties/directory/mailboxes.ts';

/**
 * SQL, CTEs for a statement of the operations: puts messages back into the mailbox of a party. Each gets a new
 * position at the end, so that a client that pages by position sees it, and is no longer acknowledged. Entries that
 * are not acknowledged (any more) and forgotten messages stay as they are; it waits for a message that is being
 * forgotten at this moment. Gives the table `put_back` (`message_id`).
 *
 * @param batch a table of the statement: `message_id`, and `ordinal`, the order in which they go back
 * @param party the code of the party, in SQL
 */
export function redeliver(batch: string, party: string): string {
  return `entry as (
        select party_code, position, message_id from mailbox_entry
        join message on message.id = message_id and forgotten_at is null
        where party_code = ${party} and message_id in (select message_id from ${batch})
          and acknowledged_at is not null
        order by position for update of mailbox_entry for key share of message
      ), numbered as (
        select entry.*, row_number() over (order by turn.ordinal)  as nr
        from entry join ${batch} turn on turn.message_id = entry.message_id
      ), counter as (
        ${takePositionsOf('entry', party)}
      ), put_back as (
        update mailbox_entry set position = counter.before +  numbered.nr, entered_at = now(),
          acknowledged_at = null, redelivered = true
        from numbered, counter
        where mailbox_entry.party_code = ${party} and mailbox_entry.position = numbered.position
        returning mailbox_entry.message_id
      )`;
}
