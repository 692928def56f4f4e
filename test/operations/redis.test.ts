import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { everythingIn, TestRedis } from '../support/redis.ts';
import {
  breakDelivery,
  failedMessages,
  plantedBsn,
  plantFailed,
  reached,
  repairDelivery,
  statusesOf,
} from './support.ts';

let redis: TestRedis;
let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;

beforeEach(async () => {
  redis = await TestRedis.start();
  gateway = await startTestGateway({ REDIS_URL: redis.url });
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678');
  await gateway.party('0363');
});
afterEach(async () => {
  await gateway.remove();
  await redis.remove();
});

async function replay(body: object): Promise<string> {
  const { headers } = await operator.send('POST', '/v1/operations/replays', {
    reason: 'the column is back',
    ...body,
  });
  return headers.get('location') ?? '';
}

test('over Redis a message is replayed as often as it is asked, whatever jobs it had before', async () => {
  const wishes = { identificatie: plantedBsn };
  const ids = await failedMessages(gateway.store, aanbieder, [jw315(wishes)]);
  for (let round = 0; round < 2; round++) {
    await breakDelivery(gateway.store);
    const again = await reached(operator, await replay({ ids }), 'finished');
    expect(again.progress.failed).toBe(1);
    await repairDelivery(gateway.store);
  }
  const { progress } = await reached(operator, await replay({ ids }), 'finished');
  expect(progress.succeeded).toBe(1);
  expect(await statusesOf(gateway.store, ids)).toEqual(['accepted']);
  const kept = await redis.ask(everythingIn);
  expect(kept.join()).not.toContain(plantedBsn);
  expect(kept.join()).not.toContain('the column is back');
});

test('a replay goes on when Redis is killed and comes back empty, and the view of the queue says so', async () => {
  const state = async () => (await operator.get('/v1/operations/queue')).body;
  await expect.poll(async () => (await state()).redis).toBe('reachable');
  expect((await state()).announced).toEqual({ waiting: 0, active: 0 });
  const ids = await plantFailed(gateway.store, 1000);
  const location = await replay({ filter: {} });
  await expect
    .poll(async () => (await operator.get(location)).body.progress.succeeded, { timeout: 20_000 })
    .toBeGreaterThan(100);
  await redis.kill();
  await expect.poll(async () => (await state()).redis, { timeout: 10_000 }).toBe('away');
  expect((await state()).announced).toBeNull();
  await redis.start();
  const { progress } = await reached(operator, location, 'finished', 60_000);
  expect(progress.succeeded).toBe(1000);
  const { rows } = await gateway.store.pool.query('select message_id from mailbox_entry');
  expect(rows.map((row) => row.message_id).sort()).toEqual(ids);
}, 90_000);
