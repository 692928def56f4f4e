import type { Pool, PoolClient } from 'pg';
import { childrenOf } from '../../ledger/views/provider-children.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { unnamed } from '../../store/statement.ts';

/** How large an aanbieder is in the region. */
export const providerSizes = ['small', 'large'] as const;
export type ProviderSize = (typeof providerSizes)[number];

/** An aanbieder on a day, `yyyy-mm-dd`. */
export interface SizeWish {
  readonly provider: string;
  readonly day: string;
}

/**
 * How large aanbieders are on days. One is small when it had an allocation in force of fewer different children than
 * this, on some day of the twelve months before the month of that day, over all gemeenten. The children of whom it
 * succeeded are not its own.
 *
 * Children are counted once for each aanbieder and month, at the first question, and that number is kept: what happens
 * to the ledger afterwards changes no class, nor does who is forgotten. A day in a month to come is taken as today,
 * since its months are not over.
 *
 * @param client may be in a transaction, of which what is counted becomes a part
 * @param smallBelow the setting `SMALL_PROVIDER_CHILDREN`, at least 1: a number of children
 * @returns a size for each of these, in their order
 */
export async function sizesOf(
  client: Pool | PoolClient,
  wanted: readonly SizeWish[],
  smallBelow: number,
): Promise<readonly ProviderSize[]> {
  const today = dutchDate(new Date());
  const asked = wanted.map(({ provider, day }) => ({ provider, month: monthOf(day, today) }));
  const found = await childrenByMonth(client, asked);
  return asked.map((one) => ((found.get(keyOf(one)) ?? 0) < smallBelow ? 'small' : 'large'));
}

interface Asked {
  readonly provider: string;
  /** Its first day. */
  readonly month: string;
}

/** How many children each of these had, by {@link keyOf}. */
async function childrenByMonth(
  client: Pool | PoolClient,
  asked: readonly Asked[],
): Promise<ReadonlyMap<string, number>> {
  const different = [...new Map(asked.map((one) => [keyOf(one), one])).values()].toSorted(
    (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1),
  );
  const children = new Map<string, number>();
  for (let first = 0; first < different.length; first += mostAtOnce) {
    const some = different.slice(first, first + mostAtOnce);
    const values = {
      providers: some.map(({ provider }) => provider),
      months: some.map(({ month }) => month),
    };
    // Reading is a statement of its own: it sees what another process counted and kept first.
    await client.query(countMissing(values));
    const { rows } = await client.query<Asked & { children: number }>(readKept(values));
    for (const row of rows) children.set(keyOf(row), row.children);
  }
  return children;
}

/** Aanbieders and months in one statement: those that were never counted may each take thousands of allocations. */
const mostAtOnce = 500;

interface Values {
  readonly providers: readonly string[];
  readonly months: readonly string[];
}

const countMissing = unnamed<Values>(`
  insert into provider_children (provider, month, children)
  select asked.provider, asked.month,
    ${childrenOf('asked.provider', `(asked.month - interval '12 months')::date`, 'asked.month')}
  from unnest($providers::text[], $months::date[]) asked (provider, month)
  where not exists (select from provider_children kept
    where kept.provider = asked.provider and kept.month = asked.month)
  on conflict (provider, month) do nothing`);

const readKept = unnamed<Values>(`
  select provider, month::text as month, children
  from provider_children
    join unnest($providers::text[], $months::date[]) asked (provider, month) using (provider, month)`);

function keyOf({ provider, month }: Asked): string {
  return `${provider} ${month}`;
}

/** The first day of the month of a day; of the month of today for days to come. */
function monthOf(day: string, today: string): string {
  return `${(day < today ? day : today).slice(0, 7)}-01`;
}
