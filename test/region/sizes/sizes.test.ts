import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SizeWish, sizesOf } from '../../../src/region/sizes/sizes.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeStore } from '../../support/database.ts';

let store: Store & { drop: () => Promise<void> };
beforeAll(async () => {
  store = await makeStore();
});
afterAll(() => store?.drop());
beforeEach(() => store.pool.query('delete from allocation; delete from provider_children'));

const [dijk, wal] = ['12345678', '87654321'] as const;

interface Planted {
  readonly provider?: string;
  readonly municipality?: string;
  readonly children?: readonly string[];
  readonly begin?: string | null;
  readonly end?: string | null;
  readonly status?: string;
}

/** An allocation of each of these children. */
async function plant(given: Planted = {}): Promise<void> {
  const { provider = dijk, municipality = '0363', children = [randomUUID()] } = given;
  const { begin = '2026-03-01', end = null, status = 'allocated' } = given;
  for (const child of children)
    await store.pool.query(
      `insert into allocation (id, municipality, provider, client_id, toewijzing_nummer, owns_number, status,
        begin_date, end_date, changed_at)
      values (gen_random_uuid(), $1, $2, $3, gen_random_uuid(), true, $4, $5, $6, now())`,
      [municipality, provider, child, status, begin, end],
    );
}

const sizes = (smallBelow: number, ...wanted: SizeWish[]) =>
  sizesOf(store.pool, wanted, smallBelow);
const inJune = { provider: dijk, day: '2026-06-15' };

/** How many children were counted for June. */
async function counted(): Promise<number> {
  await sizes(1, inJune);
  const { rows } = await store.pool.query<{ children: number }>(
    `select children from provider_children where provider = '${dijk}' and month = '2026-06-01'`,
  );
  return rows[0]?.children ?? -1;
}

test('different children over all gemeenten are counted, those of other aanbieders are not', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  await plant({ children: [one, other] });
  await plant({ children: [one] });
  await plant({ children: [one], municipality: '0384' });
  await plant({ provider: wal, children: [randomUUID(), randomUUID(), randomUUID()] });
  expect(await counted()).toBe(2);
  expect(await sizes(3, inJune, { ...inJune, provider: wal }, inJune)).toEqual([
    'small',
    'large',
    'small',
  ]);
  expect(await sizes(2, inJune)).toEqual(['large']);
});

test('an aanbieder of whom nothing is known is small', async () => {
  expect(await sizes(1, inJune)).toEqual(['small']);
});

test.each<[string, Planted, number]>([
  ['until the month before', { begin: '2026-05-31' }, 1],
  ['not from the first of the month on', { begin: '2026-06-01' }, 0],
  ['from twelve months before', { begin: '2020-01-01', end: '2025-06-01' }, 1],
  ['not until the day before that', { begin: '2020-01-01', end: '2025-05-31' }, 0],
  ['with a time zone', { begin: '2026-05-31Z', end: '2026-12-31Z' }, 1],
  ['a year of five digits', { begin: '12026-01-01' }, 0],
  ['deleted', { status: 'deleted' }, 0],
  ['forgotten', { status: 'forgotten', begin: null }, 0],
  ['withdrawn later', { status: 'withdrawn', begin: '2026-03-01', end: '2026-04-01' }, 1],
  [
    'withdrawn on its first day',
    { status: 'withdrawn', begin: '2026-03-01', end: '2026-03-01' },
    0,
  ],
  ['of one day', { begin: '2026-03-01', end: '2026-03-01' }, 1],
  ['that ends before it begins', { begin: '2026-03-01', end: '2026-02-01' }, 0],
])('in force: %s', async (_, planted, children) => {
  await plant(planted);
  expect(await counted()).toBe(children);
});

test('a month is counted once: what comes, goes or is forgotten afterwards changes nothing', async () => {
  await plant();
  await plant();
  expect(await sizes(2, inJune)).toEqual(['large']);
  await store.pool.query('delete from allocation');
  expect(await sizes(2, inJune, { ...inJune, day: '2026-06-30' })).toEqual(['large', 'large']);
  expect(await sizes(2, { ...inJune, day: '2026-07-01' })).toEqual(['small']);
});

test('days to come are taken as today', async () => {
  await plant({ begin: '2999-01-01' });
  expect(await sizes(1, { ...inJune, day: '2999-06-01' })).toEqual(['small']);
  const { rows } = await store.pool.query('select month from provider_children');
  expect(rows).toHaveLength(1);
  expect(String(rows[0].month)).not.toContain('2999');
});

test('two at once count the same months, and say the same', async () => {
  await plant();
  const wanted = Array.from({ length: 700 }, (_, n) => ({
    provider: n % 2 === 0 ? dijk : wal,
    day: `${2020 + (n % 7)}-0${1 + (n % 9)}-01`,
  }));
  const [one, ...others] = await Promise.all([
    sizes(1, ...wanted),
    sizes(1, ...wanted.toReversed()),
    sizes(1, ...wanted),
  ]);
  expect(one).toHaveLength(700);
  expect(one).toContain('large');
  expect(others).toEqual([one?.toReversed(), one]);
});

test('in a transaction that is rolled back nothing is kept', async () => {
  await plant();
  const client = await store.pool.connect();
  await client.query('begin');
  expect(await sizesOf(client, [inJune], 1)).toEqual(['large']);
  await client.query('rollback');
  client.release();
  expect((await store.pool.query('select from provider_children')).rowCount).toBe(0);
});
