import type { PoolClient } from 'pg';
import { dayBefore } from '../../standard/calendar.ts';
import { afterDays } from '../../standard/working-days.ts';
import { unnamed } from '../../store/statement.ts';
import type { TermKind } from './term.ts';

/** How many terms of a kind ended so that were due before a period, and by its end, since the beginning: exact. */
export interface RunningTerms {
  /** The number of the group of gemeenten, from 0. */
  readonly group: number;
  readonly kind: TermKind;
  readonly status: 'in-time' | 'late' | 'missed';
  /** Days of its kind that it took; -1 where it is not met. */
  readonly taken: number;
  readonly before: number;
  readonly until: number;
}

const totals = unnamed<{
  codes: readonly string[];
  groups: readonly number[];
  beforeDay: string;
  beforeMonth: string;
  untilDay: string;
  untilMonth: string;
}>(`
  with asked as (
    select * from unnest($codes::text[], $groups::integer[]) one (code, nr)
  ), counted as (
    select nr, kind, status, taken,
      sum(count) filter (where month < $beforeMonth::date) as before, sum(count) as until
    from asked join term_count on municipality = code
    where month < $untilMonth::date
    group by 1, 2, 3, 4
    union all
    select nr, kind, status, coalesce(taken, -1), count(*), 0
    from asked join term on municipality = code
    where due_on between $beforeMonth::date and $beforeDay::date and status in ('in-time', 'late', 'missed')
    group by 1, 2, 3, 4
    union all
    select nr, kind, status, coalesce(taken, -1), 0, count(*)
    from asked join term on municipality = code
    where due_on between $untilMonth::date and $untilDay::date and status in ('in-time', 'late', 'missed')
    group by 1, 2, 3, 4
  )
  select nr as group, kind, status, taken, coalesce(sum(before), 0)::double precision as before,
    sum(until)::double precision as until
  from counted group by 1, 2, 3, 4`);

/**
 * Running totals of terms by due day. Of a month that is over they come from its counts, and of a part of a month from the
 * terms themselves: of months of which the terms are no longer kept, they count at the end of the month. Exact numbers, of
 * which nothing is shown as it is.
 *
 * @param codes gemeenten, and the number of the group of each
 * @param period its first and last day, plain dates
 */
export async function runningTerms(
  client: PoolClient,
  { codes, groups }: { readonly codes: readonly string[]; readonly groups: readonly number[] },
  { from, to }: { readonly from: string; readonly to: string },
): Promise<RunningTerms[]> {
  const before = dayBefore(from);
  const { rows } = await client.query<RunningTerms>(
    totals({
      ...{ codes, groups, beforeDay: before, untilDay: to },
      ...{ beforeMonth: openMonth(before), untilMonth: openMonth(to) },
    }),
  );
  return rows;
}

/** The first day of the month that is not over at the end of this day. */
function openMonth(day: string): string {
  return `${afterDays(day, 1).slice(0, 7)}-01`;
}
