import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BullQueue } from '../../src/queue/bullmq.ts';
import {
  type Caller,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../support/gateway.ts';
import { stepOf } from '../support/jobs.ts';
import { jw315 } from '../support/messages.ts';
import { startProcess } from '../support/process.ts';
import { everythingIn, TestRedis } from '../support/redis.ts';

/** Children, each with a line of its own. */
const bsns = ['999912008', '999912021', '999912033', '999912045', '999912057', '999912069'];
/** Milliseconds. A POST that waited for Redis would take the 3 seconds that Redis is given. */
const fast = 2500;

let redis: TestRedis;
let gateway: TestGateway;
let aanbieder: Caller;
let posted: string[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  gateway = await startTestGateway({ REDIS_URL: redis.url });
  aanbieder = await gateway.party('12345678');
  await gateway.party('0363');
});
beforeEach(async () => {
  posted = [];
});
afterEach(async () => {
  expectNoBsn(gateway.logged);
  expectNoBsn(await redis.ask(everythingIn));
});
afterAll(async () => {
  await gateway.remove();
  await redis.remove();
});

function expectNoBsn(texts: readonly string[]): void {
  expect(bsns.filter((bsn) => texts.some((text) => text.includes(bsn)))).toEqual([]);
}

function aboutChild(n: number): string {
  const [first = ''] = bsns;
  const xml = jw315();
  expect(xml).toContain(first);
  return xml.replace(first, bsns[n % bsns.length] ?? '');
}

/** Posts messages, a few at a time, and holds the gateway to its promise that Redis is not needed. */
async function post(count: number): Promise<void> {
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let n = client; n < count; n += 4) {
      const began = performance.now();
      const { status, body } = await aanbieder.post(aboutChild(n));
      expect(status).toBe(202);
      expect(performance.now() - began).toBeLessThan(fast);
      posted.push(body.id);
    }
  });
  await Promise.all(clients);
  expect((await aanbieder.get('/health/ready')).status).toBe(200);
}

/** Steps begin and cannot end, until the function that is returned is called. */
async function holdMailbox(): Promise<() => Promise<void>> {
  const lock = await gateway.store.pool.connect();
  await lock.query("begin; select from mailbox where party_code = '0363' for update");
  return async () => {
    await lock.query('rollback');
    lock.release();
  };
}

/** Spares the seconds after which the relay looks for what was not announced. */
function hasten(): Promise<unknown> {
  return gateway.store.pool.query('update outbox set next_announce_at = now()');
}

/** Everything that was posted is in the mailbox, once, and nothing is left to do. */
async function expectAllOnce(timeout = 30_000): Promise<void> {
  const query = (text: string) => gateway.store.pool.query(text, [posted]);
  const arrived = 'select message_id from mailbox_entry where message_id = any($1)';
  await expect
    .poll(async () => (await query(arrived)).rowCount, { timeout, interval: 100 })
    .toBe(posted.length);
  const ids = (await query(arrived)).rows.map((row) => row.message_id);
  expect(ids.toSorted()).toEqual(posted.toSorted());
  expect((await query('select from outbox where id = any($1)')).rowCount).toBe(0);
}

test('with Redis messages arrive at once, and no personal data passes through it', async () => {
  // A step that cannot begin keeps its job in Redis.
  const goOn = await holdMailbox();
  await post(4);
  await expect
    .poll(async () => (await redis.ask(everythingIn)).join('\n'))
    .toContain(String(posted[0]));
  expectNoBsn(await redis.ask(everythingIn));
  await goOn();
  const began = performance.now();
  await expectAllOnce();
  expect(performance.now() - began).toBeLessThan(fast);
});

test('Redis is killed and comes back empty', async () => {
  await post(8);
  const killed = redis.kill();
  await post(8);
  await killed;
  await post(8);
  await redis.start();
  await post(8);
  await hasten();
  await expectAllOnce();
});

