import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCheckpoints } from '../../../src/ledger/chain/checkpoint.ts';
import { chainHash, digestOf, genesis } from '../../../src/ledger/chain/hash.ts';
import type { Fault } from '../../../src/ledger/chain/link.ts';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { append, tamper } from '../support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
});
afterEach(() => store.drop());

/** What is found in the chain of Amsterdam, which is the only one that is not whole. */
async function faultIn0363(): Promise<Fault | undefined> {
  const { sound, chains } = await verifyChains(store.pool, keys);
  for (const { municipality, fault } of chains)
    if (municipality !== '0363') expect(fault).toBeUndefined();
  const own = chains.find(({ municipality }) => municipality === '0363');
  expect(sound).toBe(own?.fault === undefined);
  return own?.fault;
}

/**
 * Makes the chain anew from here on, hashes and head and all, as who knows this program and has a key of his own
 * could.
 */
async function rehash(from: number): Promise<void> {
  const { rows } = await store.pool.query(
    `select *, chain_number::int as number from ledger_entry
    where municipality = '0363' order by chain_number`,
  );
  let previous: Buffer = genesis;
  const statements: string[] = [];
  for (const row of rows) {
    const digest = digestOf(ownKeys, row.version, {
      ...row,
      clientId: row.client_id,
      toewijzingNummer: row.toewijzing_nummer,
      messageId: row.message_id,
      classPath: row.class_path,
      effectiveDate: row.effective_date,
      recordedAt: row.recorded_at,
      amountCents: row.amount_cents,
    }) as Buffer;
    const hash =
      row.number < from ? row.hash : chainHash(row.version, previous, row.number, digest);
    statements.push(
      `update ledger_entry set previous_hash = '\\x${previous.toString('hex')}',
      hash = '\\x${hash.toString('hex')}'
      where municipality = '0363' and chain_number = ${row.number}`,
    );
    previous = hash;
  }
  statements.push(
    `update chain_head set number = ${rows.length}, hash = '\\x${previous.toString('hex')}'
    where municipality = '0363'`,
  );
  await tamper(store.pool, ...statements);
}

const ownKeys = {
  entryDigest: (bytes: Uint8Array) => createHmac('sha256', 'a guess').update(bytes).digest(),
};

const entryOf = (number: number) => `municipality = '0363' and chain_number = ${number}`;

test('chains as they were made are whole, with or without checkpoints', async () => {
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true, chains: [] });
  await append(store.pool, keys, '0363', 5);
  await append(store.pool, keys, '0479', 2);
  await makeCheckpoints(store.pool, keys);
  await append(store.pool, keys, '0363', 3);
  const seen: [number, number][] = [];
  const result = await verifyChains(store.pool, keys, {
    onProgress: (done, total) => seen.push([done, total]),
  });
  expect(result).toMatchObject({
    sound: true,
    entries: 10,
    chains: [
      { municipality: '0363', entries: 8, checkpoints: 1 },
      { municipality: '0479', entries: 2, checkpoints: 1 },
    ],
  });
  expect(result.entriesPerSecond).toBeGreaterThan(0);
  expect(seen).toEqual([
    [8, 10],
    [10, 10],
  ]);
  const one = await verifyChains(store.pool, keys, { municipality: '0479' });
  expect(one.chains.map(({ municipality }) => municipality)).toEqual(['0479']);
});

test('a chain of more than one batch is walked to its end, and a fault in the last is found', async () => {
  await append(store.pool, keys, '0363', 2500);
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true, entries: 2500 });
  await tamper(store.pool, `update ledger_entry set kind = 'stopped' where ${entryOf(2400)}`);
  expect(await faultIn0363()).toEqual({ kind: 'changed', number: 2400 });
});

test('a change of anything that an entry says is found, and the entry named', async () => {
  await append(store.pool, keys, '0363', 4);
  await append(store.pool, keys, '0479', 4);
  await store.pool.query(
    `create table as_it_was as select * from ledger_entry where ${entryOf(3)}`,
  );
  const changes = [
    "provider = '12345670'",
    'client_id = gen_random_uuid()',
    'toewijzing_nummer = null',
    "kind = 'withdrawn'",
    'message_id = null',
    "class_path = ''",
    "effective_date = '2025-12-31'",
    "recorded_at = recorded_at - interval '1 millisecond'",
    "recorded_at = 'infinity'",
    'amount_cents = 1',
    "sealed = 'other'",
    'version = 3',
    "hash = sha256('x')",
  ];
  for (const change of changes) {
    await tamper(store.pool, `update ledger_entry set ${change} where ${entryOf(3)}`);
    expect(await faultIn0363(), change).toEqual({ kind: 'changed', number: 3 });
    await tamper(
      store.pool,
      `delete from ledger_entry where ${entryOf(3)}`,
      'insert into ledger_entry select * from as_it_was',
    );
    expect(await faultIn0363(), change).toBeUndefined();
  }
});

test('an entry that is missing, or has another number, is named', async () => {
  await append(store.pool, keys, '0363', 6);
  await append(store.pool, keys, '0479', 6);
  await tamper(
    store.pool,
    `update ledger_entry set chain_number = 100 where ${entryOf(2)}`,
    `update ledger_entry set chain_number = 2 where ${entryOf(5)}`,
    `update ledger_entry set chain_number = 5 where ${entryOf(100)}`,
  );
  expect(await faultIn0363()).toEqual({ kind: 'reordered', number: 2 });
  await tamper(store.pool, `delete from ledger_entry where ${entryOf(2)}`);
  expect(await faultIn0363()).toEqual({ kind: 'missing', number: 2 });
  await tamper(store.pool, `delete from ledger_entry where ${entryOf(1)}`);
  expect(await faultIn0363()).toEqual({ kind: 'missing', number: 1 });
});

