import type { Pool } from 'pg';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { deleteOldFiles } from './kept-files.ts';
import { deleteOldForms } from './kept-forms.ts';
import { deleteOldSearches } from './kept-searches.ts';
import { deleteOldLogoutTokens } from './logout-tokens.ts';

const lookMs = 600_000;
const batchSize = 500;

const deleteOver = unnamed<{ most: number }>(`
  delete from session where id in (
    select id from session where ends_at < now() - interval '31 days'
    order by ends_at limit $most::integer for update skip locked)`);

/**
 * Deletes sessions that are long over: a month and a day after they had to end; forms that were kept for people who did
 * not come back; searches and files that are over; and notes of messages of the issuer. Any number of processes may do so:
 * each takes other rows, and what is left is for the next time.
 *
 * @returns how many sessions
 */
export async function deleteOldSessions(pool: Pool, signal?: AbortSignal): Promise<number> {
  const kept = [deleteOldForms, deleteOldSearches, deleteOldFiles, deleteOldLogoutTokens];
  for (const deleteOld of kept)
    while (!signal?.aborted && (await deleteOld(pool, batchSize)) === batchSize);
  let sum = 0;
  while (!signal?.aborted) {
    const deleted = (await pool.query(deleteOver({ most: batchSize }))).rowCount ?? 0;
    sum += deleted;
    if (deleted < batchSize) break;
  }
  return sum;
}

/**
 * {@link deleteOldSessions}, for as long as the process runs.
 *
 * @param onError gets the code of a failure; it is tried again after ten minutes
 */
export function sessionsEnding(pool: Pool, onError: (code: string) => void): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      await deleteOldSessions(pool, signal);
    },
    onError,
  );
}
