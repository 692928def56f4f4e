import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { localCall } from '../../src/parties/principal.ts';
import { forgetChild } from '../../src/retention/clients.ts';
import { cutOffsAt } from '../../src/retention/terms.ts';
import { parseBericht } from '../../src/standard/messages/parse.ts';
import type { Store } from '../../src/store/database.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { between, bsnOf, complete, makeParties, report } from '../ledger/lives.ts';
import { makeStore, waitsForLock } from '../support/database.ts';
import { fixture } from '../support/messages.ts';
import { forgetIn, keysOf, terms } from './support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await keysOf(store);
  await makeParties(store);
});
afterEach(() => store.drop());

const child = { bsn: bsnOf(1), aanbieder: '12345678', prefix: '' };
const start = parseBericht('JW305', Buffer.from(fixture('JW305/valid-complete.xml')));

/** A child that the ledger has known for long, with one entry. @returns when that was recorded */
async function known(): Promise<Date> {
  await inTransaction(store.pool, (client) =>
    report(client, keys, between(complete, child, '0363')),
  );
  await store.pool.query("update client set created_at = '2020-01-01'");
  const { rows } = await store.pool.query<{ last: Date }>(
    'select max(recorded_at) as last from ledger_entry',
  );
  return rows[0]?.last as Date;
}

function twentyYearsAfter(moment: Date, milliseconds: number): Date {
  const later = new Date(moment.getTime() + milliseconds);
  later.setUTCFullYear(later.getUTCFullYear() + 20);
  return later;
}

async function isKnown(): Promise<boolean> {
  return (await store.pool.query('select from client')).rowCount === 1;
}

test('a child is forgotten twenty years after the last entry about it, however long it was known', async () => {
  const last = await known();
  const early = await forgetIn(store, 0, { now: twentyYearsAfter(last, 0) });
  expect([early.forgotten.clients, await isKnown()]).toEqual([0, true]);
  const late = await forgetIn(store, 0, { now: twentyYearsAfter(last, 1), again: true });
  expect([late.forgotten.clients, await isKnown()]).toEqual([1, false]);
  const { rows } = await store.pool.query(
    "select actor, party, counterparty from access_log_fresh where action = 'forget-client'",
  );
  expect(rows).toEqual([{ actor: 'gateway', party: '0363', counterparty: '12345678' }]);
});

test('a child that is gone is found by verify, unless a report or the access log says that it was forgotten', async () => {
  const faults = async () => (await verifyRows(store.pool, keys)).faults;
  await known();
  const { rows } = await store.pool.query<{ id: string }>('select id from client');
  const id = rows[0]?.id as string;
  expect(await faults()).toEqual([]);
  // What somebody does who has the role of the gateway.
  await store.pool.query('delete from data_key where id = $1', [id]);
  await store.pool.query('delete from client where id = $1', [id]);
  expect(await faults()).toEqual([{ kind: 'gone', table: 'client', id }]);
  // By hand it can be forgotten once more, and that is logged.
  await inTransaction(store.pool, (client) =>
    forgetChild(client, keys.rows, localCall('test'), id),
  );
  expect(await faults()).toEqual([]);
});

test('on a leap day the years are counted from the day before: nothing goes too early', async () => {
  const now = new Date('2044-02-29T12:00:00Z');
  const cut = await cutOffsAt(store.pool, { ...terms, ledgerYears: 1 }, now);
  expect(cut.ledger).toEqual(new Date('2043-02-28T12:00:00Z'));
  expect(cut.payload).toEqual(new Date('2043-03-01T12:00:00Z'));
});

test('what is said of a child at the moment in which it would be forgotten keeps it', async () => {
  const last = await known();
  let forgetting: ReturnType<typeof forgetIn> | undefined;
  await inTransaction(store.pool, async (client) => {
    await report(client, keys, between(start as never, child, '0363'));
    forgetting = forgetIn(store, 0, { now: twentyYearsAfter(last, 1) });
    await waitsForLock(store.pool, '%from client where id = any%');
  });
  expect((await forgetting)?.forgotten.clients).toBe(0);
  expect(await isKnown()).toBe(true);
});

test('hashes of what was imported go with the term of the ledger', async () => {
  await store.pool.query(
    `insert into ledger_import (source_hash, at)
    select decode(lpad(n::text, 8, '0'), 'hex'), now() - n * interval '1 year' - interval '1 day'
    from generate_series(1, 30) n`,
  );
  const report = await forgetIn(store, 0);
  expect(report.forgotten.imports).toBe(11);
  const { rows } = await store.pool.query('select count(*)::int as count from ledger_import');
  expect(rows).toEqual([{ count: 19 }]);
});
