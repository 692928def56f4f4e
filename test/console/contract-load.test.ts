import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { formOf, type Seen, Visitor } from '../support/visitor.ts';

const office = '00000001234567890000';
const path = '/console/contracts/load';
let gateway: TestGateway;
let gemeente: Caller;
let aanbieder: Caller;
let manager: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  const team = await gateway.party(office, { name: 'Team', kind: 'regional-office' });
  await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
  manager = await visitorOf(keyOf(team));
});
afterAll(() => gateway?.remove());

async function visitorOf(key: string): Promise<Visitor> {
  const visitor = new Visitor(gateway.address);
  await visitor.signIn(key);
  return visitor;
}

/** A product is of one contract. */
const file = (gemeenten: string, tariff = '95,50', number = 'B-1') =>
  [
    'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid',
    `${number};12345678;${gemeenten};2024-01-01;2150-12-31;45;B0${number.length}${number.at(-1)?.replace('>', '0')};${tariff};04`,
  ].join('\r\n');

/** Chooses a file on the page. */
async function choose(visitor: Visitor, text: string, name = 'file.csv'): Promise<Seen> {
  const page = await visitor.get(path);
  const body = new FormData();
  body.set('token', formOf(page, path).fields.token ?? '');
  body.set('file', new Blob([text]), name);
  return visitor.follow(visitor.ask(path, { method: 'POST', body }));
}

const count = async () =>
  (await gateway.store.pool.query('select from contract_version')).rowCount ?? 0;

test('a gemeente loads its own contract; pressing twice loads it once', async () => {
  const visitor = await visitorOf(keyOf(gemeente));
  const before = await count();
  const seen = await choose(visitor, file('0363', '95,50', 'B-<own>'), '<b>\u202ecsv.x');
  expect(seen.status).toBe(200);
  expect(seen.text).toContain('B-&lt;own&gt;');
  expect(seen.text).not.toMatch(/<b>|\u202e/);
  expect(await count()).toBe(before);
  const action = new URL(seen.url).pathname;
  const first = await visitor.send(seen, action);
  expect(first.location).toMatch(/contracts\/[0-9a-f-]{36}\?done=loaded$/);
  const second = await visitor.follow(visitor.send(seen, action));
  expect(second.text).toContain('Er valt niets te laden.');
  expect(await count()).toBe(before + 1);
});

test('what a colleague may load it does not see, and nothing of it is kept', async () => {
  const seen = await choose(manager, file('0384'));
  expect(seen.status).toBe(403);
  expect(seen.text).toContain('Contract van een andere gemeente');
  const other = await visitorOf(keyOf(gemeente));
  const mine = await choose(manager, file('0363', '10,00', 'B-9'));
  const { pathname } = new URL(mine.url);
  expect(mine.status).toBe(200);
  // A file is of the session that chose it.
  const stolen = await other.get(pathname);
  expect(stolen.status).toBe(404);
  expect(stolen.text).toContain('Kies het opnieuw');
  const post = await other.post(pathname, {
    ...formOf(await other.get(path), path).fields,
    seen: formOf(mine, pathname).fields.seen ?? '',
  });
  expect(post.status).toBe(404);
});

test('an aanbieder loads none, and a form without a token takes no file', async () => {
  const visitor = await visitorOf(keyOf(aanbieder));
  expect((await visitor.get(path)).text).toContain('U kunt geen contracten laden');
  const form = new FormData();
  const { token = '' } = formOf(
    await visitor.get('/console/contracts'),
    '/console/sign-out',
  ).fields;
  form.set('token', token);
  form.set('file', new Blob([file('0363')]), 'x.csv');
  expect((await visitor.ask(path, { method: 'POST', body: form })).status).toBe(403);
  expect((await visitor.get('/console/contracts')).text).not.toContain(path);
  const body = new FormData();
  body.set('file', new Blob([file('0363')]), 'x.csv');
  const refused = await manager.ask(path, { method: 'POST', body });
  expect(refused.status).toBe(403);
  const kept = await gateway.store.pool.query('select from kept_file');
  expect(kept.rowCount).toBeGreaterThan(0);
});

test('what is loaded is what was seen, to the line', async () => {
  const seen = await choose(manager, file('0363', '50,00', 'B-2'));
  const { pathname } = new URL(seen.url);
  const before = await count();
  const wrong = await manager.send(seen, pathname, { seen: 'x' });
  expect(wrong.location).toContain('changed=yes');
  expect(await count()).toBe(before);
  // A contract that appears meanwhile under the same name.
  await gateway.administrator.file('/v1/contracts/imports', file('0363', '51,00', 'B-2'));
  const late = await manager.follow(manager.send(seen, pathname));
  expect(late.text).toContain('Er is niets vastgelegd: de contracten zijn intussen veranderd');
  expect(late.text).toMatch(/€\s51,00 .*wordt €\s50,00/);
  expect(await count()).toBe(before + 1);
  // That its tariffs were read stands in the log.
  const { rows } = await gateway.store.pool.query(
    `select from (select action, detail from access_log
      union all select action, detail from access_log_fresh) log
    where action = 'read-contracts' and detail like '%contractIds%'`,
  );
  expect(rows.length).toBeGreaterThan(0);
});

test('a file that takes away a gemeente or other days says so', async () => {
  await gateway.party('0384', { name: 'Diemen' });
  await gateway.administrator.send('POST', '/v1/parties/0384/designations', { office });
  await gateway.administrator.file('/v1/contracts/imports', file('0363 0384', '5,00', 'B-3'));
  const seen = await choose(manager, file('0363', '5,00', 'B-3').replace('2150', '2140'));
  expect(seen.text).toMatch(/geldt niet meer voor <[^>]*>Diemen</);
  expect(seen.text).toContain('was vanaf 1 januari 2024 tot en met 31 december 2150');
});

test('a file that is too large, or none, is said at the field', async () => {
  const large = await choose(manager, 'x'.repeat(4 * 2 ** 20 + 100_000));
  expect([large.status, large.text.includes('Het bestand is te groot')]).toEqual([400, true]);
});
