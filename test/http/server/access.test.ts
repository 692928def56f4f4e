import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import Fastify, { type FastifyContextConfig, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guard, type RouteTable } from '../../../src/http/server/access.ts';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { Authenticator } from '../../../src/parties/credentials/authenticator.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { type Certified, handedOver, makeAuthority } from '../../support/certificates.ts';
import { plantConversion } from '../../support/conversions.ts';
import { plantDraft } from '../../support/drafts.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { plantGoal } from '../../support/goals.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';
import { macsOf } from '../../support/macs.ts';
import { jw315 } from '../../support/messages.ts';
import { plantSignal } from '../../support/signals.ts';
import { plantTerm } from '../../support/terms.ts';
import { Visitor } from '../../support/visitor.ts';

const dijk = '12345678';
const wal = '12345679';
const softwareHouse = '00000003123456780000';
const office = '00000001234567890000';
const routes: { readonly method: string; readonly url: string }[] = [];
let table: RouteTable;
let issuer: Issuer;
let gateway: TestGateway;
/** Everybody who may call, each with what it is. */
let callers: Record<string, Caller>;
/** The parameters of paths, all of them De Dijk's, so that others can try it. */
let idOf: (route: string) => string;

beforeAll(async () => {
  // Fastify reports each new application: so all routes are known, also hidden ones.
  let app: FastifyInstance | undefined;
  const listen = (message: unknown) => {
    app = (message as { fastify: FastifyInstance }).fastify;
    app.addHook('onRoute', (route) => {
      // Fastify may change what it reported afterwards.
      for (const method of [route.method].flat()) routes.push({ method, url: route.url });
    });
  };
  issuer = await startIssuer();
  subscribe('fastify.initialization', listen);
  gateway = await startTestGateway({
    ...issuer.settings,
    TRUSTED_PROXIES: '127.0.0.1,::1',
    CLIENT_CERT_HEADER: 'Client-Cert',
  });
  unsubscribe('fastify.initialization', listen);
  if (!app) throw new Error('no application was made');
  table = app.routeTable;
  const { db, pool } = gateway.store;
  await gateway.party('0363');
  const authority = makeAuthority();
  // As through a proxy, which is on this machine.
  const showing = (shown: Certified) =>
    new Caller(gateway.address, undefined, { 'Client-Cert': handedOver(shown) });
  const registered = async (code: string) => {
    const shown = authority.client();
    const { certificate } = shown;
    const path = `/v1/parties/${code}/certificates`;
    expect((await gateway.administrator.send('POST', path, { certificate })).status).toBe(201);
    return showing(shown);
  };
  callers = {
    party: await gateway.party(dijk),
    'another party': await gateway.party(wal),
    "the party's certificate": await registered(dijk),
    "another party's certificate": await registered(wal),
    'an unknown certificate': showing(authority.client()),
    "the party's token": new Caller(gateway.address, await issuer.token()),
    "another party's token": new Caller(gateway.address, await issuer.token({ party: wal })),
    'a software house with a mandate': await gateway.party(softwareHouse),
    'a software house without one': await gateway.party(softwareHouse.replace('1', '2')),
    'a contract manager': await gateway.party(office, { kind: 'regional-office' }),
    "a contract manager's certificate": await registered(office),
    "a contract manager's token": new Caller(
      gateway.address,
      await issuer.token({ party: office }),
    ),
    operator: new Caller(
      gateway.address,
      (await createStaffKey(db, await macsOf(db), localCall('test'), 'operator')).key,
    ),
    auditor: new Caller(
      gateway.address,
      (await createStaffKey(db, await macsOf(db), localCall('test'), 'auditor')).key,
    ),
    administrator: gateway.administrator,
    nobody: new Caller(gateway.address),
    'a made-up key': new Caller(gateway.address, `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}`),
    'an expired token': new Caller(gateway.address, await issuer.token({ exp: 1 })),
  };
  const posted = await callers.party?.post(jw315());
  const opened = `/v1/operations/messages/${posted?.body.id}/disclosures`;
  await callers.operator?.send('POST', opened, { reason: 'it does not arrive' });
  const key = await gateway.administrator.send('POST', `/v1/parties/${dijk}/api-keys`);
  const mandates = `/v1/parties/${dijk}/mandates`;
  const messageTypes = ['JW315'];
  await callers.party?.send('POST', mandates, { mandatary: softwareHouse, messageTypes });
  // One to be withdrawn.
  const withdrawn = { mandatary: softwareHouse, messageTypes: ['JW305'] };
  const mandate = await callers.party?.send('POST', mandates, withdrawn);
  const allocation = '0197f3a0-0000-8000-8000-000000000001';
  await pool.query(
    `insert into allocation (id, municipality, provider, client_id, toewijzing_nummer, owns_number,
      status, changed_at) values ($1, '0363', $2, $3, '1', true, 'allocated', now())`,
    [allocation, dijk, randomUUID()],
  );
  const file = `contract;aanbieder;gemeenten;begin;categorie;code\nC-1;${dijk};0363;2026-01-01;45;B09P`;
  const contract = await gateway.administrator.file('/v1/contracts/imports', file);
  const term = await plantTerm(pool, { provider: dijk });
  const goal = await plantGoal(pool, gateway.keys, { allocationId: allocation });
  const draft = await plantDraft(pool, gateway.keys);
  const signal = await plantSignal(pool, gateway.keys);
  expect(await plantConversion(pool, gateway.keys, { shared: true })).toBe(1);
  idOf = (route) => {
    if (route.includes('/drafts/')) return draft;
    if (route.includes('/terms/')) return term;
    if (route.includes('/signals/')) return signal;
    if (route.includes('/goals/')) return goal;
    if (route.includes('/contracts/')) return contract.body.contracts[0].id;
    if (route.includes('/api-keys/')) return key.body.id;
    if (route.includes('/mandates/')) return mandate?.body.id;
    if (route.includes('/allocations/')) return allocation;
    return posted?.body.id;
  };
});
afterAll(async () => {
  await gateway?.remove();
  await issuer.stop();
});

