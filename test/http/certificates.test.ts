import { once } from 'node:events';
import { request } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { type Gateway, startGateway } from '../../src/app/gateway.ts';
import { type Certified, handedOver, makeAuthority, thumbprint } from '../support/certificates.ts';
import { Caller, startTestGateway, type TestGateway, testEnvironment } from '../support/gateway.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { asCalled } from '../support/openapi.ts';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';

const header = 'Client-Cert';
const [amsterdam, dijk, wal] = ['0363', '12345678', '12345679'];
const authority = makeAuthority();
/** Registered: who it says is a party. */
const ofDijk = authority.client();
const ofWal = authority.client();
const ofNobody = authority.client();

let issuer: Issuer;
/** Believes proxies on this machine. */
let gateway: TestGateway;
let keyOfDijk: string;
beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startTestGateway({
    ...issuer.settings,
    TRUSTED_PROXIES: '127.0.0.1',
    CLIENT_CERT_HEADER: header,
  });
  await gateway.party(amsterdam);
  const caller = await gateway.party(dijk);
  keyOfDijk = caller.authorization.Authorization?.replace('Bearer ', '') ?? '';
  await gateway.party(wal);
  await register(dijk, ofDijk);
  await register(wal, ofWal);
});
afterAll(async () => {
  await gateway?.remove();
  await issuer.stop();
});

async function register(code: string, { certificate }: Certified): Promise<string> {
  const path = `/v1/parties/${code}/certificates`;
  const { status, body } = await gateway.administrator.send('POST', path, { certificate });
  expect(status).toBe(201);
  return body.id;
}

/** Who the gateway takes a caller for, by whose keys it may list; or the status of the refusal. */
async function whoIs(headers: Record<string, string>, address = gateway.address) {
  const caller = new Caller(address, undefined, headers);
  for (const code of [dijk, wal, amsterdam]) {
    const { status } = await caller.get(`/v1/parties/${code}/api-keys`);
    if (status === 200) return code;
    if (status !== 404) return status;
  }
  return 'nobody';
}

const bearer = (credential: string) => ({ Authorization: `Bearer ${credential}` });
const shown = (value: string | Certified) => ({
  [header]: typeof value === 'string' ? value : handedOver(value),
});

describe.each<[string, (der: Buffer) => string]>([
  ['RFC 9440', (der) => `:${der.toString('base64')}:`],
  [
    'a PEM that is URL-encoded',
    (der) => {
      const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
      const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
      return encodeURIComponent(pem);
    },
  ],
])('through a proxy at which TLS ends, which hands over %s', (_name, form) => {
  let proxy: TlsProxy;
  beforeAll(async () => {
    proxy = await startTlsProxy(gateway.address, authority, header, form);
  });
  afterAll(() => proxy?.close());
  const keysOf = (code: string) => `/v1/parties/${code}/api-keys`;

  test('a party calls with its certificate and nothing else, and is that party only', async () => {
    for (const [client, own, other] of [
      [ofDijk, dijk, wal],
      [ofWal, wal, dijk],
    ] as const) {
      expect((await proxy.call('/v1/inbox', client)).status).toBe(200);
      expect((await proxy.call(keysOf(own), client)).status).toBe(200);
      expect((await proxy.call(keysOf(other), client)).status).toBe(404);
    }
  });

  test('a certificate that nobody registered is 401, and one of another authority does not come by', async () => {
    expect((await proxy.call('/v1/inbox', ofNobody)).status).toBe(401);
    expect((await proxy.call('/v1/inbox', makeAuthority().client())).status).toBe(495);
  });

  test('who has no certificate is 401, and calls with a key as before', async () => {
    expect((await proxy.call('/v1/inbox')).status).toBe(401);
    const headers = bearer(keyOfDijk);
    expect((await proxy.call('/v1/inbox', undefined, { headers })).status).toBe(200);
  });

  test('a client cannot write the header itself, with a certificate of its own or without', async () => {
    for (const name of [header, header.toLowerCase(), header.toUpperCase()]) {
      const headers = { [name]: handedOver(ofDijk) };
      expect((await proxy.call('/v1/inbox', undefined, { headers })).status, name).toBe(401);
      expect((await proxy.call(keysOf(dijk), ofWal, { headers })).status, name).toBe(404);
      expect((await proxy.call(keysOf(wal), ofWal, { headers })).status, name).toBe(200);
    }
  });
});

