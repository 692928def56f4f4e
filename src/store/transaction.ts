import type { Pool, PoolClient } from 'pg';

/**
 * Does something in a transaction of its own (`read committed`), which is rolled back when that throws.
 * A connection that cannot even be rolled back is not used again.
 *
 * @throws what `work` throws, and what Postgres says
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
