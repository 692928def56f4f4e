import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { formOf, type Seen, Visitor } from '../support/visitor.ts';

let idp: IdentityProvider;
let gateway: TestGateway;
beforeAll(async () => {
  idp = await startIdentityProvider();
  gateway = await startTestGateway(idp.settings);
  idp.know(gateway.address);
  await gateway.party('0363', { name: 'Amsterdam' });
  await gateway.party('00000001234567890000', { kind: 'regional-office' });
  const ijw_roles = [
    'x',
    'party:0363',
    'operator',
    'operator',
    'party:9999',
    'contract-manager:0363',
  ];
  idp.people.set('anna', { name: 'Anna de Vries', ijw_roles });
  idp.people.set('bert', { name: 'Bert', ijw_roles: ['contract-manager:00000001234567890000'] });
  idp.people.set('carla', { name: 'Carla', ijw_roles: ['king'] });
});
afterAll(async () => {
  await gateway?.remove();
  await idp?.stop();
});
beforeEach(() => {
  idp.next = 'anna';
});

const start = '/console/sign-in/issuer';
const newVisitor = () => new Visitor(gateway.address);

/** Goes to the issuer and back, up to the address with the code. */
async function upToReturn(visitor: Visitor): Promise<Seen> {
  let seen = await visitor.get(start);
  while (!seen.location?.startsWith(`${gateway.address}/`))
    seen = await visitor.get(seen.location ?? '');
  return seen;
}

test('somebody signs in at the issuer, by the link of the page, and goes where it wanted', async () => {
  const visitor = newVisitor();
  const page = await visitor.get('/console/sign-in?to=/console/session%3Flang%3Dnl');
  const href =
    /<a class="strong" href="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const away = await visitor.get(href);
  const asked = new URL(away.location ?? '').searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    ...{ response_type: 'code', scope: 'openid profile', code_challenge_method: 'S256' },
    redirect_uri: `${gateway.address}/console/sign-in/return`,
    ...{ state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/) },
  });
  const inside = await visitor.follow(away);
  expect([inside.url, inside.status]).toEqual([`${gateway.address}/console/session?lang=nl`, 200]);
  expect(inside.text).toContain('Anna de Vries');
  expect(visitor.jar().has('ijw-sign-in')).toBe(false);
  const [session] = (await gateway.administrator.get('/v1/sessions')).body.items;
  expect(session).toMatchObject({ by: 'issuer', role: 'party', party: '0363' });
  expect(session.who).toMatch(/^person:[\w-]{22}$/);
});

test('nothing that names a person is in the database or the log', async () => {
  await newVisitor().follow(newVisitor().get(start));
  const { pool } = gateway.store;
  for (const table of ['session', 'kept_form', 'access_log', 'access_log_fresh']) {
    const { rows } = await pool.query(`select to_jsonb(one)::text as text from ${table} one`);
    expect(JSON.stringify(rows), table).not.toMatch(/anna|vries|127\.0\.0\.1:\d/i);
  }
  const lines = gateway.logged.join('');
  expect(lines).not.toMatch(/anna|vries|"king"|code=/i);
  expect(lines).toMatch(/"unknown":1/);
});

test('a role that is there no more, and nobody who gave one: each is told', async () => {
  idp.next = 'carla';
  const visitor = newVisitor();
  const seen = await visitor.follow(visitor.get(start));
  expect([seen.status, seen.text]).toEqual([
    403,
    expect.stringContaining('u hebt hier nog geen rol'),
  ]);
  expect(visitor.jar().has('ijw')).toBe(false);
  // With another account it goes on.
  idp.next = 'bert';
  const other = /href="([^"]*other=yes)"/.exec(seen.text)?.[1] ?? '';
  const away = await visitor.get(other);
  expect(new URL(away.location ?? '').searchParams.get('prompt')).toBe('login');
  // The provider lets the other account go by a form, which a browser sends by itself.
  const between = await visitor.follow(away);
  const left = await visitor.follow(visitor.send(between, '/session/end/confirm'));
  expect(left.text).toContain('Bert');
});

test('who breaks it off reads that, and can begin again', async () => {
  idp.next = undefined;
  const visitor = newVisitor();
  const seen = await visitor.follow(visitor.get(start));
  expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('afgebroken')]);
  expect(visitor.jar().has('ijw-sign-in')).toBe(false);
  idp.next = 'anna';
  expect((await visitor.follow(visitor.get(start))).text).toContain('Anna');
});

test('a code that is used again, or a code of another, lets nobody in', async () => {
  const visitor = newVisitor();
  const { location } = await upToReturn(visitor);
  const cookie = visitor.jar().get('ijw-sign-in') ?? '';
  await visitor.follow(visitor.get(location ?? ''));
  visitor.jar().clear();
  visitor.jar().set('ijw-sign-in', cookie);
  const again = await visitor.get(location ?? '');
  expect([again.status, again.text]).toEqual([400, expect.stringContaining('al gebruikt')]);
  expect(visitor.jar().has('ijw')).toBe(false);

  const [attacker, victim] = [newVisitor(), newVisitor()];
  const stolen = new URL((await upToReturn(attacker)).location ?? '');
  const own = new URL((await upToReturn(victim)).location ?? '');
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
  // The code belongs to another challenge.
  expect((await victim.get(own.href)).status).toBe(400);
  expect(victim.jar().has('ijw')).toBe(false);
});

