import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  canHeal,
  errorCode,
  migrate,
  openStore,
  violatedUnique,
} from '../../src/store/database.ts';
import { makeDatabase } from '../support/database.ts';

test('processes that start together bring the tables up to date once', async () => {
  const { url, drop } = await makeDatabase();
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

test('plain dates stay as they are written', async () => {
  const { url, drop } = await makeDatabase();
  const store = openStore({ url, size: 1 });
  try {
    const { rows } = await store.pool.query("select date '2024-02-29' as day");
    expect(rows[0].day).toBe('2024-02-29');
  } finally {
    await store.close();
    await drop();
  }
});

test('a failure that can heal is told from a defect, by its code alone', async () => {
  const { url, drop } = await makeDatabase();
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
