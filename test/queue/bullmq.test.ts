import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Queue as Producer } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BullQueue, queueName } from '../../src/queue/bullmq.ts';
import { keyPrefix } from '../../src/queue/redis.ts';
import { probeRedis, RedisRefused } from '../../src/queue/redis-probe.ts';
import { stepOf } from '../support/jobs.ts';
import { everythingIn, TestRedis } from '../support/redis.ts';

let redis: TestRedis;
const opened: BullQueue[] = [];
let codes: string[] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
});
beforeEach(() => {
  codes = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((queue) => queue.stop()));
  await redis.ask((client) => client.flushall());
});
afterAll(() => redis.remove());

async function open(server: TestRedis = redis, concurrency = 2): Promise<BullQueue> {
  const queue = new BullQueue({
    redis: { url: server.url },
    concurrency,
    lockMs: 1000,
    onError: (code) => codes.push(code),
  });
  opened.push(queue);
  await expect.poll(() => queue.room(), { interval: 10 }).toBeGreaterThan(0);
  return queue;
}

/** What BullMQ's own producer does, without the care of ours. */
async function addRaw(data: unknown, jobId: string, keep = false): Promise<void> {
  const connection = new Redis(redis.port, { protocol: 2 });
  const producer = new Producer(queueName, { connection, prefix: keyPrefix });
  await producer.add('step', data, { jobId, removeOnComplete: !keep, removeOnFail: !keep });
  await producer.close();
  connection.disconnect();
}

test('what one connection announces, a worker on another connection does', async () => {
  const announcing = await open();
  const working = await open();
  const done: string[] = [];
  working.start({ message: async (messageId) => void done.push(messageId) });
  const ids = Array.from({ length: 300 }, () => randomUUID());
  for (const id of ids) announcing.announce(stepOf(id));
  await expect.poll(() => done.length).toBe(ids.length);
  expect(done.toSorted()).toEqual(ids.toSorted());
  expect(await announcing.depth()).toEqual({ waiting: 0, active: 0 });
  expect([announcing.errors, codes]).toEqual([0, []]);
});

test('a message that is announced while its step is in hand gets another step', async () => {
  const queue = await open();
  const id = randomUUID();
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let times = 0;
  queue.start({
    message: async () => {
      times += 1;
      begun.resolve();
      await go.promise;
    },
  });
  queue.announce(stepOf(id));
  await begun.promise;
  queue.announce(stepOf(id));
  go.resolve();
  await expect.poll(() => times).toBe(2);
});

test('a job that was left behind does not keep its message from being announced', async () => {
  const id = randomUUID();
  const announcing = await open();
  // A worker of another making, which keeps what is done and what failed.
  const first = await open();
  let times = 0;
  first.start({
    message: async () => {
      times += 1;
      if (times === 1) throw new Error('broken');
    },
  });
  await addRaw({ version: 2, kind: 'message', id: id }, id, true);
  await expect.poll(() => times).toBe(1);
  const left = () => redis.ask((client) => client.exists(`${keyPrefix}:${queueName}:${id}`));
  await expect
    .poll(() => redis.ask((client) => client.zcard(`${keyPrefix}:${queueName}:failed`)))
    .toBe(1);
  // The trap: BullMQ says yes to the same job id, and does nothing.
  await addRaw({ version: 2, kind: 'message', id: id }, id, true);
  await sleep(200);
  expect([times, await left()]).toEqual([1, 1]);
  announcing.announce(stepOf(id));
  await expect.poll(() => times).toBe(2);
  expect(await announcing.announceAll([stepOf(id)])).toBe(true);
  await expect.poll(() => times).toBe(3);
  expect(await left()).toBe(1);
});

