import type { Pool, PoolClient } from 'pg';
import { canHeal } from './errors.ts';

/**
 * Does work in a transaction of its own (`read committed`), which is rolled back when the work throws. A connection that
 * cannot be rolled back, or whose error may be its own, is not used again.
 *
 * @param begin how it begins, in SQL; more than one statement in one round trip
 * @throws the errors of `work` and of Postgres
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    if (canHeal(error)) broken ??= error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}
