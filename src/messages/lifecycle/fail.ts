import type { Pool } from 'pg';
import { dropSteps } from '../../queue/outbox.ts';
import { statement } from '../../store/statement.ts';
import { changed } from './changed.ts';

/** A message whose step gave up. */
export interface Failure {
  readonly id: string;
  /** A code, never a text of the database. */
  readonly code: string;
}

const failAll = statement<{ ids: readonly string[]; codes: readonly string[] }>(
  'fail',
  `
  with given as (
    select * from unnest($ids::uuid[], $codes::text[]) as given (id, code)
  ), taken as (
    ${dropSteps('message', 'select id from given')}
  ), failed as (
    update message set status = 'failed', error_code = code, changed_at = now()
    from taken join given using (id)
    where message.id = taken.id and status = 'received'
    returning message.id, code
  )
  ${changed(`select id, 'received', 'failed', 'gateway', null, code from failed`)}`,
);

/**
 * `received` becomes `failed`, and its outbox row is deleted: an operator decides what comes next. A message
 * whose step was done meanwhile stays as it is.
 */
export async function fail(pool: Pool, failures: readonly Failure[]): Promise<void> {
  await pool.query(
    failAll({ ids: failures.map(({ id }) => id), codes: failures.map(({ code }) => code) }),
  );
}
