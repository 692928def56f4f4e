import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isComplete } from '../../../src/messages/drafts/complete.ts';
import { NotBelieved } from '../../../src/store/keys/row-mac.ts';
import { Desk, problemOf } from '../../http/drafts/support.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let first: Desk;
let desk: Desk;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await Desk.open(gateway);
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  desk = await first.another();
});

const asked = () => {
  const { gemeente, aanbieder } = desk.parties;
  return isComplete(gateway.store.pool, gateway.keys.rows, gemeente, aanbieder);
};

test('a gemeente declares its ledger complete, once, and takes that back', async () => {
  const path = `/v1/complete-ledgers/${desk.parties.aanbieder}`;
  expect(await asked()).toBe(false);
  expect((await desk.gemeente.send('PUT', path)).status).toBe(201);
  expect((await desk.gemeente.send('PUT', path)).status).toBe(200);
  expect(await asked()).toBe(true);
  expect((await desk.gemeente.send('DELETE', path)).status).toBe(200);
  expect(problemOf(await desk.gemeente.send('DELETE', path))).toBe('not-found');
  expect(await asked()).toBe(false);
  // Declared by many at once it is declared once.
  const all = await Promise.all(Array.from({ length: 4 }, () => desk.gemeente.send('PUT', path)));
  expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
});

test('an aanbieder declares nothing, and a gemeente nothing about a party that is not there', async () => {
  const { aanbieder, gemeente } = desk.parties;
  expect(problemOf(await desk.aanbieder.send('PUT', `/v1/complete-ledgers/${aanbieder}`))).toBe(
    'not-found',
  );
  expect(problemOf(await desk.gemeente.send('PUT', '/v1/complete-ledgers/87654321'))).toBe(
    'unknown-party',
  );
  expect(problemOf(await desk.gemeente.send('PUT', `/v1/complete-ledgers/${gemeente}`))).toBe(
    'invalid-request',
  );
});

test('a row that the gateway did not write is not believed', async () => {
  const { gemeente, aanbieder } = desk.parties;
  await gateway.store.pool.query(
    `insert into complete_ledger (id, municipality, provider, declared_by)
    values (gen_random_uuid(), $1, $2, 'somebody')`,
    [gemeente, aanbieder],
  );
  await expect(asked()).rejects.toThrow(NotBelieved);
  await expect(
    gateway.store.pool.query('delete from complete_ledger where municipality = $1', [gemeente]),
  ).rejects.toThrow();
});
