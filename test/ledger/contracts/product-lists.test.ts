import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  listProducts,
  loadProducts,
  removeProducts,
  takeAlong,
} from '../../../src/ledger/contracts/product-lists.ts';
import { aboutOf } from '../../../src/ledger/past/about.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { signPart } from '../../../src/operations/integrity/signing.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { localCall } from '../../../src/parties/principal.ts';
import type { AnyBericht, BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { testGemeenten } from '../../standard/rules/gemeenten.ts';
import { makeStore } from '../../support/database.ts';
import { emptyContracts } from '../../support/lists.ts';

const header = 'gemeente;aanbieder;categorie;code';
const file = (...lines: string[]) => [header, ...lines].join('\r\n');
const today = '2026-01-05';
/** Those of the fixtures. */
const pair = { gemeente: '0363', aanbieder: '12345678' };
const ours = (categorie: string, code: string) =>
  [pair.gemeente, pair.aanbieder, categorie, code].join(';');

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeAll(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  const party = { name: 'Amsterdam', until: null, successor: null };
  await putParty(store.db, keys.rows, localCall('test'), {
    ...party,
    code: '0363',
    kind: 'gemeente',
  });
});
afterAll(() => store.drop());
beforeEach(async () => {
  await emptyContracts(store.pool);
});

test('a load replaces the lists of the pairs that it names, and leaves the others', async () => {
  const first = file(
    ours('45', 'B09P'),
    ours('45', 'B09P'),
    ours('46', 'C07I'),
    '0479;12345678;45;B09P',
  );
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), first)).toEqual({
    products: 3,
    lists: 2,
    added: 3,
    removed: 0,
    unknown: ['0479', '12345678'],
  });
  const again = { products: 3, lists: 2, added: 0, removed: 0 };
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), first)).toMatchObject(again);
  const second = file(ours('45', 'B09P'), ours('45', 'B09I'));
  const changed = { products: 2, lists: 1, added: 1, removed: 1 };
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), second)).toMatchObject(
    changed,
  );
  const forEver = { ingangsdatum: null, einddatum: null };
  expect(await listProducts(store.pool, keys.rows)).toEqual([
    { ...pair, categorie: '45', code: 'B09I', ...forEver },
    { ...pair, categorie: '45', code: 'B09P', ...forEver },
    { gemeente: '0479', aanbieder: '12345678', categorie: '45', code: 'B09P', ...forEver },
  ]);
  expect(await listProducts(store.pool, keys.rows, '0479')).toHaveLength(1);
  expect(await listProducts(store.pool, keys.rows, '12345678')).toHaveLength(3);
});

const dated = (...lines: string[]) => [`${header};ingangsdatum;einddatum`, ...lines].join('\n');

test('a line may hold from one day to another, and a product have several', async () => {
  const lines = dated(
    `${ours('45', 'B09P')};;2023-12-31`,
    `${ours('45', 'B09P')};2024-02-01;2024-02-29`,
    `${ours('45', 'B09P')};2025-01-01;`,
    `${ours('45', 'B09I')};;`,
    `${ours('45', 'B09I')};;`,
  );
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), lines)).toMatchObject({
    products: 4,
    added: 4,
  });
  const again = { products: 4, added: 0, removed: 0 };
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), lines)).toMatchObject(again);
  const days = (await listProducts(store.pool, keys.rows)).map(
    ({ code, ingangsdatum, einddatum }) => [code, ingangsdatum, einddatum].join(' '),
  );
  expect(days).toEqual([
    'B09I  ',
    'B09P  2023-12-31',
    'B09P 2024-02-01 2024-02-29',
    'B09P 2025-01-01 ',
  ]);
  const ended = dated(`${ours('45', 'B09P')};;2023-12-30`, `${ours('45', 'B09I')};;`);
  expect(await loadProducts(store.pool, keys.rows, localCall('test'), ended)).toMatchObject({
    added: 1,
    removed: 3,
  });
});

test('one of the two columns of days may be left out', async () => {
  const lines = [`${header};einddatum`, `${ours('45', 'B09P')};2023-12-31`].join('\n');
  await loadProducts(store.pool, keys.rows, localCall('test'), lines);
  expect(await listProducts(store.pool, keys.rows)).toMatchObject([
    { ingangsdatum: null, einddatum: '2023-12-31' },
  ]);
});

test.each([
  [', column einddatum: write a day', `${ours('45', 'B09P')};2024-02-01;2024-01-31`],
  [', column ingangsdatum: write a date', `${ours('45', 'B09P')};01-02-2024;`],
  [': an earlier line has this product', `${ours('45', 'B09I')};2024-02-01;`],
])(
  'a fault in the days is called by line and column%s, and nothing is loaded',
  async (fault, line) => {
    const load = loadProducts(
      store.pool,
      keys.rows,
      localCall('test'),
      dated(`${ours('45', 'B09I')};;2024-02-01`, line),
    );
    await expect(load).rejects.toThrow(`Line 3${fault}`);
    expect(await listProducts(store.pool, keys.rows)).toEqual([]);
  },
);

