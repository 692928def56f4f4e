import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffKey } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { type Fields, Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let key: string;
let id: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
  id = (await aanbieder.post(jw315({ identificatie: 'VOT24000117' }))).body.id;
  await aanbieder.settled(id);
  key = await staffKey(gateway, 'operator');
});
afterAll(() => gateway?.remove());

/** Searches as somebody who signed in. */
async function search(fields: Fields, visitor = new Visitor(gateway.address)) {
  const page = await visitor.signIn(key, '/console/messages');
  return { visitor, answer: await visitor.send(page, '/console/searches', fields) };
}
const byName = { by: 'identificatie', text: 'vot2400', aanbieder: '' };

test('the address of a search has nothing of it, and is good for who searched alone', async () => {
  const { visitor, answer } = await search(byName);
  expect(answer.status).toBe(303);
  expect(answer.location).toMatch(/\/console\/searches\/[0-9a-f-]{36}$/);
  const page = await visitor.follow(answer);
  expect(page.status).toBe(200);
  expect(page.text).toContain(`/console/messages/${id}?back=`);
  expect(page.text).toContain('value="vot2400"');
  expect(page.headers.get('cache-control')).toBe('no-store');
  // With the same key, in another session.
  const colleague = new Visitor(gateway.address);
  await colleague.signIn(key);
  const theirs = await colleague.get(page.url);
  expect(theirs.status).toBe(404);
  expect(theirs.text).toContain('Deze zoekopdracht is er niet meer.');
  const never = await colleague.get('/console/searches/019b0000-0000-7000-8000-000000000000');
  expect(never.status).toBe(404);
  const plain = (text: string) => text.replaceAll(/value="[^"]*"|href="[^"]*"/g, '');
  expect(plain(never.text)).toBe(plain(theirs.text));
});

test('a number of the gateway is recognised, whatever was chosen', async () => {
  const { answer } = await search({
    by: 'referentie',
    text: ` ${id.toUpperCase()} `,
    aanbieder: '',
  });
  expect(answer.location).toBe(`${gateway.address}/console/messages/${id}`);
  const unknown = '019b0000-0000-7000-8000-000000000000';
  const { visitor, answer: none } = await search({ ...byName, text: unknown });
  expect((await visitor.follow(none)).text).toContain('Er is geen bericht met dit nummer.');
});

test('filters narrow the search down, in its address', async () => {
  const { visitor, answer } = await search(byName);
  const at = answer.location ?? '';
  expect((await visitor.get(`${at}?type=JW315`)).text).toContain(id);
  const none = await visitor.get(`${at}?type=JW301`);
  expect(none.text).not.toContain(id);
  expect(none.text).toContain('Geen bericht past bij deze filters.');
  expect((await visitor.get(`${at}?party=abc`)).text).toContain('aria-invalid="true"');
});

test.each([
  [{ ...byName, text: 'VO' }, 'Vul minstens 4 tekens in.'],
  [{ ...byName, text: '' }, 'Vul in wat u zoekt'],
  [{ ...byName, text: 'x'.repeat(101) }, 'Vul in wat u zoekt'],
  [{ ...byName, by: 'bsn' }, 'Vul in wat u zoekt'],
  [{ ...byName, aanbieder: '12345678' }, 'De AGB-code hoort alleen bij een referentie.'],
  [{ by: 'referentie', text: '<b>&"', aanbieder: '123' }, 'Vul de AGB-code in'],
])('what does not fit is said at its field, and stays: %j', async (fields, said) => {
  const { answer } = await search(fields);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(said);
  expect(answer.text).toContain('role="alert"');
  const typed = fields.text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  expect(answer.text).toContain(`value="${typed.replaceAll('"', '&quot;')}"`);
  expect(answer.text).not.toContain('<b>&');
});

test('no log has what was searched', async () => {
  await search({ by: 'referentie', text: 'GEHEIM-77', aanbieder: '12345678' });
  expect(gateway.logged.join('\n')).not.toMatch(/GEHEIM-77|vot2400/);
});
