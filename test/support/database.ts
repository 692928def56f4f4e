import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate, openStore, type Store } from '../../src/store/database.ts';

/** A database of its own on the Postgres of the test run, empty. */
export async function makeDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  await administer(`create database ${name}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`drop database ${name} with (force)`) };
}

/** A database with the tables of the gateway, and a store on it. */
export async function makeStore(): Promise<Store & { drop: () => Promise<void> }> {
  const { url, drop } = await makeDatabase();
  const store = openStore({ url, size: 8 });
  await migrate(store.db);
  return {
    ...store,
    drop: async () => {
      await store.close();
      await drop();
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
