import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { Problem, type ProblemCode } from '../../src/problem.ts';
import { errorWords } from '../../src/texts/console/error-words.ts';
import { problemTexts } from '../../src/texts/problem-texts.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
const problems = Object.keys(errorWords) as ProblemCode[];

/** Gives the console a page that fails with the problem in its address. */
function addFailing(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', function add(this: FastifyInstance, route: RouteOptions) {
    if (route.url !== '/console' || route.method !== 'GET' || !route.config) return;
    const own = { config: { ...route.config, access: 'anyone' as const }, schema: { hide: true } };
    this.get('/console/failing/:code', own, ({ params }) => {
      throw new Problem((params as { code: ProblemCode }).code);
    });
  });
}

beforeAll(async () => {
  subscribe('fastify.initialization', addFailing);
  gateway = await startTestGateway();
});
afterAll(async () => {
  unsubscribe('fastify.initialization', addFailing);
  await gateway?.remove();
});

async function signedIn(role: 'operator' | 'administrator' | 'auditor'): Promise<Visitor> {
  const { store, keys } = gateway;
  const visitor = new Visitor(gateway.address);
  await visitor.signIn((await createStaffKey(store.db, keys.rows, localCall('test'), role)).key);
  return visitor;
}

test.each(problems)('a page says %s in words for people', async (code) => {
  const visitor = new Visitor(gateway.address);
  for (const lang of ['nl', 'en'] as const) {
    const seen = await visitor.get(`/console/failing/${code}?lang=${lang}`);
    expect(seen.status).toBe(problemTexts[code].status);
    expect(seen.text).toContain(`<h1>${errorWords[code]?.title[lang]}</h1>`);
    expect(seen.text).toContain(errorWords[code]?.help[lang]);
    const main = /<main.*<\/main>/s.exec(seen.text)?.[0] ?? '';
    expect(main).not.toMatch(/`|violations|Content-Type|header|JSON|XML|API/);
  }
});

test('a form that cannot be read is answered in words for people', async () => {
  const visitor = await signedIn('administrator');
  const seen = await visitor.ask('/console/parties', {
    ...{ method: 'POST', body: '<x/>' },
    headers: { 'Content-Type': 'application/xml' },
  });
  expect([seen.status, seen.text]).toEqual([415, expect.stringContaining('Er is niets veranderd')]);
  expect(seen.text).not.toContain('application/xml');
});

test('what is no id in an address is a page that is not there', async () => {
  const visitor = await signedIn('operator');
  for (const id of ['x', '0197f3a0-0000-8000-8000-000000000001']) {
    const seen = await visitor.get(`/console/messages/${id}`);
    expect([seen.status, seen.text], id).toEqual([
      404,
      expect.stringContaining('<h1>Deze pagina bestaat niet</h1>'),
    ]);
  }
});

test('what a mail program adds to an address is left out', async () => {
  const visitor = await signedIn('operator');
  const seen = await visitor.get('/console/messages?status=failed&utm_source=mail&__proto__=x');
  expect([seen.status, seen.text]).toEqual([200, expect.not.stringContaining('utm_source')]);
  expect(seen.text).toContain('<option value="failed" selected>');
});

test.each([
  ['operator', '/console/messages', 'cursor=x', 'status=failed'],
  ['operator', '/console/messages', `cursor=${'x'.repeat(600)}`, 'status=failed'],
  ['administrator', '/console/parties', 'cursor=x', 'name=a'],
  ['auditor', '/console/log', 'cursor=x', 'party=0363'],
] as const)(
  'a list whose place is not right begins at its beginning: %s, %s',
  async (role, path, place, filter) => {
    const visitor = await signedIn(role);
    const seen = await visitor.get(`${path}?${filter}&${place}`);
    expect([seen.status, seen.location]).toEqual([303, `${gateway.address}${path}?${filter}`]);
    expect((await visitor.follow(seen)).status).toBe(200);
    expect((await visitor.get(`${path}?${place}`)).location).toBe(`${gateway.address}${path}`);
  },
);

test('a filter that is too long to be one is said, and leads nowhere', async () => {
  const visitor = await signedIn('operator');
  const seen = await visitor.get(`/console/messages?party=${'1'.repeat(300)}&cursor=x`);
  expect([seen.status, seen.location]).toEqual([400, null]);
});

test('an address that ends in a slash is the same without', async () => {
  const visitor = await signedIn('operator');
  expect((await visitor.get('/console/')).location).toBe(`${gateway.address}/console`);
  expect((await visitor.get('/console/messages/?status=failed')).location).toBe(
    `${gateway.address}/console/messages?status=failed`,
  );
  expect((await visitor.get('/console//')).status).toBe(404);
});

test('an address that cannot be read is a page too; for programs it is as it was', async () => {
  const visitor = new Visitor(gateway.address);
  for (const path of [
    '/console/%zz',
    '/console/messages/%',
    `/console/messages/${'x'.repeat(200)}`,
  ]) {
    const seen = await visitor.get(path);
    expect([seen.status, seen.headers.get('content-type')], path).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(seen.text).toContain('<h1>Deze pagina bestaat niet</h1>');
    expect(seen.text).not.toContain('zz');
  }
  const other = await visitor.get('/v1/%zz');
  expect(other.headers.get('content-type')).toContain('application/problem+json');
});
