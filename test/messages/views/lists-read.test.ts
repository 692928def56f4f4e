import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alike, casesOf, lists, type Parts, pageItems } from '../../../bench/lists/cases.ts';
import { fillLists, forgetStatistics } from '../../../bench/lists/fill.ts';
import { readsOf } from '../../../bench/lists/reads.ts';
import { Bell } from '../../../src/store/bell.ts';
import { openKeys } from '../../parties/access-log/support.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { asCalled } from '../../support/openapi.ts';

/** Where a walk of all of them would show. */
const rows = 20_000;
/** Pages' worth of rows that a page may read. */
const mark = 5;

let gateway: TestGateway;
let parts: Parts;
let bell: Bell;

beforeAll(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  bell = await Bell.open(
    gateway.store,
    async () => new Map(),
    () => undefined,
  );
  parts = { keys: await openKeys(gateway.store), bell };
  await fillLists(gateway.store.pool, rows);
}, 300_000);
afterAll(async () => {
  await bell.close();
  await gateway.remove();
});

/** The cases that read more than they may, in a session that plans so. */
async function beyond(mode: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: gateway.databaseUrl });
  await client.connect();
  try {
    await client.query(`set plan_cache_mode = ${mode}`);
    const found: string[] = [];
    for (const list of lists)
      for (const { name, query } of casesOf(list)) {
        const reads = await readsOf(client, (pool) => list.ask(pool, query as never, parts));
        if (reads.rows > mark * pageItems)
          found.push(`${list.route}, ${list.caller}, ${name}: ${reads.rows}`);
      }
    return found;
  } finally {
    await client.end();
  }
}

test('no page reads more than five of them hold, when Postgres is wrong about what is rare', async () => {
  expect(await beyond('force_custom_plan')).toEqual([]);
}, 600_000);

test('nor when it knows nothing, and plans for any value', async () => {
  await forgetStatistics(gateway.store.pool);
  expect(await beyond('force_generic_plan')).toEqual([]);
}, 600_000);

test('every filter of every list is among these', async () => {
  const { body } = await gateway.administrator.get('/v1/openapi.json');
  const known = new Map<string, Set<string>>();
  for (const { route, filters } of lists)
    known.set(route, new Set([...(known.get(route) ?? []), ...Object.keys(filters)]));
  const missing: string[] = [];
  let seen = 0;
  for (const [path, methods] of Object.entries<Record<string, Operation>>(asCalled(body).paths))
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      if (!names.includes('limit') && !path.endsWith('/export')) continue;
      seen += 1;
      const route = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      const filters = known.get(alike[route] ?? route);
      const lacking = names.filter((name) => !places.includes(name) && !filters?.has(name));
      if (!filters) missing.push(route);
      missing.push(...lacking.map((name) => `${route} ${name}`));
    }
  expect(missing).toEqual([]);
  expect(seen).toBeGreaterThan(12);
});

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

/** What says how much and where, not which. */
const places = ['limit', 'cursor', 'after', 'waitSeconds', 'format'];

test('who follows `next` to its end has all, though pages are short', async () => {
  const caller = gateway.administrator;
  const wanted = await gateway.store.pool.query(
    `select id from message where type = 'JW319' order by id desc`,
  );
  const found: string[] = [];
  let empty = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await caller.get(
      `/v1/operations/messages?type=JW319&limit=10${cursor && `&cursor=${cursor}`}`,
    );
    if (body.items.length === 0) empty += 1;
    found.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.next;
  }
  expect(found).toEqual(wanted.rows.map(({ id }) => id));
  expect(found.length).toBeGreaterThan(0);
  expect(empty).toBeGreaterThan(10);
});
