import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handedOver, makeAuthority } from '../../support/certificates.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';
import { problem } from '../../support/mandate-world.ts';
import { jw315 } from '../../support/messages.ts';

const [amsterdam, purmerend, beemster] = ['0363', '0439', '0370'] as const;
const dijk = '12345678';
const house = '00000003123456780000';
const office = '00000001234567890000';
const regional = { kind: 'regional-office', name: 'Inkoopteam' };
let issuer: Issuer;
let gateway: TestGateway;
let gemeente: Caller;
let neighbour: Caller;
let aanbieder: Caller;
let software: Caller;
let manager: Caller;

beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startTestGateway({
    ...issuer.settings,
    TRUSTED_PROXIES: '127.0.0.1,::1',
    CLIENT_CERT_HEADER: 'Client-Cert',
  });
  gemeente = await gateway.party(amsterdam);
  neighbour = await gateway.party(purmerend);
  await gateway.party(beemster, { until: '2021-12-31', successor: purmerend });
  aanbieder = await gateway.party(dijk);
  software = await gateway.party(house);
  manager = await gateway.party(office, regional);
});
afterAll(async () => {
  await gateway?.remove();
  await issuer?.stop();
});

const pathOf = (code: string) => `/v1/parties/${code}/designations`;

/** Gives a designation, and takes it back when the test is over. */
async function designation(by: Caller, code: string, wish: object = {}) {
  const { status, body } = await by.send('POST', pathOf(code), { office, ...wish });
  expect(status, JSON.stringify(body)).toBe(201);
  const withdraw = () => by.send('DELETE', `${pathOf(code)}/${body.id}`);
  return {
    ...(body as { id: string }),
    [Symbol.asyncDispose]: async () => void (await withdraw()),
  };
}

const meOf = async (caller: Caller) => (await caller.get('/v1/me')).body;
const gemeentenOf = async (caller = manager) => (await meOf(caller)).gemeenten;

describe('a contract manager', () => {
  test('comes in by a key, a certificate or a token of a regional office', async () => {
    const { certificate, ...shown } = makeAuthority().client();
    const path = `/v1/parties/${office}`;
    const made = await gateway.administrator.send('POST', `${path}/certificates`, { certificate });
    expect(made).toMatchObject({ status: 201, body: { role: 'contract-manager' } });
    const header = { 'Client-Cert': handedOver({ certificate, ...shown }) };
    const token = await issuer.token({ sub: 'office-client', party: office });
    for (const caller of [
      manager,
      new Caller(gateway.address, undefined, header),
      new Caller(gateway.address, token),
    ])
      expect(await meOf(caller)).toMatchObject({
        ...{ role: 'contract-manager', actsFor: [], mandates: [], moreMandates: false },
        party: { code: office, kind: 'regional-office' },
        limits: { messages: null },
      });
    const { items } = (await manager.get(`${path}/api-keys`)).body;
    expect(items.map(({ role }: { role: string }) => role)).toEqual([
      'contract-manager',
      'contract-manager',
    ]);
    const revoked = await manager.send('DELETE', `${path}/api-keys/${made.body.id}`);
    expect(revoked.body.revokedAt).not.toBeNull();
    // A software house is known by such a code too.
    expect((await meOf(software)).role).toBe('party');
  });

  test('reads and posts no message, and has no part in what was said of children', async () => {
    await using _ = await designation(gemeente, amsterdam);
    const posted = await aanbieder.post(jw315());
    await aanbieder.settled(posted.body.id);
    expect((await manager.post(jw315())).status).toBe(403);
    for (const path of [
      ...['messages', `messages/${posted.body.id}`, `messages/${posted.body.id}/content`],
      ...['inbox', `inbox?party=${amsterdam}`, 'allocations', 'open-requests', 'access-log'],
    ])
      expect(await manager.get(`/v1/${path}`), path).toMatchObject({
        ...{ status: 403, ...problem('forbidden') },
      });
    for (const path of ['inbox/acknowledgements', 'allocations/searches', 'access-log/searches'])
      expect((await manager.send('POST', `/v1/${path}`, {})).status, path).toBe(403);
    for (const path of [
      'version',
      'rules',
      'templates',
      'templates/JW315',
      'parties',
      'code-lists',
    ])
      expect((await manager.get(`/v1/${path}`)).status, path).toBe(200);
  });

  test('gets no mandate, and nobody sends to it', async () => {
    const wish = { mandatary: office, messageTypes: ['JW315'] };
    const answer = await aanbieder.send('POST', `/v1/parties/${dijk}/mandates`, wish);
    expect(answer).toMatchObject({ status: 400, ...problem('mandate-to-regional-office') });
    expect((await manager.get(`/v1/parties/${office}/mandates`)).body.items).toEqual([]);
    for (const caller of [aanbieder, manager])
      expect((await caller.get(`/v1/parties/${office}`)).status).toBe(404);
    const { body } = await gateway.administrator.get('/v1/parties?kind=regional-office');
    expect(body.items).toMatchObject([{ code: office, kind: 'regional-office' }]);
    expect((await aanbieder.get('/v1/parties?kind=regional-office')).body.items).toEqual([]);
  });

  test('sees for which gemeenten it acts now, until when, and where its lists are', async () => {
    expect(await gemeentenOf()).toEqual([]);
    const until = '2999-01-01T00:00:00.000Z';
    await using _one = await designation(gemeente, amsterdam, { until });
    await using _two = await designation(neighbour, purmerend);
    await using _later = await designation(gemeente, amsterdam, { from: until });
    const me = await meOf(manager);
    expect(me.gemeenten).toEqual([
      { gemeente: amsterdam, until },
      { gemeente: beemster, until: null },
      { gemeente: purmerend, until: null },
    ]);
    expect(Object.keys(me.links)).toEqual(['designations', 'keys']);
    const { body } = await manager.get(me.links.designations.href);
    expect(body.items).toHaveLength(2);
    expect(Object.keys((await meOf(gemeente)).links)).toEqual(['mandates', 'designations', 'keys']);
    expect((await meOf(gemeente)).gemeenten).toEqual([]);
  });
});

