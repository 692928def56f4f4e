import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf, staffKey } from '../support/console.ts';
import { requestOfItsOwn, sendMessages } from '../support/console-world.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

const office = '00000001234567890000';

let gateway: TestGateway;
let gemeente: Caller;
let aanbieder: Caller;
let manager: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  manager = await gateway.party(office, { name: 'Regionaal team', kind: 'regional-office' });
});
afterAll(() => gateway?.remove());

/** A page as who has this key sees it. */
async function seen(key: string, path: string): Promise<string> {
  return (await new Visitor(gateway.address).signIn(key, path)).text;
}

test('a mailbox says whether it is empty because all was fetched, or because nothing ever came', async () => {
  expect(await seen(keyOf(gemeente), '/console/mailbox')).toContain(
    'Er is nog nooit een bericht voor u binnengekomen.',
  );
  const ids = await sendMessages(aanbieder, 1);
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids });
  const text = await seen(keyOf(gemeente), '/console/mailbox');
  expect(text).toContain('is opgehaald en bevestigd');
  expect(text).not.toContain('nog nooit');
});

test('contracts that begin later or are over say so; without any it says what must be done first', async () => {
  const empty = await seen(keyOf(manager), '/console/contracts');
  expect(empty).toContain('Geen contracten.');
  expect(empty).not.toContain('npx');
  await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
  const rows = [
    'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid',
    'NOW;12345678;0363;2024-01-01;2150-12-31;45;B04P;95,50;01',
    'LATER;12345678;0363;2150-01-01;;46;B05P;95,50;01',
    'OVER;12345678;0363;2020-01-01;2020-12-31;45;B04P;95,50;01',
  ];
  const loaded = await gateway.administrator.file('/v1/contracts/imports', rows.join('\r\n'));
  expect(loaded.status, JSON.stringify(loaded.body)).toBeLessThan(300);
  const text = await seen(keyOf(manager), '/console/contracts');
  const row = (number: string) => text.split('<tr').find((one) => one.includes(`>${number}<`));
  expect(row('LATER')).toContain('<strong>(geldt nog niet)</strong>');
  expect(row('OVER')).toContain('<strong>(voorbij)</strong>');
  expect(row('NOW')).not.toContain('<strong>');
});

test('who ends other sessions reads how many were ended', async () => {
  const key = await staffKey(gateway, 'operator');
  const [here, there, elsewhere] = [1, 2, 3].map(() => new Visitor(gateway.address));
  for (const one of [there, elsewhere]) await one?.signIn(key);
  const page = await here?.signIn(key, '/console/session');
  if (!here || !page) throw new Error('nobody is there');
  const after = await here.follow(here.send(page, '/console/session/others'));
  expect(after.text).toContain('2 andere sessies zijn beëindigd.');
  expect((await there?.get('/console/session'))?.status).toBe(303);
  expect((await here.get('/console/session')).text).not.toContain('zijn beëindigd.');
});

test('the bottom of a page offers help and mail only where they lead somewhere', async () => {
  const nobody = (await new Visitor(gateway.address).get('/console/sign-in')).text;
  expect(nobody).not.toMatch(/mailto:|\/console\/help/);
  expect(nobody).toContain('<a href="/docs">');
  const text = await seen(await staffKey(gateway, 'auditor'), '/console/help');
  expect(text).toMatch(/<footer.*<a href="\/console\/help">/s);
  for (const path of ['/', '/docs']) {
    const page = await fetch(gateway.address + path, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('<a href="/console">');
  }
});

test('messages in mailboxes are counted for who has to fetch them, and refused ones are no work', async () => {
  await aanbieder.post('<no message/>');
  await aanbieder.post(requestOfItsOwn());
  const key = await staffKey(gateway, 'operator');
  await expect
    .poll(async () => {
      const text = await seen(key, '/console/state');
      const table = text.split('<table').find((one) => one.includes('per ontvanger')) ?? '';
      return [...table.matchAll(/scope="row"[^>]*>([^<]*)/g)].map(([, name]) => name);
    })
    .toContain('Amsterdam');
  expect(await seen(key, '/console/state')).not.toContain('?status=refused');
});
