import { afterEach, expect, test } from 'vitest';
import { probeRedis } from '../../src/queue/redis-probe.ts';
import { startTestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { TestRedis } from '../support/redis.ts';

const name = 'queue';
const started: TestRedis[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.remove()));
});

async function start(settings?: readonly string[]): Promise<TestRedis> {
  const server = await TestRedis.start(settings);
  started.push(server);
  return server;
}

test('with Sentinels the queue follows the master, and nothing is lost or doubled', async () => {
  const secret = ['--requirepass', 'secret', '--masterauth', 'secret'];
  const master = await start(secret);
  const replica = await start([...secret, '--replicaof', `127.0.0.1 ${master.port}`]);
  const sentinels: TestRedis[] = [];
  for (let n = 0; n < 3; n++) {
    const sentinel = await TestRedis.startSentinel(master, name, 'secret');
    started.push(sentinel);
    sentinels.push(sentinel);
  }
  const [first] = sentinels as [TestRedis];
  const known = (question: 'replicas' | 'sentinels') =>
    first.ask(async (client) => ((await client.call('SENTINEL', question, name)) as []).length);
  await expect.poll(() => known('sentinels'), { timeout: 20_000 }).toBe(2);
  await expect.poll(() => known('replicas'), { timeout: 20_000 }).toBe(1);

  const hosts = sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  const url = 'redis://:secret@sentinels';
  const other = { url, sentinel: { hosts, name: 'other' } };
  await expect(probeRedis(other)).rejects.toThrow(/know no master by the name/);
  const wrong = { url: 'redis://:wrong@sentinels', sentinel: { hosts, name } };
  await expect(probeRedis(wrong)).rejects.toThrow(/user and password of REDIS_URL/);

  const gateway = await startTestGateway({
    REDIS_URL: url,
    REDIS_SENTINELS: hosts.map(({ host, port }) => `${host}:${port}`).join(','),
    REDIS_SENTINEL_NAME: name,
  });
  try {
    const aanbieder = await gateway.party('12345678');
    const gemeente = await gateway.party('0363');
    const posted: string[] = [];
    const post = async () => {
      const began = performance.now();
      const { status, body } = await aanbieder.post(jw315());
      expect(status).toBe(202);
      expect(performance.now() - began).toBeLessThan(2500);
      posted.push(body.id);
    };
    const expectAll = async () => {
      const ids = async () =>
        (await gemeente.get('/v1/inbox?limit=1000')).body.items.map(
          (item: { id: string }) => item.id,
        );
      await expect.poll(async () => (await ids()).length, { timeout: 30_000 }).toBe(posted.length);
      expect((await ids()).toSorted()).toEqual(posted.toSorted());
    };
    await post();
    await expectAll();

    await master.kill();
    await post();
    expect((await aanbieder.get('/health/ready')).status).toBe(200);
    const asMaster = async () =>
      (await replica.ask((client) => client.role(), { password: 'secret' }))[0];
    await expect.poll(asMaster, { timeout: 20_000 }).toBe('master');
    await post();
    await expectAll();
    // The work goes over the new master.
    const jobs = await replica.ask((client) => client.keys('{ijw-gateway}*'), {
      password: 'secret',
    });
    expect(jobs.length).toBeGreaterThan(0);
    await post();
    await expectAll();
  } finally {
    await gateway.remove();
  }
}, 180_000);
