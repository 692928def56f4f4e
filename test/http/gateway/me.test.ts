import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { signedMandate } from '../../../src/parties/mandates/signed.ts';
import { localCall } from '../../../src/parties/principal.ts';
import {
  type Certified,
  handedOver,
  makeAuthority,
  thumbprint,
} from '../../support/certificates.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';
import { signAll } from '../../support/macs.ts';

const [amsterdam, dijk, wal] = ['0363', '12345678', '12345679'];
const house = '00000003123456780000';
const authority = makeAuthority();
let issuer: Issuer;
let gateway: TestGateway;
let party: Caller;
let software: Caller;

beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startTestGateway({
    ...issuer.settings,
    TRUSTED_PROXIES: '127.0.0.1',
    CLIENT_CERT_HEADER: 'Client-Cert',
    RATE_LIMIT_PER_MINUTE: '54321',
    RATE_LIMIT_BYTES_PER_MINUTE: '7654321',
    RATE_LIMIT_PROCESSOR_SECONDS: '43',
    MAX_MESSAGE_BYTES: '2000000',
    MAX_CONNECTIONS: '800',
  });
  await gateway.party(amsterdam, { region: 'Voorbeeldregio' });
  party = await gateway.party(dijk, { name: 'De Dijk', retourBy: 'gateway' });
  await gateway.party(wal);
  software = await gateway.party(house, { name: 'Zorgsoft' });
});
afterAll(async () => {
  await gateway?.remove();
  await issuer?.stop();
});

const meOf = async (caller: Caller) => {
  const { status, body } = await caller.get('/v1/me');
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const staffKey = (role: 'administrator' | 'operator' | 'auditor', expiresAt?: Date) =>
  createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role, {
    ...(expiresAt && { expiresAt }),
  });

describe('a party', () => {
  test('sees itself with its settings, as an administrator made them', async () => {
    const { body } = await gateway.administrator.get(`/v1/parties/${dijk}`);
    expect(await meOf(party)).toMatchObject({ role: 'party', party: body, actsFor: [] });
    expect(body).toMatchObject({ name: 'De Dijk', retourBy: 'gateway', level3: 'enforce' });
    expect(body.declarations).toBe('party');
  });

  test('sees which key it shows and until when that works, and never the key', async () => {
    const path = `/v1/parties/${dijk}/api-keys`;
    for (const expiresAt of [undefined, '2999-01-01T00:00:00.000Z']) {
      const { body } = await gateway.administrator.send('POST', path, { expiresAt });
      const me = await meOf(new Caller(gateway.address, body.key));
      const credential = { kind: 'key', name: body.prefix, expiresAt: expiresAt ?? null };
      expect(me.credential).toEqual(credential);
      expect(JSON.stringify(me)).not.toContain(body.key.slice(body.prefix.length + 1));
    }
  });

  test('sees the limits that are set', async () => {
    const { limits } = await meOf(party);
    const statements = gateway.store.pool.options.max;
    expect(limits).toEqual({
      requestsPerMinute: 54_321,
      atOnce: {
        ...{ requests: statements - 2, heavyRequests: 1, largeMessages: 1, contents: 8 },
        // An eighth of the connections.
        ...{ exports: 2, polls: 100, waiting: 100 },
      },
      messages: {
        largestBytes: 2_000_000,
        bytesPerMinute: 7_654_321,
        processorSecondsPerMinute: 43,
        bytesAtOnce: 6_000_000,
      },
    });
  });

  test('finds its lists by the links', async () => {
    const { links } = await meOf(party);
    expect(Object.keys(links)).toEqual(['mandates', 'keys']);
    for (const { href } of Object.values<{ href: string }>(links))
      expect((await party.get(href)).status, href).toBe(200);
  });

  test('sees for whom it acts that has ended', async () => {
    const before = { kind: 'gemeente', name: 'Beemster', until: '2021-12-31', successor: '0439' };
    const successor = await gateway.party('0439');
    await gateway.administrator.send('PUT', '/v1/parties/0370', before);
    // What was found out of a caller is believed for a second.
    await expect
      .poll(async () => (await meOf(successor)).actsFor, { timeout: 5000 })
      .toEqual(['0370']);
  });
});

