import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lastTime } from '../../../src/operations/verifications/clock.ts';
import { Verifications } from '../../../src/operations/verifications/verifications.ts';
import { append } from '../../ledger/support.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await append(gateway.store.pool, gateway.keys, '0363', 5);
});
afterAll(() => gateway?.remove());

/** Past what keeps them for a year. */
const empty = () =>
  gateway.store.pool.query(`
    alter table verification disable trigger all;
    delete from verification;
    alter table verification enable trigger all`);
beforeEach(empty);

const process = () => {
  const { store, keys } = gateway;
  return new Verifications(
    { pool: store.pool, walked: store.pool, keys },
    { onEnd: () => undefined, onNotKept: (code) => expect.fail(code) },
  );
};
const never = new AbortController().signal;
const kept = async () => (await process().list({ limit: 100 })).items;
const hourAgo = () => new Date(Date.now() - 3_600_000);

test.each([
  ['2026-11-30T04:00:00Z', '04:00', '2026-11-30T03:00:00.000Z'],
  ['2026-11-30T02:59:59Z', '04:00', '2026-11-29T03:00:00.000Z'],
  ['2026-11-30T03:00:00Z', '04:00', '2026-11-30T03:00:00.000Z'],
  ['2026-07-01T01:59:00Z', '04:00', '2026-06-30T02:00:00.000Z'],
  ['2026-07-01T02:00:00Z', '04:00', '2026-07-01T02:00:00.000Z'],
  // The day begins in Amsterdam.
  ['2026-11-29T23:30:00Z', '00:15', '2026-11-29T23:15:00.000Z'],
  ['2027-01-01T00:00:00Z', '23:59', '2026-12-31T22:59:00.000Z'],
  // In the night of 28 March 2027 there is no 02:30; in that of 31 October there are two.
  ['2027-03-28T12:00:00Z', '02:30', '2027-03-28T01:30:00.000Z'],
  ['2027-10-31T12:00:00Z', '02:30', '2027-10-31T00:30:00.000Z'],
])('at %s the last %s was %s', (now, time, last) => {
  expect(lastTime(new Date(now), time).toISOString()).toBe(last);
});

test('it is done once since a moment, and again after the next', async () => {
  const since = hourAgo();
  for (let look = 0; look < 3; look++) await process().byClock('ledger', since, never);
  expect(await kept()).toMatchObject([
    { what: 'ledger', state: 'sound', by: 'gateway', done: 5, total: 5, municipality: null },
  ]);
  await process().byClock('ledger', new Date(), never);
  expect(await kept()).toHaveLength(2);
});

test('of many processes that look at the same time one does it', async () => {
  const since = hourAgo();
  await Promise.all(Array.from({ length: 6 }, () => process().byClock('rows', since, never)));
  // Entries of a test have no children.
  expect(await kept()).toMatchObject([{ what: 'rows', state: 'faulty' }]);
});

test('what a person verified does not count, and what was stopped is tried again after half an hour', async () => {
  const since = hourAgo();
  const carryOut = await process().accessLog({ name: 'ijw_test', keyId: null });
  await carryOut({ onProgress: () => undefined, signal: never });
  const gone = new AbortController();
  gone.abort(new Error('stopping'));
  await process().byClock('ledger', since, gone.signal);
  await process().byClock('ledger', since, never);
  expect(await kept()).toMatchObject([{ state: 'stopped' }, { what: 'access-log' }]);
  await gateway.store.pool.query(
    "update verification set ended_at = ended_at - interval '31 minutes' where state = 'stopped'",
  );
  await process().byClock('ledger', since, never);
  expect((await kept())[0]).toMatchObject({ what: 'ledger', state: 'sound' });
});

test('it is not tried for ever', async () => {
  const since = hourAgo();
  const gone = new AbortController();
  gone.abort(new Error('stopping'));
  for (let attempt = 0; attempt < 6; attempt++) {
    await process().byClock('ledger', since, gone.signal);
    await gateway.store.pool.query(
      "update verification set ended_at = ended_at - interval '31 minutes'",
    );
  }
  expect(await kept()).toHaveLength(4);
});
