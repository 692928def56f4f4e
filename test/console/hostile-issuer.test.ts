import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  type HostileIssuer,
  type Mischief,
  startHostileIssuer,
} from '../support/hostile-issuer.ts';
import { Visitor } from '../support/visitor.ts';
import { placeOf, startWire } from '../support/wire.ts';

let issuer: HostileIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startHostileIssuer();
  gateway = await startTestGateway(issuer.settings);
});
afterAll(async () => {
  await gateway?.remove();
  await issuer?.stop();
});
beforeEach(() => {
  issuer.mischief = {};
});

const start = '/console/sign-in/issuer';

async function signIn(mischief: Mischief) {
  issuer.mischief = mischief;
  const visitor = new Visitor(gateway.address);
  const seen = await visitor.follow(visitor.get(start));
  return { seen, isIn: visitor.jar().has('ijw') };
}

test('an issuer that does everything right signs people in', async () => {
  const { seen, isIn } = await signIn({});
  expect([seen.status, isIn]).toEqual([200, true]);
  expect(seen.text).toContain('Anna');
});

const past = Math.floor(Date.now() / 1000) - 3600;
test.each<[string, Mischief]>([
  ['signs with the secret of the client', { alg: 'HS256' }],
  ['does not sign', { alg: 'none' }],
  ['signs with another key', { otherKey: true }],
  ['says another nonce', { claims: { nonce: 'another' } }],
  ['says no nonce', { claims: { nonce: undefined } }],
  ['is another issuer', { claims: { iss: 'https://evil.example' } }],
  ['means another client', { claims: { aud: 'another' } }],
  ['means several clients', { claims: { aud: ['gateway', 'another'] } }],
  ['says no subject', { claims: { sub: undefined } }],
  ['says a subject that is no text', { claims: { sub: 7 } }],
  ['says an ID token that is over', { claims: { exp: past, iat: past - 60 } }],
  ['says an ID token that never ends', { claims: { exp: undefined } }],
  ['gives no JSON', { answers: { '/token': [200, '<html>'] } }],
  [
    'gives no ID token',
    { answers: { '/token': [200, '{"access_token":"x","token_type":"bearer"}'] } },
  ],
  ['fails', { answers: { '/token': [500, '{"error":"server_error"}'] } }],
  ['leads its tokens elsewhere', { answers: { '/token': [307, '', 'http://127.0.0.1:9/'] } }],
])('an issuer that %s signs nobody in, and the page says what to do', async (_what, mischief) => {
  const { seen, isIn } = await signIn(mischief);
  expect([seen.status, isIn]).toEqual([502, false]);
  expect(seen.text).toContain('U bent niet ingelogd.');
  expect(seen.text).not.toMatch(/evil|anna/i);
});

test('names and roles that make no sense harm nobody', async () => {
  const none = await signIn({ claims: { ijw_roles: { operator: true } } });
  expect([none.seen.status, none.isIn]).toEqual([403, false]);
  expect(none.seen.text).toContain('“ijw_roles”');
  for (const ijw_roles of [undefined, null, [], 7, 'Operator', [['operator']], '__proto__'])
    expect((await signIn({ claims: { ijw_roles } })).seen.status, String(ijw_roles)).toBe(403);
  const one = await signIn({
    claims: { ijw_roles: 'operator', name: '<script>x</script>\u202e\n' },
  });
  expect(one.seen.text).toContain('&lt;script&gt;x&lt;/script&gt;');
  const long = await signIn({
    claims: { name: '𝕏'.repeat(5000), ijw_roles: Array(5000).fill('operator') },
  });
  expect([long.seen.status, long.isIn]).toEqual([200, true]);
  const nameless = await signIn({ claims: { name: undefined } });
  expect(nameless.seen.text).toContain('Naam onbekend');
  expect(gateway.logged.join('')).not.toMatch(/script|𝕏/);
});

/** A gateway that asks an issuer by another way for the first time, as its caller sees it. */
async function withIssuer(
  settings: Readonly<Record<string, string>>,
  work: (visitor: Visitor) => Promise<void>,
) {
  const own = await startTestGateway({ ...issuer.settings, ...settings });
  try {
    await work(new Visitor(own.address));
  } finally {
    await own.remove();
  }
}

test.each<[string, Mischief]>([
  ['says that it is another', { metadata: { issuer: 'https://evil.example' } }],
  ['does not say where people sign in', { metadata: { authorization_endpoint: undefined } }],
  ['gives no JSON', { answers: { '/.well-known/openid-configuration': [200, 'x'] } }],
  ['does not know itself', { answers: { '/.well-known/openid-configuration': [404, '{}'] } }],
])(
  'an issuer that %s is no reason not to start, and the page says what to do',
  async (_what, mischief) => {
    issuer.mischief = mischief;
    await withIssuer({}, async (visitor) => {
      const seen = await visitor.get(start);
      expect([seen.status, seen.text]).toEqual([502, expect.stringContaining('Nummer')]);
      issuer.mischief = {};
      // It is asked again after a pause.
      await expect
        .poll(async () => (await visitor.get(start)).status, { timeout: 10_000, interval: 300 })
        .toBe(303);
    });
  },
);

test('an issuer that says nothing costs who signs in some seconds, and nobody else anything', async () => {
  const wire = await startWire(placeOf(issuer.url));
  wire.mute = true;
  const byWire = wire.by(issuer.url).replace(/\/$/, '');
  issuer.mischief = {
    metadata: {
      ...{ issuer: byWire, token_endpoint: `${byWire}/token`, jwks_uri: `${byWire}/keys` },
    },
    claims: { iss: byWire },
  };
  await withIssuer({ OIDC_ISSUER: byWire }, async (visitor) => {
    const asked = visitor.get(start);
    const others = await Promise.all([visitor.get('/console/sign-in'), visitor.get('/v1/version')]);
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
    const seen = await asked;
    expect([seen.status, seen.text]).toEqual([503, expect.stringContaining('antwoordt niet')]);
    wire.mute = false;
    await expect
      .poll(async () => (await visitor.get(start)).status, { timeout: 20_000, interval: 300 })
      .toBe(303);
    const away = await visitor.get(start);
    // It goes silent while the person is there.
    const back = await visitor.get(away.location ?? '');
    wire.mute = true;
    wire.silence();
    const late = await visitor.get(back.location ?? '');
    expect([late.status, visitor.jar().has('ijw')]).toEqual([503, false]);
    wire.mute = false;
    expect((await visitor.follow(visitor.get(start))).status).toBe(200);
  });
  await wire.close();
}, 120_000);

test('an issuer that is not there is the same', async () => {
  await withIssuer({ OIDC_ISSUER: 'http://127.0.0.1:9' }, async (visitor) => {
    const seen = await visitor.get(start);
    expect([seen.status, seen.text]).toEqual([503, expect.stringContaining('antwoordt niet')]);
    expect((await visitor.get('/console/sign-in')).text).toContain('API-sleutel');
  });
});