test('Redis is emptied while steps are announced and in hand', async () => {
  const goOn = await holdMailbox();
  const posting = post(24);
  for (let n = 0; n < 5; n++) {
    await redis.ask((client) => client.flushall());
    await sleep(50);
  }
  await posting;
  await redis.ask((client) => client.flushall());
  await goOn();
  await expectAllOnce();
});

test('Redis hangs for some seconds', async () => {
  redis.pause();
  try {
    await post(16);
    await sleep(4000);
    await post(4);
  } finally {
    redis.resume();
  }
  await expectAllOnce();
});

async function commands(): Promise<number> {
  const info = await redis.ask((client) => client.info());
  return Number(/total_commands_processed:(\d+)/.exec(info)?.[1]);
}

test('Redis is full', async () => {
  await redis.ask((client) => client.config('SET', 'maxmemory', '1'));
  await post(16);
  const before = await commands();
  await sleep(2000);
  // Nobody hammers on it meanwhile.
  expect((await commands()) - before).toBeLessThan(500);
  await redis.ask((client) => client.config('SET', 'maxmemory', '0'));
  await hasten();
  await expectAllOnce();
  // It is said once, not for every message.
  expect(gateway.logged.filter((line) => line.includes('"OOM"')).length).toBeLessThan(3);
});

test('Redis fills up while steps are in hand', async () => {
  const goOn = await holdMailbox();
  await post(8);
  await sleep(300);
  await redis.ask((client) => client.config('SET', 'maxmemory', '1'));
  await goOn();
  const before = await commands();
  await sleep(1500);
  expect((await commands()) - before).toBeLessThan(500);
  await redis.ask((client) => client.config('SET', 'maxmemory', '0'));
  await expectAllOnce();
});

test('a step that can do nothing leaves only a code', async () => {
  await post(1);
  await expectAllOnce();
  const queue = new BullQueue({ redis: { url: redis.url }, concurrency: 1, onError: () => {} });
  await gateway.store.pool.query('alter table outbox rename to outbox_elsewhere');
  try {
    await expect.poll(() => queue.room()).toBeGreaterThan(0);
    queue.announce(stepOf(String(posted[0])));
    await expect.poll(() => gateway.logged.join('\n')).toContain('42P01');
    expect(gateway.logged.join('\n')).not.toContain('relation "');
    expect((await redis.ask(everythingIn)).join('\n')).not.toContain('relation "');
  } finally {
    await gateway.store.pool.query('alter table outbox_elsewhere rename to outbox');
    await queue.stop();
  }
});

test('a gateway starts while Redis is away, says so, and works when it comes', async () => {
  await redis.kill();
  const other = await startTestGateway({ REDIS_URL: `${redis.url}/1` });
  try {
    expect(other.logged.join('\n')).toContain('ECONNREFUSED');
    const sender = await other.party('12345678');
    const recipient = await other.party('0363');
    expect((await sender.post(jw315())).status).toBe(202);
    const poll = recipient.get('/v1/inbox?waitSeconds=20');
    await redis.start();
    expect((await poll).body.items).toHaveLength(1);
  } finally {
    await other.remove();
  }
});

test('a gateway that stops while Redis is away stops within seconds', async () => {
  const other = await startTestGateway({ REDIS_URL: `${redis.url}/1` });
  await redis.kill();
  try {
    const began = performance.now();
    await other.stop();
    expect(performance.now() - began).toBeLessThan(6000);
  } finally {
    await other.remove();
    await redis.start();
  }
});

test('a wrong password for Redis is said at the start, and not repeated', async () => {
  await redis.ask((client) => client.config('SET', 'requirepass', 'right-one'));
  try {
    const REDIS_URL = `redis://:wrong-one@127.0.0.1:${redis.port}`;
    const attempt = startProcess({ ...testEnvironment(gateway.databaseUrl), REDIS_URL });
    await expect(attempt).rejects.toThrow(
      /^exit 1: [\s\S]*^The gateway cannot start: Redis does not accept the user and password of REDIS_URL/m,
    );
    await expect(attempt).rejects.not.toThrow(/wrong-one/);
  } finally {
    await redis.ask((client) => client.config('SET', 'requirepass', ''), { password: 'right-one' });
  }
});