const pathOf = (route: string) =>
  route
    .replace(':problem', 'xsd')
    .replace(':code', dijk)
    .replace(':id', idOf(route))
    .replace(':aanbieder', dijk)
    .replace(':other', randomUUID())
    .replace(/:(number|row)/g, '1')
    .replace(':day', '2026-01-01')
    .replace(':list', 'retourcode')
    .replace(':file', 'JW315.xsd')
    .replace(':type', 'JW315')
    .replace('*', 'index.css');

const nobodies = ['nobody', 'a made-up key', 'an expired token', 'an unknown certificate'];

/** Routes of which the path names nothing that is a party's own. */
const ofAll = ['/v1/parties/:code', '/v1/templates/:type'];

/** Whether a route finds out by itself who calls, as pages do by a session. */
const isPage = (route: string) =>
  [...table].some(([name, { identify }]) => identify && name.endsWith(` ${route}`));

/** What the table says that comes of a call; undefined: the caller is let in. */
function expected(
  caller: string,
  method: string,
  route: string,
): 303 | 401 | 403 | 404 | 409 | undefined {
  const allowed = table.get(`${method.replace('HEAD', 'GET')} ${route}`)?.access;
  if (!allowed) throw new Error(`${method} ${route} is not in the table`);
  if (allowed === 'anyone') return undefined;
  // Pages know people by their sessions: a key, token or certificate counts for nothing there.
  if (isPage(route)) return 303;
  if (nobodies.includes(caller)) return 401;
  if (route.startsWith('/v1/conversions')) return ofConversions(caller, method, route);
  if (/contract manager/.test(caller)) {
    // It was not designated by the gemeente of the contract, nor by any other.
    if (/^.v1.contracts.:id/.test(route)) return 404;
    if (/^.v1.terms(?!.counts)/.test(route)) return 403;
    // What is missing in the request is said before it is looked up.
    if (/^.v1.signals(?:.:id)?(?:.links|$)/.test(route) || route === '/v1/signals/:id') return 403;
    if (allowed.includes('contract-manager')) return undefined;
    // The paths name a party that is not its own.
    return allowed.includes('itself') ? 404 : 403;
  }
  const role = /party|software house/.test(caller) ? 'party' : caller;
  const mandated = caller.includes('with a mandate') && route.startsWith('/v1/messages/');
  const another = !mandated && /^another|software house/.test(caller);
  if (role !== 'party') return allowed.some((one) => one === role) ? undefined : 403;
  // Only a gemeente says of its ledger that it is complete; and the message that the paths name is no declaration.
  if (route === '/v1/complete-ledgers/:aanbieder' || route === '/v1/declarations/:id') return 404;
  // What is missing in the body is said before it is looked up.
  if (
    /[/](drafts[/]:id|answers|retouren|closure|goals)/.test(route) &&
    /POST|PUT|PATCH/.test(method)
  )
    return undefined;
  // De Dijk sent the message, so it does not answer it; and the gemeente gave nobody a mandate.
  if (route.endsWith('/retour-choices') && !another)
    return caller === 'a software house with a mandate' ? 403 : 409;
  // An aanbieder cannot withdraw its contract.
  if (!another && method === 'DELETE' && route === '/v1/contracts/:id') return 403;
  // De Dijk is no gemeente, so that it has no designation, and says nothing of declarations to it.
  const none = /[/](?:designations[/]:id|complete-declarations[/]:aanbieder)$/.test(route);
  if (allowed.includes('itself')) return another || none ? 404 : undefined;
  if (!allowed.includes('party')) return 403;
  // The paths name what is De Dijk's.
  return another && route.includes(':') && !ofAll.includes(route) ? 404 : undefined;
}

