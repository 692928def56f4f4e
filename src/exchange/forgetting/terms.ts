import type { Pool } from 'pg';

/** How long things are kept. */
export interface Terms {
  /** Days, after a message was done with. */
  readonly payloadDays: number;
  /** Days, after a message was refused for the last time. */
  readonly refusedDays: number;
  /** Whole months, after the end of the month in which rows were sealed. At least 13. */
  readonly accessLogMonths: number;
  /** Years, after the last entry about a child. */
  readonly ledgerYears: number;
}

/** What is of before these moments is over. */
export interface CutOffs {
  readonly payload: Date;
  readonly refused: Date;
  readonly ledger: Date;
  /** First day of the first month that stays, as `2026-03-01`. */
  readonly accessLogMonth: string;
}

/** @param now for the access log never later than the clock of Postgres, which guards its months */
export async function cutOffsAt(pool: Pool, terms: Terms, now: Date): Promise<CutOffs> {
  const { payloadDays, refusedDays, accessLogMonths, ledgerYears } = terms;
  const { rows } = await pool.query<CutOffs>(
    // Years and months back from the last day of a month end at the last day of another: never later.
    `select $1::timestamptz - make_interval(hours => 24 * $2::integer) as payload,
      $1::timestamptz - make_interval(hours => 24 * $3::integer) as refused,
      ($1::timestamptz at time zone 'UTC' - make_interval(years => $4::integer))
        at time zone 'UTC' as ledger,
      (date_trunc('month', least($1::timestamptz, now()) at time zone 'UTC')
        - make_interval(months => $5::integer))::date as "accessLogMonth"`,
    [now, payloadDays, refusedDays, ledgerYears, accessLogMonths],
  );
  return rows[0] as CutOffs;
}
