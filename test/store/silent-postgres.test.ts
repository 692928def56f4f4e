import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../src/store/database.ts';
import { limitsOf, limitsOfLongWork } from '../../src/store/session.ts';
import { Outside, postAll, postSome } from '../support/outside.ts';
import { placeOf, startWire, type Wire } from '../support/wire.ts';

// Deadlines are waited for in earnest, by processes that start while others work.
vi.setConfig({ testTimeout: 300_000 });

let outside: Outside;
let wire: Wire;
beforeEach(async () => {
  outside = await Outside.make();
  wire = await startWire(placeOf(outside.url));
});
afterEach(async () => {
  await outside.remove();
  await wire.close();
});

const start = () =>
  outside.start({ DATABASE_URL: wire.by(outside.url), DATABASE_TIMEOUT_SECONDS: '2' });

test('connections that go silent are replaced: posts are answered, and nothing stays or fails', async () => {
  const gateway = await start();
  const { sender, recipient } = await outside.callers(gateway);
  await postAll(sender, 16);
  wire.silence();
  // Each finds a silent connection, or waits for one; nobody waits for ever.
  const meanwhile = await postSome(sender, 40);
  expect([...meanwhile.keys()].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  expect(meanwhile.get(503)).toBeGreaterThan(0);
  await postAll(sender, 16);
  // Steps that were in hand are done, and the bell rings again.
  await expect
    .poll(async () => (await outside.statuses()).received ?? 0, { timeout: 60_000 })
    .toBe(0);
  expect((await outside.statuses()).failed).toBeUndefined();
  expect((await recipient.get('/v1/inbox?limit=1000')).body.items.length).toBe(
    (await outside.statuses()).accepted,
  );
  expect(await gateway.kill('SIGTERM')).toBe(0);
});

test('while nothing is heard of Postgres it is said to be away, and a signal ends the process well', async () => {
  const gateway = await start();
  const { sender } = await outside.callers(gateway);
  await postAll(sender, 4);
  wire.mute = true;
  wire.silence();
  expect(await postSome(sender, 20)).toEqual(new Map([[503, 20]]));
  expect((await sender.get('/health/ready')).status).toBe(503);
  expect((await sender.get('/health/live')).status).toBe(200);
  // Some are waiting, for a connection and for an answer. More than ten seconds would be exit code 1.
  const waiting = postSome(sender, 20).catch(() => undefined);
  expect(await gateway.kill('SIGTERM')).toBe(0);
  await waiting;
});

test('what a lost connection held at Postgres is let go of', async () => {
  const store = openStore({ url: wire.by(outside.url), limits: limitsOf(1) });
  try {
    const client = await store.pool.connect();
    await client.query(
      "begin; insert into party (code, kind, name) values ('0363', 'gemeente', 'A')",
    );
    wire.silence();
    const lost = expect(client.query('commit')).rejects.toThrow('did not answer');
    // The same code waits for who was first, until Postgres undoes what that one did.
    const second = () =>
      outside.store.pool.query(
        "insert into party (code, kind, name) values ('0363', 'gemeente', 'B')",
      );
    await second();
    await lost;
    client.release();
    expect(store.pool.totalCount).toBe(0);
    const { rows } = await store.pool.query('select name from party');
    expect(rows).toEqual([{ name: 'B' }]);
  } finally {
    await store.close();
  }
});

test('a transaction of Kysely, too, does not give back a connection that is silent', async () => {
  const store = openStore({ url: wire.by(outside.url), size: 1, limits: limitsOf(1) });
  try {
    const work = store.db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx);
      wire.silence();
      await sql`select 2`.execute(tx);
    });
    await expect(work).rejects.toThrow();
    expect((await sql<{ n: number }>`select 3 as n`.execute(store.db)).rows).toEqual([{ n: 3 }]);
  } finally {
    await store.close();
  }
});

test('a long statement is waited for as long as Postgres is at it, and not longer', async () => {
  const store = openStore({ url: wire.by(outside.url), limits: limitsOfLongWork(1) });
  try {
    await store.pool.query('select pg_sleep(4)');
    const lost = expect(store.pool.query('select pg_sleep(4)')).rejects.toThrow('did not answer');
    await expect.poll(() => store.pool.totalCount - store.pool.idleCount).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    wire.silence();
    await lost;
  } finally {
    await store.close();
  }
});

test('a statement that takes too long is ended by Postgres, and its connection serves on', async () => {
  const store = openStore({ url: outside.url, size: 1, limits: limitsOf(1) });
  try {
    const client = await store.pool.connect();
    const { rows: before } = await client.query('select pg_backend_pid() as pid');
    await expect(client.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
    const { rows: after } = await client.query('select pg_backend_pid() as pid');
    expect(after).toEqual(before);
    client.release();
  } finally {
    await store.close();
  }
});
