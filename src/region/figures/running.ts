import type { PoolClient } from 'pg';
import { statement } from '../../store/statement.ts';
import type { ProviderSize } from '../sizes/sizes.ts';
import type { FigureSubject } from './figure.ts';

/** Running totals are asked for these gemeenten, in groups that are counted together. */
export interface RunningAsked {
  /** The gemeenten of each group. */
  readonly groups: readonly (readonly string[])[];
  /** The first and the last day of the period, plain dates. */
  readonly from: string;
  readonly to: string;
}

/** How much of one thing happened before a period, and by its end, since the beginning: exact. */
export interface RunningFigure {
  /** The number of the group, from 0. */
  readonly group: number;
  readonly subject: FigureSubject;
  readonly key: string;
  readonly size: ProviderSize;
  readonly before: number;
  readonly until: number;
}

const totals = statement<{
  codes: readonly string[];
  groups: readonly number[];
  from: string;
  to: string;
}>(
  'running-figures',
  `select asked.nr as group, subject, key, size,
    coalesce(sum(count) filter (where day < $from::date), 0)::double precision as before,
    sum(count)::double precision as until
  from unnest($codes::text[], $groups::integer[]) asked (code, nr)
  join figure on figure.municipality = asked.code
  where day <= $to::date
  group by 1, 2, 3, 4`,
);

/** Running totals of all figures. Exact numbers, of which nothing is shown as it is. */
export async function runningFigures(
  client: PoolClient,
  { groups, from, to }: RunningAsked,
): Promise<RunningFigure[]> {
  const { rows } = await client.query<RunningFigure>(totals({ ...memberships(groups), from, to }));
  return rows;
}

/** Each gemeente, and the number of its group. */
export function memberships(groups: RunningAsked['groups']): {
  readonly codes: readonly string[];
  readonly groups: readonly number[];
} {
  return {
    codes: groups.flat(),
    groups: groups.flatMap((gemeenten, nr) => gemeenten.map(() => nr)),
  };
}