test('what was cut off at the end is noticed by the head', async () => {
  await append(store.pool, keys, '0363', 6);
  await tamper(
    store.pool,
    "delete from ledger_entry where municipality = '0363' and chain_number > 4",
  );
  expect(await faultIn0363()).toEqual({ kind: 'cut-off', number: 5 });
});

test('what was cut off together with the head is noticed by a checkpoint', async () => {
  await append(store.pool, keys, '0363', 6);
  await makeCheckpoints(store.pool, keys);
  await tamper(
    store.pool,
    "delete from ledger_entry where municipality = '0363' and chain_number > 4",
  );
  await rehash(7);
  expect(await faultIn0363()).toEqual({ kind: 'cut-off', number: 5 });
  await tamper(store.pool, 'delete from ledger_entry', 'delete from chain_head');
  expect(await faultIn0363()).toEqual({ kind: 'cut-off', number: 1 });
});

test('a head that was set back, or is gone, is noticed by the entries beyond it', async () => {
  await append(store.pool, keys, '0363', 6);
  await store.pool.query(
    `update chain_head set number = 4, hash = (select hash from ledger_entry where ${entryOf(4)})`,
  );
  expect(await faultIn0363()).toEqual({ kind: 'beyond-head', number: 5 });
  await store.pool.query('delete from chain_head');
  expect(await faultIn0363()).toEqual({ kind: 'beyond-head', number: 1 });
});

test('an entry that was replaced, with all that follow and with the head, is noticed by the key', async () => {
  await append(store.pool, keys, '0363', 6);
  await tamper(store.pool, `update ledger_entry set amount_cents = 1 where ${entryOf(6)}`);
  await rehash(6);
  expect(await faultIn0363()).toEqual({ kind: 'changed', number: 6 });
  await tamper(store.pool, `update ledger_entry set amount_cents = 1 where ${entryOf(3)}`);
  await rehash(3);
  expect(await faultIn0363()).toEqual({ kind: 'changed', number: 3 });
});

test('an entry of another aanbieder, child, kind or message is none of the gateway, in any place', async () => {
  await append(store.pool, keys, '0363', 3);
  const { rows } = await store.pool.query('select number, hash from chain_head');
  for (const [column, value] of [
    ['provider', "'87654321'"],
    ['client_id', 'gen_random_uuid()'],
    ['kind', "'withdrawn'"],
    ['message_id', 'gen_random_uuid()'],
    ['version', '2'],
  ])
    for (const hash of ["sha256('x')", 'hash']) {
      await tamper(
        store.pool,
        `create table added as select * from ledger_entry where ${entryOf(3)}`,
        `update added set chain_number = 4, previous_hash = hash, hash = ${hash}, ${column} = ${value}`,
        'insert into ledger_entry select * from added',
        'update chain_head set number = 4, hash = (select hash from added)',
        'drop table added',
      );
      expect(await faultIn0363(), column).toMatchObject({ number: 4 });
      await tamper(
        store.pool,
        `delete from ledger_entry where ${entryOf(4)}`,
        `update chain_head set number = 3, hash = '\\x${rows[0].hash.toString('hex')}'`,
      );
    }
  expect(await faultIn0363()).toBeUndefined();
});

test('a head with another hash than the last entry is noticed', async () => {
  await append(store.pool, keys, '0363', 3);
  await store.pool.query("update chain_head set hash = sha256('x')");
  expect(await faultIn0363()).toEqual({ kind: 'rewritten', number: 1, to: 3 });
});

test('a checkpoint that was changed confirms nothing, and is named', async () => {
  await append(store.pool, keys, '0363', 4);
  await makeCheckpoints(store.pool, keys);
  await tamper(store.pool, 'update ledger_checkpoint set number = 3');
  expect(await faultIn0363()).toEqual({ kind: 'checkpoint', number: 3 });
  await tamper(store.pool, "update ledger_checkpoint set number = 4, at = 'infinity'");
  expect(await faultIn0363()).toEqual({ kind: 'checkpoint', number: 4 });
});

test('what is added while a chain is walked is no fault', async () => {
  await append(store.pool, keys, '0363', 3000);
  let adding: Promise<unknown> = Promise.resolve();
  const { sound, entries } = await verifyChains(store.pool, keys, {
    onProgress: () => {
      adding = adding
        .then(() => append(store.pool, keys, '0363', 10))
        .then(() => makeCheckpoints(store.pool, keys));
    },
  });
  await adding;
  expect({ sound, entries }).toEqual({ sound: true, entries: 3000 });
});

test('a verification that is aborted ends after the current batch', async () => {
  await append(store.pool, keys, '0363', 3000);
  const stop = new AbortController();
  const seen: number[] = [];
  const walk = verifyChains(store.pool, keys, {
    signal: stop.signal,
    onProgress: (done) => {
      seen.push(done);
      stop.abort(new Error('stopped'));
    },
  });
  await expect(walk).rejects.toThrow('stopped');
  expect(seen).toEqual([1000]);
});
