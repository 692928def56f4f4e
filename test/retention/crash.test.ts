import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { forgetAll, forgetToday } from '../../src/retention/run.ts';
import { dutchDate } from '../../src/standard/calendar.ts';
import type { Store } from '../../src/store/database.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { between, bsnOf, complete, report } from '../ledger/lives.ts';
import { plantFailed } from '../operations/support.ts';
import { changeMessages } from '../support/change-messages.ts';
import { type Fault, Injected, Process } from '../support/crash/process.ts';
import { makeStore } from '../support/database.ts';
import { daysFromNow, keysOf, makeParties, terms, thirtyYears } from './support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeAll(async () => {
  store = await makeStore();
  keys = await keysOf(store);
  await makeParties(store);
});
afterAll(() => store?.drop());

interface Planted {
  readonly messages: readonly string[];
  readonly clients: readonly string[];
}
let children = 0;

/** Messages that were done with (a third of them refused), and children. */
async function plant(messageCount: number, clientCount: number): Promise<Planted> {
  const messages = await plantFailed(store, messageCount);
  await changeMessages(
    store.pool,
    `update message set status = 'delivered', error_code = null, actor = 'ijw_0', address = '::1'
    where id = any($1)`,
    [messages],
  );
  await changeMessages(
    store.pool,
    `update message set status = 'refused', refusal = '{"code": "xsd", "params": {"line": 7}}',
      refused_count = 1, acceptance = null, line = null where id = any($1)`,
    [messages.filter((_, index) => index % 3 === 2)],
  );
  const { rows: before } = await store.pool.query('select id from client');
  for (let n = 0; n < clientCount; n++) {
    children += 1;
    const who = { bsn: bsnOf(children), aanbieder: '12345678', prefix: String(children) };
    await inTransaction(store.pool, (client) =>
      report(client, keys, between(complete, who, '0363')),
    );
  }
  const known = new Set(before.map(({ id }) => id));
  const { rows: after } = await store.pool.query<{ id: string }>('select id from client');
  return { messages, clients: after.map(({ id }) => id).filter((id) => !known.has(id)) };
}

/** Runs as the only one, in a process of which one statement goes wrong. @returns its statements */
async function run(now: Date, fault?: Fault): Promise<{ statements: number; ended: boolean }> {
  const process = new Process(store);
  process.fault = fault;
  const parts = { pool: process.store.pool, keys, terms };
  const ended = await forgetAll(parts, { now, day: dutchDate(now) }).then(
    () => true,
    (error) => {
      if (!(error instanceof Injected)) throw error;
      return false;
    },
  );
  await process.rest();
  return { statements: process.statements, ended };
}

interface State {
  readonly id: string;
  readonly whole: boolean;
  readonly gone: boolean;
  readonly reported: string[];
}

/** What there is of each, and the days of the reports that have it. */
async function statesOf({ messages, clients }: Planted): Promise<State[]> {
  const reported = (id: string) =>
    `array(select day::text || ' ' || kind from forgotten where forgotten.id = ${id}) as reported`;
  const { rows } = await store.pool.query<State>(
    `select message.id, ${reported('message.id')},
      forgotten_at is null and wrapped is not null and sealed is not null as whole,
      forgotten_at is not null and wrapped is null and sealed is null and actor is null
        and (line is null or line <> uuid_send(message.id))
        and content_hash <> uuid_send(message.id)
        and (refusal is null or refusal = '{"code": "xsd"}') as gone
    from message left join data_key on data_key.id = message.id
    left join message_content on message_id = message.id where message.id = any($1)
    union all
    select asked.id, ${reported('asked.id')}, client.id is not null and wrapped is not null,
      client.id is null and wrapped is null
    from unnest($2::uuid[]) asked (id) left join client on client.id = asked.id
    left join data_key on data_key.id = asked.id`,
    [messages, clients],
  );
  return rows;
}

