import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartyKey, createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { addConsoleForm, type ConsoleForm } from '../support/console-form.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { formOf, type Seen, Visitor } from '../support/visitor.ts';

/*
 * With the forms of the console itself: what somebody sees of what was typed before it is sent, and when it cannot be sent.
 */

let form: ConsoleForm;
let idp: IdentityProvider;
let gateway: TestGateway;
beforeAll(async () => {
  form = addConsoleForm();
  idp = await startIdentityProvider();
  gateway = await startTestGateway(idp.settings);
  idp.know(gateway.address);
  idp.people.set('anna', { name: 'Anna', ijw_roles: ['administrator', 'auditor'] });
  idp.next = 'anna';
});
afterAll(async () => {
  form.end();
  await gateway?.remove();
  await idp?.stop();
});

const newVisitor = () => new Visitor(gateway.address);
const staffKey = async (role: 'operator' | 'administrator') =>
  (await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role)).key;

/** Ends all sessions, as an administrator does. */
async function endAll(): Promise<void> {
  const { items } = (await gateway.administrator.get('/v1/sessions')).body;
  for (const { id } of items) await gateway.administrator.send('DELETE', `/v1/sessions/${id}`);
}

/** The names of all parties. */
async function names(): Promise<string[]> {
  const { items } = (await gateway.administrator.get('/v1/parties')).body;
  return items.map(({ name }: { name: string }) => name);
}

/** What a page lists: each label with its value. */
function listed({ text }: Seen): string[][] {
  const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'));
  return [...main.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, dt = '', dd = '']) => [
    dt,
    dd.replace(/<[^>]*>/g, ''),
  ]);
}

const path = '/console/parties';
const typed = { kind: 'gemeente', code: '0363', name: 'Amsterdam & "meer"' };
// A visitor without a screen sends its choice last.
const shown = [
  ['Code', '0363'],
  ['Naam', 'Amsterdam &amp; &quot;meer&quot;'],
  ['Wat voor partij is het?', 'gemeente'],
];

test('who signs in again sees what was typed, field by field, what sending does, and sends it once', async () => {
  const key = await staffKey('administrator');
  const visitor = newVisitor();
  await visitor.signIn(key);
  const page = await visitor.get('/console/parties/new');
  await endAll();
  const away = await visitor.send(page, path, typed);
  expect(away.status).toBe(401);
  // The link would lose what was typed.
  expect(away.text).not.toContain('class="language"');
  const kept = await visitor.follow(visitor.send(away, '/console/sign-in', { key }));
  expect(listed(kept)).toEqual(shown);
  expect(kept.text).toContain('wordt deze partij toegevoegd');
  expect(kept.text).toContain('<a href="/console/parties/new">Naar de pagina');
  expect(kept.text).toContain('class="language"');
  expect(kept.url).not.toMatch(/0363|Amsterdam/);
  const inEnglish = await visitor.get(`${kept.url}?lang=en`);
  expect(listed(inEnglish).map(([label]) => label)).toEqual([
    'Code',
    'Name',
    'What kind of party is it?',
  ]);
  expect((await visitor.send(kept, path)).status).toBe(200);
  expect(await names()).toContain(typed.name);
  const back = await visitor.get(`${kept.url}?lang=nl`);
  expect([back.status, back.text]).toEqual([404, expect.stringContaining('al verstuurd')]);
});

test('what was refused stays, to be sent again; and of another person nothing is deleted', async () => {
  const key = await staffKey('administrator');
  const visitor = newVisitor();
  await visitor.signIn(key);
  const page = await visitor.get('/console/parties/new');
  await endAll();
  const away = await visitor.send(page, path, { ...typed, code: '12', name: '' });
  const kept = await visitor.follow(visitor.send(away, '/console/sign-in', { key }));
  expect(listed(kept)).toContainEqual(['Naam', 'niet ingevuld']);
  expect((await visitor.send(kept, path)).status).toBe(400);
  expect((await visitor.get(kept.url)).status).toBe(200);
  const other = newVisitor();
  await other.signIn(await staffKey('operator'));
  const { fields } = formOf(await other.get(form.path), form.path);
  const id = kept.url.split('/').at(-1) ?? '';
  expect((await other.post(form.path, { ...fields, kept: id })).status).toBe(303);
  expect((await visitor.get(kept.url)).status).toBe(200);
});

