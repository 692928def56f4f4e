import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { type Gateway, startGateway } from '../../../src/app/gateway.ts';
import { certificateInHeader } from '../../../src/parties/credentials/certificates.ts';
import { signedKey } from '../../../src/parties/credentials/signed.ts';
import {
  type Certified,
  derOf,
  handedOver,
  makeAuthority,
  thumbprint,
} from '../../support/certificates.ts';
import {
  Caller,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../../support/gateway.ts';
import { signAll } from '../../support/macs.ts';
import { jw315 } from '../../support/messages.ts';

const settings = { TRUSTED_PROXIES: '127.0.0.1', CLIENT_CERT_HEADER: 'Client-Cert' };
const dijk = '12345678';
const authority = makeAuthority();
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

let gateway: TestGateway;
/** Another process would be on the same database; here both run in this one. */
let second: Gateway;
let aanbieder: Caller;
let gemeente: Caller;
beforeAll(async () => {
  gateway = await startTestGateway(settings);
  const config = readConfig({ ...testEnvironment(gateway.databaseUrl), ...settings });
  second = await startGateway(config, pino({ level: 'silent' }));
  aanbieder = await gateway.party(dijk);
  gemeente = await gateway.party('0363');
});
afterAll(async () => {
  await second?.stop();
  await gateway.remove();
});

const register = (code: string, certificate: string, name?: string) =>
  gateway.administrator.send('POST', `/v1/parties/${code}/certificates`, { certificate, name });
const keysOf = (code: string) => `/v1/parties/${code}/api-keys`;
/** As through a proxy, which is on this machine. */
const showing = (shown: Certified, address = gateway.address) =>
  new Caller(address, undefined, { 'Client-Cert': handedOver(shown) });
const rowOf = async (shown: Certified) => {
  const text = 'select * from api_key left join api_key_use using (id) where certificate_hash = $1';
  const { rows } = await gateway.store.pool.query(text, [
    Buffer.from(thumbprint(shown, 'hex'), 'hex'),
  ]);
  return rows[0];
};
/** Makes it known to the database as it was never registered. */
const plant = async (shown: Certified, expires: string) => {
  await gateway.store.pool.query(
    `insert into api_key (id, role, party_code, prefix, certificate_hash, expires_at)
      values (gen_random_uuid(), 'party', $1, $2, $3, ${expires})`,
    [dijk, prefixOf(shown), Buffer.from(thumbprint(shown, 'hex'), 'hex')],
  );
  await signAll(gateway.store.pool, gateway.keys.rows, signedKey);
};
const prefixOf = (shown: Certified) => `cert_${thumbprint(shown, 'hex').slice(0, 12)}`;

describe('what a proxy hands over', () => {
  const to = new Date('2031-02-03T04:05:06Z');
  const one = authority.client({ to });
  const der = derOf(one.certificate);

  test.each([
    ['RFC 9440', handedOver(one)],
    ['a PEM that is URL-encoded', encodeURIComponent(one.certificate)],
    ['the same without a last line end', encodeURIComponent(one.certificate.trim())],
  ])('is read: %s', (_form, value) => {
    expect(certificateInHeader(value)).toEqual({
      fingerprint: Buffer.from(thumbprint(one, 'hex'), 'hex'),
      prefix: prefixOf(one),
      validFrom: new Date('2000-01-01T00:00:00Z'),
      validTo: to,
    });
  });

  const base64 = der.toString('base64');
  const other = encodeURIComponent(authority.client().certificate);
  test.each([
    ['nothing', ''],
    ['an empty byte sequence', '::'],
    ['base64 without colons', base64],
    ['half of the colons', `:${base64}`],
    ['two of them', `:${base64}:, :${base64}:`],
    ['a parameter behind it', `:${base64}:;a=1`],
    ['base64url', `:${der.toString('base64url')}_:`],
    ['a certificate that is cut off', `:${der.subarray(0, -9).toString('base64')}:`],
    ['bytes behind it', `:${Buffer.concat([der, Buffer.from('more')]).toString('base64')}:`],
    ['a PEM in place of the DER', `:${Buffer.from(one.certificate).toString('base64')}:`],
    ['a public key', `:${der.subarray(100, 191).toString('base64')}:`],
    ['a PEM that is cut off', encodeURIComponent(one.certificate.slice(0, 200))],
    ['two PEMs', encodeURIComponent(one.certificate) + other],
    ['a private key', encodeURIComponent(one.key)],
    ['a PEM of nothing', encodeURIComponent(one.certificate.replace(base64.slice(0, 64), ''))],
    ['what is not URL-encoded', '-----BEGIN%20CERTIFICATE-----%0A%zz'],
    ['the form of Envoy', `Hash=${thumbprint(one, 'hex')};Cert="${encodeURIComponent('x')}"`],
    ['text', 'CN=Jansen'],
    ['much', ':'.repeat(15_000)],
    ['much that begins well', '-----BEGIN%20CERTIFICATE-----'.repeat(500)],
  ])('is no certificate: %s', (_what, value) => {
    expect(certificateInHeader(value)).toBeUndefined();
  });

  test('with any bit changed is no certificate, or another one', () => {
    for (let bit = 0; bit < der.length * 8; bit++) {
      const changed = Buffer.from(der);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const read = certificateInHeader(`:${changed.toString('base64')}:`);
      expect(read?.prefix).not.toBe(prefixOf(one));
    }
  });
});

describe('an administrator', () => {
  test('registers a certificate of a party, which calls with it; it is listed among the keys', async () => {
    const one = authority.client({ to: new Date('2031-02-03T04:05:06Z') });
    const { status, body } = await register(dijk, one.certificate, 'Zorgpakket');
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      kind: 'certificate',
      prefix: prefixOf(one),
      role: 'party',
      name: 'Zorgpakket',
      createdAt: expect.any(String),
      expiresAt: '2031-02-03T04:05:06.000Z',
      lastUsedAt: null,
      revokedAt: null,
    });
    expect((await showing(one).post(jw315())).status).toBe(202);
    await expect.poll(async () => (await rowOf(one)).last_used_at).toBeInstanceOf(Date);
    const { items } = (await aanbieder.get(keysOf(dijk))).body;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['key', 'certificate']);
    expect(items[1]).toEqual({ ...body, lastUsedAt: expect.any(String) });
  });

  test('may repeat it, also many times at once: it stays one certificate', async () => {
    const { certificate } = authority.client();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => register(dijk, certificate)),
    );
    answers.push(await register(dijk, `how it came:\r\n${certificate.replaceAll('\n', '\r\n')}`));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), 201]);
  });

  test('cannot give a certificate to a second party, or to none', async () => {
    const one = authority.client();
    expect((await register(dijk, one.certificate)).status).toBe(201);
    expect(await register('0363', one.certificate)).toMatchObject({
      status: 409,
      body: { type: '/docs/problems/certificate-taken' },
    });
    expect((await rowOf(one)).party_code).toBe(dijk);
    expect((await register('99999999', authority.client().certificate)).status).toBe(404);
  });

  test('cannot bring back a certificate that was revoked', async () => {
    const one = authority.client();
    const { body } = await register(dijk, one.certificate);
    await aanbieder.send('DELETE', `${keysOf(dijk)}/${body.id}`);
    expect(await register(dijk, one.certificate)).toMatchObject({
      status: 409,
      body: { type: '/docs/problems/certificate-revoked' },
    });
    expect((await showing(one).get('/v1/inbox')).status).toBe(401);
  });

  test.each<[string, string, () => string]>([
    ['no-certificate', 'nothing', () => ''],
    ['no-certificate', 'text', () => 'a certificate'],
    ['no-certificate', 'a PEM of other bytes', () => pemOf(Buffer.from('not DER'))],
    ['no-certificate', 'one that is cut off', () => authority.client().certificate.slice(0, 300)],
    [
      'no-certificate',
      'base64 alone',
      () => derOf(authority.client().certificate).toString('base64'),
    ],
    [
      'several-certificates',
      'a chain',
      () => authority.client().certificate + authority.certificate,
    ],
    [
      'certificate-not-valid',
      'an expired one',
      () => authority.client({ to: days(-1) }).certificate,
    ],
    [
      'certificate-not-valid',
      'one of later',
      () => authority.client({ from: days(1) }).certificate,
    ],
  ])('gets %s about %s, and nothing is kept', async (code, _what, make) => {
    const before = (await aanbieder.get(keysOf(dijk))).body;
    const { status, body } = await register(dijk, make());
    expect([status, body.type]).toEqual([400, `/docs/problems/${code}`]);
    expect(body.detail).toMatch(/[Ss]end|Register a certificate that is valid/);
    expect((await aanbieder.get(keysOf(dijk))).body).toEqual(before);
  });

  test('gets the period in which a certificate is valid', async () => {
    const { certificate } = authority.client({ to: new Date('2020-05-06T07:08:09Z') });
    const { detail } = (await register(dijk, certificate)).body;
    expect(detail).toContain('from 2000-01-01T00:00:00.000Z to 2020-05-06T07:08:09.000Z');
  });

  test.each([
    ['alone', (one: Certified) => one.key],
    ['behind its certificate', (one: Certified) => one.certificate + one.key],
    ['before it', (one: Certified) => one.key + one.certificate],
    ['encrypted', () => '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n'],
    ['of the old kind', () => '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMII=\n'],
  ])(
    'a private key %s gives a problem that says what to do, and is neither kept, logged nor sent back',
    async (_where, make) => {
      const one = authority.client();
      const { status, body } = await register(dijk, make(one));
      expect([status, body.type]).toEqual([400, '/docs/problems/private-key']);
      expect(body.detail).toMatch(/no longer secret.*new key/);
      const secret = one.key.split('\n')[1] ?? '';
      expect(secret.length).toBeGreaterThan(60);
      expect(JSON.stringify(body) + gateway.logged.join()).not.toContain(secret);
      expect(await rowOf(one)).toBeUndefined();
    },
  );

  test('something else than a text is refused with a problem that says so', async () => {
    const path = `/v1/parties/${dijk}/certificates`;
    const { certificate } = authority.client();
    for (const wrong of [
      undefined,
      {},
      { certificate: 'x'.repeat(16_385) },
      { certificate, expiresAt: '2030-01-01T00:00:00Z' },
      { certificate, name: '' },
    ])
      expect((await gateway.administrator.send('POST', path, wrong)).status).toBe(400);
  });
});

