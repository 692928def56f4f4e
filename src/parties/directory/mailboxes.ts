// SQL of the mailboxes of parties, each of which counts the positions of its entries, for statements of other
// rooms. A mailbox is made with its party (`parties.ts`).

/**
 * SQL: the mailboxes, as a table of a statement, which gives it a name. Has the columns `party_code` and
 * `last_position`.
 */
export const mailboxTable = '(select party_code, last_position from mailbox)';

/**
 * SQL, tables of a statement: takes positions at the ends of mailboxes, which stay locked until the commit, so
 * that positions become visible in their order. The mailboxes are locked in the order of their codes. Gives the
 * table `counter` (`party_code`, `before`: the last position that was there).
 *
 * @param arrivals a table of the statement with a row for each position, and the `recipient` whose it is
 */
export function takePositions(arrivals: string): string {
  return `locked as (
        select party_code from mailbox where party_code in (select recipient from ${arrivals})
        order by party_code for update
      ), counter as (
        update mailbox set last_position = last_position + arrivals
        from locked join (select recipient, count(*) as arrivals from ${arrivals} group by recipient) counted
          on counted.recipient = locked.party_code
        where mailbox.party_code = locked.party_code
        returning mailbox.party_code, last_position - arrivals as before
      )`;
}

/**
 * SQL: takes positions at the end of one mailbox, which stays locked until the commit. Returns `before`, the last
 * position that was there; nothing when there is nothing to place.
 *
 * @param entries a table of the statement with a row for each position
 * @param party the code of the party, in SQL
 */
export function takePositionsOf(entries: string, party: string): string {
  return `update mailbox set last_position = last_position + total.entries
        from (select count(*) as entries from ${entries}) total
        where party_code = ${party} and total.entries > 0
        returning last_position - total.entries as before`;
}
