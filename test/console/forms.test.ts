import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { addConsoleForm, type ConsoleForm } from '../support/console-form.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { formOf, type Seen, Visitor } from '../support/visitor.ts';

let form: ConsoleForm;
let idp: IdentityProvider;
let gateway: TestGateway;
beforeAll(async () => {
  form = addConsoleForm();
  idp = await startIdentityProvider();
  gateway = await startTestGateway(idp.settings);
  idp.know(gateway.address);
  await gateway.party('0363');
  const roles = ['operator', 'party:0363'];
  for (const who of ['anna', 'bert']) idp.people.set(who, { name: who, ijw_roles: roles });
});
afterAll(async () => {
  form.end();
  await gateway?.remove();
  await idp?.stop();
});
beforeEach(() => {
  form.sent.length = 0;
});

const newVisitor = () => new Visitor(gateway.address);
const staffKey = async () =>
  (await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), 'operator')).key;

async function signedIn(key?: string): Promise<Visitor> {
  const visitor = newVisitor();
  await visitor.signIn(key ?? (await staffKey()));
  return visitor;
}

/** Somebody who signs in at the issuer. */
async function atIssuer(who: string, visitor = newVisitor()): Promise<Visitor> {
  idp.next = who;
  await visitor.follow(visitor.get('/console/sign-in/issuer'));
  return visitor;
}

/** Ends all sessions, as an administrator does. */
async function endAll(): Promise<void> {
  const { items } = (await gateway.administrator.get('/v1/sessions')).body;
  for (const { id } of items) await gateway.administrator.send('DELETE', `/v1/sessions/${id}`);
}

/** Looks at the page with the form, and sends it. */
async function fillIn(visitor: Visitor, reason: string): Promise<Seen> {
  return visitor.send(await visitor.get(form.path), form.path, { reason });
}

test('a form with its token is carried out, and without it or with another it is not', async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  expect((await fillIn(one, 'x')).status).toBe(303);
  expect(form.sent).toHaveLength(1);
  const own = formOf(await one.get(form.path), form.path).fields.token ?? '';
  const foreign = formOf(await two.get(form.path), form.path).fields.token ?? '';
  const [as = '', id = '', proof = ''] = own.split('.');
  const before = formOf(await newVisitor().get('/console/sign-in'), '/console/sign-in').fields
    .token;
  const wrong = [
    ...['', 'x', foreign, before ?? '', proof, `${own}.`, `${own}x`, own.slice(0, -1)],
    ...[`administrator.${id}.${proof}`, `${as}.${foreign.split('.')[1]}.${proof}`, '..'],
  ];
  for (const token of wrong) {
    const seen = await one.post(form.path, { token, reason: 'x' });
    expect([seen.status, seen.text], token).toEqual([403, expect.stringContaining('niet van u')]);
  }
  expect((await one.post(form.path, { reason: 'x' })).status).toBe(403);
  const twice = await one.ask(form.path, {
    ...{ method: 'POST', body: `token=${own}&token=${own}&reason=x` },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  expect(twice.status).toBe(403);
  expect(form.sent).toHaveLength(1);
  expect((await one.post(form.path, { reason: 'x' }, { 'X-Form-Token': own })).status).toBe(303);
});

test.each<[string, Record<string, string>, number]>([
  ['of this site', { 'Sec-Fetch-Site': 'same-origin' }, 303],
  ['of this site, by its origin', { Origin: 'own' }, 303],
  ['of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['of a neighbouring host', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['of nowhere', { 'Sec-Fetch-Site': 'none' }, 403],
  ['with the origin of another site', { Origin: 'https://evil.example' }, 403],
  ['with an origin that is hidden', { Origin: 'null' }, 403],
  ['with both', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }, 403],
])('a form %s', async (_what, given, status) => {
  const visitor = await signedIn();
  const page = await visitor.get(form.path);
  const { fields } = formOf(page, form.path);
  const headers = { ...given, ...(given.Origin === 'own' && { Origin: gateway.address }) };
  const seen = await visitor.post(form.path, { ...fields, reason: 'x' }, headers);
  expect(seen.status).toBe(status);
  expect(form.sent).toHaveLength(status === 303 ? 1 : 0);
  if (status === 403) expect(seen.text).toContain('niet van deze website');
});

test('nobody is signed in as another by a form of another site, or of another browser', async () => {
  const [attacker, victim] = [newVisitor(), newVisitor()];
  const key = await staffKey();
  const page = await attacker.get('/console/sign-in');
  const { fields } = formOf(page, '/console/sign-in');
  for (const token of [fields.token ?? '', '']) {
    const seen = await victim.post('/console/sign-in', { ...fields, token, key });
    expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('cookies')]);
  }
  const seen = await attacker.send(page, '/console/sign-in', { key });
  expect(seen.status).toBe(303);
  expect(victim.jar().has('ijw')).toBe(false);
  const crossed = await newVisitor().post('/console/sign-in', fields, {
    Origin: 'https://evil.example',
  });
  expect(crossed.status).toBe(403);
});