test('of a certificate only its fingerprint is kept; whom it names comes nowhere', async () => {
  const subject = 'Hendrikje Planteijn';
  const one = authority.client({ subject });
  const answers = [await register(dijk, one.certificate)];
  answers.push(await showing(one).get('/v1/inbox'), await aanbieder.get(keysOf(dijk)));
  answers.push(await showing(authority.client({ subject, to: days(-1) })).get('/v1/inbox'));
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 401]);
  const { rows } = await gateway.store.pool.query('select api_key::text as row from api_key');
  const written = JSON.stringify([answers.map(({ body }) => body), rows]) + gateway.logged.join();
  expect(written).toContain(prefixOf(one));
  const base64 = derOf(one.certificate).toString('base64');
  for (const form of [subject, Buffer.from(subject).toString('hex'), base64.slice(0, 64)])
    expect(written).not.toContain(form);
  expect(gateway.logged.join()).not.toContain(thumbprint(one, 'hex').slice(0, 13));
});

test('the database holds no certificate that is a key too, that does not end, or that is of no party', async () => {
  const insert = (columns: string, values: string) =>
    gateway.store.pool.query(
      `insert into api_key (id, prefix, ${columns}) values (gen_random_uuid(), 'cert_x', ${values})`,
    );
  const party = 'role, party_code, expires_at, certificate_hash, key_hash';
  const hash = "sha256('x')";
  for (const [columns, values] of [
    [party, `'party', '${dijk}', now(), ${hash}, ${hash}`],
    [party, `'party', '${dijk}', now(), null, null`],
    [party, `'party', '${dijk}', null, ${hash}, null`],
    [party, `'party', '${dijk}', now(), 'short', null`],
    ['role, expires_at, certificate_hash', `'administrator', now(), ${hash}`],
  ] as const)
    await expect(insert(columns, values), values).rejects.toMatchObject({ code: '23514' });
  await insert(party, `'party', '${dijk}', now(), ${hash}, null`);
  await expect(insert(party, `'party', '0363', now(), ${hash}, null`)).rejects.toMatchObject({
    code: '23505',
  });
});

