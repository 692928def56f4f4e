import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineOfChild } from '../../src/messages/lifecycle/line.ts';
import { entryOf } from '../../src/parties/access-log/entry.ts';
import { hashOfBatch, type Seal, signSeal } from '../../src/parties/access-log/hash.ts';
import { noteAccess } from '../../src/parties/access-log/note.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { liftHold, placeHold } from '../../src/retention/legal-holds.ts';
import type { Store } from '../../src/store/database.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { between, bsnOf, complete, report } from '../ledger/lives.ts';
import { plantFailed } from '../operations/support.ts';
import { changeMessages } from '../support/change-messages.ts';
import { makeStore } from '../support/database.ts';
import { macsOf } from '../support/macs.ts';
import { administrator, forgetIn, keysOf, makeParties, terms } from './support.ts';

/** The shortest term that there is. */
const short = { terms: { ...terms, accessLogMonths: 13 } };
const zeros = Buffer.alloc(32);

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await keysOf(store);
  await makeParties(store);
  // The rows of the log about that are recent.
  await store.pool.query('delete from access_log_fresh');
});
afterEach(() => store.drop());

/** First day of the month, so many months ago. */
function monthsAgo(months: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
}
const nameOf = (month: Date) => month.toISOString().slice(0, 7);

/** Rows that were sealed in a month, in two batches. @returns the seals */
async function logged(months: number, about: Parameters<typeof entryOf>[2] = {}): Promise<Seal[]> {
  const month = monthsAgo(months);
  await store.pool.query('select access_log_make_month($1)', [`${nameOf(month)}-01`]);
  const seals: Seal[] = [];
  for (const day of [3, 20]) {
    for (let n = 0; n < 3; n++)
      await noteAccess(store.pool, keys.rows, entryOf(administrator, 'read-content', about));
    const seal = await sealBatch(store.pool, keys, daysIn(month, day));
    if (seal) seals.push(seal);
  }
  return seals;
}
const daysIn = (month: Date, days: number) => new Date(month.getTime() + days * 86_400_000);

async function closed() {
  const { rows } = await store.pool.query(
    `select to_char(month, 'YYYY-MM') as month, first_batch::int, last_batch::int, row_count::int,
      opening_hash, closing_hash, closing_mac from access_log_closed order by month`,
  );
  return rows;
}

test('a month that is over goes with its rows, and leaves the hashes with which it began and ended', async () => {
  const [first, second] = [await logged(30), await logged(29)];
  const third = await logged(13);
  const report = await forgetIn(store, 0, short);
  const months = [nameOf(monthsAgo(30)), nameOf(monthsAgo(29))];
  expect(report).toMatchObject({
    forgotten: { accessLogMonths: months },
    kept: { underHold: { accessLogMonths: 0 } },
  });
  const close = (seals: Seal[], month: string | undefined) => ({
    month,
    first_batch: seals[0]?.batch,
    last_batch: seals.at(-1)?.batch,
    row_count: 6,
    opening_hash: seals[0]?.previousHash,
    closing_hash: seals.at(-1)?.hash,
    closing_mac: signSeal(keys, seals.at(-1) as Seal),
  });
  expect(await closed()).toEqual([close(first, months[0]), close(second, months[1])]);
  // The chain goes on over the gap: what is left begins with what the gap ended with.
  expect(first[0]?.previousHash).toEqual(zeros);
  expect(second[0]?.previousHash).toEqual(first.at(-1)?.hash);
  expect(third[0]?.previousHash).toEqual(second.at(-1)?.hash);
  const { rows } = await store.pool.query('select * from access_log order by batch, ordinal');
  expect(rows).toHaveLength(6);
  const one = third[0] as Seal;
  const own = rows.filter(({ batch }) => Number(batch) === one.batch);
  expect(hashOfBatch(one, own)).toEqual(one.hash);

  // Twice is the same.
  const again = await forgetIn(store, 0, { ...short, again: true });
  expect(again.forgotten.accessLogMonths).toEqual(months);
  expect(await closed()).toHaveLength(2);
});

test('the term counts from the end of a month, and the longest is that of the setting', async () => {
  await logged(62);
  await logged(61);
  await logged(60);
  const report = await forgetIn(store, 0);
  expect(report.forgotten.accessLogMonths).toEqual([monthsAgo(62), monthsAgo(61)].map(nameOf));
});

test('no clock but that of the database makes a month old', async () => {
  await logged(12);
  const report = await forgetIn(store, 10_000, short);
  expect(report.forgotten.accessLogMonths).toEqual([]);
});

test('a hold keeps the months with rows about it, and those after them, until it is lifted', async () => {
  const [id = ''] = await plantFailed(store, 1);
  const child = { bsn: bsnOf(1), aanbieder: '12345678', prefix: '' };
  await inTransaction(store.pool, (client) =>
    report(client, keys, between(complete, child, '0363')),
  );
  const { rows: clients } = await store.pool.query<{ id: string }>('select id from client');
  const client = clients[0]?.id ?? '';

  const about = [{}, { messageId: id }, {}, { clientIds: [randomUUID(), client] }, {}];
  const ages = [30, 29, 28, 27, 26];
  for (const [index, months] of ages.entries()) await logged(months, about[index]);
  await logged(25, { party: '0363', counterparty: '12345678' });
  const macs = await macsOf(store.db);
  const place = (target: Parameters<typeof placeHold>[3]) =>
    placeHold(store.pool, macs, administrator, target, 'a lawsuit');
  const [onMessage, onChild, onParty] = [
    await place({ message: id }),
    await place({ client }),
    await place({ party: '12345678' }),
  ];
  const went = async () => {
    const { forgotten, kept } = await forgetIn(store, 0, { ...short, again: true });
    return [forgotten.accessLogMonths.length, kept?.underHold.accessLogMonths];
  };
  expect(await went()).toEqual([1, 5]);
  await liftHold(store.pool, await macsOf(store.db), administrator, onMessage.id);
  expect(await went()).toEqual([3, 3]);
  await liftHold(store.pool, await macsOf(store.db), administrator, onChild.id);
  // The child stays with the party, which has rows in another month.
  expect(await went()).toEqual([5, 1]);
  await liftHold(store.pool, await macsOf(store.db), administrator, onParty.id);
  expect(await went()).toEqual([6, 0]);
});

test('a hold on a child keeps months with rows about its messages, also about one that was refused', async () => {
  const child = { bsn: bsnOf(1), aanbieder: '12345678', prefix: '' };
  await inTransaction(store.pool, (client) =>
    report(client, keys, between(complete, child, '0363')),
  );
  const { rows } = await store.pool.query<{ id: string }>('select id from client');
  const [id = ''] = await plantFailed(store, 1);
  const line = lineOfChild(keys, { gemeente: '0363', aanbieder: '12345678' }, child.bsn);
  await changeMessages(store.pool, 'update message set line = $1 where id = $2', [line, id]);
  await logged(20, { messageId: id });
  const target = { client: rows[0]?.id ?? '' };
  const hold = await placeHold(
    store.pool,
    await macsOf(store.db),
    administrator,
    target,
    'a lawsuit',
  );
  const kept = await forgetIn(store, 0, short);
  expect(kept.kept?.underHold.accessLogMonths).toBe(1);
  await liftHold(store.pool, await macsOf(store.db), administrator, hold.id);
  const gone = await forgetIn(store, 0, { ...short, again: true });
  expect(gone.forgotten.accessLogMonths).toHaveLength(1);
});
