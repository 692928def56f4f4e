import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import type { LedgerBericht } from '../../src/ledger/past/bericht.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { forgetClient } from '../../src/ledger/projection/forget.ts';
import { rebuildLedger } from '../../src/ledger/projection/rebuild.ts';
import type { BerichtOf } from '../../src/standard/messages/berichten.ts';
import type { Store } from '../../src/store/database.ts';
import { MasterKey, newSecret } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { makeStore } from '../support/database.ts';
import { repetitions } from '../support/long-form.ts';
import {
  allRows,
  between,
  bsnOf,
  complete,
  count,
  expectRows,
  liveLives,
  makeParties,
  report,
} from './lives.ts';
import { tamper } from './support.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const children = repetitions(200, 300);
/** So many that are known already, and as many new ones, while something else goes on. */
const meanwhile = repetitions(30, 60);

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
/** One ledger for all tests: each leaves tables that agree with the entries, but the last. */
beforeAll(async () => {
  console.log(`lives: SEED=${seed}`);
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  await makeParties(store);
  await liveLives(store.pool, keys, seed, [0, children]);
  for (const id of await ids('select id from client order by id limit 20')) await forget(id);
}, 180_000);
afterAll(() => store.drop());

const agreement = () => ledgerDifferences(store.pool, keys);
const rebuild = (onProgress?: (done: number, total: number) => void) =>
  rebuildLedger(store.pool, keys, onProgress);
const forget = (id: string) => inTransaction(store.pool, (client) => forgetClient(client, id));

async function ids(question: string): Promise<string[]> {
  const { rows } = await store.pool.query<{ id: string }>(question);
  return rows.map(({ id }) => id);
}

/** Writes past the gateway, into the tables that a rebuild makes. */
async function spoil(...statements: string[]): Promise<void> {
  for (const statement of statements)
    expect((await store.pool.query(statement)).rowCount, statement).toBeGreaterThan(0);
}

test('rows that were spoiled are named', async () => {
  const [first = '', last = ''] = await ids(
    'select id from allocation where owns_number order by client_id limit 2',
  );
  const { rows } = await store.pool.query<Record<'clientId' | 'reference' | 'gemeente', string>>(
    `select client_id as "clientId", reference_hash::text as reference, municipality as gemeente
    from request limit 1`,
  );
  const stranger = '7c000000-0000-4000-8000-000000000001';
  await spoil(
    `update allocation set reason = 'x', unit = 'x', owns_number = false where id = '${first}'`,
    `delete from allocation where id = '${last}'`,
    `delete from request where reference_hash = '${rows[0]?.reference}'::bytea
      and client_id = '${rows[0]?.clientId}' and municipality = '${rows[0]?.gemeente}'`,
    `insert into delivery values
      ('${stranger}', '0363', '12345678', 'stop', 1, '7', null, null, '2026-01-01', null, null, false)`,
  );
  const { agree, count: wrong, differences } = await agreement();
  expect({ agree, wrong }).toEqual({ agree: false, wrong: 4 });
  for (const difference of [
    { row: first, what: 'different', columns: ['owns_number', 'reason', 'unit'] },
    { row: last, what: 'missing', columns: [] },
    { table: 'request', row: rows[0]?.reference, what: 'missing', clientId: rows[0]?.clientId },
    { table: 'delivery', row: 'stop 1', what: 'extra', clientId: stranger },
  ])
    expect(differences).toContainEqual(expect.objectContaining(difference));
  await rebuild();
  expect(await agreement()).toMatchObject({ agree: true, count: 0, differences: [] });
}, 180_000);

test('a rebuild repairs any row that was changed, also rows that conflict with each other', async () => {
  const right = await allRows(store.pool);
  const ofAmsterdam = "from allocation where owns_number and municipality = '0363'";
  const owners = await store.pool.query<{ id: string; number: string }>(
    `select id, toewijzing_nummer as number ${ofAmsterdam} order by client_id`,
  );
  const [one, other] = [owners.rows.at(0), owners.rows.at(-1)];
  const renumber = (id = '', number = '') =>
    `update allocation set toewijzing_nummer = '${number}' where id = '${id}'`;
  await spoil(
    // Two children, far from each other, that each have what the other needs.
    renumber(one?.id, '0'),
    renumber(other?.id, one?.number),
    renumber(one?.id, other?.number),
    "update allocation set begin_date = '1999-01-01' where status = 'withdrawn'",
    "update allocation set status = 'deleted', budget_cents = 1 where status = 'forgotten'",
    'delete from request where honoured',
    'update request set owns_reference = false where owns_reference',
    // The last that used a reference owns it, not the first.
    `update request set owns_reference = true where ctid in (
      select distinct on (provider, reference_hash) ctid from request
      where type is not null order by provider, reference_hash, client_id desc)`,
    'update delivery set removed = not removed where ordinal = 2',
    'delete from delivery where ordinal = 1',
  );
  const { count: wrong, differences } = await agreement();
  expect(wrong).toBeGreaterThan(100);
  expect(differences).toHaveLength(20);
  expect(await rebuild()).toMatchObject({ conflicts: [], unreadable: [] });
  await expectRows(store.pool, right);
}, 180_000);