/** The same, of conversions: the paths name a preview that De Dijk sees. */
function ofConversions(caller: string, method: string, route: string) {
  const isManager = /contract manager/.test(caller);
  const isParty = !isManager && /party|software house/.test(caller);
  if (!isManager && !isParty && caller !== 'administrator') return 403;
  // What is missing in the body is said before it is looked up.
  if (method === 'POST' && !route.endsWith('/share')) return undefined;
  if (caller === 'administrator') return undefined;
  // No gemeente designated it; and a software house has no conversions.
  if (isManager || caller.startsWith('a software house')) return 403;
  if (caller.startsWith('another')) return route.includes(':') ? 404 : undefined;
  // An aanbieder does not send, and does not share.
  return /share|commits|reproduction/.test(route) ? 403 : undefined;
}

test('the table has an entry for every route, and for no other', () => {
  // HEAD goes with GET.
  const there = new Set(routes.map(({ method, url }) => `${method.replace('HEAD', 'GET')} ${url}`));
  expect(there.size).toBeGreaterThan(30);
  expect([...there].sort()).toEqual([...table.keys()].sort());
});

test('every route lets in who the table says, and nobody else', async () => {
  const faults: string[] = [];
  let letIn = 0;
  for (const { method, url } of routes)
    for (const [name, caller] of Object.entries(callers)) {
      const { status } = await caller.send(method, pathOf(url));
      // Who sends a form without a session is asked to sign in on the page itself.
      const isForm = isPage(url) && method === 'POST' && url !== '/console/sign-out';
      const wanted = isForm ? 401 : expected(name, method, url);
      if (wanted === undefined) letIn++;
      // What is a party's own is there for it. Others may still hear what is missing: there is no body.
      const own = name === 'party' && url.includes(':') && !/POST|PUT|PATCH/.test(method);
      const right = own ? status === 200 : ![401, 403, 429].includes(status);
      if (wanted ? status !== wanted : !right)
        faults.push(`${name}: ${method} ${url} gave ${status}, not ${wanted ?? 'an answer'}`);
    }
  expect(faults).toEqual([]);
  expect(letIn).toBeGreaterThan(100);
});

/** Pages that lead to another one. */
const leadsOn = ['/console', '/console/report/workbook'];

