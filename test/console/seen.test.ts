import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffKey } from '../support/console.ts';
import { sendMessages } from '../support/console-world.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let auditor: Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { name: 'Amsterdam', retourBy: 'gateway' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  auditor = new Visitor(gateway.address);
  await auditor.signIn(await staffKey(gateway, 'auditor'));
});
afterAll(() => gateway?.remove());

/** The BSN of the child of a message that is sent. */
async function childrenSeen(): Promise<string[]> {
  const ids = await sendMessages(aanbieder, 1);
  const texts = await Promise.all(
    ids.map(async (id) =>
      (
        await fetch(`${gateway.address}/v1/messages/${id}/content`, {
          headers: { ...aanbieder.authorization },
        })
      ).text(),
    ),
  );
  return texts.map((xml) => /<Bsn>(\d{9})/.exec(xml)?.[1] ?? '');
}

/** The addresses of links on a page that stay on it. */
const linksOf = (text: string) =>
  [...text.matchAll(/href="(\?[^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));

const search = async (bsn: string) =>
  auditor.send(await auditor.get('/console/seen'), '/console/seen/searches', { bsn });

test('who saw a child is found by its BSN, which stands in no address', async () => {
  const [id = ''] = await sendMessages(aanbieder, 1);
  const read = await fetch(`${gateway.address}/v1/messages/${id}/content`, {
    headers: { ...aanbieder.authorization },
  });
  const xml = await read.text();
  const bsn = /<Bsn>(\d{9})/.exec(xml)?.[1] ?? '';
  const sent = await search(bsn);
  expect(sent.status).toBe(303);
  expect(sent.location).not.toContain(bsn);
  const seen = await auditor.follow(sent);
  expect(seen.text).toContain('Wie dit kind zag');
  expect(seen.text).not.toContain(bsn);
  // By person and day: De Dijk sent it and read it.
  expect(seen.text).toMatch(/De Dijk.*class="numeric">2</s);
  const [mine = ''] = linksOf(seen.text).filter((link) => link.includes('who='));
  const links = linksOf(seen.text).filter((link) => link.includes('who='));
  expect(links.length).toBe(new Set(links).size);
  const rows = await Promise.all(links.map((link) => auditor.get(`/console/seen${link}`)));
  expect(rows.map(({ text }) => text.includes(id))).toContain(true);
  expect(rows.map(({ text }) => text.includes(id))).toContain(false);
  for (const { text } of rows) expect(text).toContain('de regels van één persoon');
  const all = await auditor.get(
    `/console/seen${linksOf(seen.text).find((link) => link.includes('rows=yes') && !link.includes('who='))}`,
  );
  expect(all.text).toContain(id);
  // Of another person, or of none, there are no rows.
  const nobody = await auditor.get(
    `/console/seen${mine.replace(/who=[^&]+/, 'who=AAAAAAAAAAAAAAAAAAAAAA')}`,
  );
  expect(nobody.text).not.toContain(id);
  // The filters keep the search; a day before all of this leaves nothing.
  const hidden = /name="search" value="([^"]+)"/.exec(seen.text)?.[1] ?? '';
  const none = await auditor.get(`/console/seen?search=${hidden}&until=2020-01-01`);
  expect(none.text).toContain('Geen regels bij dit filter');
  // Somebody else learns nothing by the address.
  const other = new Visitor(gateway.address);
  await other.signIn(await staffKey(gateway, 'auditor'));
  const theirs = await other.get(`/console/seen?search=${hidden}`);
  expect(theirs.text).toContain('Deze zoekopdracht is voorbij');
  expect(theirs.text).not.toContain(id);
});

test('a child that nobody knows, and a number that is no BSN', async () => {
  const nobody = await auditor.follow(search('999990019'));
  expect(nobody.text).toContain('kent de gateway geen kind');
  // The length of the address does not say so to who only sees that.
  const [somebody] = await childrenSeen();
  const addresses = [await search('999990019'), await search(somebody ?? '')];
  expect(new Set(addresses.map(({ location }) => location?.length)).size).toBe(1);
  const wrong = await search('123');
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('href="#bsn"');
  expect(wrong.text).toContain('value="123"');
});

test('that somebody searched stands in the log', async () => {
  const count = async () => {
    const { rows } = await gateway.store.pool.query(`select from (
      select action from access_log union all select action from access_log_fresh) log
      where action = 'read-log'`);
    return rows.length;
  };
  const before = await count();
  const sent = await search('999990019');
  expect(sent.location).toContain('search=');
  expect(await count()).toBe(before + 1);
});

test('a page by person and day is one row of the log, however much it reads', async () => {
  const [somebody = ''] = await childrenSeen();
  const seen = await auditor.follow(search(somebody));
  const count = async () => {
    const { rows } = await gateway.store.pool.query(`select from (
      select action from access_log union all select action from access_log_fresh) log
      where action = 'read-log'`);
    return rows.length;
  };
  const before = await count();
  await auditor.get(seen.url);
  expect(await count()).toBe(before + 1);
  const link = linksOf(seen.text).find((one) => one.includes('who='));
  await auditor.get(`/console/seen${link}`);
  expect(await count()).toBe(before + 2);
});
