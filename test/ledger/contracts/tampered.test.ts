import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadProducts, removeProducts } from '../../../src/ledger/contracts/product-lists.ts';
import type { About } from '../../../src/ledger/past/about.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { testEncryptionKey } from '../../support/encryption-key.ts';

/*
 * Messages are judged by contracts. What others write in the database is not believed, and `ijw verify` finds it.
 */

const [dijk, other] = ['12345678', '87654321'] as const;
const call = localCall('test');
let store: Awaited<ReturnType<typeof makeStore>>;
let keys: KeyRing;
const open = () => KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
beforeEach(async () => {
  store = await makeStore();
  keys = await open();
  for (const [code, successor] of [
    ['0363', null],
    ['0384', '0363'],
  ] as const)
    await putParty(store.db, keys.rows, call, {
      ...{ code, kind: 'gemeente', name: 'Gemeente', successor },
      until: successor && '2023-12-31',
    });
  await products(`0363,${dijk},45,B09P`, `0384,${dijk},46,C07I`, `0479,${dijk},46,C07I`);
});
afterEach(() => store.drop());

const products = (...lines: string[]) =>
  loadProducts(
    store.pool,
    keys.rows,
    call,
    ['gemeente,aanbieder,categorie,code', ...lines].join('\n'),
  );

/** The codes that are agreed between 0363 and an aanbieder; each time as a process that has read nothing yet. */
async function agreed(aanbieder: string = dijk): Promise<string[] | undefined> {
  keys = await open();
  const about: About = {
    ...{
      type: 'JW301' as const,
      afzender: '0363',
      gemeente: '0363',
      aanbieder,
      identificatie: '1',
    },
    ...{ bsn: '999900006', referenties: [], toewijzingNummers: ['1'], products: [] },
  };
  const { knownPast } = await readPast(store.pool, keys, about, '2024-06-01');
  return knownPast.past.agreedProducts?.map(({ code }) => code);
}

const faults = async () => (await verifyRows(store.pool, keys)).faults.map(({ table }) => table);

/** Writes as the owner of the tables, who can switch off the triggers that protect them. */
async function write(statement: string, values: unknown[] = []): Promise<void> {
  for (const table of ['contract', 'contract_version'])
    await store.pool.query(`alter table ${table} disable trigger user`);
  expect((await store.pool.query(statement, values)).rowCount).toBeGreaterThan(0);
}

const ofGemeente = (code: string) => `gemeenten = array['${code}']`;

test.each([
  ['the lines', `update contract_version set content = replace(content, 'B09P', 'B09I')`],
  ['the form', 'update contract_version set form = 2'],
  ['the gemeenten', `update contract set gemeenten = array['0385'] where ${ofGemeente('0363')}`],
  ['all gemeenten, so that it seems withdrawn', `update contract set gemeenten = '{}'`],
  ['those of a predecessor', `update contract set gemeenten = '{}' where ${ofGemeente('0384')}`],
  [
    'a gemeente more',
    `update contract set gemeenten = array['0363', '0479'] where ${ofGemeente('0479')}`,
  ],
  ['the version', 'update contract set revision = 2'],
  [
    'the versions of two contracts',
    `update contract_version version set contract_id = (
      select id from contract where id <> version.contract_id order by id limit 1)
    where contract_id = (select id from contract where ${ofGemeente('0363')})`,
  ],
])('%s changed: nothing is judged by it, and verify finds it', async (_what, statement) => {
  expect(await agreed()).toEqual(['B09P', 'C07I']);
  await write('alter table contract_version drop constraint contract_version_once').catch(() => 0);
  await write(statement);
  await expect(agreed()).rejects.toThrow();
  expect(await faults()).not.toEqual([]);
});

test('an earlier version cannot be put back', async () => {
  const { rows } = await store.pool.query(
    `select revision, mac from contract where ${ofGemeente('0363')}`,
  );
  await products(`0363,${dijk},45,B09I`);
  expect(await agreed()).toEqual(['B09I', 'C07I']);
  const back = `update contract set revision = $1, mac = $2 where ${ofGemeente('0363')}`;
  const [{ revision, mac }] = rows;
  await expect(store.pool.query(back, [revision, mac])).rejects.toThrow('does not go back');
  await expect(store.pool.query(back, [2, mac])).rejects.toThrow('does not go back');
  await store.pool.query(back, [3, mac]);
  await expect(agreed()).rejects.toMatchObject({ code: 'row-not-believed', table: 'contract' });
});

test('a contract that nobody loaded is not judged by', async () => {
  await store.pool.query(
    `insert into contract (id, revision, number, provider, gemeenten, mac)
    select gen_random_uuid(), 1, number, $1, gemeenten, mac from contract limit 1`,
    [other],
  );
  await expect(agreed(other)).rejects.toMatchObject({ code: 'row-not-believed' });
  expect(await agreed()).toEqual(['B09P', 'C07I']);
  expect(await faults()).toEqual(['contract']);
});

test('what is there is never deleted, and a version never changes', async () => {
  for (const statement of [
    'delete from contract_version',
    'delete from contract',
    'update contract_version set recorded_by = recorded_by',
    `update contract set provider = '${other}'`,
    'truncate contract_version, contract',
  ])
    await expect(store.pool.query(statement), statement).rejects.toThrow('append-only');
});

test('a list that was removed is not judged by, and all is sound', async () => {
  for (const gemeente of ['0363', '0384'])
    await removeProducts(store.pool, keys.rows, call, { gemeente, aanbieder: dijk });
  expect(await agreed()).toBeUndefined();
  expect(await faults()).toEqual([]);
  await products(`0363,${dijk},45,B09P`);
  expect(await agreed()).toEqual(['B09P']);
});