test('lists from before there were contracts are taken along, once', async () => {
  await store.pool.query(`insert into agreed_product (municipality, provider, category, code, valid_from, valid_to)
    values ('0363', '12345678', '45', 'B09P', default, null),
      ('0363', '12345678', '45', 'B09I', '2024-01-01', '2024-12-31'),
      ('0479', '12345678', '45', 'B09P', default, '2025-12-31')`);
  const signed = await signPart(store.pool, keys, 'contracts');
  expect(signed).toEqual({ agreed_product: 2, not_believed: 0 });
  const taken = [
    { ...pair, categorie: '45', code: 'B09I', ingangsdatum: '2024-01-01', einddatum: '2024-12-31' },
    { ...pair, categorie: '45', code: 'B09P', ingangsdatum: null, einddatum: null },
    {
      ...{ gemeente: '0479', aanbieder: '12345678', categorie: '45', code: 'B09P' },
      ...{ ingangsdatum: null, einddatum: '2025-12-31' },
    },
  ];
  expect(await listProducts(store.pool, keys.rows)).toEqual(taken);
  expect(await signPart(store.pool, keys, 'contracts')).toBeUndefined();
  // It died halfway, and what is there was changed meanwhile: that stays.
  await removeProducts(store.pool, keys.rows, localCall('test'), { ...pair, gemeente: '0479' });
  await takeAlong(store.pool, keys.rows, localCall('test'), () => undefined, undefined);
  expect(await listProducts(store.pool, keys.rows)).toEqual(taken.slice(0, 2));
  await store.pool.query('delete from agreed_product');
});

test.each([
  ['gemeente', '363;12345678;45;B09P', 'write the 4 digits of a gemeente. Spreadsheets drop zeros'],
  ['aanbieder', '0363;1234567;45;B09P', 'write the 8 digits of an AGB code.'],
  ['categorie', '0363;12345678;ambulant;B09P', 'write the 2 digits of a product category'],
  ['code', '0363;12345678;45;', 'write a product code of 1 to 5 characters.'],
])(
  'a fault in %s is called by line and column, and nothing is loaded',
  async (column, line, advice) => {
    const load = loadProducts(
      store.pool,
      keys.rows,
      localCall('test'),
      file(ours('45', 'B09P'), line),
    );
    await expect(load).rejects.toThrow(`Line 3, column ${column}: ${advice}`);
    expect(await listProducts(store.pool, keys.rows)).toEqual([]);
  },
);

/** Where a message breaks TR381, by what is in Postgres. */
async function notAgreed(bericht: AnyBericht): Promise<string[]> {
  const about = aboutOf(bericht);
  if (!about) throw new Error(`a ${bericht.type} is about something`);
  const { past } = (await readPast(store.pool, keys, about, today)).knownPast;
  const findings = checkBericht(bericht, [4], { today, gemeenten: testGemeenten, past });
  return findings.filter(({ rule }) => rule === 'TR381').map(({ path }) => path);
}

function fixture<T extends AnyBericht['type']>(type: T): BerichtOf<T> {
  const url = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  return parseBericht(type, readFileSync(url));
}

test.each([
  ['JW301', 'Client/ToegewezenProducten/ToegewezenProduct[1]/Product/Code'],
  ['JW305', 'Client/StartProducten/StartProduct[1]/Product/Code'],
  ['JW307', 'Client/StopProducten/StopProduct[1]/Product/Code'],
  ['JW315', 'Client/AangevraagdeProducten/AangevraagdProduct[1]/Product/Code'],
  ['JW317', 'Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code'],
  ['JW323', 'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductCode'],
] as const)(
  'TR381 asks of a %s whether its products are agreed, once there is a list',
  async (type, path) => {
    const bericht = fixture(type);
    expect(await notAgreed(bericht)).toEqual([]);
    await loadProducts(
      store.pool,
      keys.rows,
      localCall('test'),
      file(ours('54', 'B09P'), '0479;12345678;45;B09P'),
    );
    expect(await notAgreed(bericht)).toContain(path);
    await removeProducts(store.pool, keys.rows, localCall('test'), pair);
    expect(await notAgreed(bericht)).toEqual([]);
  },
);

test('a product passes with the category that is agreed with it', async () => {
  const bericht = fixture('JW305');
  const all = ['B09P', 'B04P', 'C07I', '45A03'];
  await loadProducts(
    store.pool,
    keys.rows,
    localCall('test'),
    file(...all.map((code) => ours('45', code)), ours('46', 'C07I')),
  );
  expect(await notAgreed(bericht)).toEqual([]);
  await loadProducts(
    store.pool,
    keys.rows,
    localCall('test'),
    file(...all.map((code) => ours('54', code))),
  );
  expect(await notAgreed(bericht)).not.toEqual([]);
});

test('a list is removed as a whole', async () => {
  await loadProducts(
    store.pool,
    keys.rows,
    localCall('test'),
    file(ours('45', 'B09P'), ours('45', 'B09I')),
  );
  expect(
    await removeProducts(store.pool, keys.rows, localCall('test'), { ...pair, gemeente: '0479' }),
  ).toBe(0);
  expect(await removeProducts(store.pool, keys.rows, localCall('test'), pair)).toBe(2);
  expect(await removeProducts(store.pool, keys.rows, localCall('test'), pair)).toBe(0);
});
