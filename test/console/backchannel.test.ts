import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type HostileIssuer, startHostileIssuer } from '../support/hostile-issuer.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { Visitor } from '../support/visitor.ts';

const path = '/console/sign-in/backchannel-logout';
const start = '/console/sign-in/issuer';

/** Sends a logout token, as an issuer does. */
const send = (gateway: TestGateway, token: string) =>
  fetch(gateway.address + path, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });

describe('at a real provider', () => {
  let idp: IdentityProvider;
  let gateway: TestGateway;
  beforeAll(async () => {
    idp = await startIdentityProvider();
    gateway = await startTestGateway(idp.settings);
    idp.know(gateway.address);
    await gateway.party('0363', { name: 'Amsterdam' });
    idp.people.set('anna', { name: 'Anna', ijw_roles: ['party:0363', 'operator'] });
    idp.people.set('bert', { name: 'Bert', ijw_roles: ['operator'] });
  });
  afterAll(async () => {
    await gateway?.remove();
    await idp?.stop();
  });

  async function signedIn(who: string): Promise<Visitor> {
    idp.next = who;
    const visitor = new Visitor(gateway.address);
    expect((await visitor.follow(visitor.get(start))).status).toBe(200);
    return visitor;
  }
  const isIn = async (visitor: Visitor) => (await visitor.get('/console/session')).status === 200;

  test('who signs out there is out here at once, in each role, and nobody else', async () => {
    const anna = await signedIn('anna');
    const [elsewhere, bert] = [await signedIn('anna'), await signedIn('bert')];
    // She goes on in another role: it is of the same session there.
    const page = await anna.get('/console/session');
    expect((await anna.send(page, '/console/role', { as: 'operator' })).status).toBe(303);
    expect(await isIn(anna)).toBe(true);
    const form = await anna.follow(anna.get(`${idp.url}/session/end`));
    await anna.send(form, '/session/end/confirm', { logout: 'yes' });
    expect(await isIn(anna)).toBe(false);
    // Her session in another browser is another one there.
    expect([await isIn(elsewhere), await isIn(bert)]).toEqual([true, true]);
    const out = await anna.follow(anna.get('/console/session'));
    expect(out.text).toContain('U bent bij uw organisatie uitgelogd');
    const { rows } = await gateway.store.pool.query(
      "select role, end_reason from session where end_reason = 'issuer-signed-out'",
    );
    expect(rows).toEqual([{ role: 'operator', end_reason: 'issuer-signed-out' }]);
    const log = await gateway.store.pool.query(`select detail from (
      select action, detail from access_log union all select action, detail from access_log_fresh
    ) log where action = 'sign-out' and detail like '%issuer-signed-out%'`);
    expect(log.rowCount).toBe(1);
    const lines = gateway.logged.join('');
    expect(lines).toContain('somebody signed out at the issuer');
    expect(lines).not.toMatch(/anna|logout_token=|eyJ/);
  });
});

