import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../../src/ledger/projection/agreement.ts';
import { forgetClient } from '../../../src/ledger/projection/forget.ts';
import { rebuildLedger } from '../../../src/ledger/projection/rebuild.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { makeStore } from '../../support/database.ts';
import {
  allRows,
  between,
  complete,
  count,
  expectRows,
  liveLives,
  makeParties,
  report,
} from '../lives.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
/**
 * Each at one or two aanbieders, so a third more histories. `npm run test:faults` has 1,600; LIVES=5000 for
 * more.
 */
const children = Number(process.env.LIVES ?? 400);

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
/** One ledger for all tests: each leaves tables that agree with the entries. */
beforeAll(async () => {
  console.log(`lives: SEED=${seed}`);
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  await makeParties(store);
  expect(await liveLives(store.pool, keys, seed, [0, children])).toBeGreaterThan(children);
}, 300_000);
afterAll(() => store.drop());

const agreement = () => ledgerDifferences(store.pool, keys);
const rebuild = (onProgress?: (done: number, total: number) => void) =>
  rebuildLedger(store.pool, keys, onProgress);
const forget = (id: string) => inTransaction(store.pool, (client) => forgetClient(client, id));

async function ids(question: string): Promise<string[]> {
  const { rows } = await store.pool.query<{ id: string }>(question);
  return rows.map(({ id }) => id);
}

test(`after ${children} lives or more a rebuild gives the same rows (seed ${seed})`, async () => {
  // Chance reached everything, and not by exception.
  for (const [from, least] of Object.entries({
    "allocation where status = 'allocated'": 500,
    "allocation where status = 'withdrawn'": 50,
    "allocation where status = 'deleted'": 15,
    'allocation where not owns_number': 200,
    'allocation where array_length(predecessors, 1) > 0': 30,
    'request where type is null': 20,
    "request where type = 'JW317'": 20,
    'request where not owns_reference and type is not null': 100,
    'request where array_length(answers, 1) > 0': 30,
    'request where honoured': 20,
    'delivery where removed': 15,
    "delivery where kind = 'stop'": 30,
    "ledger_entry where municipality = '0370'": 200,
    "ledger_entry where kind = 'imported'": 200,
  }))
    expect(await count(store.pool, from), from).toBeGreaterThanOrEqual((least * children) / 1600);
  const grown = await allRows(store.pool);
  const seen: [number, number][] = [];
  const first = await rebuild((done, total) => seen.push([done, total]));
  const entries = await count(store.pool, 'ledger_entry');
  expect(first).toMatchObject({ entries, unreadable: [], conflicts: [] });
  expect(first.children).toBe(
    await count(store.pool, '(select distinct client_id from ledger_entry) one'),
  );
  expect(seen.length).toBeGreaterThanOrEqual(children / 100);
  expect(seen.at(-1)).toEqual([entries, entries]);
  await expectRows(store.pool, grown);
  await rebuild();
  await expectRows(store.pool, grown);
  expect(await agreement()).toMatchObject({ agree: true, count: 0, entries });
}, 300_000);

test('children that were forgotten leave the same tombstones in a rebuild', async () => {
  const forgotten = await ids('select id from client order by id limit 100');
  for (const id of forgotten) await forget(id);
  const [least, most] = [forgotten.at(0), forgotten.at(-1)];
  const ofThem = `client_id between '${least}' and '${most}'`;
  expect(
    await count(store.pool, `allocation where ${ofThem} and status = 'forgotten'`),
  ).toBeGreaterThan(50);
  for (const alive of [
    "allocation where status <> 'forgotten' and",
    'request where',
    'delivery where',
  ])
    expect(await count(store.pool, `${alive} ${ofThem}`), alive).toBe(0);
  expect(await agreement()).toMatchObject({ agree: true });
  const grown = await allRows(store.pool);
  await rebuild();
  await expectRows(store.pool, grown);

  // They come back, as children that nobody knew.
  await liveLives(store.pool, keys, seed, [0, 50]);
  expect(await agreement()).toMatchObject({ agree: true });

  // Somebody deleted only keys.
  const [keyless] = await ids('select id from client order by id limit 1');
  await store.pool.query('delete from data_key where id = $1', [keyless]);
  expect(await agreement()).toMatchObject({ agree: false });
  await rebuild();
  expect(await agreement()).toMatchObject({ agree: true });
  expect(await count(store.pool, `request where client_id = '${keyless}'`)).toBe(0);
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
}, 300_000);

test('a column that others add keeps its default, and is not compared', async () => {
  for (const table of ['allocation', 'request', 'delivery'])
    await store.pool.query(
      `alter table ${table} add column later text not null default 'as before',
        add column noted_at timestamptz not null default now()`,
    );
  await store.pool.query("update allocation set later = 'changed'");
  expect(await agreement()).toMatchObject({ agree: true });
  await rebuild();
  for (const table of ['allocation', 'request', 'delivery'])
    expect(await count(store.pool, `${table} where later = 'as before'`)).toBe(
      await count(store.pool, table),
    );
  await inTransaction(store.pool, (client) =>
    report(client, keys, between(complete, others, '0363')),
  );
  expect(await agreement()).toMatchObject({ agree: true });
});

/** A child of whom nothing was said. */
const others = { bsn: '999990001', aanbieder: '12345678', prefix: '77' };