test('a job of another version, of an unknown shape or for no message ends quietly', async () => {
  const queue = await open();
  const done: string[] = [];
  queue.start({ message: async (messageId) => void done.push(messageId) });
  const id = randomUUID();
  const odd = [{ version: 2, messageId: id }, { version: 1 }, { id }, null, 'text', [id]];
  const injection = { version: 2, kind: 'message', id: "'; drop table outbox" };
  for (const [index, data] of [...odd, injection].entries()) await addRaw(data, `odd-${index}`);
  queue.announce(stepOf(id));
  await expect.poll(() => done).toEqual([id]);
  expect(codes).toEqual(Array.from({ length: 7 }, () => 'JOB_UNKNOWN'));
  await expect.poll(() => queue.depth()).toEqual({ waiting: 0, active: 0 });
});

test('what a step says when it fails does not reach Redis, and only its code is reported', async () => {
  const planted = '999990019';
  const queue = await open();
  let failed = 0;
  queue.start({
    message: async () => {
      failed += 1;
      const detail = { code: '23505', detail: `Key (bsn)=(${planted})` };
      throw Object.assign(new Error(`duplicate key ${planted}`), detail);
    },
  });
  // Also where failed jobs are kept.
  await addRaw({ version: 2, kind: 'message', id: randomUUID() }, 'kept', true);
  queue.announce(stepOf(randomUUID()));
  await expect.poll(() => failed).toBe(2);
  await expect.poll(() => queue.depth()).toEqual({ waiting: 0, active: 0 });
  const kept = await redis.ask(everythingIn);
  expect(kept.join('\n')).toContain('23505');
  expect(kept.join('\n')).not.toContain(planted);
  expect(kept.join('\n')).not.toContain('.ts');
  expect(new Set(codes)).toEqual(new Set(['23505']));
});

