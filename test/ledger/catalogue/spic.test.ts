import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listSpics, loadSpics, spicOn } from '../../../src/ledger/catalogue/spic.ts';
import { appendEntries } from '../../../src/ledger/chain/append.ts';
import { aboutOf } from '../../../src/ledger/past/about.ts';
import { adviceOn } from '../../../src/ledger/past/advice.ts';
import { eventsOf } from '../../../src/ledger/past/events.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { updateProjection } from '../../../src/ledger/projection/update-projection.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { localCall } from '../../../src/parties/principal.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { makeStore } from '../../support/database.ts';
import { emptySpics } from '../../support/lists.ts';
import { type Allocation, allocation, decided } from '../stories/conversation.ts';

const example = readFileSync(
  new URL('../../../examples/spic-example.csv', import.meta.url),
  'utf8',
);
const header = 'region,productCategory,code,segment,profile,intensity,validFrom,validTo';
const file = (...lines: string[]) => [header, ...lines].join('\n');
const today = '2024-06-01';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
/** Of a child of which only one test has heard. */
let bsn = 999900006;
beforeAll(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  const party = { name: 'Gemeente', until: null, successor: null };
  for (const [code, region] of [
    ['0363', 'Voorbeeldregio'],
    ['0479', 'Elders'],
    ['0384', null],
  ] as const)
    await putParty(store.db, keys.rows, localCall('test'), {
      ...party,
      code,
      kind: 'gemeente',
      region,
    });
});
afterAll(() => store.drop());
beforeEach(async () => {
  await emptySpics(store.pool);
  bsn += 1;
});

test('the example holds 84 combinations, and no gateway has it of itself', async () => {
  expect(await listSpics(store.db)).toEqual([]);
  const loaded = { regions: ['Voorbeeldregio'], rows: 84, unused: [] };
  expect(await loadSpics(store.pool, keys.rows, example)).toEqual({
    ...loaded,
    added: 84,
    removed: 0,
  });
  expect(await loadSpics(store.pool, keys.rows, example)).toEqual({
    ...loaded,
    added: 0,
    removed: 0,
  });
  const spics = await listSpics(store.db);
  expect(spics).toHaveLength(84);
  const combinations = spics.map((one) => `${one.segment} ${one.profile} ${one.intensity}`);
  expect(new Set(combinations).size).toBe(84);
  expect(new Set(spics.map(({ segment }) => segment))).toEqual(new Set(['B', 'C']));
  expect(new Set(spics.map(({ intensity }) => intensity))).toEqual(
    new Set(['perspectief', 'intensief', 'duurzaam licht', 'duurzaam zwaar']),
  );
  expect(spics.find(({ code }) => code === 'B09P')).toEqual({
    region: 'Voorbeeldregio',
    productCategory: '45',
    code: 'B09P',
    segment: 'B',
    profile: '9',
    intensity: 'perspectief',
    validFrom: '2018-01-01',
    validTo: null,
  });
});

test('a load replaces the regions that it names, and leaves the others', async () => {
  const other = 'Elders,45,X1,B,1,licht,2020-01-01,2020-12-31';
  const first = file(other, 'Oost,45,X1,B,1,licht,2020-01-01,', 'Oost,45,X2,B,1,zwaar,2020-01-01,');
  expect(await loadSpics(store.pool, keys.rows, first)).toMatchObject({
    added: 3,
    unused: ['Oost'],
  });
  const second = file(
    'Oost,45,X1,B,1,licht,2020-01-01,2024-12-31',
    'Oost,45,X1,C,1,licht,2025-01-01,',
  );
  expect(await loadSpics(store.pool, keys.rows, second)).toMatchObject({ added: 2, removed: 2 });
  expect(
    (await listSpics(store.db, 'Oost')).map(({ segment, validTo }) => [segment, validTo]),
  ).toEqual([
    ['B', '2024-12-31'],
    ['C', null],
  ]);
  expect(await listSpics(store.db, 'Elders')).toHaveLength(1);
});

test('two loads of one region at once: the catalogue is one of the two', async () => {
  const one = file('Oost,45,X1,B,1,licht,2020-01-01,', 'Oost,45,X2,B,1,licht,2020-01-01,');
  const two = file('Oost,45,X1,C,1,licht,2020-01-01,', 'Oost,45,X3,C,1,licht,2020-01-01,');
  for (let round = 0; round < 10; round++) {
    await Promise.all([
      loadSpics(store.pool, keys.rows, one),
      loadSpics(store.pool, keys.rows, two),
    ]);
    const segments = new Set((await listSpics(store.db)).map(({ segment }) => segment));
    expect(segments.size).toBe(1);
    expect(await listSpics(store.db)).toHaveLength(2);
  }
});

