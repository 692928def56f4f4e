import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/database.ts';
import { listStatement } from '../../src/store/rows.ts';
import { makeEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await makeEmptyDatabase();
  store = openStore({ url: database.url, size: 1 });
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

interface Row {
  readonly nr: number;
  readonly id: string | null;
  readonly name: string | null;
  readonly bytes: Buffer | null;
  readonly yes: boolean;
  readonly day: string | null;
  readonly names: readonly (string | null)[] | null;
  readonly parts: readonly Buffer[];
}

const statement = listStatement<Row>(
  'echo',
  'given_rows',
  {
    nr: 'integer',
    id: 'uuid',
    name: 'text',
    bytes: 'bytea',
    yes: 'boolean',
    day: 'date',
    names: 'text[]',
    parts: 'bytea[]',
  },
  (rows) => `with ${rows} select * from given_rows order by nr`,
);

const odd = ['', 'null', 'NULL', '{}', 'a,b', ' x ', '"', '\\', '\\"', "'", 'é\u{1F600}', '\n\t'];

function row(nr: number): Row {
  return {
    nr,
    id: nr % 3 === 0 ? null : randomUUIDv7(),
    name: nr % 5 === 0 ? null : (odd[nr % odd.length] as string),
    bytes: nr % 4 === 0 ? null : Buffer.from(Array.from({ length: nr % 300 }, (_, at) => at % 256)),
    yes: nr % 2 === 0,
    day: nr % 7 === 0 ? null : '2024-02-29',
    names: nr % 6 === 0 ? null : odd.slice(0, nr % (odd.length + 1)).concat([null as never]),
    parts: Array.from({ length: nr % 4 }, (_, at) => Buffer.alloc(at, 255)),
  };
}

test.each([1, 2, 64, 1000])('%i rows come back as they were given', async (count) => {
  const rows = Array.from({ length: count }, (_, nr) => row(nr + 1));
  const { rows: back } = await store.pool.query<Row>(statement(rows));
  expect(back).toEqual(rows);
});

test('however many rows there are, Postgres has two forms, each with one plan for all', async () => {
  for (let times = 0; times < 20; times += 1)
    await store.pool.query(statement(Array.from({ length: 1 + times * 3 }, (_, nr) => row(nr))));
  for (let times = 0; times < 20; times += 1) await store.pool.query(statement([row(times)]));
  const { rows } = await store.pool.query<{ name: string; custom: number }>(
    `select name, custom_plans::integer as custom from pg_prepared_statements order by name`,
  );
  // Postgres makes five plans for what it is given, and then one for all.
  expect(rows).toEqual([
    { name: 'echo', custom: 5 },
    { name: 'echo-many', custom: 5 },
  ]);
});
