import type { Pool } from 'pg';
import { changed } from './changed.ts';

/** A message whose step gave up. */
export interface Failure {
  readonly id: string;
  /** Coded, never a text of the database. */
  readonly code: string;
}

/**
 * `received` becomes `failed`, and its outbox row goes: an operator decides what comes next. One whose step
 * was done meanwhile stays as it is.
 */
export async function fail(pool: Pool, failures: readonly Failure[]): Promise<void> {
  await pool.query({
    name: 'fail',
    text: `
      with given as (
        select * from unnest($1::uuid[], $2::text[]) as given (id, code)
      ), taken as (
        delete from outbox where kind = 'message' and id in (select id from given) returning id
      ), failed as (
        update message set status = 'failed', error_code = code, changed_at = now()
        from taken join given using (id)
        where message.id = taken.id and status = 'received'
        returning message.id, code
      )
      ${changed(`select id, 'received', 'failed', 'gateway', null, code from failed`)}`,
    values: [failures.map(({ id }) => id), failures.map(({ code }) => code)],
  });
}
