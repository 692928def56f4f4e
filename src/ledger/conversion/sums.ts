import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { Side, Totals } from './row.ts';
import { type Asked, askedOf, matching, type RowQuery, type RowsSeen } from './row-query.ts';

/** Sums of one gemeente and aanbieder. */
export interface PairTotals extends Totals {
  readonly gemeente: string;
  readonly aanbieder: string;
}

/** What is in the way, or why there is no SPIC, and of how many rows. */
export interface ReasonCount {
  readonly reason: string;
  readonly rows: number;
}

const agreed = (side: Side) => `${side}_mark in ('agreed', 'changed')`;

const sums = (group: string) => `select ${group} count(*)::integer as rows,
    (count(*) filter (where unmapped is null))::integer as mapped,
    (count(*) filter (where unmapped is not null))::integer as unmapped,
    (count(*) filter (where holds <> ''))::integer as held,
    json_build_object('count', count(*) filter (where difference_cents < 0),
      'cents', coalesce(sum(difference_cents) filter (where difference_cents < 0), 0)) as lower,
    json_build_object('count', count(*) filter (where difference_cents = 0)) as equal,
    json_build_object('count', count(*) filter (where difference_cents > 0),
      'cents', coalesce(sum(difference_cents) filter (where difference_cents > 0), 0)) as higher,
    (count(*) filter (where unmapped is null and difference_cents is null))::integer as unknown,
    coalesce(sum(remains_cents) filter (where difference_cents is not null), 0)::text as remains,
    coalesce(sum(price_cents) filter (where difference_cents is not null), 0)::text as price,
    coalesce(sum(difference_cents), 0)::text as difference,
    json_build_object('gemeente', count(*) filter (where ${agreed('gemeente')}),
      'aanbieder', count(*) filter (where ${agreed('aanbieder')}),
      'both', count(*) filter (where ${agreed('gemeente')} and ${agreed('aanbieder')})) as agreed
  from conversion_row mine where ${matching}`;

const totals = unnamed<Asked>(sums(''));
const pairTotals = unnamed<Asked>(
  `${sums('municipality as gemeente, provider as aanbieder,')} group by 1, 2 order by 1, 2`,
);
const reasons = unnamed<Asked>(`
  select reason, count(*)::integer as rows from (
    select unmapped as reason from conversion_row mine where ${matching} and unmapped is not null
    union all
    select unnest(string_to_array(holds, ',')) from conversion_row mine where ${matching} and holds <> ''
  ) counted group by 1 order by 2 desc, 1`);
const differences = unnamed<Asked>(`
  select difference_cents::text as cents from conversion_row mine
  where ${matching} and difference_cents is not null`);

type SumRow = Omit<PairTotals, 'remains' | 'price' | 'difference'> & {
  readonly remains: string;
  readonly price: string;
  readonly difference: string;
};

/** The sums of a preview, as far as a caller sees its rows. */
export interface Sums {
  readonly all: Totals;
  readonly pairs: readonly PairTotals[];
  readonly reasons: readonly ReasonCount[];
  /** In cents, in no order. */
  readonly differences: readonly number[];
}

/** Works out the {@link Sums} of a preview. */
export async function sumsOf(
  pool: Pool,
  id: string,
  seen: RowsSeen,
  query: RowQuery = {},
): Promise<Sums> {
  const asked = askedOf(id, seen, query);
  const all = await pool.query<SumRow>(totals(asked));
  const pairs = await pool.query<SumRow>(pairTotals(asked));
  const counted = await pool.query<ReasonCount>(reasons(asked));
  const found = await pool.query<{ cents: string }>(differences(asked));
  const numbers = ({ remains, price, difference, ...row }: SumRow) => ({
    ...row,
    ...{ remains: Number(remains), price: Number(price), difference: Number(difference) },
  });
  return {
    all: numbers(all.rows[0] as SumRow),
    pairs: pairs.rows.map(numbers),
    reasons: counted.rows,
    differences: found.rows.map(({ cents }) => Number(cents)),
  };
}
