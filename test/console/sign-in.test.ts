import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startGateway } from '../../src/app/gateway.ts';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import {
  type Caller,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../support/gateway.ts';
import { startIssuer } from '../support/issuer.ts';
import { type Seen, Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startTestGateway(issuer.settings);
});
afterAll(async () => {
  await gateway?.remove();
  await issuer.stop();
});

const staffKey = (role: 'operator' | 'auditor' | 'administrator') =>
  createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role, {
    name: 'De <b>wacht',
  });
const keyOf = (caller: Caller) => (caller.authorization.Authorization ?? '').replace('Bearer ', '');
const newVisitor = () => new Visitor(gateway.address);
/** Without what differs from page to page. */
const alike = ({ status, text }: Seen) => [status, text.replace(/name="token" value="[^"]*"/g, '')];

test('somebody signs in with a key, goes where it wanted, and out again', async () => {
  const { id, key } = await staffKey('operator');
  const visitor = newVisitor();
  const first = await visitor.get('/console?lang=en');
  expect([first.status, first.location]).toEqual([
    303,
    `${gateway.address}/console/sign-in?to=%2Fconsole%3Flang%3Den`,
  ]);
  const page = await visitor.get('/console/sign-in?to=/console/session%3Flang%3Den');
  expect(page.text).toContain('<h1>Sign in</h1>');
  const sent = await visitor.send(page, '/console/sign-in', { key: ` ${key} ` });
  expect([sent.status, sent.location]).toEqual([303, `${gateway.address}/console/session?lang=en`]);
  const inside = await visitor.follow(sent);
  expect([inside.status, inside.text]).toEqual([200, expect.stringContaining('De &lt;b&gt;wacht')]);
  expect((await visitor.get('/console/sign-in?to=/console/session%3Flang%3Den')).location).toBe(
    sent.location,
  );
  const { body } = await gateway.administrator.get('/v1/sessions');
  expect(body.items[0]).toMatchObject({ role: 'operator', by: 'key' });
  const { rows } = await gateway.store.pool.query(
    'select count(*)::int as count from session where api_key_id = $1 and ended_at is null',
    [id],
  );
  expect(rows).toEqual([{ count: 1 }]);
});

test('every page says that it is not kept, not framed and loads nothing from elsewhere', async () => {
  const { key } = await staffKey('operator');
  const visitor = newVisitor();
  const pages = [await visitor.get('/console/sign-in'), await visitor.signIn(key)];
  pages.push(await visitor.get('/console/nothing'), await visitor.get('/console/signed-out'));
  pages.push(await visitor.get('/console/kept/0197f3a0-0000-8000-8000-000000000001'));
  for (const { headers, text, url } of pages) {
    expect(headers.get('cache-control'), url).toBe('no-store');
    expect(headers.get('content-security-policy'), url).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy'), url).toContain("form-action 'self'");
    expect(headers.get('content-security-policy'), url).not.toContain('unsafe');
    expect(headers.get('x-frame-options'), url).toBe('DENY');
    expect(headers.get('referrer-policy'), url).toBe('same-origin');
    expect(text, url).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+="/);
  }
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 404, 200, 404]);
});

test('the cookie of a session is for the browser alone, and a host or path of its own by https', async () => {
  const { key } = await staffKey('operator');
  const setBy = async (address: string) => {
    const visitor = new Visitor(address);
    const page = await visitor.get('/console/sign-in');
    const { headers } = await visitor.send(page, '/console/sign-in', { key });
    return headers.getSetCookie().find((one) => /^(__\w+-)?ijw=/.test(one));
  };
  const plain = /^ijw=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/;
  expect(await setBy(gateway.address)).toMatch(plain);
});