test('what may be secret is not shown, and fields that nobody typed are not either', async () => {
  const key = await staffKey('operator');
  const visitor = newVisitor();
  await visitor.signIn(key);
  const page = await visitor.get(form.path);
  await endAll();
  const fields = {
    reason: 'een\ntwee',
    once: 'o',
    to: 't',
    'api-key': 'geheim1',
    Secret: 'geheim2',
  };
  const away = await visitor.send(page, form.path, fields);
  const kept = await visitor.follow(visitor.send(away, '/console/sign-in', { key }));
  const dots = '••••••••';
  expect(listed(kept)).toEqual([
    ['reason', 'een\ntwee'],
    ['api-key', dots],
    ['Secret', dots],
  ]);
  form.sent.length = 0;
  await visitor.send(kept, form.path);
  expect(form.sent).toEqual([{ by: 'operator', fields: expect.objectContaining(fields) }]);
});

test('a form of a page that the present role may not have is kept too, until its person switches back', async () => {
  const visitor = newVisitor();
  await visitor.follow(visitor.get('/console/sign-in/issuer'));
  const page = await visitor.get('/console/parties/new');
  const { token = '' } = formOf(page, path).fields;
  await visitor.post('/console/role', { token, as: 'auditor' });
  const wish = { ...typed, code: '0344', name: 'Utrecht' };
  const seen = await visitor.send(page, path, wish);
  expect(seen.status).toBe(409);
  expect(seen.text).toMatch(/U werkt nu als: auditor\..*gemaakt als: beheerder\./s);
  // Without a token of the gateway it is only a page for others, and from another site it is not read.
  expect((await visitor.post(path, { ...wish, token: `${token}x` })).text).toContain('niet voor u');
  const crossed = await visitor.post(path, { ...wish, token }, { Origin: 'https://evil.example' });
  expect([crossed.status, crossed.text]).toEqual([403, expect.not.stringContaining('name="kept"')]);
  const kept = await visitor.follow(visitor.send(seen, '/console/role'));
  expect(listed(kept)).toContainEqual(['Naam', 'Utrecht']);
  expect((await visitor.send(kept, path)).status).toBe(200);
  expect(await names()).toContain('Utrecht');
});

test('nobody is promised that what was typed can be sent with a key that was revoked', async () => {
  const { db } = gateway.store;
  await gateway.party('0345');
  const { key } = await createPartyKey(db, gateway.keys.rows, localCall('test'), '0345');
  const visitor = newVisitor();
  await visitor.signIn(key);
  const page = await visitor.get(form.path);
  const { items } = (await gateway.administrator.get('/v1/parties/0345/api-keys')).body;
  for (const { id } of items)
    await gateway.administrator.send('DELETE', `/v1/parties/0345/api-keys/${id}`);
  await expect.poll(async () => (await visitor.get(form.path)).status).toBe(303);
  const seen = await visitor.send(page, form.path, { reason: 'x' });
  expect([seen.status, seen.text]).toEqual([
    401,
    expect.stringContaining('kan niet worden bewaard'),
  ]);
  expect(seen.text).not.toMatch(/name="kept"|is bewaard/);
});

test('who signs out is out, also by a form of an earlier sign-in or of another role', async () => {
  const visitor = newVisitor();
  await visitor.follow(visitor.get('/console/sign-in/issuer'));
  const { fields } = formOf(await visitor.get('/console/parties/new'), '/console/sign-out');
  const { token = '' } = fields;
  await visitor.post('/console/role', { token, as: 'auditor' });
  const ofRole = await visitor.follow(visitor.post('/console/sign-out', { token: `${token}x` }));
  expect(ofRole.status).toBe(403);
  expect((await visitor.post('/console/sign-out', fields)).status).toBeLessThan(400);
  expect((await visitor.get('/console/session')).status).toBe(303);
  await visitor.signIn(await staffKey('operator'));
  const out = await visitor.follow(visitor.post('/console/sign-out', fields));
  expect(out.text).toContain('U bent hier uitgelogd.');
  expect((await visitor.get('/console/session')).status).toBe(303);
});
