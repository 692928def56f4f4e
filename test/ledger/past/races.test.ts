import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { installWitness, violationsOf } from '../../support/invariants.ts';
import { stepOf } from '../../support/jobs.ts';
import { newIdentificatie } from '../../support/messages.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { TestWorker } from './workers.ts';
import { children, jw301, jw305, jw315 } from './write.ts';

const contenders = 50;
const bsns = children(contenders);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

let talk: Talk;
let workers: TestWorker[];
const posted: string[] = [];
let parties: Parties;
/** How many more lookups of the past are waited for, before any worker hears of what is in it. */
let lookups: number;
let allLookedUp: PromiseWithResolvers<void>;

// An api process accepts and does no steps: two workers do them here, when the test says so.
beforeAll(async () => {
  talk = new Talk(await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' }));
  await installWitness(talk.gateway.store.pool);
  const { databaseUrl } = talk.gateway;
  workers = await Promise.all(upTo(2).map(() => TestWorker.open(databaseUrl, afterAllLookedUp)));
});
afterAll(async () => {
  for (const worker of workers) await worker[Symbol.asyncDispose]();
  await talk.gateway.remove();
});
beforeEach(async () => {
  parties = await talk.pair();
  lookups = 0;
});

async function afterAllLookedUp(statement: string | undefined): Promise<void> {
  if (statement !== 'read-past' || lookups === 0) return;
  lookups -= 1;
  if (lookups === 0) allLookedUp.resolve();
  await allLookedUp.promise;
}

async function post(messages: readonly Uint8Array[]): Promise<string[]> {
  const ids = await Promise.all(messages.map((xml) => talk.post(xml)));
  posted.push(...ids);
  return ids;
}

/**
 * Posts messages that are in lines of their own, and does all their steps at once, at two workers:
 * each of them is judged by a past in which none of the others is.
 */
async function race(messages: readonly Uint8Array[]): Promise<string[]> {
  const ids = await post(messages);
  lookups = ids.length;
  allLookedUp = Promise.withResolvers();
  await Promise.all(ids.map((id, index) => workers[index % 2]?.step(id)));
  return ids;
}

/** The outcomes of messages: how many there are of each status with these return codes. */
async function outcomes(ids: readonly string[]): Promise<Record<string, number>> {
  const rows = await talk.rows<{ outcome: string; count: number }>(
    `select outcome, count(*)::int as count from message
    cross join lateral (
      select concat_ws(' ', status, string_agg(retour_code, ' ' order by ordinal)) as outcome
      from message_finding where message_id = id
    ) outcomes where id = any($1) group by outcome`,
    ids,
  );
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

/** Of the message that was approved. */
async function winner(ids: readonly string[]): Promise<string | undefined> {
  const rows = await talk.rows<{ id: string }>(
    `select id from message where id = any($1) and status = 'accepted'`,
    ids,
  );
  return rows[0]?.id;
}

/** Every entry of the chain is of this message. */
async function expectEntries(gemeente: string, messageId: string | undefined, ...kinds: string[]) {
  const rows = await talk.rows(
    `select kind, message_id as "messageId" from ledger_entry
    where municipality = $1 order by chain_number`,
    gemeente,
  );
  expect(rows).toEqual(kinds.map((kind) => ({ kind, messageId })));
}

/** Nothing failed, is left, or is in the wrong mailbox, chain or table. */
async function expectOrder(): Promise<void> {
  expect(workers.flatMap(({ failures }) => failures)).toEqual([]);
  const answers = posted.map(
    (id) => ({ bytes: id, id, status: 202, began: 0, answered: 0 }) as const,
  );
  const { pool } = talk.gateway.store;
  expect(await violationsOf({ pool, answers, keys: await talk.keys() })).toEqual([]);
}

test('TR332: of 50 JW301 with one ToewijzingNummer for 50 children one is approved', async () => {
  const ids = await race(
    bsns.map((bsn) => jw301({ ...parties, bsn }, '2024-02-12', allocation('101'))),
  );
  expect(await outcomes(ids)).toEqual({ accepted: 1, 'rejected 9332': contenders - 1 });
  await expectEntries(parties.gemeente, await winner(ids), 'allocated');
  expect(await talk.allocations(parties.gemeente)).toHaveLength(1);
  expect(await talk.mailbox(parties.aanbieder)).toEqual(['JW301']);
  expect(await talk.mailbox(parties.gemeente)).toEqual(bsns.map(() => 'JW302'));
  await expectOrder();
});

test('TR347: of 50 JW315 with one reference, for 50 children to five gemeenten, one is approved', async () => {
  const others = await Promise.all(upTo(4).map(() => talk.pair()));
  const gemeenten = [parties, ...others].map(({ gemeente }) => gemeente);
  const to = (index: number) => gemeenten[index % gemeenten.length] ?? '';
  const ids = await race(
    bsns.map((bsn, index) =>
      jw315({ ...parties, bsn, gemeente: to(index) }, '2024-02-05', asked('R1')),
    ),
  );
  expect(await outcomes(ids)).toEqual({ accepted: 1, 'rejected 9347': contenders - 1 });
  const first = await winner(ids);
  const entries = await talk.rows(
    'select kind, message_id from ledger_entry where municipality = any($1)',
    gemeenten,
  );
  expect(entries).toEqual([{ kind: 'requested', message_id: first }]);
  const got = await Promise.all(gemeenten.map((gemeente) => talk.mailbox(gemeente)));
  expect(got.flat()).toEqual(['JW315']);
  expect(await talk.mailbox(parties.aanbieder)).toEqual(bsns.map(() => 'JW316'));
  await expectOrder();
});

test('TR056: of 50 JW315 with one Identificatie, for 50 children, one is approved', async () => {
  const about = { day: '2024-02-05', identificatie: newIdentificatie() };
  const ids = await race(
    bsns.map((bsn, index) => jw315({ ...parties, bsn }, about, asked(`R${index}`))),
  );
  expect(await outcomes(ids)).toEqual({ accepted: 1, 'rejected 9056': contenders - 1 });
  await expectEntries(parties.gemeente, await winner(ids), 'requested');
  expect(await talk.mailbox(parties.gemeente)).toEqual(['JW315']);
  await expectOrder();
});

test('TR332: two numbers in one order or the other: no deadlock', async () => {
  const other = { product: { categorie: '46', code: 'C07I' } };
  const both = [allocation('101'), allocation('102', other)];
  const ids = await race(
    bsns.map((bsn, index) =>
      jw301({ ...parties, bsn }, '2024-02-12', ...(index % 4 < 2 ? both : both.toReversed())),
    ),
  );
  expect(await outcomes(ids)).toEqual({ accepted: 1, 'rejected 9332 9332': contenders - 1 });
  await expectEntries(parties.gemeente, await winner(ids), 'allocated', 'allocated');
  await expectOrder();
});

test('where level 3 is advice all 50 are approved, and the first keeps number and Identificatie', async () => {
  await talk.party(parties.gemeente, { level3: 'advise' });
  const about = { day: '2024-02-12', identificatie: newIdentificatie() };
  const ids = await race(bsns.map((bsn) => jw301({ ...parties, bsn }, about, allocation('101'))));
  // Who came first with the one came first with the other.
  expect(await outcomes(ids)).toEqual({ accepted: 1, 'accepted 9056 9332': contenders - 1 });
  const owned = 'count(*) filter (where owns_number)::int as owned, count(*)::int as all';
  expect(
    await talk.rows(`select ${owned} from allocation where municipality = $1`, parties.gemeente),
  ).toEqual([{ owned: 1, all: contenders }]);
  expect(await talk.entries(parties.gemeente)).toHaveLength(contenders);
  await expectOrder();
});

test('one child at 20 aanbieders: all are approved, one after the other', async () => {
  const bsn = '999934508';
  const aanbieders = upTo(20).map((index) => String(20000001 + index));
  for (const aanbieder of aanbieders) await talk.party(aanbieder);
  const ids = await race(
    aanbieders.map((aanbieder, index) =>
      jw301({ ...parties, aanbieder, bsn }, '2024-02-12', allocation(String(101 + index))),
    ),
  );
  expect(await outcomes(ids)).toEqual({ accepted: 20 });
  expect(await talk.entries(parties.gemeente)).toHaveLength(20);
  const [client] = await talk.rows(
    `select count(*)::int as count, max(revision)::int as revision
    from client join allocation on client.id = client_id where municipality = $1`,
    parties.gemeente,
  );
  expect(client).toEqual({ count: 20, revision: 20 });
  await expectOrder();
});

test.each([
  ['one day', () => '2024-03-04', 'rejected 9074 9326'],
  ['50 days', (index: number) => dayAfter('2024-03-01', index), 'rejected 9326'],
])(
  '50 JW305 for one allocation, on %s: the first is approved, the others hear that it runs',
  async (_days, day, refused) => {
    await race([jw301(parties, '2024-02-12', allocation('101'))]);
    const ids = await post(
      upTo(contenders).map((index) => jw305(parties, '2024-05-02', start('101', day(index)))),
    );
    // They are in one line: the worker that finishes one announces the next, to either worker.
    for (const id of ids.toReversed()) for (const { queue } of workers) queue.announce(stepOf(id));
    await expect.poll(() => talk.rows('select id from outbox')).toEqual([]);
    expect(await outcomes(ids)).toEqual({ accepted: 1, [refused]: contenders - 1 });
    const [first] = await talk.rows<{ id: string }>(
      'select id from message where id = any($1) order by acceptance limit 1',
      ids,
    );
    expect(await winner(ids)).toBe(first?.id);
    expect(await talk.entries(parties.gemeente)).toEqual(['allocated 101', 'started 101']);
    expect(await talk.mailbox(parties.gemeente)).toEqual(['JW302', 'JW305']);
    await expectOrder();
  },
);

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
