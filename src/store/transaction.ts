import type { Pool, PoolClient } from 'pg';
import { canHeal } from './errors.ts';

/**
 * Does something in a transaction of its own (`read committed`), which is rolled back when that throws.
 * A connection that cannot even be rolled back is not used again, nor one that may be to blame.
 *
 * @param begin how it begins, in SQL; more than one statement in one round trip
 * @throws what `work` throws, and what Postgres says
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