describe('a designation', () => {
  test('is given by the gemeente or an administrator, once', async () => {
    const wish = { office };
    const first = await gemeente.send('POST', pathOf(amsterdam), wish);
    expect(first).toMatchObject({
      status: 201,
      body: { gemeente: amsterdam, office, until: null, withdrawnAt: null, active: true },
    });
    for (const caller of [gemeente, gateway.administrator]) {
      const again = await caller.send('POST', pathOf(amsterdam), wish);
      expect(again).toMatchObject({ status: 200, body: first.body });
    }
    for (const caller of [neighbour, aanbieder, software, manager])
      for (const [method, path] of [
        ['POST', pathOf(amsterdam)],
        ['GET', pathOf(amsterdam)],
        ['DELETE', `${pathOf(amsterdam)}/${first.body.id}`],
      ] as const) {
        const { status } = await caller.send(method, path, method === 'POST' ? wish : undefined);
        expect(status, `${method} ${path}`).toBe(404);
      }
    await gemeente.send('DELETE', `${pathOf(amsterdam)}/${first.body.id}`);
  });

  test('is listed on both sides, page by page, and ended from either', async () => {
    for (const [caller, code] of [
      [gemeente, amsterdam],
      [manager, office],
      [gateway.administrator, office],
    ] as const) {
      await using given = await designation(gemeente, amsterdam);
      await using other = await designation(neighbour, purmerend);
      const [role] = code === office ? ['received'] : ['given'];
      const { body } = await caller.get(`${pathOf(code)}?active=true&role=${role}`);
      expect(body.items[0]).toMatchObject({ id: given.id, role, gemeente: amsterdam });
      const ended = await caller.send('DELETE', `${pathOf(code)}/${given.id}`);
      expect(ended).toMatchObject({ status: 200, body: { role, active: false } });
      // At once: nothing of it is kept.
      expect((await gemeentenOf()).map((one: { gemeente: string }) => one.gemeente)).toEqual([
        ...[beemster, purmerend],
      ]);
      expect(await caller.send('DELETE', `${pathOf(code)}/${given.id}`)).toEqual({
        ...{ ...ended, headers: expect.anything() },
      });
      expect((await manager.send('DELETE', `${pathOf(office)}/${randomUUID()}`)).status).toBe(404);
      expect(other.id).not.toBe(given.id);
    }
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await manager.get(`${pathOf(office)}?limit=2${cursor}`);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (!body.next) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('that cannot be is refused in a sentence', async () => {
    const { administrator } = gateway;
    const refused: [Caller, string, object, number, string][] = [
      [gemeente, amsterdam, { office: house }, 400, 'designation-kind'],
      [gemeente, amsterdam, { office: '00000009999999990000' }, 400, 'unknown-party'],
      [gemeente, amsterdam, { until: '2020-01-01T00:00:00Z' }, 400, 'designation-period'],
      [gemeente, amsterdam, { office: dijk }, 400, 'invalid-request'],
      [gemeente, amsterdam, { messageTypes: ['JW315'] }, 400, 'invalid-request'],
      [administrator, beemster, {}, 403, 'party-ended'],
      [administrator, '0999', {}, 404, 'not-found'],
      [administrator, dijk, {}, 400, 'invalid-request'],
    ];
    for (const [caller, code, wish, status, type] of refused)
      expect(await caller.send('POST', pathOf(code), { office, ...wish }), type).toMatchObject({
        ...{ status, ...problem(type) },
      });
    const { body } = await gemeente.send('POST', pathOf(amsterdam), { office: house });
    expect(body.detail).toContain(house);
  });

  test('by hand lets nobody act, nor does one that was put back', async () => {
    await using given = await designation(gemeente, amsterdam);
    const { pool } = gateway.store;
    const set = (change: string) =>
      pool.query(`update designation set ${change} where id = $1`, [given.id]);
    await set(`gemeente = '${purmerend}'`);
    expect((await manager.get('/v1/me')).status).toBe(500);
    await set(`gemeente = '${amsterdam}'`);
    expect((await manager.get('/v1/me')).status).toBe(200);
    await gemeente.send('DELETE', `${pathOf(amsterdam)}/${given.id}`);
    await pool.query('create table was as select * from designation where id = $1', [given.id]);
    await set('withdrawn_at = null, withdrawn_by = null');
    for (const path of ['/v1/me', pathOf(office)])
      expect((await manager.get(path)).status, path).toBe(500);
    expect(gateway.logged.join('')).toContain(`"table":"designation","id":"${given.id}"`);
    await pool.query(
      `update designation set withdrawn_at = was.withdrawn_at, withdrawn_by = was.withdrawn_by
      from was where was.id = designation.id`,
    );
    expect(await gemeentenOf()).toEqual([]);
  });
});