describe('tokens that are not right', () => {
  let issuer: HostileIssuer;
  let gateway: TestGateway;
  let visitor: Visitor;
  beforeAll(async () => {
    issuer = await startHostileIssuer();
    gateway = await startTestGateway(issuer.settings);
  });
  afterAll(async () => {
    await gateway?.remove();
    await issuer?.stop();
  });
  beforeEach(async () => {
    issuer.mischief = { claims: { sid: 'one session' } };
    visitor = new Visitor(gateway.address);
    await visitor.follow(visitor.get(start));
    expect(await isIn()).toBe(true);
  });
  const isIn = async () => (await visitor.get('/console/session')).status === 200;

  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  let count = 0;
  const now = () => Math.floor(Date.now() / 1000);
  const token = (claims: object = {}, how: Parameters<HostileIssuer['sign']>[1] = {}) => {
    const said = { iss: issuer.url, aud: 'gateway', sub: 'anna', sid: 'one session', events };
    const times = { iat: now(), exp: now() + 120, jti: `token ${count++}` };
    return issuer.sign({ ...said, ...times, ...claims }, how);
  };

  test('a right one ends the session, once', async () => {
    const right = await token();
    const first = await send(gateway, right);
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await isIn()).toBe(false);
    await visitor.follow(visitor.get(start));
    // Played again it ends nothing, also when two come at once.
    const again = await Promise.all([send(gateway, right), send(gateway, right)]);
    expect(again.map(({ status }) => status)).toEqual([400, 400]);
    expect(await isIn()).toBe(true);
  });

  test('a session ends in each role, without its subject too', async () => {
    issuer.mischief = { claims: { sid: 'one session', ijw_roles: ['operator', 'auditor'] } };
    const other = new Visitor(gateway.address);
    await other.follow(other.get(start));
    const page = await other.get('/console/session');
    expect((await other.send(page, '/console/role', { as: 'auditor' })).status).toBe(303);
    expect((await send(gateway, await token({ sub: undefined }))).status).toBe(200);
    expect((await other.get('/console/session')).status).not.toBe(200);
  });

  test('without a session it is of all sessions of the person', async () => {
    const other = new Visitor(gateway.address);
    issuer.mischief = { claims: { sid: 'another session' } };
    await other.follow(other.get(start));
    expect((await send(gateway, await token({ sid: undefined }))).status).toBe(200);
    expect(await isIn()).toBe(false);
    expect((await other.get('/console/session')).status).not.toBe(200);
  });

  test('of a session that is not this one, or of another person, it ends nothing', async () => {
    for (const claims of [
      { sid: 'another session' },
      { sid: 'another session', sub: undefined },
      { sub: 'bert' },
      { sub: 'bert', sid: undefined },
    ])
      expect((await send(gateway, await token(claims))).status).toBe(200);
    expect(await isIn()).toBe(true);
  });

  test('a session of which the issuer named none ends with its person', async () => {
    issuer.mischief = {};
    const other = new Visitor(gateway.address);
    await other.follow(other.get(start));
    expect((await send(gateway, await token())).status).toBe(200);
    expect((await other.get('/console/session')).status).not.toBe(200);
  });

  test.each<[string, object, Parameters<HostileIssuer['sign']>[1]?]>([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another audience', { aud: 'another' }],
    ['that is over', { exp: now() - 3600 }],
    ['that is old', { iat: now() - 3600, exp: now() + 3600 }],
    ['of the future', { iat: now() + 3600, exp: now() + 7200 }],
    ['without a moment', { iat: undefined }],
    ['without an id', { jti: undefined }],
    ['whose id is no text', { jti: 7 }],
    ['with a nonce', { nonce: 'x' }],
    ['without an event', { events: undefined }],
    ['with another event', { events: { 'http://evil.example': {} } }],
    ['with an event that is none', { events: { ...events, [Object.keys(events)[0] ?? '']: 1 } }],
    ['about nobody', { sub: undefined, sid: undefined }],
    ['about somebody who is no text', { sub: { anna: 1 } }],
    ['that is signed with another key', {}, { otherKey: true }],
    ['that is not signed', {}, { alg: 'none' }],
    ['that is signed with the secret of the client', {}, { alg: 'HS256' }],
    ['of another kind', {}, { typ: 'at+jwt' }],
  ])('a token %s ends nothing', async (_what, claims, how) => {
    const answer = await send(gateway, await token(claims, how));
    expect(answer.status).toBe(400);
    expect(await isIn()).toBe(true);
  });

  test('what is no token at all asks nothing of the issuer', async () => {
    for (const text of ['', 'a.b', 'x'.repeat(9000), 'a.b.c\n', '..'])
      expect((await send(gateway, text)).status).toBe(400);
    expect((await fetch(gateway.address + path, { method: 'POST' })).status).toBe(400);
    const large = await send(gateway, 'x'.repeat(40_000));
    expect(large.status).toBe(413);
    expect(await isIn()).toBe(true);
    expect(gateway.logged.join('')).not.toMatch(/eyJ|evil/);
  });
});

test('an issuer whose keys cannot be had: it tries again later, and nothing ended', async () => {
  const issuer = await startHostileIssuer();
  const gateway = await startTestGateway(issuer.settings);
  try {
    const said = {
      iss: issuer.url,
      aud: 'gateway',
      sub: 'anna',
      iat: Math.floor(Date.now() / 1000),
    };
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const token = await issuer.sign({ ...said, jti: 'later', events }, {});
    issuer.mischief = { answers: { '/keys': [500, '{}'] } };
    const answer = await send(gateway, token);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    issuer.mischief = {};
    // It was not carried out, so it is no repetition.
    expect((await send(gateway, token)).status).toBe(200);
  } finally {
    await gateway.remove();
    await issuer.stop();
  }
});

test('without an issuer there is no such address', async () => {
  const gateway = await startTestGateway();
  try {
    const answer = await send(gateway, 'a.b.c');
    expect(answer.status).toBe(404);
  } finally {
    await gateway.remove();
  }
});