test('killed halfway, it leaves children done and not done, and can be run again', async () => {
  const right = await allRows(store.pool);
  await spoil("update allocation set unit = 'x'", 'delete from request', 'delete from delivery');
  const { count: wrong } = await agreement();
  const killed = new Error('killed');
  // After the first hundred.
  const halfway = rebuild(() => {
    throw killed;
  });
  await expect(halfway).rejects.toBe(killed);
  const { count: left } = await agreement();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(wrong);
  await rebuild();
  await expectRows(store.pool, right);
}, 180_000);

test('while messages come in, a rebuild loses nothing and a comparison finds nothing', async () => {
  let reporting = true;
  const around = [children - meanwhile, children + meanwhile] as const;
  const lives = liveLives(store.pool, keys, seed + children, around).finally(() => {
    reporting = false;
  });
  let rounds = 0;
  for (; reporting; rounds++) {
    expect(await rebuild()).toMatchObject({ conflicts: [], unreadable: [] });
    expect(await agreement()).toMatchObject({ agree: true });
  }
  await lives;
  expect(rounds).toBeGreaterThan(0);
  expect(await agreement()).toMatchObject({ agree: true });
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
}, 180_000);

/** A JW301 of Amsterdam with one number, about a child of nobody else. */
function jw301(child: number, number: string): LedgerBericht {
  const parties = { bsn: bsnOf(child), aanbieder: '12345678', prefix: '' };
  const message = between(complete, parties, '0363') as BerichtOf<'JW301'>;
  const [product] = message.client.toegewezenProducten.toegewezenProduct;
  const toegewezenProduct = [{ ...product, toewijzingNummer: number }] as const;
  const toegewezenProducten = { toegewezenProduct } as typeof message.client.toegewezenProducten;
  return { ...message, client: { ...message.client, toegewezenProducten } };
}

const say = (bericht: LedgerBericht) =>
  inTransaction(store.pool, (client) => report(client, keys, bericht));

test('a number that two children own by their entries is reported', async () => {
  await say(jw301(70_000, '900000001'));
  const mine = "municipality = '0363' and toewijzing_nummer = '900000001'";
  // By this an attacker made the gateway believe that the number was free.
  await spoil(`delete from allocation where ${mine}`);
  await say(jw301(70_001, '900000001'));
  const { conflicts } = await rebuild();
  expect(conflicts).toHaveLength(1);
  expect(await count(store.pool, `allocation where ${mine} and owns_number`)).toBe(1);
  const twice = await agreement();
  expect(twice).toMatchObject({
    agree: false,
    count: 1,
    differences: [{ clientId: conflicts[0] }],
  });
  await forget(conflicts[0] ?? '');
  expect(await rebuild()).toMatchObject({ conflicts: [] });
  expect(await agreement()).toMatchObject({ agree: true });
}, 180_000);

test('a child with an entry that cannot be read is named, and its rows stay', async () => {
  await say(jw301(70_002, '900000002'));
  await say(jw301(70_003, '900000003'));
  const right = await allRows(store.pool);
  const entry = "municipality = '0363' and toewijzing_nummer = '900000002'";
  const { rows } = await store.pool.query(
    `select client_id as "clientId", chain_number::int as "chainNumber" from ledger_entry where ${entry}`,
  );
  await tamper(store.pool, `update ledger_entry set sealed = 'other' where ${entry}`);
  const unreadable = [{ municipality: '0363', ...rows[0] }];
  expect(await agreement()).toMatchObject({ agree: false, count: 0, unreadable });
  await spoil("delete from allocation where toewijzing_nummer = '900000003'");
  expect(await rebuild()).toMatchObject({ unreadable });
  await expectRows(store.pool, right);
}, 180_000);