test('a form that was made in another role is not carried out; after switching back it is', async () => {
  const visitor = await atIssuer('anna');
  const page = await visitor.get(form.path);
  const { token = '' } = formOf(page, form.path).fields;
  const away = await visitor.post('/console/role', { token, as: 'party:0363' });
  expect([away.status, away.location]).toEqual([303, `${gateway.address}/console`]);
  const seen = await visitor.send(page, form.path, { reason: 'typed' });
  expect(seen.status).toBe(409);
  expect(seen.text).toMatch(/U werkt nu als: Party 0363 \(0363\)\..*gemaakt als: operator\./s);
  expect(form.sent).toEqual([]);
  // Nor is a switch, with the token of the other role.
  expect((await visitor.post('/console/role', { token, as: 'operator' })).status).toBe(409);
  const kept = await visitor.follow(visitor.send(seen, '/console/role'));
  expect(kept.text).toContain('<dt>reason</dt><dd>typed</dd>');
  expect((await visitor.send(kept, form.path)).status).toBe(303);
  expect(form.sent).toEqual([
    { by: 'operator', fields: expect.objectContaining({ reason: 'typed' }) },
  ]);
  // The first tab is of this role again.
  expect((await visitor.send(page, form.path, { reason: 'again' })).status).toBe(303);
  const own = formOf(await visitor.get(form.path), form.path).fields.token ?? '';
  for (const as of ['administrator', 'party:0344', ''])
    expect((await visitor.post('/console/role', { token: own, as })).status, as).toBe(404);
});

test('what was typed when the session had ended comes back for who signs in with the same key', async () => {
  const key = await staffKey();
  const visitor = await signedIn(key);
  const page = await visitor.get(form.path);
  await endAll();
  const reason = 'Geen <b>ruimte</b> & "meer"\nregel twee';
  const seen = await visitor.send(page, form.path, { reason });
  expect([seen.status, seen.text]).toEqual([401, expect.stringContaining('is bewaard')]);
  expect(seen.text).not.toContain('ruimte');
  const wrong = await visitor.send(seen, '/console/sign-in', { key: 'x' });
  expect(wrong.text).toContain('is bewaard');
  const kept = await visitor.follow(visitor.send(wrong, '/console/sign-in', { key }));
  expect(kept.text).toMatch(/Dit had u ingevuld.*<dt>reason<\/dt>/s);
  expect(kept.text).toContain('Geen &lt;b&gt;ruimte&lt;/b&gt; &amp; ');
  expect((await visitor.send(kept, form.path)).status).toBe(303);
  const fields = { reason, token: expect.any(String), kept: expect.any(String) };
  expect(form.sent).toEqual([{ by: 'operator', fields }]);
});

test('it comes back after the round to the issuer too, in the role in which it was typed', async () => {
  const visitor = await atIssuer('anna');
  const start = await visitor.get(form.path);
  const { token = '' } = formOf(start, form.path).fields;
  await visitor.post('/console/role', { token, as: 'party:0363' });
  const page = await visitor.get(form.path);
  await endAll();
  const seen = await visitor.send(page, form.path, { reason: 'typed' });
  const between = await visitor.send(seen, '/console/sign-in/issuer');
  // A form may not lead to another site: the page does.
  expect([between.status, between.headers.get('refresh')]).toEqual([
    200,
    expect.stringMatching(/^0; url=\/console\/sign-in\/issuer\?/),
  ]);
  const next = between.headers.get('refresh')?.replace('0; url=', '') ?? '';
  const kept = await visitor.follow(visitor.get(next));
  expect(kept.text).toContain('Dit had u ingevuld');
  await visitor.send(kept, form.path);
  expect(form.sent).toEqual([
    { by: 'party:0363', fields: expect.objectContaining({ reason: 'typed' }) },
  ]);
});

test('another person does not get it, whichever way', async () => {
  const visitor = await atIssuer('anna');
  const page = await visitor.get(form.path);
  await endAll();
  const seen = await visitor.send(page, form.path, { reason: 'of anna' });
  const { kept = '' } = formOf(seen, '/console/sign-in').fields;
  const byKey = newVisitor();
  const start = await byKey.get('/console/sign-in');
  const inside = await byKey.send(start, '/console/sign-in', { key: await staffKey(), kept });
  expect(inside.location).toBe(`${gateway.address}/console`);
  const between = await visitor.send(seen, '/console/sign-in/issuer');
  const next = between.headers.get('refresh')?.replace('0; url=', '') ?? '';
  const id = new URL(next, gateway.address).searchParams.get('kept');
  idp.next = 'bert';
  // The provider knows anna by its cookie: bert comes in another browser, with the same address.
  const bert = newVisitor();
  const landed = await bert.follow(bert.get(next));
  expect(landed.url).toBe(`${gateway.address}/console/state`);
  const looked = await bert.get(`/console/kept/${id}`);
  expect([looked.status, looked.text]).toEqual([404, expect.not.stringContaining('of anna')]);
  expect(form.sent).toEqual([]);
});