describe('a certificate at work', () => {
  test('is refused when it has expired or is not valid yet, and the log says which', async () => {
    const expired = authority.client({ to: days(-1) });
    const later = authority.client({ from: days(1) });
    for (const [one, fault] of [
      [expired, 'has expired'],
      [later, 'is not valid yet'],
    ] as const) {
      await plant(one, "now() + interval '1 day'");
      expect((await showing(one).get('/v1/inbox')).status).toBe(401);
      expect(gateway.logged.join()).toContain(`certificate ${prefixOf(one)} ${fault}`);
      expect((await rowOf(one)).last_used_at).toBeNull();
    }
  });

  test('ends at the moment that was kept for it, whatever the clock of the process says', async () => {
    const one = authority.client();
    await plant(one, "now() - interval '1 second'");
    expect((await showing(one).get('/v1/inbox')).status).toBe(401);
    expect(gateway.logged.join()).toContain(`certificate ${prefixOf(one)} has expired`);
  });

  test('ends while it is in use', async () => {
    // A certificate counts in seconds: between one and two of them are left.
    const one = authority.client({ to: new Date(Math.floor(Date.now() / 1000 + 2) * 1000) });
    expect((await register(dijk, one.certificate)).status).toBe(201);
    expect((await showing(one).get('/v1/inbox')).status).toBe(200);
    await expect.poll(async () => (await showing(one).get('/v1/inbox')).status).toBe(401);
  });

  test('works nowhere a second after it was revoked, also where it was just used', async () => {
    const one = authority.client();
    const { id } = (await register(dijk, one.certificate)).body;
    const callers = [gateway.address, second.address].map((address) => showing(one, address));
    for (const caller of callers) expect((await caller.get('/v1/inbox')).status).toBe(200);
    // With that very certificate, and the problem says so.
    const revoked = await callers[0]?.send('DELETE', `${keysOf(dijk)}/${id}`);
    expect(revoked).toMatchObject({ status: 200, body: { id, kind: 'certificate' } });
    await sleep(1000);
    for (const caller of callers) expect((await caller.get('/v1/inbox')).status).toBe(401);
    expect(gateway.logged.join()).toContain(`certificate ${prefixOf(one)} was revoked`);
  });

  test('that is revoked while a poll waits gives nothing', async () => {
    const one = authority.client();
    const { id } = (await register('0363', one.certificate)).body;
    const inbox = await gemeente.get('/v1/inbox?limit=1000');
    const ids = inbox.body.items.map((item: { id: string }) => item.id);
    await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids });
    const poll = showing(one).get('/v1/inbox?waitSeconds=30');
    await expect.poll(async () => (await showing(one).get('/v1/inbox')).status).toBe(200);
    await gemeente.send('DELETE', `${keysOf('0363')}/${id}`);
    await expect.poll(async () => (await showing(one).get('/v1/inbox')).status).toBe(401);
    expect((await aanbieder.post(jw315())).status).toBe(202);
    expect((await poll).status).toBe(401);
  });

  test('is of no party when nobody registered it, and the log says which to register', async () => {
    const one = authority.client();
    expect((await showing(one).get('/v1/inbox')).status).toBe(401);
    expect(gateway.logged.join()).toContain(`certificate ${prefixOf(one)} is of no party here`);
    expect((await register(dijk, one.certificate)).status).toBe(201);
    await expect.poll(async () => (await showing(one).get('/v1/inbox')).status).toBe(200);
  });
});

function pemOf(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
