import type { Pool, PoolClient } from 'pg';
import { type AdvisoryLock, advisoryLock } from './locks.ts';

/** Less than what a session may be idle; see `session.ts`. */
const signOfLifeMs = 10_000;

/**
 * Does something as the only one in all processes, if nobody else is at it. The lock is of a session, so
 * Postgres takes it back when the process dies or cannot be reached any more.
 *
 * @returns undefined when another is at it
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
    // Who comes next finds it free at once. Where that cannot be said it goes with the connection.
    free ||= await client.query(`select pg_advisory_unlock(${advisoryLock(lock)})`).then(
      () => true,
      () => false,
    );
    client.release(!free);
  }
}

/** Work that goes on without the lock does no harm: each thing is done by one, whoever is at it. */
function sayAlive(client: PoolClient): void {
  client.query('select').catch(() => undefined);
}
