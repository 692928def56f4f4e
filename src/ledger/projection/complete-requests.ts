import type { Pool, PoolClient } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { Recurring } from '../../store/recurring.ts';
import { statement } from '../../store/statement.ts';
import { rebuildLedger } from './rebuild.ts';

/** How often it checks whether an earlier version of the gateway, still running, made requests. In milliseconds. */
const lookMs = 600_000;

/**
 * Fills in what earlier versions did not store of requests, for as long as the process runs: when and by which
 * message they were made, and which messages answered them. Rebuilds the rows of those children from the entries of
 * the ledger. Until then the list of open requests lacks these requests.
 *
 * @param onError gets the code of a failure; it is tried again after ten minutes
 */
export function requestCompletion(
  pool: Pool,
  keys: KeyRing,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      await completeRequests(pool, keys, () => signal.aborted);
    },
    onError,
  );
}

/**
 * Does so once. When it runs twice, or in two processes: children are locked, and rebuilt once more. When it dies
 * halfway: the next run finds the others.
 *
 * @param over whether to stop
 * @returns how many children were done
 */
export async function completeRequests(
  pool: Pool,
  keys: KeyRing,
  over: () => boolean = () => false,
): Promise<number> {
  const { children } = await rebuildLedger(pool, keys, undefined, async (database, after, most) =>
    over() ? [] : incompleteAfter(database, after, most),
  );
  return children;
}

const incompleteChildren = statement<{ after: string; most: number }>(
  'incomplete-requests',
  `select distinct client_id as id from request
  where type is not null and requested_at is null and client_id > $after
  order by client_id limit $most`,
);

async function incompleteAfter(
  database: Pool | PoolClient,
  after: string,
  most: number,
): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(incompleteChildren({ after, most }));
  return rows.map(({ id }) => id);
}