test('a state of another browser, of another tab, or none is told, and nobody is signed in', async () => {
  const [attacker, victim] = [newVisitor(), newVisitor()];
  const foreign = (await upToReturn(attacker)).location ?? '';
  const back = `${gateway.address}/console/sign-in/return`;
  for (const at of [
    foreign,
    back,
    `${back}?code=x`,
    `${back}?code=x&state=y&state=z`,
    `${back}?error=x`,
  ]) {
    const seen = await victim.get(at);
    expect([seen.status, seen.text], at).toEqual([
      400,
      expect.stringContaining('begon niet in deze browser'),
    ]);
  }
  const first = (await upToReturn(victim)).location ?? '';
  const second = (await upToReturn(victim)).location ?? '';
  expect((await victim.get(first)).text).toContain('ander tabblad');
  expect((await victim.follow(victim.get(second))).text).toContain('Anna');
  // Who is in already reads that in the other tab.
  expect((await victim.get(first)).text).toContain('U bent al ingelogd.');
  expect((await victim.get(`${back}?state=`)).status).toBe(400);
});

test('a sign-in that took longer than ten minutes is over', async () => {
  const visitor = newVisitor();
  const { location } = await upToReturn(visitor);
  const { people } = gateway.keys;
  const text = people.unseal('sign-in', visitor.jar().get('ijw-sign-in') ?? '') ?? '';
  const old = JSON.stringify({ ...JSON.parse(text), at: Date.now() - 601_000 });
  visitor.jar().set('ijw-sign-in', people.seal('sign-in', old));
  const seen = await visitor.get(location ?? '');
  expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('tien minuten')]);
});

test('a response of another issuer is not taken (RFC 9207)', async () => {
  const visitor = newVisitor();
  const returned = new URL((await upToReturn(visitor)).location ?? '');
  expect(returned.searchParams.get('iss')).toBe(idp.url);
  returned.searchParams.set('iss', 'https://evil.example');
  expect((await visitor.get(returned.href)).status).toBe(502);
  expect(visitor.jar().has('ijw')).toBe(false);
});

test('signing out ends the session at the issuer too', async () => {
  const visitor = newVisitor();
  await visitor.follow(visitor.get(start));
  // A page with the token of this session: that of a switch.
  const denied = await visitor.post('/console/role', {});
  expect(denied.status).toBe(403);
  const token = await tokenOf(visitor);
  const out = await visitor.post('/console/sign-out', { token });
  expect(out.status).toBe(200);
  const at = new URL(out.headers.get('refresh')?.replace('0; url=', '') ?? '');
  expect(at.origin).toBe(idp.url);
  expect(Object.fromEntries(at.searchParams)).toEqual({
    client_id: 'gateway',
    post_logout_redirect_uri: `${gateway.address}/console/signed-out`,
  });
  const asked = await visitor.get(at.href);
  const form = formOf(asked, '/session/end/confirm');
  const confirmed = await visitor.post(form.action, { ...form.fields, logout: 'yes' });
  const end = await visitor.follow(confirmed);
  expect([end.url, end.text]).toEqual([
    `${gateway.address}/console/signed-out`,
    expect.stringContaining('U bent hier uitgelogd.'),
  ]);
  // The issuer asks anew who it is.
  idp.next = 'bert';
  expect((await visitor.follow(visitor.get(start))).text).toContain('Bert');
});

/** The token of forms of somebody who has signed in, as the gateway makes it. */
async function tokenOf(visitor: Visitor): Promise<string> {
  const { people } = gateway.keys;
  const { id } = JSON.parse(people.unseal('session', visitor.jar().get('ijw') ?? '') ?? '{}');
  const { rows } = await gateway.store.pool.query<{ signIn: string; as: string }>(
    `select sign_in_id as "signIn", concat_ws(':', role, party_code) as as from session where id = $1`,
    [id],
  );
  const { signIn = '', as = '' } = rows[0] ?? {};
  return `${as}.${signIn}.${people.formProof('session', signIn, as).toString('base64url')}`;
}

test('a role that was taken away works no more, and others can be chosen', async () => {
  idp.people.set('dora', { name: 'Dora', ijw_roles: ['party:0344', 'operator'] });
  idp.next = 'dora';
  await gateway.party('0344');
  const visitor = newVisitor();
  await visitor.follow(visitor.get(start));
  await gateway.administrator.send('PATCH', '/v1/parties/0344', { until: '2020-01-01' });
  expect((await visitor.get('/console')).location).toContain('why=party-ended');
  await visitor.follow(visitor.get(start));
  const [session] = (await gateway.administrator.get('/v1/sessions')).body.items;
  expect(session).toMatchObject({ role: 'operator', party: null });
});

test('with keys switched off there is no form for them', async () => {
  const own = await startTestGateway({ ...idp.settings, CONSOLE_API_KEYS: 'off' });
  try {
    const visitor = new Visitor(own.address);
    expect((await visitor.get('/console/sign-in')).text).not.toContain('name="key"');
    expect((await visitor.post('/console/sign-in', { key: 'x' })).status).toBe(404);
  } finally {
    await own.remove();
  }
});

test('the issuer is told an address of the settings, whatever a request says', async () => {
  const own = await startTestGateway({
    ...idp.settings,
    PUBLIC_URL: 'https://gateway.example/ijw',
  });
  try {
    const visitor = new Visitor(own.address);
    const away = await visitor.get(start, { 'X-Forwarded-Host': 'evil.example' });
    expect(new URL(away.location ?? '').searchParams.get('redirect_uri')).toBe(
      'https://gateway.example/ijw/console/sign-in/return',
    );
  } finally {
    await own.remove();
  }
  // Without one the person is sent to the address where the gateway listens first.
  const { port } = new URL(gateway.address);
  const seen = await new Visitor(`http://localhost:${port}`).get(start);
  expect(seen.location).toBe(`${gateway.address}${start}`);
});
