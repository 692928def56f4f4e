import type { Pool, PoolClient } from 'pg';
import { errorCode } from '../store/errors.ts';
import type { KeyRing } from '../store/keys.ts';
import { rebuildLedger } from './rebuild.ts';

/** How often it is looked whether a version before made requests meanwhile, in milliseconds. */
const lookMs = 600_000;

/**
 * Fills in what versions before did not note of requests: when and by which message they were made, and
 * which messages answered them. The rows of those children are made anew from the entries of the ledger.
 * Until that is done the list of open requests lacks these.
 */
export class RequestCompletion {
  readonly #pool: Pool;
  readonly #keys: KeyRing;
  readonly #onError: (code: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();

  /** @param onError gets the code of a failure; it is tried again after ten minutes */
  constructor(pool: Pool, keys: KeyRing, onError: (code: string) => void) {
    this.#pool = pool;
    this.#keys = keys;
    this.#onError = onError;
  }

  start(): void {
    this.#working = this.#work();
    this.#timer = setInterval(() => {
      this.#working = this.#working.then(() => this.#work());
    }, lookMs);
    this.#timer.unref();
  }

  /** Ends after the children that it is at. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  async #work(): Promise<void> {
    try {
      await completeRequests(this.#pool, this.#keys, () => this.#stopped);
    } catch (error) {
      if (!this.#stopped) this.#onError(errorCode(error));
    }
  }
}

/**
 * Does so once. Runs twice, or in two processes: children are locked, and done once more. Dies halfway:
 * the others are still found.
 *
 * @param over whether to go on with no more children
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

async function incompleteAfter(
  database: Pool | PoolClient,
  after: string,
  most: number,
): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>({
    name: 'incomplete-requests',
    text: `select distinct client_id as id from request
      where type is not null and requested_at is null and client_id > $1
      order by client_id limit $2`,
    values: [after, most],
  });
  return rows.map(({ id }) => id);
}
