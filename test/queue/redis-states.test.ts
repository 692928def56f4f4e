import { Queue as Producer } from 'bullmq';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { queueName } from '../../src/queue/bullmq.ts';
import { connectToAnnounce, keyPrefix } from '../../src/queue/redis.ts';
import { Commands } from '../support/commands.ts';
import { startTestGateway, type TestGateway, testEnvironment } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let gateway: TestGateway | undefined;
const commands = new Commands();
beforeEach(async () => {
  gateway = undefined;
});
afterEach(async () => {
  await commands.stop();
  await gateway?.remove();
  await redis.remove();
});

/** As a user does at a dashboard. */
async function atDashboard(act: (queue: Producer) => Promise<unknown>): Promise<void> {
  const { client, cut } = connectToAnnounce({ url: redis.url });
  await expect.poll(() => client.status).toBe('ready');
  const queue = new Producer(queueName, { connection: client, prefix: keyPrefix });
  try {
    await act(queue);
  } finally {
    await queue.close();
    cut();
  }
}

async function troubles(): Promise<string[]> {
  const { body } = await (gateway as TestGateway).administrator.get('/v1/operations/queue');
  return body.redisTroubles.map(({ code }: { code: string }) => code);
}

test('a paused queue is reported, and goes on when it is resumed', async () => {
  redis = await TestRedis.start();
  await atDashboard((queue) => queue.pause());
  gateway = await startTestGateway({ REDIS_URL: redis.url });
  const { logged, databaseUrl, administrator } = gateway;
  await expect.poll(() => logged.join('')).toContain('"QUEUE_PAUSED","msg":"The queue is paused');
  const sender = await gateway.party('12345678');
  const recipient = await gateway.party('0363');
  expect((await sender.post(jw315())).status).toBe(202);
  const { body } = await administrator.get('/v1/operations/queue');
  expect(body).toMatchObject({ redis: 'reachable', redisTroubles: [{ code: 'QUEUE_PAUSED' }] });
  expect((await recipient.get('/v1/inbox')).body.items).toEqual([]);
  const settings = { ...testEnvironment(databaseUrl), REDIS_URL: redis.url };
  const shown = await commands.run({ words: ['queue'], settings });
  expect(shown.stdout).toMatch(/Redis +reachable[\s\S]*The queue is paused.*ijw queue --resume/);
  expect(shown.code).toBe(1);
  const poll = recipient.get('/v1/inbox?waitSeconds=30');
  const resumed = await commands.run({ words: ['queue', '--resume'], settings });
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.not.stringContaining('paused')]);
  expect((await poll).body.items).toHaveLength(1);
  expect(await troubles()).toEqual([]);
});

test('a Redis that answers and does not do what the queue needs is reported, each time with why', async () => {
  redis = await TestRedis.start();
  gateway = await startTestGateway({ REDIS_URL: redis.url });
  expect(await troubles()).toEqual([]);
  const set = (name: string, value: string) =>
    redis.ask((client) => client.config('SET', name, value));
  await set('maxmemory', '1');
  expect(await troubles()).toEqual(['OOM']);
  await set('maxmemory', '100mb');
  await set('maxmemory-policy', 'allkeys-lru');
  expect(await troubles()).toEqual(['EVICTS']);
  await set('maxmemory', '0');
  await set('min-replicas-to-write', '1');
  expect(await troubles()).toEqual(['NOREPLICAS']);
  await set('min-replicas-to-write', '0');
  await atDashboard((queue) => queue.setGlobalConcurrency(1));
  expect(await troubles()).toEqual(['QUEUE_LIMITED']);
  await atDashboard((queue) => queue.removeGlobalConcurrency());
  await redis.ask((client) => client.replicaof('127.0.0.1', 1));
  expect(await troubles()).toEqual(['READONLY']);
  await redis.ask((client) => client.replicaof('NO', 'ONE'));
  await expect.poll(troubles).toEqual([]);
});

test('commands that an administrator took away, and rights that a user lacks, are named', async () => {
  redis = await TestRedis.start(['--rename-command', 'BZPOPMIN', '']);
  gateway = await startTestGateway({ REDIS_URL: redis.url });
  await expect.poll(() => gateway?.logged.join('')).toContain('queue needs: BZPOPMIN.');
  expect(await troubles()).toEqual(['COMMANDS_MISSING']);
  await gateway.remove();
  await redis.ask((client) =>
    client.call('ACL', ['SETUSER', 'half', 'on', '>secret', `~${keyPrefix}*`, '+@all', '-set']),
  );
  gateway = await startTestGateway({
    REDIS_URL: `redis://half:secret@127.0.0.1:${redis.port}`,
  });
  await expect.poll(() => gateway?.logged.join('')).toContain('"NOPERM"');
  expect(await troubles()).toContain('NOPERM');
});
