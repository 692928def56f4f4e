import type { Pool } from 'pg';
import { followTerms, type TermParts } from '../../../src/region/terms/follow.ts';
import { numberEvents } from '../../../src/store/events/number.ts';

const isLeft = `select exists (select from event_fresh)
    or (select number from event_head) > (select event_number from term_progress)
    or exists (select from chain_head left join term_chain using (municipality)
      where chain_head.number > coalesce(term_chain.number, 0)) as "isLeft"`;

/**
 * Makes terms of all that happened. The gateway under test does so too: whoever has the lock makes them, and the other
 * looks again.
 */
export async function caughtUp(parts: TermParts): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    while ((await numberEvents(parts.pool)) > 0);
    const more = await followTerms(parts);
    const { rows } = await parts.pool.query<{ isLeft: boolean }>(isLeft);
    quiet = more || rows[0]?.isLeft ? 0 : quiet + 1;
  }
}

/** Where the counts of terms differ from the terms that are there. Nothing, as long as none was dropped. */
export async function countsDiffer(pool: Pool): Promise<object[]> {
  const { rows } = await pool.query(`
    select * from (
      select municipality, provider, kind, debtor = municipality as by_gemeente,
        date_trunc('month', due_on)::date as month, status, coalesce(taken, -1) as taken, count(*) as count
      from term where status in ('missed', 'in-time', 'late') group by 1, 2, 3, 4, 5, 6, 7
    ) counted full join term_count using (municipality, provider, kind, by_gemeente, month, status, taken)
    where coalesce(counted.count, 0) <> coalesce(term_count.count, 0)`);
  return rows;
}
