import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendEntries } from '../../src/ledger/chain/append.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { aboutOf } from '../../src/ledger/past/about.ts';
import { eventsOf } from '../../src/ledger/past/events.ts';
import { readPast } from '../../src/ledger/past/read-past.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import {
  type Note,
  Outdated,
  updateProjection,
} from '../../src/ledger/projection/update-projection.ts';
import type { Store } from '../../src/store/database.ts';
import { MasterKey, newSecret } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { makeStore } from '../support/database.ts';
import { between, bsnOf, complete, count, makeParties } from './lives.ts';
import { allocation } from './stories/conversation.ts';

const many = 5000;
const aanbieder = '12345678';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeAll(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  await makeParties(store);
  // The first entry of a chain makes its head.
  await report([await noteOf(many + 10, '900001'), await noteOf(many + 10, '900002', '0439')]);
});
afterAll(() => store.drop());

/** A JW301 about a child, with an allocation of a number. */
function messageOf(child: number, number: string, gemeente: string) {
  const products = { toegewezenProduct: [allocation(number)] };
  const bericht = { ...complete, client: { ...complete.client, toegewezenProducten: products } };
  return between(bericht, { bsn: bsnOf(child), aanbieder, prefix: '' }, gemeente);
}

/** What becomes true of a child, by what is known of it now. */
async function noteOf(child: number, number: string, gemeente = '0363'): Promise<Note> {
  const bericht = messageOf(child, number, gemeente);
  const about = aboutOf(bericht);
  if (!about) throw new Error('A JW301 is about something.');
  const { knownPast, ledgerCase } = await readPast(store.pool, keys, about, '2026-01-05');
  const events = eventsOf(bericht, knownPast.state, knownPast.around);
  return { ledgerCase, events, messageId: randomUUID() };
}

async function notesOf(from: number, to: number, numberOf: (child: number) => string) {
  const notes: Note[] = [];
  for (let first = from; first < to; first += 100) {
    const some = Array.from({ length: Math.min(100, to - first) }, (_, n) => first + n);
    notes.push(...(await Promise.all(some.map((child) => noteOf(child, numberOf(child))))));
  }
  return notes;
}

/** As a message does it. @returns how many statements it took */
function report(notes: readonly Note[], before = async () => {}): Promise<number> {
  return inTransaction(store.pool, async (client) => {
    let statements = 0;
    const query = client.query.bind(client);
    client.query = ((...args: Parameters<typeof query>) => {
      statements += 1;
      return query(...args);
    }) as typeof client.query;
    const recordedAt = new Date();
    try {
      const entries = await updateProjection(client, keys, notes, recordedAt);
      await before();
      await appendEntries(client, keys, entries, recordedAt);
    } finally {
      client.query = query as typeof client.query;
    }
    return statements;
  });
}

const entries = () => count(store.pool, 'ledger_entry');

test('one message reports 5,000 children that nobody knew, and the same again, in a few statements', async () => {
  const newcomers = await notesOf(0, many, (child) => String(100_000 + child));
  const before = await entries();
  expect(await report(newcomers)).toBe(6);
  expect(await entries()).toBe(before + many);
  const known = await notesOf(0, many, (child) => String(200_000 + child));
  expect(known.every(({ ledgerCase }) => ledgerCase.client !== undefined)).toBe(true);
  expect(await report(known)).toBe(3);
  expect(await entries()).toBe(before + 2 * many);
  expect(await count(store.pool, 'client where revision = 2')).toBe(many);
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true });
}, 240_000);

test('one child takes as many statements as ever', async () => {
  expect(await report([await noteOf(many + 1, '1')])).toBe(6);
  expect(await report([await noteOf(many + 1, '2')])).toBe(3);
});

test('two messages about the same children in opposite order do not wait in a circle', async () => {
  for (let round = 0; round < 5; round++) {
    const from = 10_000 + round * 1000;
    const number = (child: number) => String(300_000 + child);
    // The first time nobody knows them, then they have a revision.
    for (const numbers of [number, (child: number) => `9${number(child)}`]) {
      const notes = await notesOf(from, from + 300, numbers);
      const outcomes = await Promise.allSettled([report(notes), report(notes.toReversed())]);
      const lost = outcomes.filter((one) => one.status === 'rejected');
      expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
      expect(lost[0]?.reason).toBeInstanceOf(Outdated);
      expect(lost[0]?.reason.children).toHaveLength(300);
    }
  }
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
}, 240_000);

test('children of which a new and a known one are reported in turn are locked in one order too', async () => {
  const first = await notesOf(20_000, 20_100, (child) => String(400_000 + child));
  await report(first);
  const known = await notesOf(20_000, 20_100, (child) => String(500_000 + child));
  const anew = await notesOf(20_100, 20_200, (child) => String(500_000 + child));
  const outcomes = await Promise.allSettled([
    report([...known, ...anew]),
    report([...anew, ...known].toReversed()),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('when one child has changed, nothing is written, and the error names it', async () => {
  const notes = await notesOf(0, 200, (child) => String(600_000 + child));
  await report([await noteOf(17, '700017')]);
  await report([await noteOf(170, '700170')]);
  const before = await entries();
  const stale = [17, 170].map((child) => notes[child]?.ledgerCase.client?.id);
  const failed = await report(notes).catch((error) => error);
  expect(failed).toBeInstanceOf(Outdated);
  expect([...failed.children].sort()).toEqual(stale.sort());
  expect(await entries()).toBe(before);
  expect(await count(store.pool, "allocation where toewijzing_nummer like '600%'")).toBe(0);
});

test('a message may add to several chains, and about one child to two of them', async () => {
  const notes = [
    await noteOf(30_000, '1', '0439'),
    await noteOf(30_001, '800001', '0363'),
    await noteOf(30_000, '800002', '0363'),
  ];
  expect(await report(notes)).toBe(7);
  const { rows } = await store.pool.query(
    `select municipality, toewijzing_nummer as number from ledger_entry
    where client_id in (select client_id from ledger_entry
      where municipality = '0439' and toewijzing_nummer = '1')
    order by municipality`,
  );
  expect(rows).toEqual([
    { municipality: '0363', number: '800002' },
    { municipality: '0439', number: '1' },
  ]);
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true });
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
});
