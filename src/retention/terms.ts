import type { Pool } from 'pg';
import { unnamed } from '../store/statement.ts';

/** How long things are kept. */
export interface Terms {
  /** Days, after a message was finished. */
  readonly payloadDays: number;
  /** Days, after a message was refused for the last time. */
  readonly refusedDays: number;
  /** Whole months, after the end of the month in which rows were sealed. At least 13. */
  readonly accessLogMonths: number;
  /** Years, after the last entry about a child. */
  readonly ledgerYears: number;
}

/** The moments before which things are over: their term has passed. */
export interface CutOffs {
  readonly payload: Date;
  readonly refused: Date;
  readonly ledger: Date;
  /** First day of the first month that stays, as `2026-03-01`. */
  readonly accessLogMonth: string;
}

const momentsOf = unnamed<{
  now: Date;
  payloadDays: number;
  refusedDays: number;
  ledgerYears: number;
  accessLogMonths: number;
}>(`
  select $now::timestamptz - make_interval(hours => 24 * $payloadDays::integer) as payload,
    $now::timestamptz - make_interval(hours => 24 * $refusedDays::integer) as refused,
    ($now::timestamptz at time zone 'UTC' - make_interval(years => $ledgerYears::integer))
      at time zone 'UTC' as ledger,
    (date_trunc('month', least($now::timestamptz, now()) at time zone 'UTC')
      - make_interval(months => $accessLogMonths::integer))::date as "accessLogMonth"`);

/** @param now for the access log not later than the clock of Postgres, which protects its months */
export async function cutOffsAt(pool: Pool, terms: Terms, now: Date): Promise<CutOffs> {
  const { payloadDays, refusedDays, accessLogMonths, ledgerYears } = terms;
  const { rows } = await pool.query<CutOffs>(
    // From the last day of a month, years and months back end at the last day of another month, and never later.
    momentsOf({ now, payloadDays, refusedDays, ledgerYears, accessLogMonths }),
  );
  return rows[0] as CutOffs;
}
