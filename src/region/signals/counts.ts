import type { Pool, PoolClient } from 'pg';
import { allOf, asked } from '../../store/conditions.ts';
import type { ProviderSize } from '../sizes/sizes.ts';
import type { SignalKind, SignalSegment } from './signal.ts';

export interface SignalCountQuery {
  /** The first and the last day on which they were reported, `yyyy-mm-dd`, in Amsterdam. */
  readonly from: string;
  readonly until: string;
  /** A gemeente that they concern. */
  readonly municipality?: string;
}

/** How many signals of a kind, segment and size of the aanbieder there were. */
export interface SignalCount {
  readonly kind: SignalKind;
  readonly segment: SignalSegment | null;
  readonly size: ProviderSize | null;
  /** All that follow. */
  readonly count: number;
  /** How they stand now. */
  readonly open: number;
  readonly answered: number;
  readonly closed: number;
}

/** SQL: signals that concern some gemeenten, each once. @param codes a parameter with them */
const concerning = (codes: string) => `exists (select from signal_municipality way
    where way.signal_id = signal.id and way.municipality = any(${codes}::text[]))`;

const status = (name: string) => `(count(*) filter (where status = '${name}'))::integer as ${name}`;

/**
 * Exact numbers of signals, each counted once. Nothing of a child is read.
 *
 * @param gemeenten that they concern; undefined: all
 */
export async function countSignalsBy(
  pool: Pool,
  gemeenten: readonly string[] | undefined,
  { from, until }: SignalCountQuery,
): Promise<SignalCount[]> {
  const { values, value, given } = asked();
  const conditions = [
    `reported_on between ${value(from)}::date and ${value(until)}::date`,
    ...given(gemeenten, (codes) => concerning(codes)),
  ];
  const { rows } = await pool.query<SignalCount>({
    text: `select kind, segment, size, count(*)::integer as count, ${status('open')}, ${status('answered')},
        ${status('closed')}
      from signal where ${allOf(conditions)} group by 1, 2, 3 order by 1, 2, 3`,
    values,
  });
  return rows;
}

/** How many signals were reported on a day. */
export interface SignalsOfDay extends Pick<SignalCount, 'kind' | 'segment' | 'size' | 'count'> {
  /** A plain date, in Amsterdam. */
  readonly day: string;
}

/**
 * How many signals were reported on each day, for who counts on with them: small numbers are not suppressed here. A signal
 * that concerns several of these gemeenten is counted once. Days without any are left out.
 *
 * @param gemeenten that they concern; undefined: all
 * @param until the last day, `yyyy-mm-dd`
 */
export async function signalsByDay(
  pool: Pool | PoolClient,
  gemeenten: readonly string[] | undefined,
  until: string,
): Promise<SignalsOfDay[]> {
  const { values, value, given } = asked();
  const conditions = [
    `reported_on <= ${value(until)}::date`,
    ...given(gemeenten, (codes) => concerning(codes)),
  ];
  const { rows } = await pool.query<SignalsOfDay>({
    text: `select reported_on::text as day, kind, segment, size, count(*)::integer as count
      from signal where ${allOf(conditions)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    values,
  });
  return rows;
}
