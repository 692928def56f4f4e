import type { Pool, PoolClient } from 'pg';
import { type AdvisoryLock, advisoryLock } from './locks.ts';

/** Less than what a session may be idle; see `session.ts`. */
const signOfLifeMs = 10_000;

/**
 * Does work that only one process does at a time, unless another does it now. The lock is of a session, so Postgres
 * releases it when the process dies or cannot be reached any more.
 *
 * @returns undefined when another process holds the lock
 */
export async function asOnlyOne<T>(
  pool: Pool,
  lock: AdvisoryLock,
  work: () => Promise<T>,
): Promise<{ readonly done: T } | undefined> {
  const client = await pool.connect();
  let life: NodeJS.Timeout | undefined;
  let free = false;
  try {
    const { rows } = await client.query<{ alone: boolean }>(
      `select pg_try_advisory_lock(${advisoryLock(lock)}) as alone`,
    );
    free = rows[0]?.alone === false;
    if (free) return undefined;
    life = setInterval(() => sayAlive(client), signOfLifeMs);
    return { done: await work() };
  } finally {
    clearInterval(life);
    // Unlocked so that the next process finds it free at once. When that fails the connection is closed, and the lock
    // with it.
    free ||= await client.query(`select pg_advisory_unlock(${advisoryLock(lock)})`).then(
      () => true,
      () => false,
    );
    client.release(!free);
  }
}

/** Keeps the session from being idle. When it fails and the lock is lost, the work may safely go on beside another. */
function sayAlive(client: PoolClient): void {
  client.query('select').catch(() => undefined);
}