const right = 'Oost,45,X1,B,1,licht,2020-01-01,';
test.each([
  ['region', ',45,X2,B,1,licht,2020-01-01,', 'write one line of 1 to 100 characters.'],
  ['productCategory', 'Oost,4,X2,B,1,licht,2020-01-01,', 'write the 2 digits of a product'],
  ['code', 'Oost,45,X23456,B,1,licht,2020-01-01,', 'write a product code of 1 to 5 characters.'],
  ['segment', 'Oost,45,X2,b,1,licht,2020-01-01,', 'write one capital letter, as B or C.'],
  ['profile', 'Oost,45,X2,B,,licht,2020-01-01,', 'write one line of 1 to 100 characters.'],
  ['intensity', 'Oost,45,X2,B,1,"li\ncht",2020-01-01,', 'write one line of 1 to 100 characters.'],
  ['validFrom', 'Oost,45,X2,B,1,licht,1-1-2020,', 'write a date as 2026-12-31.'],
  ['validFrom', 'Oost,45,X2,B,1,licht,,', 'write a date as 2026-12-31.'],
  ['validTo', 'Oost,45,X2,B,1,licht,2020-01-01,2021-02-29', 'write a date as 2026-12-31.'],
  ['validTo', 'Oost,45,X2,B,1,licht,2020-01-02,2020-01-01', 'a day that is not before validFrom.'],
])(
  'a fault in %s is called by line and column, and nothing is loaded',
  async (column, line, advice) => {
    const load = loadSpics(store.pool, keys.rows, file(right, line));
    await expect(load).rejects.toThrow(`Line 3, column ${column}: `);
    await expect(load).rejects.toThrow(advice);
    expect(await listSpics(store.db)).toEqual([]);
  },
);

test('one code is one thing on one day', async () => {
  const until = (day: string) => `Oost,45,X1,B,1,licht,2020-01-01,${day}`;
  const next = 'Oost,45,X1,C,1,licht,2021-01-01,';
  const load = loadSpics(store.pool, keys.rows, file(until('2021-01-01'), next));
  await expect(load).rejects.toThrow('Line 3: an earlier line has this region, productCategory');
  await loadSpics(
    store.pool,
    keys.rows,
    file(until('2020-12-31'), next, 'Oost,46,X1,C,1,licht,2020-01-01,'),
  );
  expect(await listSpics(store.db)).toHaveLength(3);
});

test('the first day of a product decides which row counts', () => {
  const rows = [
    { validFrom: '2020-01-01', validTo: '2020-12-31' },
    { validFrom: '2021-01-01', validTo: null },
  ];
  expect(spicOn(rows, '2019-12-31')).toBeUndefined();
  expect(spicOn(rows, '2020-12-31')).toBe(rows[0]);
  expect(spicOn(rows, '2021-01-01')).toBe(rows[1]);
  expect(spicOn(undefined, '2021-01-01')).toBeUndefined();
});

/** A JW301 of a gemeente about the child of this test. */
function jw301(gemeente: string, ...products: Allocation[]): BerichtOf<'JW301'> {
  const url = new URL('../../../fixtures/JW301/valid-complete.xml', import.meta.url);
  const { header, client, type } = parseBericht('JW301', readFileSync(url));
  const toegewezenProducten = { toegewezenProduct: products };
  return {
    type,
    header: { ...header, afzender: gemeente },
    client: { ...client, bsn: String(bsn), toegewezenProducten },
  };
}

async function past(bericht: BerichtOf<'JW301'>) {
  const about = aboutOf(bericht);
  if (!about) throw new Error('a JW301 is about a child');
  return readPast(store.pool, keys, about, today);
}

/** The advice on a message, by what is in Postgres. */
async function advised(bericht: BerichtOf<'JW301'>) {
  const { knownPast } = await past(bericht);
  return adviceOn(bericht, knownPast.state, knownPast.spics);
}

async function approve(bericht: BerichtOf<'JW301'>): Promise<void> {
  const { knownPast, ledgerCase } = await past(bericht);
  const events = eventsOf(bericht, knownPast.state, knownPast.around);
  await inTransaction(store.pool, async (client) => {
    const note = { ledgerCase, events, messageId: null };
    const entries = await updateProjection(client, keys, [note], new Date('2024-02-12T10:00:00Z'));
    await appendEntries(client, keys, entries);
  });
}

const of = (categorie: string, code: string) => ({ product: { categorie, code } });
const product = 'Client/ToegewezenProducten/ToegewezenProduct';
const stacking = (path: string) => ({ code: 'spic-stacking', path });

test('a second SPIC of a profile beside the first is reported, in segment C only', async () => {
  await loadSpics(store.pool, keys.rows, example);
  const two = (...codes: [string, string]) =>
    jw301('0363', allocation('1', of('45', codes[0])), allocation('2', of('45', codes[1])));
  expect(await advised(two('C01P', 'C01I'))).toEqual([stacking(`${product}[2]`)]);
  expect(await advised(two('B01P', 'B01I'))).toEqual([]);
  // The same profile number in both segments: one of them is C.
  expect(await advised(two('B01P', 'C01I'))).toEqual([stacking(`${product}[2]`)]);
  expect(await advised(two('C01P', 'C02P'))).toEqual([]);
  expect(await advised(two('C01P', 'NONE'))).toEqual([]);
});

