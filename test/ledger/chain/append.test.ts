import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type PoolClient } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendEntries } from '../../../src/ledger/chain/append.ts';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { clientsOf, type LedgerClient } from '../../../src/ledger/projection/clients.ts';
import { cents } from '../../../src/standard/money.ts';
import { errorCode, type Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { makeStore, waitsForLock } from '../../support/database.ts';
import { append, entry } from '../support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
});
afterEach(() => store.drop());

async function numbersOf(municipality: string): Promise<number[]> {
  const { rows } = await store.pool.query<{ number: number }>(
    `select chain_number::int as number from ledger_entry
    where municipality = $1 order by chain_number`,
    [municipality],
  );
  return rows.map((row) => row.number);
}

async function childOf(client: PoolClient, bsn: string): Promise<LedgerClient> {
  return (await clientsOf(client, keys, [bsn])).get(bsn) as LedgerClient;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('entries get the next numbers of their gemeente, in the order in which they were given', async () => {
  expect(await append(store.pool, keys, '0363', 2)).toEqual({ first: 1, last: 2 });
  expect(await append(store.pool, keys, '0479', 1)).toEqual({ first: 1, last: 1 });
  expect(await append(store.pool, keys, '0363', 3)).toEqual({ first: 3, last: 5 });
  const { rows } = await store.pool.query(
    `select toewijzing_nummer as number from ledger_entry
    where municipality = '0363' order by chain_number`,
  );
  expect(rows.map((row) => row.number)).toEqual(['1', '2', '1', '2', '3']);
});

test('what was given is what is kept, and what is absent stays absent', async () => {
  const full = entry({ effectiveDate: '-0044-03-15', amountCents: cents(-9_007_199_254_740_993n) });
  const bare = entry({
    toewijzingNummer: null,
    messageId: null,
    effectiveDate: null,
    amountCents: null,
    sealed: null,
  });
  await inTransaction(store.pool, (client) => appendEntries(client, keys, [full, bare]));
  const { rows } = await store.pool.query(
    `select municipality, provider, client_id as "clientId", toewijzing_nummer as "toewijzingNummer", kind,
      message_id as "messageId", class_path as "classPath", effective_date as "effectiveDate",
      amount_cents as "amountCents", sealed from ledger_entry order by chain_number`,
  );
  expect(rows).toEqual([{ ...full, amountCents: '-9007199254740993' }, bare]);
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
});

test('32 writers at once, some of whom give up or are cut off, leave no fork and no gap', async () => {
  const pool = new pg.Pool({ connectionString: store.url, max: 32 });
  pool.on('error', () => undefined); // Connections are broken on purpose.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const rounds = 8;
  let committed = 0;
  const writer = async (number: number) => {
    for (let round = 0; round < rounds; round++) {
      const count = ((number + round) % 4) + 1;
      const fate = (number * 7 + round) % 5;
      const done = inTransaction(pool, async (client) => {
        await appendEntries(
          client,
          keys,
          Array.from({ length: count }, () => entry()),
        );
        if (fate === 0) throw new Error('gave up');
        if (fate === 1) await client.query('select pg_terminate_backend(pg_backend_pid())');
      });
      await done.then(
        () => {
          committed += count;
        },
        (error: Error) =>
          expect(error.message === 'gave up' || errorCode(error) === '57P01').toBe(true),
      );
    }
  };
  await Promise.all(Array.from({ length: 32 }, (_, number) => writer(number)));
  await pool.end();
  expect(committed).toBeGreaterThan(200);
  expect(await numbersOf('0363')).toEqual(upTo(committed));
  const { sound, entries } = await verifyChains(store.pool, keys);
  expect({ sound, entries }).toEqual({ sound: true, entries: committed });
});

test('the first entries of a gemeente by many at once make one chain', async () => {
  await Promise.all(upTo(8).map(() => append(store.pool, keys, '0363', 2)));
  expect(await numbersOf('0363')).toEqual(upTo(16));
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
});

test('who adds to a chain makes others of that chain wait, and nobody else', async () => {
  await append(store.pool, keys, '0363', 1);
  const waiting = await inTransaction(store.pool, async (client) => {
    await appendEntries(client, keys, [entry()]);
    await append(store.pool, keys, '0479', 1);
    const appended = append(store.pool, keys, '0363', 1);
    const first = await Promise.race([appended, sleep(200).then(() => 'waits')]);
    expect(first).toBe('waits');
    return { appended };
  });
  expect(await waiting.appended).toEqual({ first: 3, last: 3 });
});

test('chains are locked in the order of their codes, whatever the order of the entries', async () => {
  for (const municipality of ['0363', '0479']) await append(store.pool, keys, municipality, 1);
  const holder = await store.pool.connect();
  try {
    await holder.query('begin');
    await holder.query("select from chain_head where municipality = '0363' for update");
    const appended = inTransaction(store.pool, (client) =>
      appendEntries(client, keys, [entry({ municipality: '0479' }), entry()]),
    );
    await waitsForLock(store.pool, '%chain_head%');
    // Who waits for the first holds nothing that comes after it: so nobody waits in a circle.
    const free = "select from chain_head where municipality = '0479' for update nowait";
    expect((await holder.query(free)).rowCount).toBe(1);
    await holder.query('commit');
    expect((await appended).map(({ municipality }) => municipality)).toEqual(['0363', '0479']);
  } finally {
    holder.release(true);
  }
});

test('10,000 entries of one message take one statement, and less than ten seconds', async () => {
  const started = performance.now();
  expect(await append(store.pool, keys, '0363', 10_000)).toEqual({ first: 1, last: 10_000 });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
});

test('the database refuses to change, remove or empty what was said', async () => {
  await append(store.pool, keys, '0363', 1);
  const refused = [
    "update ledger_entry set kind = 'deleted'",
    'update ledger_entry set kind = kind where false',
    'delete from ledger_entry',
    'truncate ledger_entry',
    "set session_replication_role = 'replica'; delete from ledger_entry",
    'update ledger_checkpoint set number = 0',
    'delete from ledger_checkpoint',
    'truncate ledger_checkpoint',
  ];
  for (const statement of refused) {
    const code = await store.pool.query(statement).then(() => 'done', errorCode);
    // 42501: not even allowed to ask.
    expect(['23001', '42501'], statement).toContain(code);
  }
  expect(await numbersOf('0363')).toEqual([1]);
  // A: always, also when a session plays a replica.
  const { rows } = await store.pool.query(
    "select tgname as name, tgenabled as on from pg_trigger where tgname like 'ledger%' order by 1",
  );
  expect(rows).toEqual([
    { name: 'ledger_checkpoint_stays', on: 'A' },
    { name: 'ledger_entry_known', on: 'A' },
    { name: 'ledger_entry_stays', on: 'A' },
    { name: 'ledger_import_stays', on: 'A' },
  ]);
});

test('a child is known by its BSN, and its id and what is kept give the BSN away to nobody', async () => {
  const bsn = '999900006';
  const found = await Promise.all(
    upTo(6).map(() => inTransaction(store.pool, (client) => childOf(client, bsn))),
  );
  expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  const { rows } = await store.pool.query('select id, bsn_hash, bsn_sealed from client');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(bsn);
  expect(found[0]?.key.unseal(rows[0].bsn_sealed).toString()).toBe(bsn);
});

test('a child that was forgotten comes back as another', async () => {
  const bsn = '999900006';
  const who = () => inTransaction(store.pool, (client) => childOf(client, bsn));
  const before = await who();
  const sealed = before.key.seal(Buffer.from('a story'));
  expect(before.key.unseal(sealed).toString()).toBe('a story');
  await store.pool.query('delete from data_key where id = $1', [before.id]);
  const after = await who();
  expect(after.id).not.toBe(before.id);
  expect(() => after.key.unseal(sealed)).toThrow();
  expect((await who()).id).toBe(after.id);
});
