import type { Pool } from 'pg';
import { inTransaction } from '../../src/store/transaction.ts';

/** Runs a statement that writes what the database keeps as it is: only who owns the tables can. */
export async function changeMessages(pool: Pool, text: string, values: unknown[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('alter table message disable trigger user');
    await client.query(text, values);
    await client.query('alter table message enable trigger user');
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(tgname) as name from pg_trigger
      where tgrelid = 'message'::regclass and not tgisinternal`,
    );
    for (const { name } of rows)
      await client.query(`alter table message enable always trigger ${name}`);
  });
}
