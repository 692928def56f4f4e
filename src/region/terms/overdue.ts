import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import { notMet } from './list.ts';

/** How many terms a party has not met that are over. */
export interface OverdueOfParty {
  readonly party: string;
  readonly count: number;
}

/** Terms that are looked at: those that are over longest. */
export const overdueAtMost = 10_000;

const byDebtor = unnamed<{ today: string; most: number }>(`
  select debtor as party, count(*)::integer as count
  from (
    select debtor from term where ${notMet} and (due_on + 0) < $today::date
    order by (due_on + 0) nulls first, id limit $most
  ) over
  group by debtor order by count(*) desc, debtor`);

/**
 * How many terms of each party are over and not met, the most first: numbers, and nothing of a child.
 *
 * @param today in Amsterdam, `yyyy-mm-dd`
 * @returns also whether all were counted, or only the first {@link overdueAtMost}
 */
export async function overdueByParty(
  pool: Pool,
  today: string,
): Promise<{ items: OverdueOfParty[]; complete: boolean }> {
  const { rows } = await pool.query<OverdueOfParty>(byDebtor({ today, most: overdueAtMost }));
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  return { items: rows, complete: counted < overdueAtMost };
}