describe('the header, where it is not from a proxy that is trusted', () => {
  const start = async (settings: Record<string, string>) =>
    startGateway(
      readConfig({ ...testEnvironment(gateway.databaseUrl), ...issuer.settings, ...settings }),
      pino({ level: 'silent' }),
    );
  let elsewhere: Gateway;
  let without: Gateway;
  beforeAll(async () => {
    elsewhere = await start({ TRUSTED_PROXIES: '10.0.0.5,fd00::/8', CLIENT_CERT_HEADER: header });
    without = await start({ TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(async () => {
    await elsewhere?.stop();
    await without?.stop();
  });

  test('is as if it were not there: a registered certificate is 401', async () => {
    expect(await whoIs(shown(ofDijk))).toBe(dijk);
    expect(await whoIs(shown(ofDijk), elsewhere.address)).toBe(401);
    expect(await whoIs(shown('garbage'), elsewhere.address)).toBe(401);
  });

  test('is not believed for what other headers say of where it comes from', async () => {
    for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP'])
      for (const claimed of ['10.0.0.5', 'for=10.0.0.5', 'fd00::1', '10.0.0.5, 127.0.0.1'])
        expect(
          await whoIs({ ...shown(ofDijk), [name]: claimed }, elsewhere.address),
          `${name}: ${claimed}`,
        ).toBe(401);
  });

  test('is believed for the address of the connection, whoever is behind the proxy', async () => {
    expect(await whoIs({ ...shown(ofDijk), 'X-Forwarded-For': '203.0.113.9' })).toBe(dijk);
  });

  test('changes nothing for who has a key', async () => {
    for (const value of [ofWal, 'garbage'])
      expect(await whoIs({ ...bearer(keyOfDijk), ...shown(value) }, elsewhere.address)).toBe(dijk);
  });

  test('makes no token good that is bound to its certificate', async () => {
    const token = await issuer.token({ cnf: { 'x5t#S256': thumbprint(ofDijk, 'base64url') } });
    expect(await whoIs({ ...bearer(token), ...shown(ofDijk) })).toBe(dijk);
    expect(await whoIs({ ...bearer(token), ...shown(ofDijk) }, elsewhere.address)).toBe(401);
  });

  test('is not looked at where no header is set', async () => {
    expect(await whoIs(shown(ofDijk), without.address)).toBe(401);
    expect(await whoIs({ ...bearer(keyOfDijk), ...shown(ofWal) }, without.address)).toBe(dijk);
  });
});

describe('with a key or token and a certificate', () => {
  test('who calls is who the key or token says, whatever the certificate is', async () => {
    const token = await issuer.token({ party: dijk });
    for (const credential of [keyOfDijk, token])
      for (const value of [ofDijk, ofWal, ofNobody, 'garbage', ''])
        expect(await whoIs({ ...bearer(credential), ...shown(value) })).toBe(dijk);
    expect(await whoIs({ ...gateway.administrator.authorization, ...shown(ofDijk) })).toBe(dijk);
    const staff = new Caller(gateway.address, undefined, {
      ...gateway.administrator.authorization,
      ...shown(ofDijk),
    });
    expect((await staff.get('/v1/parties')).status).toBe(200);
    expect((await staff.get('/v1/inbox')).status).toBe(403);
  });

  test('a key or token that is not good is not made good by a certificate', async () => {
    const madeUp = `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}`;
    for (const credential of [madeUp, 'x', await issuer.token({ exp: 1 })])
      expect(await whoIs({ ...bearer(credential), ...shown(ofDijk) })).toBe(401);
    for (const Authorization of ['Basic eDp5', 'Bearer', 'Bearer a b'])
      expect(await whoIs({ Authorization, ...shown(ofDijk) }), Authorization).toBe(401);
  });

  const boundTo = (one: Certified, more: object = {}) =>
    issuer.token({ cnf: { 'x5t#S256': thumbprint(one, 'base64url') }, ...more });

  test('a token that is bound to a certificate is good together with that one only', async () => {
    const token = await boundTo(ofDijk);
    expect(await whoIs({ ...bearer(token), ...shown(ofDijk) })).toBe(dijk);
    expect(await whoIs(bearer(token))).toBe(401);
    expect(await whoIs({ ...bearer(token), ...shown(ofWal) })).toBe(401);
    expect(await whoIs({ ...bearer(token), ...shown('garbage') })).toBe(401);
    // What was found out for the one is not believed of another.
    expect(await whoIs({ ...bearer(token), ...shown(ofDijk) })).toBe(dijk);
    const logged = gateway.logged.join();
    expect(logged).toContain('a token is bound to a certificate, and none was shown');
    expect(logged).toContain(
      `a token is bound to another certificate than cert_${thumbprint(ofWal, 'hex').slice(0, 12)}`,
    );
  });

  test('and says who calls: its certificate need not be registered, or may be of another', async () => {
    expect(await whoIs({ ...bearer(await boundTo(ofNobody)), ...shown(ofNobody) })).toBe(dijk);
    expect(await whoIs({ ...bearer(await boundTo(ofWal)), ...shown(ofWal) })).toBe(dijk);
    const ofParty = await boundTo(ofDijk, { party: wal });
    expect(await whoIs({ ...bearer(ofParty), ...shown(ofDijk) })).toBe(wal);
  });

  test('but a certificate that has expired, or was revoked here, makes no token good', async () => {
    const expired = authority.client({ to: new Date(Date.now() - 86_400_000) });
    expect(await whoIs({ ...bearer(await boundTo(expired)), ...shown(expired) })).toBe(401);
    const revoked = authority.client();
    const id = await register(wal, revoked);
    await gateway.administrator.send('DELETE', `/v1/parties/${wal}/api-keys/${id}`);
    expect(await whoIs({ ...bearer(await boundTo(revoked)), ...shown(revoked) })).toBe(401);
  });

  test.each([
    [null],
    ['x'],
    [[]],
    [{}],
    [{ 'x5t#S256': null }],
    [{ 'x5t#S256': '' }],
    [{ 'x5t#S256': thumbprint(ofDijk, 'hex') }],
    [{ 'x5t#S256': [thumbprint(ofDijk, 'base64url')] }],
    [{ 'x5t#S256': `${thumbprint(ofDijk, 'base64url')}=` }],
    [{ jkt: thumbprint(ofDijk, 'base64url') }],
    [{ x5t: thumbprint(ofDijk, 'base64url') }],
  ])('a token that is bound in another way (%j) is refused', async (cnf) => {
    const token = await issuer.token({ cnf } as never);
    expect(await whoIs({ ...bearer(token), ...shown(ofDijk) })).toBe(401);
    expect(gateway.logged.join()).toContain('a token is bound (cnf) to something else');
  });
});

describe('what a proxy hands over that is no certificate', () => {
  const [, base64 = ''] = /^:(.*):$/.exec(handedOver(ofDijk)) ?? [];
  test.each([
    ['text', 'CN=Jansen'],
    ['bytes that are no DER', `:${Buffer.alloc(300, 7).toString('base64')}:`],
    ['DER that is cut off', `:${base64.slice(0, -8)}:`],
    ['two certificates', `${handedOver(ofDijk)}, ${handedOver(ofDijk)}`],
    ['percent signs', '%zz%00%'],
    ['a PEM that is not encoded', '-----BEGIN CERTIFICATE----- x -----END CERTIFICATE-----'],
    ['15 KB', `:${'A'.repeat(15_000)}:`],
    ['15 KB of colons', ':'.repeat(15_000)],
    ['bytes above 127', '\u00ff\u00fe'],
  ])('is 401: %s', async (_what, value) => {
    const caller = new Caller(gateway.address, undefined, shown(value));
    const { status, headers, body } = await caller.get('/v1/inbox');
    expect([status, body.type]).toEqual([401, '/docs/problems/unauthorized']);
    // There was no token.
    expect(headers.get('www-authenticate')).toBe('Bearer realm="ijw-gateway"');
    expect(gateway.logged.join()).toContain('what the proxy hands over is not a certificate');
    expect(await whoIs(shown(ofDijk))).toBe(dijk);
  });

  test.each(['', '::'])('is as if it were not there when it holds none: "%s"', async (value) => {
    const before = gateway.logged.length;
    expect(await whoIs(shown(value))).toBe(401);
    expect(gateway.logged.slice(before).join()).not.toContain('what the proxy hands over');
    expect(await whoIs({ ...bearer(keyOfDijk), ...shown(value) })).toBe(dijk);
  });

  test('is 431 when it is larger than all headers may be', async () => {
    const { status } = await new Caller(
      gateway.address,
      undefined,
      shown(`:${'A'.repeat(17 * 1024)}:`),
    ).get('/v1/inbox');
    expect(status).toBe(431);
  });

  test('is 401 when the header comes twice, also with the same certificate', async () => {
    for (const second of [ofDijk, ofWal]) {
      const call = request(`${gateway.address}/v1/inbox`, {
        headers: { [header]: [handedOver(ofDijk), handedOver(second)] },
      });
      call.end();
      const [answer] = await once(call, 'response');
      answer.resume();
      expect(answer.statusCode).toBe(401);
    }
  });

  test('is not looked at where anybody may come in', async () => {
    const caller = new Caller(gateway.address, undefined, shown('garbage'));
    expect((await caller.get('/health/live')).status).toBe(200);
    expect((await caller.get('/v1/rules')).status).toBe(200);
  });
});

test('a party has one limit, whether it calls with a key or a certificate', async () => {
  const limit = 20;
  const other = await startTestGateway({
    TRUSTED_PROXIES: '127.0.0.1',
    CLIENT_CERT_HEADER: header,
    RATE_LIMIT_PER_MINUTE: String(limit),
  });
  try {
    const withKey = await other.party(dijk);
    const { certificate } = ofDijk;
    const path = `/v1/parties/${dijk}/certificates`;
    await other.administrator.send('POST', path, { certificate });
    const withCertificate = new Caller(other.address, undefined, shown(ofDijk));
    const turns = [withKey, withCertificate];
    let calls = 0;
    while ((await turns[calls % 2]?.get('/v1/inbox'))?.status === 200) calls++;
    expect(calls).toBe(limit);
    for (const caller of turns) expect((await caller.get('/v1/inbox')).status).toBe(429);
  } finally {
    await other.remove();
  }
});

test('the description says that a party may come with a certificate, and nobody else', async () => {
  const { body } = await gateway.administrator.get('/v1/openapi.json');
  expect(body.components.securitySchemes.certificate.type).toBe('mutualTLS');
  const securityOf = (path: string, method = 'get') => asCalled(body).paths[path][method].security;
  const both = [{ key: [] }, { certificate: [] }];
  expect(securityOf('/v1/inbox')).toEqual(both);
  expect(securityOf('/v1/parties/{code}/api-keys')).toEqual(both);
  expect(securityOf('/v1/parties/{code}/certificates', 'post')).toEqual([{ key: [] }]);
  expect(securityOf('/v1/operations/messages')).toEqual([{ key: [] }]);
  expect(securityOf('/v1/rules')).toEqual([]);
});
