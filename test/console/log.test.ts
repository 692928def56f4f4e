import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey, prefixOf } from '../../src/parties/credentials/api-keys.ts';
import { keyNames } from '../../src/parties/credentials/key-names.ts';
import { localCall } from '../../src/parties/principal.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway?.remove());

async function auditorKey(name?: string): Promise<string> {
  const { store, keys } = gateway;
  const wish = name === undefined ? {} : { name };
  return (await createStaffKey(store.db, keys.rows, localCall('test'), 'auditor', wish)).key;
}

test('the log says who by the name of the key and its prefix, and why a session began and ended', async () => {
  const key = await auditorKey('J. <Smit>');
  const visitor = new Visitor(gateway.address);
  const page = await visitor.signIn(key, '/console/log');
  await visitor.send(page, '/console/sign-out');
  const { text } = await visitor.signIn(key, '/console/log');
  const who = `J. &lt;Smit&gt;</span> <code class="soft">${prefixOf(key)}</code>`;
  const rows = text.split('<tr role="row">').filter((row) => row.includes(who));
  const row = (action: string) => rows.find((one) => one.includes(`>${action}</td>`));
  expect(row('ingelogd')).toContain('met een sleutel');
  expect(row('uitgelogd')).toContain('zelf uitgelogd');
  expect(row('logboek gelezen')).toContain('127.0.0.1');
});

test('names of keys are found by prefix; a key without a name, and what is no key, have none', async () => {
  const [named, nameless] = [await auditorKey('Anna'), await auditorKey()];
  const [prefix = '', other = ''] = [prefixOf(named), prefixOf(nameless)];
  const { pool } = gateway.store;
  expect(await keyNames(pool, [prefix, prefix, other, 'cli:root'])).toEqual(
    new Map([[prefix, 'Anna']]),
  );
  expect(await keyNames(pool, [])).toEqual(new Map());
});

test('a day in the filter is a Dutch day, both of its ends included', async () => {
  const visitor = new Visitor(gateway.address);
  await visitor.signIn(await auditorKey());
  const { pool } = gateway.store;
  const { rows } = await pool.query<{ today: string; before: string }>(
    `select to_char(now() at time zone 'Europe/Amsterdam', 'DD-MM-YYYY') as today,
      to_char(now() at time zone 'Europe/Amsterdam' - interval '1 day', 'YYYY-MM-DD') as before`,
  );
  const { today = '', before = '' } = rows[0] ?? {};
  const count = async (query: string) =>
    (await visitor.get(`/console/log?${query}`)).text.split('scope="row"').length - 1;
  expect(await count(`since=${before}&until=${today}`)).toBeGreaterThan(0);
  expect(await count(`until=${before}`)).toBe(0);
  expect(await count(`since=01-01-2199`)).toBe(0);
});
