import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { makeDatabase } from '../support/database.ts';
import { Caller, testEnvironment } from '../support/gateway.ts';
import { macsOf } from '../support/macs.ts';
import { jw315 } from '../support/messages.ts';
import { type GatewayProcess, startProcess } from '../support/process.ts';
import { TestRedis } from '../support/redis.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
let store: Store;
const running: GatewayProcess[] = [];

beforeEach(async () => {
  database = await makeDatabase();
  store = openStore({ url: database.url, size: 2 });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.kill('SIGKILL')));
  await store.close();
  await database.drop();
});

async function start(settings: Record<string, string> = {}): Promise<GatewayProcess> {
  const gateway = await startProcess({ ...testEnvironment(database.url), ...settings });
  running.push(gateway);
  return gateway;
}

/** Parties and their keys; the keys work on every process of this database. */
async function keysOf(...codes: string[]): Promise<string[]> {
  const [gateway] = running as [GatewayProcess];
  const { key } = await createStaffKey(
    store.db,
    await macsOf(store.db),
    localCall('test'),
    'administrator',
  );
  const administrator = new Caller(gateway.address, key);
  const keys: string[] = [];
  for (const code of codes) {
    const kind = code.length === 4 ? 'gemeente' : 'aanbieder';
    const party = { kind, name: code, retourBy: 'party' };
    await administrator.send('PUT', `/v1/parties/${code}`, party);
    keys.push((await administrator.send('POST', `/v1/parties/${code}/api-keys`)).body.key);
  }
  return keys;
}

test('messages that an api process accepted are delivered by a worker, also when it starts later', async () => {
  const redis = await TestRedis.start();
  onTestFinished(() => redis.remove());
  const api = await start({ REDIS_URL: redis.url, ROLE: 'api' });
  const [aanbieder, gemeente] = (await keysOf('12345678', '0363')) as [string, string];
  const sender = new Caller(api.address, aanbieder);
  const first = await sender.post(jw315());
  expect((await sender.get(`/v1/messages/${first.body.id}?waitSeconds=2`)).body.status).toBe(
    'received',
  );
  const worker = await start({ REDIS_URL: redis.url, ROLE: 'worker', DRAIN_SECONDS: '5' });
  const recipient = new Caller(api.address, gemeente);
  const waited = await recipient.get('/v1/inbox?waitSeconds=20');
  expect(waited.body.items).toEqual([expect.objectContaining({ id: first.body.id })]);
  // The worker hears of the next one over Redis, the api process of its arrival by the bell.
  const poll = recipient.get('/v1/inbox?after=1&waitSeconds=20');
  const second = await sender.post(jw315());
  expect((await poll).body.items).toEqual([expect.objectContaining({ id: second.body.id })]);
  // No load balancer looks at a worker: it does not wait for one.
  const began = performance.now();
  expect(await worker.kill('SIGTERM')).toBe(0);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('every message that got a 202 is delivered once, whatever is killed', async () => {
  let gateway = await start();
  const [aanbieder, gemeente] = (await keysOf('12345678', '0363')) as [string, string];
  const accepted = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const sender = new Caller(gateway.address, aanbieder);
    const posting = Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 10; n++) {
        const xml = jw315();
        // A sender that got no answer posts the same bytes again, in the next round.
        const posted = await sender.post(xml).catch(() => void unanswered.push(xml));
        if (posted?.status === 202 || posted?.status === 200) accepted.add(posted.body.id);
      }
    });
    const unanswered: string[] = [];
    await new Promise((resolve) => setTimeout(resolve, 60));
    await gateway.kill('SIGKILL');
    await Promise.all(posting);
    gateway = await start();
    const again = new Caller(gateway.address, aanbieder);
    for (const xml of unanswered) accepted.add((await again.post(xml)).body.id);
  }
  expect(accepted.size).toBe(2 * 80);
  // Spares the seconds after which the relay looks for what was in hand.
  await store.pool.query(
    // Steps at work lock several: who waits for one while it holds another may wait for ever.
    `update outbox set next_announce_at = now()
    where (kind, id) in (select kind, id from outbox for update skip locked)`,
  );
  const recipient = new Caller(gateway.address, gemeente);
  await expect
    .poll(async () => (await store.pool.query('select from outbox')).rowCount, { timeout: 20_000 })
    .toBe(0);
  const { body } = await recipient.get('/v1/inbox?limit=1000');
  const delivered = body.items.map((item: { id: string }) => item.id);
  expect(delivered.sort()).toEqual([...accepted].sort());
  expect(body.items.map((item: { position: number }) => item.position).sort(byNumber)).toEqual(
    Array.from({ length: delivered.length }, (_, index) => index + 1),
  );
});

const byNumber = (a: number, b: number) => a - b;