test('nothing is kept of who sends a form of another site, with a made-up token, or with files', async () => {
  const visitor = await signedIn();
  const page = await visitor.get(form.path);
  const { token = '' } = formOf(page, form.path).fields;
  await endAll();
  const crossed = await visitor.send(page, form.path, { reason: 'x' });
  expect(crossed.text).toContain('name="kept"');
  const evil = { Origin: 'https://evil.example' };
  const refused = await visitor.post(form.path, { token, reason: 'x' }, evil);
  expect([refused.status, refused.text]).toEqual([403, expect.not.stringContaining('name="kept"')]);
  for (const made of ['', 'x', `${token}x`]) {
    const seen = await visitor.post(form.path, { token: made, reason: 'x' });
    expect([seen.status, seen.text]).toEqual([401, expect.stringContaining('is niet bewaard')]);
    expect(seen.text).not.toContain('name="kept"');
  }
  const files = new FormData();
  files.set('token', token);
  files.set('file', new Blob(['<x/>']), 'message.xml');
  const seen = await visitor.ask(form.path, { method: 'POST', body: files });
  expect([seen.status, seen.text]).toEqual([401, expect.stringContaining('bestanden')]);
});

test('it is kept up to 256 KB, and a browser is told when it is more', async () => {
  const key = await staffKey();
  const visitor = await signedIn(key);
  const page = await visitor.get(form.path);
  await endAll();
  const most = 'é'.repeat((256 * 1024 - 20) / 2);
  const seen = await visitor.send(page, form.path, { reason: most });
  expect(seen.text).toContain('is bewaard');
  const kept = await visitor.follow(visitor.send(seen, '/console/sign-in', { key }));
  await visitor.send(kept, form.path);
  expect(form.sent).toEqual([
    { by: 'operator', fields: expect.objectContaining({ reason: most }) },
  ]);
  const again = await visitor.get(form.path);
  await endAll();
  for (const size of [257 * 1024, 900 * 1024, 3 * 1024 * 1024]) {
    const large = await visitor.send(again, form.path, { reason: 'x'.repeat(size) });
    expect([large.status, large.text], String(size)).toEqual([
      401,
      expect.stringContaining('te groot'),
    ]);
  }
});

test('a script is told where the page has to go, with what was typed', async () => {
  const key = await staffKey();
  const visitor = await signedIn(key);
  const { fields } = formOf(await visitor.get(form.path), form.path);
  await endAll();
  const seen = await visitor.post(
    form.path,
    { ...fields, reason: 'typed' },
    { 'HX-Request': 'true', 'HX-Current-URL': `${gateway.address}${form.path}` },
  );
  expect(seen.status).toBe(401);
  const at = seen.headers.get('hx-redirect') ?? '';
  expect(at).toMatch(
    /^\/console\/sign-in\?to=%2Fconsole%2Ftry&why=administrator&kept=[0-9a-f-]{36}$/,
  );
  const page = await visitor.get(at);
  expect(page.text).toContain('is bewaard');
  const kept = await visitor.follow(visitor.send(page, '/console/sign-in', { key }));
  expect(kept.text).toContain('Dit had u ingevuld');
});

test('who signed in anew in another tab is offered what an old tab sends', async () => {
  const key = await staffKey();
  const visitor = await signedIn(key);
  const page = await visitor.get(form.path);
  await visitor.post('/console/sign-out', formOf(page, form.path).fields);
  await visitor.signIn(key);
  const seen = await visitor.follow(visitor.send(page, form.path, { reason: 'typed' }));
  expect(seen.text).toContain('Dit had u ingevuld');
  expect(form.sent).toEqual([]);
  await visitor.send(seen, form.path);
  expect(form.sent).toHaveLength(1);
  // In the browser that somebody else has taken over it is refused.
  await visitor.post('/console/sign-out', formOf(await visitor.get(form.path), form.path).fields);
  await visitor.signIn(await staffKey());
  expect((await visitor.send(page, form.path, { reason: 'typed' })).status).toBe(403);
});

test('who signs out is out everywhere, and a look changes nothing', async () => {
  const visitor = await signedIn();
  const cookie = visitor.jar().get('ijw') ?? '';
  expect((await visitor.get('/console/sign-out')).status).toBe(404);
  expect((await visitor.get('/console/role?as=operator')).status).toBe(404);
  expect((await visitor.get(form.path)).status).toBe(200);
  const { fields } = formOf(await visitor.get(form.path), form.path);
  const out = await visitor.follow(visitor.post('/console/sign-out', fields));
  expect(out.text).toContain('U bent hier uitgelogd.');
  expect(visitor.jar().has('ijw')).toBe(false);
  visitor.jar().set('ijw', cookie);
  expect((await visitor.get('/console')).location).toContain('why=signed-out');
  expect((await visitor.post('/console/sign-out', fields)).location).toBe(
    `${gateway.address}/console/signed-out`,
  );
});
