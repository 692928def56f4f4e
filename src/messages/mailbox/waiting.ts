import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';

const countWaiting = unnamed<{ party: string; most: number }>(`
  select count(*)::integer as count from (
    select from mailbox_entry where party_code = $party and acknowledged_at is null
    order by position limit $most::integer
  ) waiting`);

/**
 * How many messages wait in a mailbox: a number, and nothing of them. It reads as many rows as it counts.
 *
 * @param most to count
 */
export async function waitingInMailbox(pool: Pool, party: string, most: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(countWaiting({ party, most }));
  return rows[0]?.count ?? 0;
}