test('SIGTERM stops a gateway with exit code 0 while polls wait, and they get an empty list', async () => {
  const gateway = await start();
  const [, gemeente] = (await keysOf('12345678', '0363')) as [string, string];
  const recipient = new Caller(gateway.address, gemeente);
  const poll = recipient.get('/v1/inbox?waitSeconds=30');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await gateway.kill('SIGTERM')).toBe(0);
  expect(await poll).toMatchObject({ status: 200, body: { items: [], next: null } });
});

test('SIGTERM: readiness says so first, and all is answered while a load balancer finds out', async () => {
  const gateway = await start({ DRAIN_SECONDS: '3' });
  const [aanbieder, gemeente] = (await keysOf('12345678', '0363')) as [string, string];
  const poll = new Caller(gateway.address, gemeente).get('/v1/inbox?waitSeconds=30');
  const began = performance.now();
  const ended = gateway.kill('SIGTERM');
  const ready = () => askAnew(gateway, 'GET', '/health/ready');
  await expect.poll(async () => (await ready()).status, { interval: 10 }).toBe(503);
  const accepted: string[] = [];
  const key = { authorization: `Bearer ${aanbieder}` };
  for (;;) {
    const posted = await askAnew(gateway, 'POST', '/v1/messages', key, jw315()).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (typeof posted !== 'object') {
      expect(posted).toMatch(/^(ECONNREFUSED|ECONNRESET|EPIPE)$/);
      break;
    }
    // Stopping as soon as the pause is over, and not before.
    if (performance.now() - began < 2900) expect(posted.status).toBe(202);
    else expect(posted.status).toBeOneOf([202, 503]);
    expect(posted.headers.connection).toBe('close');
    if (posted.status === 202) accepted.push(JSON.parse(posted.body).id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(performance.now() - began).toBeGreaterThan(2900);
  expect(await ended).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  // Who waits gets its answer as ever.
  expect((await poll).body.items[0]).toMatchObject({ id: accepted[0] });

  const next = await start({ DRAIN_SECONDS: '5' });
  const inbox = () => new Caller(next.address, gemeente).get('/v1/inbox?limit=1000');
  await expect.poll(async () => (await inbox()).body.items.length).toBe(accepted.length);
  const { body } = await inbox();
  expect(body.items.map((item: { id: string }) => item.id).sort()).toEqual(accepted.sort());

  // Ctrl+C, also after a SIGTERM, means that the user does not want to wait.
  const stopping = performance.now();
  next.child.kill('SIGTERM');
  await expect.poll(async () => (await askAnew(next, 'GET', '/health/ready')).status).toBe(503);
  expect(await next.kill('SIGINT')).toBe(0);
  expect(performance.now() - stopping).toBeLessThan(5000);
});

/** Asks over a connection of its own. */
async function askAnew(
  { address }: GatewayProcess,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  xml?: string,
) {
  const call = request(`${address}${path}`, {
    agent: false,
    method,
    headers: { ...headers, ...(xml && { 'content-type': 'application/xml' }) },
  }).end(xml);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode,
    headers: response.headers,
    body: await text(response),
  };
}

test.each([
  ['in this process', false],
  ['over Redis', true],
])('SIGTERM waits for a step that is in hand, %s', async (_where, overRedis) => {
  const settings: Record<string, string> = {};
  if (overRedis) {
    const redis = await TestRedis.start();
    onTestFinished(() => redis.remove());
    settings.REDIS_URL = redis.url;
  }
  const gateway = await start(settings);
  const [aanbieder] = (await keysOf('12345678', '0363')) as [string, string];
  const lock = await store.pool.connect();
  try {
    await lock.query("begin; select from mailbox where party_code = '0363' for update");
    expect((await new Caller(gateway.address, aanbieder).post(jw315())).status).toBe(202);
    const held =
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await expect
      // One more when the relay announces it again, after some seconds: that step waits for this one.
      .poll(async () => (await store.pool.query(held)).rowCount, { timeout: 30_000 })
      .toBeGreaterThan(0);
    const stopped = gateway.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(gateway.child.exitCode).toBeNull();
    await lock.query('rollback');
    expect(await stopped).toBe(0);
  } finally {
    lock.release();
  }
  expect((await store.pool.query('select from mailbox_entry')).rowCount).toBe(1);
  expect((await store.pool.query('select from outbox')).rowCount).toBe(0);
});

test('a start that cannot succeed says what to do and exits with 1', async () => {
  const gateway = await start();
  const port = new URL(gateway.address).port;
  const failing: [Record<string, string>, RegExp][] = [
    [{ ENCRYPTION_KEY: 'ff'.repeat(32) }, /not the key that this database was encrypted with/],
    [{ PORT: port }, /The port is taken/],
    [{ ROLE: 'worker' }, /REDIS_URL/],
    [{ SCHEMA_DIR: '/nowhere' }, /nowhere/],
  ];
  await Promise.all(
    failing.map(async ([settings, sentence]) => {
      const attempt = start(settings);
      await expect(attempt).rejects.toThrow(/^exit 1/);
      await expect(attempt).rejects.toThrow(sentence);
    }),
  );
});
