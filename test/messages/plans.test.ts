import { afterAll, beforeAll, expect, test } from 'vitest';
import { Talk } from '../ledger/past/talk.ts';
import { children, jw301, jw305, jw307, jw315 } from '../ledger/past/write.ts';
import { allocation, asked, start, stop } from '../ledger/stories/conversation.ts';
import type { Parties } from '../ledger/stories/world.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/*
 * How Postgres does the statements of a conversation while it does not know yet how large the tables become, and when
 * it has just learned that: it reads no table whole, and makes the plan of a statement once, not at each call.
 */

/** Tables that grow with the messages. What waits for a moment only (outbox, fresh rows) is not here. */
const growing = [
  'message',
  'message_content',
  'message_finding',
  'request_reference',
  'data_key',
  'mailbox_entry',
  'term',
  'term_pending',
  'ledger_entry',
  'client',
  'known_child',
  'allocation',
  'request',
  'delivery',
  'prestatie',
];

let gateway: TestGateway;
let talk: Talk;
let parties: Omit<Parties, 'bsn'>;
const bsns = children(200);

beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
  parties = await talk.pair();
});
afterAll(() => gateway.remove());

let spokenOf = 0;
/** Talks about so many children at once: asks, allocates, begins, ends; both read and acknowledge what they get. */
async function converse(count: number): Promise<void> {
  const about = Array.from({ length: count }, () => {
    spokenOf += 1;
    return { number: String(100 + spokenOf), bsn: bsns[spokenOf] ?? '' };
  });
  for (const write of [
    (of: Parties, number: string) => jw315(of, '2024-02-12', asked(`R${number}`)),
    (of: Parties, number: string) =>
      jw301(of, '2024-02-12', allocation(number, { referentieAanbieder: `R${number}` })),
    (of: Parties, number: string) => jw305(of, '2024-03-02', start(number, '2024-03-01')),
    (of: Parties, number: string) =>
      jw307(of, '2024-05-02', stop(number, '2024-03-01', '2024-05-01', '31')),
  ]) {
    const outcomes = await Promise.all(
      about.map(({ number, bsn }) => talk.say(write({ ...parties, bsn }, number))),
    );
    expect(outcomes.map(({ status, findings }) => [status, findings])).toEqual(
      about.map(() => ['accepted', []]),
    );
    for (const party of [parties.gemeente, parties.aanbieder]) await readMailbox(party);
  }
}

async function readMailbox(party: string): Promise<void> {
  const caller = talk.caller(party);
  const { body } = await caller.get('/v1/inbox');
  const ids = body.items.map(({ id }: { id: string }) => id);
  for (const id of ids) await caller.content(id);
  const { status } = await caller.send('POST', '/v1/inbox/acknowledgements', { ids });
  expect(status).toBe(200);
}

/** Statements whose plan reads a growing table whole: their names, and the tables. */
async function readWhole(): Promise<string[]> {
  const { pool } = gateway.store;
  const found = new Set<string>();
  for (const { name, text } of await prepared()) {
    const { rows } = await pool.query(`explain (generic_plan) ${text}`);
    for (const row of rows) {
      const table = /Seq Scan on (\w+)/.exec(row['QUERY PLAN'])?.[1];
      if (table && growing.includes(table)) found.add(`${name}: ${table}`);
    }
  }
  return [...found].sort();
}

interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly custom: number;
}

function prepared(): Promise<Prepared[]> {
  return onEachConnection<Prepared>(
    'select name, statement as text, custom_plans::integer as custom from pg_prepared_statements',
  );
}

async function onEachConnection<T extends object>(text: string): Promise<T[]> {
  const { pool } = gateway.store;
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  try {
    const results = await Promise.all(clients.map((client) => client.query<T>(text)));
    return results.flatMap(({ rows }) => rows);
  } finally {
    for (const client of clients) client.release();
  }
}

/** Statements that were planned again and again, by name. */
async function plannedAnew(): Promise<string[]> {
  const rows = await prepared();
  // Of the first five Postgres makes a plan each, and compares.
  return [...new Set(rows.filter(({ custom }) => custom > 8).map(({ name }) => name))].sort();
}

test('as long as Postgres has not counted the rows, it looks up each one', async () => {
  for (const count of [1, 4, 1, 4, 1, 1, 4, 1]) await converse(count);
  // Terms are made a moment later.
  await expect
    .poll(async () => (await prepared()).map(({ name }) => name))
    .toEqual(expect.arrayContaining(['kept-terms', 'write-terms', 'history-entries']));
  expect(await readWhole()).toEqual([]);
});

test('it counts them when they are so many that this stays so', async () => {
  const { rows } = await gateway.store.pool.query(
    "select relname, array_to_string(reloptions, ' ') as options from pg_class where relname = any($1)",
    [growing],
  );
  expect(rows.length).toBe(growing.length);
  for (const { relname, options } of rows)
    for (const name of ['vacuum', 'analyze'])
      expect(options, relname).toContain(`autovacuum_${name}_threshold=1000`);
});

test('it plans a statement once, not at each call, before it has counted and after', async () => {
  expect(await plannedAnew()).toEqual([]);
  await gateway.store.pool.query(`vacuum analyze ${growing.join(', ')}`);
  for (const count of [1, 4, 1, 4, 1, 1, 4, 1]) await converse(count);
  expect(await plannedAnew()).toEqual([]);
});
