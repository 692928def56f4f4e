import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, inject } from 'vitest';
import { errorCode, openStore, type Store } from '../../src/store/database.ts';

export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** A database of its own on the Postgres of the test run, with the tables of the gateway. */
export function makeDatabase(): Promise<TestDatabase> {
  return make(`template ${inject('databaseTemplate')} strategy file_copy`);
}

/** The same database, as the role that owns nothing. */
export function runtimeUrlOf(databaseUrl: string): string {
  const url = new URL(inject('runtimePostgresUrl'));
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}

/** The same without tables, for tests of how they come to be. */
export function makeEmptyDatabase(): Promise<TestDatabase> {
  return make('');
}

async function make(options: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  await administer(`create database ${name} ${options}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(name) };
}

/**
 * A database with the tables of the gateway, and a store on it.
 *
 * @param options of its sessions, as on the command line of Postgres
 */
export async function makeStore(options = ''): Promise<Store & { drop: () => Promise<void> }> {
  const { url, drop } = await makeDatabase();
  const session = new URL(url);
  if (options) session.searchParams.set('options', options);
  const store = openStore({ url: session.href, size: 8 });
  return {
    ...store,
    drop: async () => {
      await store.close();
      await drop();
    },
  };
}

/** An autovacuum worker may be at it, which only a superuser may end: it is gone in a moment. */
async function drop(name: string): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      return await administer(`drop database ${name} with (force)`);
    } catch (error) {
      if (errorCode(error) !== '42501' || attempt === 40) throw error;
      await sleep(250);
    }
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

/** Waits until a statement that is like this (SQL) waits for a lock in the database of the pool. */
export async function waitsForLock(pool: pg.Pool, statement: string): Promise<void> {
  const waiting = async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database()
      and wait_event_type = 'Lock' and query like $1`,
      [statement],
    );
    return rowCount;
  };
  await expect.poll(waiting).toBe(1);
}