describe('mandates', () => {
  const give = async (mandatary: string, type: string) =>
    (
      await party.send('POST', `/v1/parties/${dijk}/mandates`, {
        ...{ mandatary, messageTypes: [type] },
      })
    ).body;

  test('that hold now are seen from both sides; others are not', async () => {
    const given = await give(house, 'JW315');
    const withdrawn = await give(house, 'JW305');
    await party.send('DELETE', `/v1/parties/${dijk}/mandates/${withdrawn.id}`);
    const later = { mandatary: house, messageTypes: ['JW307'], from: '2999-01-01T00:00:00Z' };
    await party.send('POST', `/v1/parties/${dijk}/mandates`, later);
    const inForce = {
      ...{ id: given.id, party: dijk, mandatary: house, messageTypes: ['JW315'], until: null },
    };
    expect(await meOf(party)).toMatchObject({
      mandates: [{ ...inForce, role: 'given' }],
      moreMandates: false,
    });
    const me = await meOf(software);
    expect(me.mandates).toEqual([{ ...inForce, role: 'received' }]);
    expect(me).toMatchObject({ role: 'party', party: { code: house, kind: 'software-house' } });
    const another = await gateway.administrator.send('POST', `/v1/parties/${wal}/api-keys`);
    expect((await meOf(new Caller(gateway.address, another.body.key))).mandates).toEqual([]);
  });

  test('are the first only where there are many; the link has all', async () => {
    const types = ['01', '02', '05', '06', '07', '08', '15', '16', '17', '18', '19', '20', '23'];
    for (const type of types) {
      await give(wal, `JW3${type}`);
      await give(amsterdam, `JW3${type}`);
    }
    const { mandates, moreMandates, links } = await meOf(party);
    expect(mandates).toHaveLength(20);
    expect(moreMandates).toBe(true);
    const { body } = await party.get(links.mandates.href);
    expect(body.items.length).toBeGreaterThan(20);
    const ids = body.items.map(({ id }: { id: string }) => id);
    expect(ids.slice(0, 20)).toEqual(mandates.map(({ id }: { id: string }) => id));
  });
});

test('who gave and withdrew a great many hears that there may be more', async () => {
  const busy = await gateway.party('12345670');
  await gateway.store.pool.query(
    `insert into mandate (id, mandatary, party, message_types, valid_from, given_by, withdrawn_at, withdrawn_by)
    select uuidv7(), $1, '12345670', array['JW315'], now(), 'test', now(), 'test'
    from generate_series(1, 1000)`,
    [house],
  );
  await signAll(gateway.store.pool, gateway.keys.rows, signedMandate);
  expect(await meOf(busy)).toMatchObject({ mandates: [], moreMandates: true });
});

describe('tokens and certificates', () => {
  const showing = (shown: Certified, token?: string) =>
    new Caller(gateway.address, token, { 'Client-Cert': handedOver(shown) });
  const seconds = () => Math.floor(Date.now() / 1000);
  const iso = (moment: number) => new Date(moment * 1000).toISOString();

  test('a token is shown with its end: its own, or a day after it was given', async () => {
    const now = seconds();
    for (const [exp, end] of [
      [now + 300, now + 300],
      [now + 300_000, now + 86_400],
    ]) {
      const token = await issuer.token({ iat: now, exp });
      const me = await meOf(new Caller(gateway.address, token));
      expect(me).toMatchObject({ role: 'party', party: { code: dijk } });
      const credential = { kind: 'token', name: 'token:dijk-client', expiresAt: iso(end ?? 0) };
      expect(me.credential).toEqual(credential);
      expect(JSON.stringify(me)).not.toContain(token);
    }
  });

  test('a token that is bound to a certificate ends with that', async () => {
    const to = new Date((seconds() + 200) * 1000);
    const shown = authority.client({ to });
    const token = await issuer.token({ cnf: { 'x5t#S256': thumbprint(shown, 'base64url') } });
    const { credential } = await meOf(showing(shown, token));
    expect(credential).toMatchObject({ kind: 'token', expiresAt: to.toISOString() });
  });

  test('a certificate is shown by its fingerprint, with its end', async () => {
    const to = new Date('2990-05-01T12:00:00Z');
    const shown = authority.client({ to });
    const path = `/v1/parties/${dijk}/certificates`;
    const { certificate } = shown;
    const { body } = await gateway.administrator.send('POST', path, { certificate });
    const { credential, party } = await meOf(showing(shown));
    expect(credential).toEqual({
      ...{ kind: 'certificate', name: body.prefix, expiresAt: to.toISOString() },
    });
    expect(party.code).toBe(dijk);
  });
});

describe('who keeps the gateway', () => {
  test.each(['administrator', 'operator', 'auditor'] as const)(
    'an %s sees its role and key, and no party',
    async (role) => {
      const expiresAt = new Date('2999-06-01T00:00:00Z');
      const { key, prefix } = await staffKey(role, expiresAt);
      const { limits, ...me } = await meOf(new Caller(gateway.address, key));
      expect(me).toEqual({
        role,
        credential: { kind: 'key', name: prefix, expiresAt: expiresAt.toISOString() },
        party: null,
        ...{ actsFor: [], mandates: [], moreMandates: false, gemeenten: [], links: {} },
      });
      expect(limits).toMatchObject({ requestsPerMinute: 54_321, messages: null });
      expect(limits.atOnce.exports).toBe(2);
    },
  );
});

test('nobody is nobody: without a valid key it is 401', async () => {
  for (const key of [undefined, `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}`])
    expect((await new Caller(gateway.address, key).get('/v1/me')).status).toBe(401);
});
