import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInHand } from '../../../src/messages/judging/in-hand.ts';
import { deliverAll } from '../../../src/messages/lifecycle/deliver.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { jw315, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;

// Nobody does steps here but the test.
beforeAll(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  await gateway.party('0363');
});
afterAll(() => gateway?.remove());

const post = async () => {
  const aanbieder = await gateway.party('12345678');
  return (await aanbieder.post(jw315({ identificatie: newIdentificatie() }))).body.id as string;
};

test('of a line only the first is taken in hand: what is judged by the past comes after what makes it', async () => {
  const { store, keys } = gateway;
  const ids = [await post(), await post(), await post()];
  const inHand = async () =>
    (await readInHand(store.pool, keys.rows, ids)).map((one) => one && 'id' in one && one.id);
  expect(await inHand()).toEqual([ids[0], undefined, undefined]);
  const verdict = { approved: true, findings: [], firstUse: false, refuses: false };
  await deliverAll(store.pool, keys.rows, [{ id: ids[0] as string, verdict, children: [] }]);
  expect(await inHand()).toEqual([undefined, ids[1], undefined]);
});