test('every page lets in the roles that the table says, and nobody else', async () => {
  const keys = { ...callers };
  const faults: string[] = [];
  let letIn = 0;
  const people = ['party', 'a contract manager', 'operator', 'auditor', 'administrator'] as const;
  for (const who of people) {
    const key = keys[who]?.authorization.Authorization?.replace('Bearer ', '') ?? '';
    const role = who === 'a contract manager' ? 'contract-manager' : who;
    const visitor = new Visitor(gateway.address);
    expect((await visitor.signIn(key)).status, who).toBe(200);
    for (const [name, { access, identify }] of table) {
      if (!identify) continue;
      const [method = '', route = ''] = name.split(' ');
      const { status } = await visitor.ask(pathOf(route), { method });
      const may = access !== 'anyone' && access.some((one) => one === role);
      // The paths name De Dijk, who sees its own pages; for whom has another party there is none.
      const ofParty = access.includes('itself') && who !== 'operator' && who !== 'auditor';
      const own = who === 'party' ? [200, 400, 404] : [404];
      // A form without its token is not carried out, by whomever; what the path names is no page of anybody.
      const right = may
        ? method === 'GET'
          ? // The address of the console leads to the first page of the menu; a file that cannot be made to its page.
            [200, 404].includes(status) || (leadsOn.includes(route) && status === 303)
          : [400, 403, 415].includes(status)
        : status === 403 || (ofParty && own.includes(status));
      if (may) letIn++;
      if (!right) faults.push(`${who}: ${name} gave ${status}`);
    }
    // Nothing of all that ended the session.
    expect((await visitor.get('/console/session')).status, who).toBe(200);
  }
  expect(faults).toEqual([]);
  expect(letIn).toBeGreaterThan(10);
});

