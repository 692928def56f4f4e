import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InProcessQueue } from '../../src/queue/in-process.ts';
import type { Step } from '../../src/queue/queue.ts';
import { Relay } from '../../src/queue/relay.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { stepOf } from '../support/jobs.ts';
import { jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let codes: string[] = [];
const queues: InProcessQueue[] = [];
const relays: Relay[] = [];

// A gateway that accepts and does no steps, so that the outbox is these tests' own.
beforeEach(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  aanbieder = await gateway.party('12345678');
  await gateway.party('0363');
  codes = [];
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await Promise.all(queues.splice(0).map((queue) => queue.stop()));
  await gateway.remove();
});

function open(step: Step, concurrency = 2): InProcessQueue {
  const onError = (code: string) => codes.push(code);
  const queue = new InProcessQueue(gateway.store, { concurrency, onError });
  queues.push(queue);
  queue.start({ message: step });
  return queue;
}

function relay(queue: InProcessQueue): Relay {
  const relay = new Relay(gateway.store, queue, ['message'], (code) => codes.push(code));
  relays.push(relay);
  relay.start();
  return relay;
}

/** Messages whose announcement got lost, and which are due. */
async function accept(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await aanbieder.post(jw315())).body.id);
  await makeDue();
  return ids;
}

const makeDue = () => gateway.store.pool.query('update outbox set next_announce_at = now()');
const remove = (id: string) => gateway.store.pool.query('delete from outbox where id = $1', [id]);

async function secondsUntilDue(): Promise<number[]> {
  const { rows } = await gateway.store.pool.query<{ seconds: number }>(
    `select extract(epoch from next_announce_at - now())::float as seconds from outbox`,
  );
  return rows.map((row) => row.seconds);
}

test('steps are done in the order of their announcement, as many at a time as is set', async () => {
  const begun: string[] = [];
  let atOnce = 0;
  let most = 0;
  const queue = open(async (messageId) => {
    begun.push(messageId);
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 1));
    atOnce -= 1;
  }, 3);
  const ids = Array.from({ length: 100 }, () => randomUUID());
  for (const id of ids) queue.announce(stepOf(id));
  await expect.poll(() => begun).toEqual(ids);
  expect(most).toBe(3);
});

test('a message that is in hand gets its next step after it, and only one for all announcements', async () => {
  const go = Promise.withResolvers<void>();
  let times = 0;
  let atOnce = 0;
  const queue = open(async () => {
    times += 1;
    expect(++atOnce).toBe(1);
    await go.promise;
    atOnce -= 1;
  });
  const id = randomUUID();
  for (let n = 0; n < 5; n++) queue.announce(stepOf(id));
  expect(await queue.depth()).toEqual({ waiting: 1, active: 1 });
  go.resolve();
  await expect.poll(() => queue.depth()).toEqual({ waiting: 0, active: 0 });
  expect(times).toBe(2);
  expect(codes).toEqual([]);
});

test('what was never announced, and what failed, is found in the outbox and done', async () => {
  const ids = await accept(5);
  const done: string[] = [];
  let failures = 2;
  const queue = open(async (messageId) => {
    if (failures-- > 0) throw Object.assign(new Error('gone'), { code: '57P01' });
    await remove(messageId);
    done.push(messageId);
  });
  relay(queue);
  await expect.poll(() => done.length).toBe(3);
  // The two that failed are due again, not at once and not never.
  for (const seconds of await secondsUntilDue()) {
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(31);
  }
  await makeDue();
  await expect.poll(() => done.length).toBe(5);
  expect(done.toSorted()).toEqual(ids.toSorted());
  expect(codes).toEqual(['57P01', '57P01']);
});

test('many relays on one outbox announce a row once', async () => {
  const ids = await accept(20);
  const done: string[] = [];
  for (let n = 0; n < 4; n++) relay(open(async (messageId) => void done.push(messageId)));
  await expect.poll(() => done.length).toBeGreaterThanOrEqual(ids.length);
  expect(done.toSorted()).toEqual(ids.toSorted());
});

test('what another process is announcing at this moment a relay leaves to it, and waits for nobody', async () => {
  const ids = await accept(20);
  const held = ids.slice(0, 10);
  const other = await gateway.store.pool.connect();
  try {
    await other.query('begin');
    await other.query('select from outbox where id = any($1) for update', [held]);
    const done: string[] = [];
    relay(open(async (messageId) => void done.push(messageId)));
    await expect.poll(() => done.toSorted()).toEqual(ids.slice(10).toSorted());
    await other.query('commit');
    await expect.poll(() => done.toSorted()).toEqual(ids.toSorted());
  } finally {
    other.release(true);
  }
});

test('the relay takes no more from the outbox than the queue has room for', async () => {
  const ids = await accept(3);
  const go = Promise.withResolvers<void>();
  const done: string[] = [];
  const queue = open(async (messageId) => {
    await go.promise;
    done.push(messageId);
  }, 1);
  for (let n = 0; n < 3000; n++) queue.announce(stepOf(randomUUID()));
  expect(await queue.room()).toBe(0);
  expect(queue.errors).toBe(3000 - 1001);
  relay(queue);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(Math.max(...(await secondsUntilDue()))).toBeLessThan(0);
  go.resolve();
  await expect.poll(() => done).toEqual(expect.arrayContaining(ids));
});

test('stopping finishes what is in hand, and hands the rest back at once', async () => {
  const ids = await accept(3);
  const go = Promise.withResolvers<void>();
  const done: string[] = [];
  const queue = open(async (messageId) => {
    await go.promise;
    await remove(messageId);
    done.push(messageId);
  }, 1);
  const found = relay(queue);
  await expect.poll(() => queue.depth()).toEqual({ waiting: 2, active: 1 });
  await found.stop();
  const stopped = queue.stop();
  go.resolve();
  await stopped;
  expect(done).toHaveLength(1);
  const due = await secondsUntilDue();
  expect(due).toHaveLength(ids.length - 1);
  expect(Math.max(...due)).toBeLessThanOrEqual(0);
  queue.announce(stepOf(randomUUID()));
  expect(await queue.depth()).toEqual({ waiting: 0, active: 0 });
});

test('what is of a kind that this process does not know is left to others, and stays', async () => {
  const done: string[] = [];
  const queue = open(async (id) => void done.push(id));
  const [id] = await accept(1);
  const other = randomUUID();
  await gateway.store.pool.query(
    `insert into outbox (kind, id, ordinal, next_announce_at) values ('term', $1, 0, now())`,
    [other],
  );
  relay(queue);
  queue.announce({ kind: 'term', id: other });
  await expect.poll(() => done).toContain(id);
  expect(done).not.toContain(other);
  const { rows } = await gateway.store.pool.query(
    `select next_announce_at <= now() as due from outbox where kind = 'term'`,
  );
  expect(rows).toEqual([{ due: true }]);
  await remove(other);
  await remove(String(id));
});