test('what the ledger knows counts, and only what is new is reported', async () => {
  await loadSpics(store.pool, keys.rows, example);
  const first = allocation('11', of('45', 'C03P'));
  await approve(jw301('0363', first));
  const second = allocation('12', { ...of('45', 'C03I'), ingangsdatum: '2025-02-28' });
  const both = jw301('0363', second, first);
  // Also in front of it, for the other was there before.
  expect(await advised(both)).toEqual([stacking(`${product}[1]`)]);
  // Not named any more, and still there.
  expect(await advised(jw301('0363', second))).toContainEqual(stacking(product));
  const after = { ...second, ingangsdatum: '2025-03-01' };
  expect(await advised(jw301('0363', after, first))).toEqual([]);
  // The first ends in the same message: they share no day any more.
  const ends = decided('2024-05-01', first, { einddatum: '2025-02-27', redenWijziging: '02' });
  expect(await advised(jw301('0363', second, ends))).toEqual([]);
  const gone = decided('2024-05-01', first, { einddatum: '2024-03-01', redenWijziging: '13' });
  expect(await advised(jw301('0363', second, gone))).toEqual([]);
  await approve(both);
  expect(await advised(both)).toEqual([]);
  // The older of the two is extended: now that is what is new.
  const longer = decided('2024-05-01', first, { einddatum: '2025-04-30', redenWijziging: '12' });
  expect(await advised(jw301('0363', longer, second))).toEqual([stacking(`${product}[1]`)]);
  // And this one goes over to another.
  const over = decided('2024-05-01', first, { redenWijziging: '10' });
  expect(await advised(jw301('0363', over, second))).toEqual([]);
  // The same at another aanbieder is no stacking.
  const elsewhere = jw301('0363', second);
  const to = { ...elsewhere, header: { ...elsewhere.header, ontvanger: '87654321' } };
  expect(await advised(to)).toEqual([]);
});

test('the catalogue is that of the region of the gemeente, on the first day', async () => {
  await loadSpics(store.pool, keys.rows, example);
  const old = 'Elders,45,C01P,C,1,perspectief,2018-01-01,2024-02-29';
  const other = 'Elders,45,C01I,C,1,intensief,2018-01-01,';
  await loadSpics(
    store.pool,
    keys.rows,
    file(old, other, 'Elders,45,C01P,C,2,perspectief,2024-03-01,'),
  );
  const from = (gemeente: string, ingangsdatum: string) =>
    jw301(
      gemeente,
      allocation('21', { ...of('45', 'C01P'), ingangsdatum }),
      allocation('22', of('45', 'C01I')),
    );
  expect(await advised(from('0479', '2024-02-29'))).toEqual([stacking(`${product}[2]`)]);
  expect(await advised(from('0479', '2024-03-01'))).toEqual([]);
  expect(await advised(from('0363', '2024-03-01'))).toEqual([stacking(`${product}[2]`)]);
  // No region, and no party at all.
  expect(await advised(from('0384', '2024-03-01'))).toEqual([]);
  expect(await advised(from('0451', '2024-03-01'))).toEqual([]);
});

test('rows come for the products of the message and of the child at the aanbieder alone', async () => {
  await loadSpics(store.pool, keys.rows, example);
  await approve(jw301('0363', allocation('31', of('45', 'C05P'))));
  const asked = jw301(
    '0363',
    allocation('32', of('45', 'B05P')),
    allocation('33', of('46', 'B05I')),
  );
  const { knownPast } = await past(asked);
  const codes = knownPast.spics.map(({ code }) => code);
  // No B05I: it is in the catalogue under another category.
  expect(codes.sort()).toEqual(['B05P', 'C05P']);
  // A JW305 needs none.
  const url = new URL('../../../fixtures/JW305/valid-complete.xml', import.meta.url);
  const about = aboutOf(parseBericht('JW305', readFileSync(url)));
  if (!about) throw new Error('a JW305 is about a child');
  expect((await readPast(store.pool, keys, about, today)).knownPast.spics).toEqual([]);
});

test('ten thousand products of one profile are no burden', async () => {
  const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
  const products = Array.from({ length: 10_000 }, (_, n) =>
    allocation(`${n}`, {
      ...of('45', n % 2 ? 'C01P' : 'C01I'),
      ingangsdatum: day(n),
      einddatum: day(n + 1),
    }),
  );
  await loadSpics(store.pool, keys.rows, example);
  const bericht = jw301('0363', ...products);
  const { knownPast } = await past(jw301('0363', ...products.slice(0, 2)));
  const begin = performance.now();
  // Each but the first shares a day with the one before it.
  const found = adviceOn(bericht, { ...knownPast.state, allocations: new Map() }, knownPast.spics);
  expect(found.filter(({ code }) => code === 'spic-stacking')).toHaveLength(9_999);
  // All with all would be a hundred million comparisons.
  expect(performance.now() - begin).toBeLessThan(5_000);
});
