import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  canHeal,
  errorCode,
  migrate,
  openStore,
  violatedUnique,
} from '../../src/store/database.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { makeEmptyDatabase } from '../support/database.ts';
import { placeOf, startWire } from '../support/wire.ts';

test('processes that start together bring the tables up to date once', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const stores = Array.from({ length: 4 }, () => openStore({ url, size: 2 }));
  try {
    await Promise.all(stores.map((store) => migrate(store.db)));
    const { rows } = await (stores[0] as (typeof stores)[0]).pool.query(
      'select name from kysely_migration order by name',
    );
    const files = await readdir(new URL('../../migrations/', import.meta.url));
    expect(rows.map((row) => `${row.name}.ts`)).toEqual(files.sort());
  } finally {
    for (const store of stores) await store.close();
    await drop();
  }
});

test('a Postgres that is too old is left as it is, and the error says which one will do', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const ask = openStore({ url, size: 1 });
  const { rows: own } = await ask.pool.query('show server_version_num');
  await ask.close();
  // It says that it is another one.
  const wire = await startWire(placeOf(url), (bytes) =>
    Buffer.from(bytes.toString('latin1').replaceAll(own[0].server_version_num, '150019'), 'latin1'),
  );
  const store = openStore({ url: wire.by(url), size: 1 });
  try {
    await expect(migrate(store.db)).rejects.toThrow(
      /^Postgres 15 is too old: .* needs 16 or later/,
    );
    const { rows } = await store.pool.query('select from pg_tables where schemaname = $1', [
      'public',
    ]);
    expect(rows).toEqual([]);
  } finally {
    await store.close();
    await wire.close();
    await drop();
  }
});

test('a Postgres that cannot be reached is reported as that, without the password', async () => {
  const store = openStore({ url: 'postgres://user:secret@127.0.0.1:1/none', size: 1 });
  const said = await migrate(store.db).catch(({ message }: Error) => message);
  await store.close();
  expect(said).toMatch(/^Postgres cannot be asked \(ECONNREFUSED\)\. .*DATABASE_URL/);
  expect(said).not.toContain('secret');
});

test('plain dates stay as they are written', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const store = openStore({ url, size: 1 });
  try {
    const { rows } = await store.pool.query("select date '2024-02-29' as day");
    expect(rows[0].day).toBe('2024-02-29');
  } finally {
    await store.close();
    await drop();
  }
});

test('a failure that can heal is distinguished from a defect, by its code alone', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const store = openStore({ url, size: 1 });
  const failing = (statement: string) =>
    store.pool.query(statement).then(
      () => expect.unreachable(),
      (error: unknown) => error,
    );
  try {
    const defect = await failing('select no_such_column');
    expect([errorCode(defect), canHeal(defect)]).toEqual(['42703', false]);
    const ended = await failing('select pg_terminate_backend(pg_backend_pid())');
    expect(canHeal(ended)).toBe(true);
    await store.pool.query('create table t (a int constraint only_once unique)');
    await store.pool.query('insert into t values (1)');
    const twice = await failing('insert into t values (1)');
    expect([violatedUnique(twice), canHeal(twice)]).toEqual(['only_once', false]);
    const readOnly = await failing(
      'begin; set transaction read only; insert into t values (2); commit',
    );
    expect(canHeal(readOnly)).toBe(true);
  } finally {
    await store.close();
    await drop();
  }
  const nobody = openStore({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const refused = await nobody.pool.query('select 1').catch((error) => error);
  expect([errorCode(refused), canHeal(refused)]).toEqual(['ECONNREFUSED', true]);
  await nobody.close();
});

test('a named statement that its session lost is there again on the next connection', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const store = openStore({ url, size: 1 });
  const ask = () => store.pool.query({ name: 'asked', text: 'select 1 as one' });
  try {
    for (const lose of [
      ask,
      () =>
        inTransaction(store.pool, (client) =>
          client.query({ name: 'asked', text: 'select 1 as one' }),
        ),
    ]) {
      await ask();
      await store.pool.query('deallocate all');
      const error = await lose().catch((lost: unknown) => lost);
      expect([errorCode(error), canHeal(error)]).toEqual(['26000', true]);
      expect((await ask()).rows).toEqual([{ one: 1 }]);
    }
  } finally {
    await store.close();
    await drop();
  }
});

test('a connection that breaks in the middle of a query costs that query, and not the process', async () => {
  const { url, drop } = await makeEmptyDatabase();
  // A wire that can be cut: Postgres itself says good-bye before it ends a connection.
  const wire = await startWire(placeOf(url));
  const store = openStore({ url: wire.by(url), size: 4 });
  try {
    const asked = Promise.allSettled([
      sql`select pg_sleep(20)`.execute(store.db),
      store.pool.query('select pg_sleep(20)'),
      store.db.transaction().execute((tx) => sql`select pg_sleep(20)`.execute(tx)),
    ]);
    await expect.poll(() => store.pool.totalCount - store.pool.idleCount).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    wire.cut();
    for (const answer of await asked) {
      expect(answer.status).toBe('rejected');
      expect(canHeal((answer as PromiseRejectedResult).reason)).toBe(true);
    }
    const { rows } = await store.pool.query('select 1 as one');
    expect(rows).toEqual([{ one: 1 }]);
  } finally {
    await store.close();
    await wire.close();
    await drop();
  }
});
