import type { Pool } from 'pg';
import { Recurring } from '../../store/recurring.ts';
import { deleteOver } from './keep.ts';

const lookMs = 600_000;
const batchSize = 500;

/**
 * Deletes drafts that are over, with their keys, for as long as the process runs. Before that nobody sees them any more.
 * Many processes may do so: each takes other drafts. When one dies halfway, the batch in hand is still there.
 *
 * @param onError gets the code of a failure; it is tried again after ten minutes
 */
export function draftsEnding(pool: Pool, onError: (code: string) => void): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      while (!signal.aborted && (await deleteOver(pool, batchSize)) === batchSize);
    },
    onError,
  );
}
