import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { productLists, sealOldLists } from '../../../src/ledger/catalogue/sealed-lists.ts';
import { loadSpics, spicColumns } from '../../../src/ledger/catalogue/spic.ts';
import { loadProducts } from '../../../src/ledger/contracts/product-lists.ts';
import type { About } from '../../../src/ledger/past/about.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { signPart } from '../../../src/operations/integrity/signing.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { testEncryptionKey } from '../../support/encryption-key.ts';

/*
 * Messages are judged by lists that an administrator loads. What others write in the database is not believed,
 * and `ijw verify` finds it.
 */

const today = '2024-06-01';
/** Of a JW301 with one product. */
const about: About = {
  ...{ type: 'JW301', afzender: '0363', gemeente: '0363', aanbieder: '12345678' },
  ...{ identificatie: '1', bsn: '999900006', referenties: [], toewijzingNummers: ['1'] },
  products: [{ categorie: '45', code: 'B09P' }],
};

let store: Awaited<ReturnType<typeof makeStore>>;
let keys: KeyRing;
const open = () => KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
beforeEach(async () => {
  store = await makeStore();
  keys = await open();
  for (const [code, region, successor] of [
    ['0363', 'Oost', null],
    ['0384', null, '0363'],
  ] as const)
    await putParty(store.db, keys.rows, localCall('test'), {
      ...{ code, kind: 'gemeente', name: 'Gemeente', region, successor },
      until: successor && '2023-12-31',
    });
});
afterEach(() => store.drop());

const products = (...lines: string[]) =>
  loadProducts(
    store.pool,
    keys.rows,
    localCall('test'),
    ['gemeente,aanbieder,categorie,code,ingangsdatum,einddatum', ...lines].join('\n'),
  );
const spics = (...lines: string[]) =>
  loadSpics(store.pool, keys.rows, [spicColumns.join(), ...lines].join('\n'));

const judge = async () => (await readPast(store.pool, keys, about, today)).knownPast;

/** What `ijw verify` finds in the lists. */
const faults = async () =>
  (await verifyRows(store.pool, keys)).faults.filter(({ table }) =>
    ['agreed_product', 'spic'].includes(table),
  );

/** The lists of a test, as they are judged by, with everything signed. */
async function load(): Promise<void> {
  for (const part of ['rows', 'lists'] as const) await signPart(store.pool, keys, part);
  await keys.refresh(store.db);
  await products(
    ...['0363,12345678,45,B09P,,', '0363,12345678,45,"é\u2028\\""",2024-01-01,2024-12-31'],
    ...['0384,12345678,46,C07I,2020-01-01,', '0479,12345678,46,C07I,,'],
  );
  await spics(
    ...['Oost,45,B09P,B,"9 ""é"" / \\",licht,2018-01-01,2023-12-31'],
    ...['Oost,45,B09P,C,9,licht,2024-01-01,', 'Oost,46,C07I,C,7,licht,2024-01-01,'],
  );
}

test('what was loaded is judged by, and is as it was sealed', async () => {
  await load();
  const { past, spics: found } = await judge();
  expect(past.agreedProducts).toEqual([
    { categorie: '45', code: 'B09P' },
    { categorie: '45', code: 'é\u2028\\"', from: '2024-01-01', until: '2024-12-31' },
    // Of a predecessor: no longer than it was there.
    { categorie: '46', code: 'C07I', from: '2020-01-01', until: '2023-12-31' },
  ]);
  const product = { categorie: '45', code: 'B09P' };
  expect(found).toEqual([
    {
      ...product,
      segment: 'B',
      profile: '9 "é" / \\',
      validFrom: '2018-01-01',
      validTo: '2023-12-31',
    },
    { ...product, segment: 'C', profile: '9', validFrom: '2024-01-01', validTo: null },
  ]);
  expect(await faults()).toEqual([]);
  const { rows } = await verifyRows(store.pool, keys);
  expect(rows).toMatchObject({ contract: 3, contract_version: 3, spic: 2 });
});

const tampered: readonly (readonly [string, string, { table: string; id: string }])[] = [
  [
    'a line of the catalogue is changed',
    "update spic set segment = 'B' where code = 'B09P'",
    { table: 'spic', id: 'Oost/45/B09P' },
  ],
  [
    'a line of the catalogue is taken out',
    "delete from spic where code = 'B09P' and segment = 'C'",
    { table: 'spic', id: 'Oost/45/B09P' },
  ],
  [
    'a product is taken out of the catalogue',
    "delete from spic where code = 'B09P'",
    { table: 'spic', id: 'Oost/45/B09P' },
  ],
];

describe.each(tampered)('%s', (_what, statement, fault) => {
  test('it is not judged by, is found, and loading it again heals it', async () => {
    await load();
    expect((await store.pool.query(statement)).rowCount).toBeGreaterThan(0);
    await expect(judge()).rejects.toMatchObject({ code: 'row-not-believed', ...fault });
    expect(await faults()).toContainEqual({ kind: 'not-believed', ...fault });
    await load();
    await judge();
    expect((await faults()).filter(({ id }) => id === fault.id)).toEqual([]);
  });
});

test('a load that changes nothing leaves the seals as they are', async () => {
  const seals = async () => (await store.pool.query('select revision, mac from spic_seal')).rows;
  await load();
  const before = await seals();
  await load();
  expect(await seals()).toEqual(before);
});

test('lists without a seal are believed until the first start seals them, in pieces', async () => {
  await store.pool.query(
    `insert into agreed_product (municipality, provider, category, code)
      select '0363', to_char(12345000 + n, 'FM00000000'), '45', 'B0' || line
      from generate_series(1, 1200) n, generate_series(1, 2) line`,
  );
  await store.pool.query(
    `insert into spic (region, product_category, code, segment, profile, intensity, valid_from)
      values ('Oost', '45', 'B09P', 'C', '9', 'licht', '2020-01-01')`,
  );
  const dying = new AbortController();
  const die = (lists: number) => {
    if (lists >= 500) dying.abort(new Error('died'));
  };
  await expect(
    sealOldLists(store.pool, keys.rows, productLists, die, dying.signal),
  ).rejects.toThrow('died');
  expect((await store.pool.query('select from agreed_product_seal')).rowCount).toBe(500);
  expect(await signPart(store.pool, keys, 'lists')).toEqual({ agreed_product: 700, spic: 1 });
  expect(await signPart(store.pool, keys, 'lists')).toBeUndefined();
  keys = await open();
  expect(keys.rows.isSigned('lists')).toBe(true);
  expect(await faults()).toEqual([]);
});

test('lists of products become contracts; one that is not as it was sealed is left out, and named', async () => {
  await store.pool.query(
    `insert into agreed_product (municipality, provider, category, code) values
      ('0363', '12345678', '45', 'B09P'), ('0363', '87654321', '45', 'B09P')`,
  );
  await signPart(store.pool, keys, 'lists');
  await store.pool.query("update agreed_product set code = 'X' where provider = '87654321'");
  keys = await open();
  expect(await signPart(store.pool, keys, 'contracts')).toEqual({
    agreed_product: 1,
    not_believed: 1,
  });
  expect((await judge()).past.agreedProducts).toEqual([{ categorie: '45', code: 'B09P' }]);
  const other = await readPast(store.pool, keys, { ...about, aanbieder: '87654321' }, today);
  expect(other.knownPast.past.agreedProducts).toBeUndefined();
  expect(await faults()).toEqual([
    { kind: 'not-believed', table: 'agreed_product', id: '0363/87654321' },
  ]);
});