test.each([
  ['https://gateway.example', '', '__Host-ijw', '/'],
  ['https://gateway.example/ijw', '/ijw', '__Secure-ijw', '/ijw'],
  ['https://gateway.example/one/two/', '/one/two', '__Secure-ijw', '/one/two'],
])('by %s the cookie is of that host and path', async (url, prefix, name, path) => {
  const secure = await startTestGateway({ PUBLIC_URL: url });
  try {
    const made = await createStaffKey(
      ...([secure.store.db, secure.keys.rows, localCall('test'), 'operator'] as const),
    );
    const visitor = new Visitor(secure.address);
    const page = await visitor.get('/console/sign-in');
    // As callers reach it: below the path of the proxy.
    expect(page.text).toContain(`action="${prefix}/console/sign-in"`);
    const token = /name="token" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const sent = await visitor.post('/console/sign-in', { key: made.key, token });
    const set = sent.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
    expect(set?.replace(/=[\w-]+;/, '=;')).toBe(
      `${name}=; Path=${path}; HttpOnly; Secure; SameSite=Lax`,
    );
    expect(sent.headers.get('location')).toBe(`${prefix}/console`);
    expect((await visitor.get('/console/session')).status).toBe(200);
    // A cookie with the name that any neighbour can set is none.
    const other = new Visitor(secure.address);
    other.jar().set('ijw', visitor.jar().get(name) ?? '');
    expect((await other.get('/console/session')).status).toBe(303);
  } finally {
    await secure.remove();
  }
});

test('a wrong, unknown, revoked and expired key, a token and nothing at all are told the same', async () => {
  const { db } = gateway.store;
  const make = (expiresAt?: Date) =>
    createStaffKey(db, gateway.keys.rows, localCall('test'), 'operator', {
      ...(expiresAt && { expiresAt }),
    });
  const [right, revoked] = [await make(), await make()];
  const party = await gateway.party('0363');
  const { items } = (await gateway.administrator.get('/v1/parties/0363/api-keys')).body;
  await gateway.administrator.send('DELETE', `/v1/parties/0363/api-keys/${items.at(-1).id}`);
  await expect.poll(async () => (await party.get('/v1/me')).status, { timeout: 10_000 }).toBe(401);
  const tries = [
    keyOf(party),
    `${revoked.key.slice(0, -1)}${revoked.key.endsWith('A') ? 'B' : 'A'}`,
    `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}`,
    await issuer.token({ party: '0363' }),
    right.key.slice(0, -1),
    'x',
    '',
  ];
  const seen: unknown[] = [];
  for (const key of tries) {
    const visitor = newVisitor();
    const page = await visitor.get('/console/sign-in');
    const answer = await visitor.send(page, '/console/sign-in', { key });
    expect(visitor.jar().has('ijw')).toBe(false);
    seen.push(alike(answer));
  }
  expect(seen[0]).toEqual([401, expect.stringContaining('role="alert"')]);
  for (const one of seen) expect(one).toEqual(seen[0]);
});

test('wrong keys are counted for the network from which they come, and then refused', async () => {
  const limited = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '12' });
  try {
    const visitor = new Visitor(limited.address);
    const page = await visitor.get('/console/sign-in');
    const statuses: number[] = [];
    for (let count = 0; count < 14; count++) {
      const key = `ijw_${'0'.repeat(12)}_${String(count).padStart(43, 'A')}`;
      statuses.push((await visitor.send(page, '/console/sign-in', { key })).status);
    }
    expect(statuses).toContain(401);
    expect(statuses.at(-1)).toBe(429);
    const refused = await visitor.get('/console/sign-in');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await limited.remove();
  }
});

test('software houses are told that there are no pages for them', async () => {
  const visitor = newVisitor();
  const house = await gateway.party('00000003123456780000');
  const page = await visitor.get('/console/sign-in');
  const seen = await visitor.send(page, '/console/sign-in', { key: keyOf(house) });
  expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('softwareleverancier')]);
  expect(visitor.jar().has('ijw')).toBe(false);
});

test.each(['//evil.example', '/\\evil.example', '/console/../..', '/console/%2e%2e/%2e%2e/x'])(
  'nobody is sent elsewhere by an address: %s',
  async (to) => {
    const visitor = newVisitor();
    const { key } = await staffKey('operator');
    const page = await visitor.get(`/console/sign-in?to=${encodeURIComponent(to)}`);
    const sent = await visitor.send(page, '/console/sign-in', { key, to });
    expect(sent.location).toBe(`${gateway.address}/console`);
    const again = await visitor.get(`/console/sign-in?to=${encodeURIComponent(to)}`);
    expect(again.location).toBe(`${gateway.address}/console`);
  },
);

