import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCheckpoints } from '../../src/ledger/chain/checkpoint.ts';
import { closeOldChains } from '../../src/ledger/chain/closing.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import type { Store } from '../../src/store/database.ts';
import { MasterKey, newSecret } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { makeStore } from '../support/database.ts';
import { appendOld } from './old-chains.ts';
import { append } from './support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeAll(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  await appendOld(store.pool, '0363', 3);
  await closeOldChains(store.pool, keys);
  await append(store.pool, keys, '0363', 4);
  await append(store.pool, keys, '0479', 4);
  await makeCheckpoints(store.pool, keys);
  await append(store.pool, keys, '0363', 2);
  const columns = await columnsOf('ledger_entry', 'chain_head', 'ledger_checkpoint');
  expect(columns.length).toBeGreaterThan(20);
});
afterAll(() => store.drop());

async function columnsOf(...tables: string[]): Promise<{ table: string; column: string }[]> {
  const { rows } = await store.pool.query(
    `select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and table_name = any($1) order by 1, ordinal_position`,
    [tables],
  );
  return rows;
}

class Undo extends Error {}

/** Whether verification finds what an attacker with all rights in the database did; it is undone afterwards. */
async function isFound(...statements: string[]): Promise<boolean> {
  let found = false;
  await inTransaction(store.pool, async (client) => {
    for (const table of ['ledger_entry', 'ledger_checkpoint'])
      await client.query(`alter table ${table} disable trigger all`);
    await client.query('alter table ledger_entry drop constraint if exists ledger_entry_version');
    await client.query('alter table ledger_checkpoint drop constraint ledger_checkpoint_pkey');
    await client.query('drop index ledger_checkpoint_once');
    await client.query('alter table ledger_checkpoint drop constraint ledger_checkpoint_kind');
    await client.query('alter table ledger_entry drop constraint ledger_entry_pkey');
    for (const statement of statements) {
      const { rowCount } = await client.query(statement);
      expect(rowCount, statement).not.toBe(0);
    }
    const pool = client as unknown as Parameters<typeof verifyChains>[0];
    const { sound, chains } = await verifyChains(pool, keys);
    found = !sound && chains.some(({ fault }) => fault !== undefined);
    throw new Undo();
  }).catch((error) => {
    if (!(error instanceof Undo)) throw error;
  });
  return found;
}

/** Another value of a column: that of another row, or one that is like it. */
const others: Readonly<Record<string, string>> = {
  municipality: "'0344'",
  chain_number: 'chain_number + 100',
  number: 'number - 1',
  version: '3 - version',
  provider: "'87654321'",
  client_id: 'gen_random_uuid()',
  toewijzing_nummer: "coalesce(toewijzing_nummer, '') || '0'",
  kind: "'withdrawn'",
  message_id: 'gen_random_uuid()',
  class_path: "class_path || '[1]'",
  effective_date: "'2025-12-31'",
  recorded_at: "recorded_at + interval '1 millisecond'",
  amount_cents: 'amount_cents + 1',
  sealed: "sealed || '\\x00'",
  previous_hash: "sha256('x')",
  hash: "sha256('x')",
  day: 'day - 1',
  at: "at - interval '1 day'",
  mac: "sha256('x')",
};

test('as it is, all is well', async () => {
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
});

test('a change of any column of any row is found', async () => {
  const rows = [
    // Of version 1, in the middle, the newest, and of a chain that a checkpoint confirms to its end.
    ...[2, 5, 9].map((number) => [
      'ledger_entry',
      `municipality = '0363' and chain_number = ${number}`,
    ]),
    ['ledger_entry', "municipality = '0479' and chain_number = 4"],
    ['chain_head', "municipality = '0363'"],
    ['chain_head', "municipality = '0479'"],
    ...['day', 'closing', 'closed'].map((kind) => [
      'ledger_checkpoint',
      `kind = '${kind}' and municipality in ('0363', '-')`,
    ]),
  ] as const;
  for (const [table, where] of rows)
    for (const { column } of await columnsOf(table as string)) {
      const value = table === 'ledger_checkpoint' && column === 'kind' ? "'other'" : others[column];
      const statement = `update ${table} set ${column} = ${value} where ${where}`;
      expect(value, `${table}.${column} is tried`).toBeDefined();
      expect(await isFound(statement), statement).toBe(true);
    }
}, 120_000);