describe('in words of their own, apart from the table', () => {
  const ask = async (caller: string, method: string, path: string, json?: object) =>
    (await callers[caller]?.send(method, path, json))?.status;

  test('only an administrator makes parties and keys', async () => {
    const party = { kind: 'aanbieder', name: 'x' };
    const others = ['party', 'another party', "the party's token", "the party's certificate"];
    for (const caller of ['operator', 'auditor', ...others]) {
      expect(await ask(caller, 'PUT', '/v1/parties/11111111', party), caller).toBe(403);
      expect(await ask(caller, 'PATCH', `/v1/parties/${dijk}`, { name: 'x' }), caller).toBe(403);
      expect(await ask(caller, 'POST', `/v1/parties/${dijk}/api-keys`), caller).toBe(403);
      const { certificate } = makeAuthority().client();
      const path = `/v1/parties/${dijk}/certificates`;
      expect(await ask(caller, 'POST', path, { certificate }), caller).toBe(403);
    }
    expect(await ask('administrator', 'PUT', '/v1/parties/11111111', party)).toBe(201);
    expect(await ask('administrator', 'POST', '/v1/parties/11111111/api-keys')).toBe(201);
  });

  test('only the party itself and an administrator give its mandates', async () => {
    const mandate = { mandatary: softwareHouse, messageTypes: ['JW323'] };
    const path = `/v1/parties/${dijk}/mandates`;
    for (const caller of ['another party', "another party's token"])
      expect(await ask(caller, 'POST', path, mandate), caller).toBe(404);
    for (const caller of ['a software house with a mandate', 'a software house without one'])
      for (const [method, body] of [['POST', mandate], ['GET'], ['DELETE']] as const)
        expect(
          await ask(caller, method, method === 'DELETE' ? `${path}/${randomUUID()}` : path, body),
          `${caller} ${method}`,
        ).toBe(404);
    for (const caller of ['operator', 'auditor'])
      expect(await ask(caller, 'POST', path, mandate), caller).toBe(403);
    expect(await ask("the party's token", 'POST', path, mandate)).toBe(201);
    expect(await ask('administrator', 'POST', path, mandate)).toBe(200);
  });

  test('a software house reads no allocations, keys or mandates of a party that gave it one', async () => {
    const house = 'a software house with a mandate';
    expect(await ask(house, 'GET', `/v1/messages/${idOf('/v1/messages/:id')}`)).toBe(200);
    expect(await ask(house, 'GET', `/v1/allocations/${idOf('/allocations/')}`)).toBe(404);
    expect((await callers[house]?.get('/v1/allocations'))?.body.items).toEqual([]);
    expect(await ask(house, 'GET', `/v1/parties/${dijk}/api-keys`)).toBe(404);
    expect(await ask(house, 'GET', `/v1/parties/${dijk}/mandates`)).toBe(404);
  });

  test('a contract manager reads and posts no messages, also of who designated it', async () => {
    const amsterdam = await gateway.party('0363');
    const given = await amsterdam.send('POST', '/v1/parties/0363/designations', { office });
    expect(given.status).toBe(201);
    const message = idOf('/v1/messages/:id');
    for (const caller of ['', "'s certificate", "'s token"].map(
      (by) => `a contract manager${by}`,
    )) {
      for (const path of [`messages/${message}/content`, 'messages', 'inbox', 'inbox?party=0363'])
        expect(await ask(caller, 'GET', `/v1/${path}`), `${caller} ${path}`).toBe(403);
      for (const path of ['messages', 'validations', 'inbox/acknowledgements'])
        expect(await ask(caller, 'POST', `/v1/${path}`, {}), `${caller} ${path}`).toBe(403);
      for (const path of ['allocations', 'open-requests', 'access-log', 'operations/messages'])
        expect(await ask(caller, 'GET', `/v1/${path}`), `${caller} ${path}`).toBe(403);
      expect(await ask(caller, 'GET', '/v1/parties/0363/designations'), caller).toBe(404);
      for (const list of ['designations', 'api-keys'])
        expect(await ask(caller, 'GET', `/v1/parties/${office}/${list}`), caller).toBe(200);
    }
  });

  test('operators and auditors read no message, mailbox or allocation', async () => {
    const message = idOf('/v1/messages/:id');
    for (const caller of ['operator', 'auditor', 'administrator'])
      for (const path of [`messages/${message}/content`, 'messages', 'inbox', 'allocations'])
        expect(await ask(caller, 'GET', `/v1/${path}`), `${caller} ${path}`).toBe(403);
  });

  test('an operator operates, an auditor verifies and no more', async () => {
    const replay = { reason: 'try', ids: [randomUUID()] };
    expect(await ask('operator', 'POST', '/v1/operations/replays', replay)).toBe(400);
    expect(await ask('auditor', 'POST', '/v1/operations/replays', replay)).toBe(403);
    expect(await ask('auditor', 'GET', '/v1/operations/messages')).toBe(403);
    expect(await ask('auditor', 'POST', '/v1/ledger/verifications', {})).toBe(200);
    expect(await ask('party', 'POST', '/v1/ledger/verifications', {})).toBe(403);
  });

  test('of two ids in one call, one of them of another, that one does not exist', async () => {
    const { party, 'another party': another } = callers;
    const gemeente = await gateway.party('0344');
    const ids: string[] = [];
    for (const caller of [party, another]) {
      const afzender = caller === party ? dijk : wal;
      const answer = await caller?.post(jw315({ afzender, ontvanger: '0344' }));
      ids.push(answer?.body.id);
      await caller?.settled(answer?.body.id);
    }
    const acknowledge = (caller: Caller | undefined) =>
      caller?.send('POST', '/v1/inbox/acknowledgements', { ids });
    expect((await acknowledge(another))?.body).toEqual({ acknowledged: [], unknown: ids });
    expect((await gemeente.get('/v1/inbox')).body.items).toHaveLength(2);
    expect((await acknowledge(gemeente))?.body.acknowledged).toHaveLength(2);
  });
});

test('a route that does not say who may call it cannot be registered', async () => {
  const app = Fastify();
  const authenticator = new Authenticator(gateway.store.db, gateway.keys.rows, {
    onError: () => undefined,
  });
  const door = { trustedProxies: [] };
  await app.register(guard, { authenticator, door });
  expect(() => app.get('/v1/new', () => 'hello')).toThrow('GET /v1/new does not say who may call');
  // @ts-expect-error: the types do not let it pass either
  const config: FastifyContextConfig = { dutch: 'iets' };
  expect(() => app.put('/v1/new', { config }, () => 'hello')).toThrow('does not say who may call');
  const feature = async () => {
    await app.register(async (inner) => inner.delete('/new', () => 'hello'), { prefix: '/v1' });
  };
  await expect(feature()).rejects.toThrow('DELETE /v1/new does not say who may call');
  await app.close();
});
