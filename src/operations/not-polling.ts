import type { Pool } from 'pg';
import { entryTable } from '../messages/views/message-table.ts';
import { lastUseOfKeys } from '../parties/credentials/last-use.ts';
import { partyTable } from '../parties/directory/party-table.ts';
import { unnamed } from '../store/statement.ts';

/** Hours that a message waits in a mailbox before its party is named. */
export const patienceHours = 24;

/** A party that leaves messages in its mailbox. */
export interface PartyNotPolling {
  readonly party: string;
  readonly name: string;
  /** Since when the first of its messages waits. */
  readonly since: Date;
  /** When one of its keys or certificates was last used, to the minute; null when none ever was. */
  readonly lastSeenAt: Date | null;
}

const left = unnamed<{ hours: number; most: number }>(`
  with left_alone as (
    select party.code as party, party.name, first.entered_at as since
    from ${partyTable} party
    cross join lateral (
      select entered_at from ${entryTable} entry
      where entry.party_code = party.code and entry.acknowledged_at is null
      order by entry.position limit 1
    ) first
    where first.entered_at < now() - $hours::integer * interval '1 hour'
    order by first.entered_at, party.code limit $most
  )
  select *, ${lastUseOfKeys('left_alone.party')} as "lastSeenAt" from left_alone order by since, party`);

/**
 * Parties whose first message has waited for {@link patienceHours} without being acknowledged, the longest wait first. One row of each
 * mailbox is read.
 *
 * @param most parties at most
 */
export async function partiesNotPolling(pool: Pool, most: number): Promise<PartyNotPolling[]> {
  return (await pool.query<PartyNotPolling>(left({ hours: patienceHours, most }))).rows;
}
