import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate, openStore, type Store } from '../../src/store/database.ts';
import { dropOldEvents, numberEvents } from '../../src/store/events/number.ts';
import { eventsAfter } from '../../src/store/events/read.ts';
import { eventsFrom } from '../../src/store/events/write.ts';
import { grantRuntime } from '../../src/store/grants.ts';
import { makeEmptyDatabase } from '../support/database.ts';

let owner: Store;
/** As the role of the runtime, which owns nothing. */
let store: Store;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await makeEmptyDatabase();
  drop = database.drop;
  owner = openStore({ url: database.url, size: 4 });
  await migrate(owner.db);
  const url = new URL(inject('runtimePostgresUrl'));
  url.pathname = new URL(database.url).pathname;
  await grantRuntime(owner.pool, decodeURIComponent(url.username));
  store = openStore({ url: url.href, size: 6 });
});
afterAll(async () => {
  await store?.close();
  await owner?.close();
  await drop?.();
});

const happened = (id: string) =>
  eventsFrom(
    { kind: 'status-changed', subject: 'message' },
    `select '${id}'::uuid, null, 'received', 'party', '0363', null`,
  );
const idsAfter = async (number: number) =>
  (await eventsAfter(store.pool, number, 1000)).map(({ subject }) => subject.id);
const lastNumber = async () => (await eventsAfter(store.pool, 0, 10_000)).at(-1)?.number ?? 0;

test('who reads on from the last number misses nothing, though a transaction was open meanwhile', async () => {
  const [slow, quick, later] = [randomUUID(), randomUUID(), randomUUID()];
  const client = await store.pool.connect();
  await client.query('begin');
  await client.query(happened(slow));
  // Written after it and committed before it.
  await store.pool.query(happened(quick));
  expect(await numberEvents(store.pool)).toBe(1);
  expect(await idsAfter(0)).toEqual([quick]);
  const read = await lastNumber();
  await client.query('commit');
  client.release();
  await store.pool.query(happened(later));
  expect(await numberEvents(store.pool)).toBe(2);
  expect(await idsAfter(read)).toEqual([slow, later]);
});

test('processes that number at once give each event one number, without a gap', async () => {
  const before = await lastNumber();
  const ids = Array.from({ length: 60 }, () => randomUUID());
  for (const id of ids) await store.pool.query(happened(id));
  const counts: number[] = [];
  while ((await store.pool.query('select from event_fresh')).rowCount !== 0)
    counts.push(
      ...(await Promise.all(Array.from({ length: 4 }, () => numberEvents(store.pool, 7)))),
    );
  expect(counts.reduce((sum, count) => sum + count)).toBe(60);
  const events = await eventsAfter(store.pool, before, 1000);
  expect(events.map(({ number }) => number)).toEqual(ids.map((_, index) => before + index + 1));
  expect(events.map(({ subject }) => subject.id)).toEqual(ids);
  expect(new Set(events.map(({ id }) => id)).size).toBe(60);
});

test('an event is in its month, which is made when it is needed; numbers go on over months', async () => {
  const [past, now] = [randomUUID(), randomUUID()];
  await store.pool.query(happened(past));
  await owner.pool.query(`update event_fresh set at = '2024-02-29T23:59:59.999Z'`);
  await store.pool.query(happened(now));
  const before = await lastNumber();
  await numberEvents(store.pool);
  expect(await idsAfter(before)).toEqual([past, now]);
  const { rows } = await owner.pool.query('select count(*)::integer as count from event_2024_02');
  expect(rows).toEqual([{ count: 1 }]);
});

test('months that are over are dropped whole; the last year stays, whatever is asked', async () => {
  await dropOldEvents(store.pool, 1200);
  expect((await owner.pool.query(`select to_regclass('event_2024_02') as there`)).rows).toEqual([
    { there: 'event_2024_02' },
  ]);
  const there = (await eventsAfter(store.pool, 0, 1000)).length;
  await dropOldEvents(store.pool, 13);
  expect((await owner.pool.query(`select to_regclass('event_2024_02') as there`)).rows).toEqual([
    { there: null },
  ]);
  expect(await eventsAfter(store.pool, 0, 1000)).toHaveLength(there - 1);
  await expect(
    store.pool.query(`select event_drop_month((now() - interval '1 year')::date)`),
  ).rejects.toMatchObject({ code: '23001' });
});

test('what happened is changed and deleted by nobody', async () => {
  for (const statement of [
    `update event set party = 'x'`,
    'delete from event',
    'truncate event',
    'delete from event_head',
  ])
    await expect(store.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  for (const statement of [`update event set party = 'x'`, 'delete from event', 'truncate event'])
    await expect(owner.pool.query(statement), statement).rejects.toThrow(/./);
});
