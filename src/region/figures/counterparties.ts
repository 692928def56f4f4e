import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { CounterpartyFigure } from './figure.ts';

/** Which figures of two parties are read. */
export interface CounterpartyQuery {
  /** Of this gemeente, with any aanbieder or with this one; and the other way round. At least one of the two. */
  readonly municipality?: string;
  readonly provider?: string;
  /** The first and the last month, `yyyy-mm`. */
  readonly from: string;
  readonly until: string;
}

const between = unnamed<{
  municipality: string | null;
  provider: string | null;
  from: string;
  until: string;
}>(`
  select municipality, provider, month, by_gemeente as "byGemeente", kind, count::double precision as count
  from counterparty_figure
  where ($municipality::text is null or municipality = $municipality::text)
    and ($provider::text is null or provider = $provider::text)
    and month between $from::date and $until::date
  order by month, municipality, provider, by_gemeente, kind`);

/**
 * How often gemeenten and aanbieders refused each other's messages, by month. Exact numbers: who shows them sees to it
 * that a party sees its own alone.
 *
 * @throws {RangeError} without a party
 */
export async function counterpartyFigures(
  pool: Pool,
  { municipality, provider, from, until }: CounterpartyQuery,
): Promise<CounterpartyFigure[]> {
  if (municipality === undefined && provider === undefined)
    throw new RangeError('The figures of all parties together are for nobody.');
  const { rows } = await pool.query<CounterpartyFigure>(
    between({
      municipality: municipality ?? null,
      provider: provider ?? null,
      from: `${from}-01`,
      until: `${until}-01`,
    }),
  );
  return rows;
}