test('the step of a worker that was killed runs again in another', async () => {
  const program = fileURLToPath(new URL('./stalled-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, redis.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const queue = await open();
  const id = randomUUID();
  queue.announce(stepOf(id));
  const [begun] = await once(child.stdout, 'data');
  expect(String(begun).trim()).toBe(id);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const done: string[] = [];
  queue.start({ message: async (messageId) => void done.push(messageId) });
  await expect.poll(() => done, { timeout: 10_000 }).toEqual([id]);
  await expect.poll(() => queue.depth()).toEqual({ waiting: 0, active: 0 });
});

test('stopping finishes the step in hand and leaves the rest to others', async () => {
  const queue = await open(redis, 1);
  const go = Promise.withResolvers<void>();
  const done: string[] = [];
  queue.start({
    message: async (messageId) => {
      await go.promise;
      done.push(messageId);
    },
  });
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  await queue.announceAll(ids.map(stepOf));
  await expect.poll(async () => (await queue.depth()).active).toBe(1);
  const stopped = queue.stop();
  go.resolve();
  await stopped;
  expect(done).toEqual([ids[0]]);
  const other = await open();
  other.start({ message: async (messageId) => void done.push(messageId) });
  await expect.poll(() => done.toSorted()).toEqual(ids.toSorted());
});

test('a step that does not end is let go of within 10 seconds, and another worker does it', async () => {
  const queue = await open();
  const begun = Promise.withResolvers<void>();
  queue.start({
    message: async () => {
      begun.resolve();
      await Promise.withResolvers<void>().promise;
    },
  });
  const id = randomUUID();
  queue.announce(stepOf(id));
  await begun.promise;
  const began = performance.now();
  await queue.stop();
  expect(performance.now() - began).toBeLessThan(10_000);
  const other = await open();
  const done: string[] = [];
  other.start({ message: async (messageId) => void done.push(messageId) });
  await expect.poll(() => done, { timeout: 5000 }).toEqual([id]);
});

test('a worker that starts on a full Redis does not hammer on it, and works when there is room', async () => {
  const maxmemory = (value: string) =>
    redis.ask((client) => client.config('SET', 'maxmemory', value));
  const queue = await open();
  const ids = Array.from({ length: 20 }, () => randomUUID());
  await queue.announceAll(ids.map(stepOf));
  await maxmemory('1');
  const done: string[] = [];
  queue.start({ message: async (messageId) => void done.push(messageId) });
  await sleep(1500);
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.length).toBeLessThan(20);
  expect(new Set(codes)).toEqual(new Set(['OOM']));
  expect(await queue.announceAll([stepOf(randomUUID())])).toBe(false);
  await maxmemory('0');
  await expect.poll(() => done.toSorted(), { timeout: 10_000 }).toEqual(ids.toSorted());
});

test('the queue also runs on a Redis Cluster', async () => {
  const node = await TestRedis.start([
    '--cluster-enabled',
    'yes',
    '--cluster-announce-ip',
    '127.0.0.1',
  ]);
  try {
    await node.ask((client) => client.cluster('ADDSLOTSRANGE', 0, 16383));
    const settings = { url: node.url, cluster: true };
    await expect.poll(() => probeRedis(settings)).toBeUndefined();
    await expect(probeRedis({ url: node.url })).rejects.toThrow(/Set REDIS_CLUSTER=true/);
    const onError = (code: string) => codes.push(code);
    const queue = new BullQueue({ redis: settings, concurrency: 2, onError });
    opened.push(queue);
    await expect.poll(() => queue.room(), { timeout: 10_000 }).toBeGreaterThan(0);
    const done: string[] = [];
    queue.start({ message: async (messageId) => void done.push(messageId) });
    const ids = Array.from({ length: 10 }, () => randomUUID());
    for (const id of ids) queue.announce(stepOf(id));
    await expect.poll(() => done.toSorted(), { timeout: 5000 }).toEqual(ids.toSorted());
    await node.kill();
    await expect.poll(() => queue.room(), { timeout: 10_000 }).toBe(0);
    queue.announce(stepOf(randomUUID()));
    await node.start();
    await expect.poll(() => queue.room(), { timeout: 20_000 }).toBeGreaterThan(0);
    const later = randomUUID();
    queue.announce(stepOf(later));
    await expect.poll(() => done.at(-1), { timeout: 20_000 }).toBe(later);
    await queue.stop();
  } finally {
    await node.remove();
  }
}, 60_000);

test('a Redis that hangs, or is gone, costs announcing nothing, and stopping little', async () => {
  const own = await TestRedis.start();
  try {
    const queue = await open(own);
    queue.start({ message: async () => undefined });
    own.pause();
    const began = performance.now();
    for (let n = 0; n < 20_000; n++) queue.announce(stepOf(randomUUID()));
    expect(performance.now() - began).toBeLessThan(1000);
    // Only so much is kept for it.
    expect(queue.errors).toBeGreaterThan(18_000);
    await expect.poll(() => queue.errors, { timeout: 10_000 }).toBe(20_000);
    expect(await queue.room()).toBe(0);
    own.resume();
    await expect.poll(() => queue.room(), { timeout: 10_000 }).toBeGreaterThan(0);
    await own.kill();
    await expect.poll(() => queue.room()).toBe(0);
    const stopping = performance.now();
    await queue.stop();
    expect(performance.now() - stopping).toBeLessThan(5000);
  } finally {
    await own.remove();
  }
}, 40_000);

test('at the start a wrong password, a missing one and an unknown database are distinguished from a Redis that is away', async () => {
  const own = await TestRedis.start(['--requirepass', 'right']);
  const at = (entry: string, path = '') => ({
    url: `redis://${entry}127.0.0.1:${own.port}${path}`,
  });
  try {
    expect(await probeRedis(at(':right@'))).toBeUndefined();
    await expect(probeRedis(at(':wrong@'))).rejects.toThrow(
      /does not accept the user and password/,
    );
    await expect(probeRedis(at(''))).rejects.toThrow(/asks for a password. Set it in REDIS_URL/);
    await expect(probeRedis(at(':right@', '/99'))).rejects.toThrow(RedisRefused);
    own.pause();
    expect(await probeRedis(at(':right@'))).toBe('SOCKET_TIMEOUT');
    own.resume();
    await own.kill();
    expect(await probeRedis(at(':right@'))).toBe('ECONNREFUSED');
  } finally {
    await own.remove();
  }
});
