import { afterAll, beforeAll, expect, test } from 'vitest';
import { addParty, findParty } from '../../../src/parties/directory/parties.ts';
import { partyNames } from '../../../src/parties/directory/party-list.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway?.remove());

const add = (code: string, name: string, kind: 'gemeente' | 'aanbieder' = 'gemeente') =>
  addParty(gateway.store.db, gateway.keys.rows, localCall('test'), { code, kind, name });
const find = (code: string) => findParty(gateway.store.db, gateway.keys.rows, code);

test('of several who add a party at once, one makes it, and what it made stays', async () => {
  const made = await Promise.all(['A', 'B', 'C', 'D'].map((name) => add('0363', name)));
  const [one, ...others] = made.filter((party) => party !== undefined);
  expect(others).toEqual([]);
  expect(await find('0363')).toEqual(one);
  expect(await add('0363', 'Other')).toBeUndefined();
  expect(await find('0363')).toEqual(one);
  const { rows } = await gateway.store.pool.query(
    "select action from access_log_fresh where action = 'put-party' union all select action from access_log where action = 'put-party'",
  );
  expect(rows).toHaveLength(1);
});

test('a code that does not fit is refused, and nothing is written', async () => {
  await expect(add('0384', 'Diemen', 'aanbieder')).rejects.toMatchObject({ code: 'party-kind' });
  expect(await find('0384')).toBeUndefined();
});

test('names are found by code, each once; of a code that nobody has there is none', async () => {
  await add('0479', 'Zaanstad');
  const names = await partyNames(gateway.store.pool, ['0479', '0479', '9999']);
  expect([...names]).toEqual([['0479', 'Zaanstad']]);
  expect((await partyNames(gateway.store.pool, [])).size).toBe(0);
});