test('a session is fixed by nobody: each sign-in makes a new one, and ends the one before', async () => {
  const { key } = await staffKey('operator');
  const attacker = newVisitor();
  await attacker.signIn(key);
  const planted = attacker.jar().get('ijw') ?? '';
  const other = (await staffKey('auditor')).key;
  const victim = newVisitor();
  const form = await victim.get('/console/sign-in');
  // The browser of the victim was given the session of the attacker.
  victim.jar().set('ijw', planted);
  await victim.send(form, '/console/sign-in', { key: other });
  expect(victim.jar().get('ijw')).not.toBe(planted);
  expect((await victim.get('/console/session')).status).toBe(200);
  expect((await attacker.get('/console')).location).toContain('why=replaced');
});

test('a cookie that is forged, cut, or sealed for another use is none', async () => {
  const { key } = await staffKey('administrator');
  const visitor = newVisitor();
  await visitor.signIn(key);
  const own = visitor.jar().get('ijw') ?? '';
  const text = gateway.keys.people.unseal('session', own) ?? '';
  const { people } = gateway.keys;
  const swapped = JSON.stringify({
    ...JSON.parse(text),
    id: '0197f3a0-0000-8000-8000-000000000001',
  });
  const forged = [
    ...[own.slice(1), `${own.slice(0, -2)}AA`, `${own}AA`, own.slice(0, 20), 'x', '%00'],
    ...[Buffer.from(text).toString('base64url'), people.seal('sign-in', text)],
    ...[people.seal('kept-form', text), people.seal('session', swapped)],
  ];
  for (const cookie of forged) {
    visitor.jar().set('ijw', cookie);
    expect((await visitor.get('/console/session')).status, cookie).toBe(303);
  }
  visitor.jar().set('ijw', own);
  expect((await visitor.get('/console/session')).status).toBe(200);
});

test('who is signed out is told why, by every process', async () => {
  const made = await staffKey('operator');
  const visitor = newVisitor();
  await visitor.signIn(made.key);
  const { body } = await gateway.administrator.get('/v1/sessions');
  await gateway.administrator.send('DELETE', `/v1/sessions/${body.items[0].id}`);
  const away = await visitor.get('/console/anything?x=y');
  expect(away.status).toBe(404);
  const seen = await visitor.get('/console?x=y');
  expect(seen.location).toBe(
    `${gateway.address}/console/sign-in?to=%2Fconsole%3Fx%3Dy&why=administrator`,
  );
  expect((await visitor.follow(seen)).text).toContain('De beheerder heeft u uitgelogd.');
  const asked = await visitor.get('/console', {
    'HX-Request': 'true',
    'HX-Current-URL': `${gateway.address}/console/messages?status=failed`,
  });
  expect([asked.status, asked.headers.get('hx-redirect')]).toEqual([
    401,
    '/console/sign-in?to=%2Fconsole%2Fmessages%3Fstatus%3Dfailed&why=administrator',
  ]);
  const mischief = await visitor.get('/console/sign-in?why=%3Cscript%3E&to=%22%3E%3Cscript%3E');
  expect(mischief.text).not.toContain('<script>');
});

test('the language is what the address asks, then what was chosen, then Dutch', async () => {
  const visitor = newVisitor();
  const title = async (path: string) => /<h1>(.*?)<\/h1>/.exec((await visitor.get(path)).text)?.[1];
  expect(await title('/console/sign-in')).toBe('Inloggen');
  expect(await title('/console/sign-in?lang=en')).toBe('Sign in');
  expect(await title('/console/sign-in')).toBe('Sign in');
  expect(await title('/console/sign-in?lang=fr')).toBe('Sign in');
  expect(await title('/console/sign-in?lang=nl')).toBe('Inloggen');
  expect(await title('/console/sign-in')).toBe('Inloggen');
});

test('two processes know the same sessions', async () => {
  const config = readConfig(testEnvironment(gateway.databaseUrl));
  const other = await startGateway(config, pino({ level: 'silent' }));
  try {
    const { key } = await staffKey('operator');
    const [here, there] = [newVisitor(), new Visitor(other.address ?? '')];
    await here.signIn(key);
    there.jar().set('ijw', here.jar().get('ijw') ?? '');
    expect((await there.get('/console/session')).status).toBe(200);
    await gateway.administrator.send(
      'DELETE',
      `/v1/sessions/${(await gateway.administrator.get('/v1/sessions')).body.items[0].id}`,
    );
    expect((await there.get('/console/session')).status).toBe(303);
  } finally {
    await other.stop();
  }
});