/** The counts of a day, and how many items its report has. */
async function reportOf(day: string) {
  const { rows } = await store.pool.query(
    `select finished_at is not null as finished, messages, refused, clients,
      (select count(*)::int from forgotten where day = $1) as reported from forgetting where day = $1`,
    [day],
  );
  return rows[0];
}

test('killed at any statement, a thing is there whole or forgotten whole, and reported once; the next run does the rest', async () => {
  await plant(3, 1);
  let day = thirtyYears;
  const { statements } = await run(daysFromNow(day));
  expect(statements).toBeGreaterThan(30);
  const halfway = new Set<number>();
  for (const when of ['before', 'after'] as const)
    for (let at = 1; at <= statements; at++) {
      const planted = await plant(3, 1);
      day += 2;
      const now = daysFromNow(day);
      const title = `${when} statement ${at}`;
      const { ended } = await run(now, { at, when, kind: 'crash' });
      expect(ended, title).toBe(false);
      const states = await statesOf(planted);
      expect(states).toHaveLength(4);
      for (const { whole, gone, reported } of states) {
        expect([whole, gone], title).toEqual([reported.length === 0, reported.length === 1]);
      }
      halfway.add(states.filter(({ gone }) => gone).length);

      await run(now);
      const after = await statesOf(planted);
      expect(
        after.every(({ gone, reported }) => gone && reported.length === 1),
        title,
      ).toBe(true);
      expect(await reportOf(dutchDate(now)), title).toEqual({
        ...{ finished: true, messages: 2, refused: 1, clients: 1, reported: 4 },
      });
    }
  // Between the kinds, too.
  expect([...halfway].sort()).toEqual([0, 2, 3, 4]);
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true });
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
}, 300_000);

test('many at once forget each thing once', async () => {
  const planted = await plant(1500, 20);
  const now = daysFromNow(2 * thirtyYears);
  await Promise.all(Array.from({ length: 3 }, () => run(now)));
  const states = await statesOf(planted);
  expect(states).toHaveLength(1520);
  expect(states.every(({ gone, reported }) => gone && reported.length === 1)).toBe(true);
  expect(await reportOf(dutchDate(now))).toEqual({
    ...{ finished: true, messages: 1000, refused: 500, clients: 20, reported: 1520 },
  });
}, 120_000);

test('one process does it, once a day, and again when it is asked to', async () => {
  const now = daysFromNow(3 * thirtyYears);
  const parts = { pool: store.pool, keys, terms };
  const planted = await plant(300, 0);
  const results = await Promise.all(Array.from({ length: 4 }, () => forgetToday(parts, { now })));
  const reports = results.filter((report) => report !== undefined);
  expect(reports).toHaveLength(1);
  expect(reports[0]?.forgotten).toMatchObject({ messages: 200, refused: 100 });
  const states = await statesOf(planted);
  expect(states).toHaveLength(300);
  expect(states.every(({ gone, reported }) => gone && reported.length === 1)).toBe(true);

  await plant(3, 0);
  expect(await forgetToday(parts, { now })).toBeUndefined();
  const again = await forgetToday(parts, { now, again: true });
  expect(again?.forgotten).toMatchObject({ messages: 202, refused: 101 });
});

test('it ends after the batch in hand when the process stops, and goes on in the next', async () => {
  const now = daysFromNow(4 * thirtyYears);
  const planted = await plant(1500, 0);
  const stop = new AbortController();
  let batches = 0;
  const pool = new Proxy(store.pool, {
    get: (target, name) => {
      if (name === 'connect' && ++batches === 3) stop.abort();
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const parts = { pool, keys, terms };
  expect(await forgetToday(parts, { now, signal: stop.signal })).toBeUndefined();
  const done = (await statesOf(planted)).filter(({ gone }) => gone).length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(1500);
  expect(await reportOf(dutchDate(now))).toMatchObject({ finished: false, reported: done });
  expect(await forgetToday({ ...parts, pool: store.pool }, { now })).toMatchObject({
    forgotten: { messages: 1000, refused: 500 },
    finishedAt: expect.any(Date),
  });
});
