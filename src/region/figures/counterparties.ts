import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { CounterpartyFigure } from './figure.ts';

/** Which figures of two parties are read. */
export interface CounterpartyQuery {
  /** Of these gemeenten, and of these aanbieders; undefined: of all. */
  readonly municipalities: readonly string[] | undefined;
  readonly providers: readonly string[] | undefined;
  /** The first days of the first and the last month. */
  readonly from: string;
  readonly until: string;
}

const between = unnamed<CounterpartyQuery>(`
  select municipality, provider, month, by_gemeente as "byGemeente", kind, count::double precision as count
  from counterparty_figure
  where ($municipalities::text[] is null or municipality = any($municipalities::text[]))
    and ($providers::text[] is null or provider = any($providers::text[]))
    and month between $from::date and $until::date`);

/**
 * How often gemeenten and aanbieders refused each other's messages, by month. Exact numbers: who shows them sees to it
 * that a party sees its own alone.
 */
export async function counterpartyFigures(
  pool: Pool,
  query: CounterpartyQuery,
): Promise<CounterpartyFigure[]> {
  const { rows } = await pool.query<CounterpartyFigure>(between(query));
  return rows;
}
