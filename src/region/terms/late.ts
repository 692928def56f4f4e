import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';

/** Whose terms, and of which months. */
export interface LateQuery {
  /** Of these gemeenten, and of these aanbieders; undefined: of all. */
  readonly municipalities: readonly string[] | undefined;
  readonly providers: readonly string[] | undefined;
  /** The first days of the first and the last month. */
  readonly from: string;
  readonly until: string;
}

/** How often a party answered the other too late, or not yet, of what was due in a month. */
export interface LateAnswers {
  readonly municipality: string;
  readonly provider: string;
  /** The first day of the month. */
  readonly month: string;
  /** Whether the gemeente had to answer. */
  readonly byGemeente: boolean;
  readonly count: number;
}

/** Terms that an answer meets; the others are met by a report of what happened. */
const answers = ['retour', 'decision', 'investigation', 'residence', 'declaration-answer'];

const lateOnes = unnamed<LateQuery & { kinds: readonly string[] }>(`
  select municipality, provider, month, by_gemeente as "byGemeente", sum(count)::double precision as count
  from term_count
  where ($municipalities::text[] is null or municipality = any($municipalities::text[]))
    and ($providers::text[] is null or provider = any($providers::text[]))
    and month between $from::date and $until::date
    and status in ('late', 'missed') and kind = any($kinds::text[])
  group by 1, 2, 3, 4 having sum(count) > 0`);

/** Answers that came late or not yet, by the two parties and by the month in which they were due. */
export async function lateAnswers(pool: Pool, query: LateQuery): Promise<LateAnswers[]> {
  const { rows } = await pool.query<LateAnswers>(lateOnes({ ...query, kinds: answers }));
  return rows;
}