test.each(['kind', 'day', 'number', 'hash', 'at', 'mac', 'municipality'])(
  'checkpoints whose %s was swapped are found',
  async (column) => {
    for (const [one, other] of [
      ["municipality = '0363' and kind = 'day'", "municipality = '0479' and kind = 'day'"],
      ["municipality = '0363' and kind = 'day'", "municipality = '0363' and kind = 'closing'"],
    ] as const) {
      const { rows } = await store.pool.query(
        `select (select ${column}::text from ledger_checkpoint where ${one})
          is distinct from (select ${column}::text from ledger_checkpoint where ${other}) as differ`,
      );
      if (!rows[0].differ) continue;
      const swap = `update ledger_checkpoint one set ${column} = other.${column}
        from ledger_checkpoint other where one.ctid <> other.ctid
        and (one.municipality, one.kind) in (select municipality, kind from ledger_checkpoint where ${one} or ${other})
        and (other.municipality, other.kind) in (select municipality, kind from ledger_checkpoint where ${one} or ${other})`;
      expect(await isFound(swap), swap).toBe(true);
    }
  },
);

const moved = (from: number, to: number) =>
  `update ledger_entry set chain_number = ${to} where municipality = '0363' and chain_number = ${from}`;
const contentOf = (one: number, other: number) => `update ledger_entry one set
    provider = other.provider, client_id = other.client_id, toewijzing_nummer = other.toewijzing_nummer,
    kind = other.kind, message_id = other.message_id, class_path = other.class_path,
    effective_date = other.effective_date, recorded_at = other.recorded_at,
    amount_cents = other.amount_cents, sealed = other.sealed, version = other.version
  from ledger_entry other where one.municipality = '0363' and other.municipality = '0363'
    and one.chain_number in (${one}, ${other}) and other.chain_number in (${one}, ${other})
    and one.chain_number <> other.chain_number`;

test.each([
  ['two entries swapped', [moved(5, 100), moved(6, 5), moved(100, 6)]],
  ['what two entries say swapped', [contentOf(5, 6)]],
  ['an old entry swapped with a new one', [contentOf(2, 5)]],
  [
    'an entry of another gemeente',
    [
      "delete from ledger_entry where municipality = '0363' and chain_number = 9",
      "update ledger_entry set municipality = '0363', chain_number = 9 where municipality = '0479' and chain_number = 4",
      "update chain_head set number = 3, hash = (select hash from ledger_entry where municipality = '0479' and chain_number = 3) where municipality = '0479'",
      "update chain_head set hash = (select hash from ledger_entry where municipality = '0363' and chain_number = 9) where municipality = '0363'",
    ],
  ],
  [
    'the last entry replaced, with its hash and the head',
    [
      "update ledger_entry set amount_cents = 1, hash = sha256('x') where municipality = '0363' and chain_number = 9",
      "update chain_head set hash = sha256('x') where municipality = '0363'",
    ],
  ],
  [
    'an entry said twice',
    [
      `insert into ledger_entry select municipality, 10, version, provider, client_id, toewijzing_nummer, kind,
        message_id, class_path, effective_date, recorded_at, amount_cents, sealed, hash,
        sha256('\\x02'::bytea || hash || int8send(10) || sha256('x'))
      from ledger_entry where municipality = '0363' and chain_number = 9`,
      "update chain_head set number = 10, hash = (select hash from ledger_entry where municipality = '0363' and chain_number = 10) where municipality = '0363'",
    ],
  ],
  [
    'an old head',
    [
      "update chain_head set number = 8, hash = (select hash from ledger_entry where municipality = '0363' and chain_number = 8) where municipality = '0363'",
    ],
  ],
  [
    'an old head, and what came after it gone, as far as a checkpoint knows',
    [
      "delete from ledger_entry where municipality = '0479' and chain_number = 4",
      "update chain_head set number = 3, hash = (select hash from ledger_entry where municipality = '0479' and chain_number = 3) where municipality = '0479'",
    ],
  ],
  ['a head gone', ["delete from chain_head where municipality = '0363'"]],
  ['a head of nobody', ["insert into chain_head values ('0344', 1, sha256('x'))"]],
  ['a head before its first entry', ["insert into chain_head values ('0344', 0, sha256('x'))"]],
  ['a closing gone', ["delete from ledger_checkpoint where kind = 'closing'"]],
  ['the record that all is closed gone', ["delete from ledger_checkpoint where kind = 'closed'"]],
  ['all records of the closing gone', ["delete from ledger_checkpoint where kind <> 'day'"]],
  [
    'a closing of a chain without old entries',
    [
      "insert into ledger_checkpoint select '0479', day, number, hash, at, mac, 'closing' from ledger_checkpoint where kind = 'closing'",
    ],
  ],
])('%s: found', async (_, statements) => {
  expect(await isFound(...statements)).toBe(true);
});
