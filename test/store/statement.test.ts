import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/database.ts';
import { oncePer, statement, unnamed } from '../../src/store/statement.ts';
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

async function ask<Values extends object>(text: string, values: Values): Promise<unknown> {
  const { rows } = await store.pool.query<{ it: unknown }>(unnamed<Values>(text)(values));
  return rows[0]?.it;
}

test('names become places in the order in which they come, and one that comes twice has one', () => {
  const query = statement<{ day: string; party: string }>(
    'found',
    'select $party::text, $day::date where $party::text = $day::text',
  );
  expect(query({ day: '2024-02-29', party: '0363' })).toEqual({
    name: 'found',
    text: 'select $1::text, $2::date where $1::text = $2::text',
    values: ['0363', '2024-02-29'],
  });
});

test('Postgres prepares a statement with a name, and none without', async () => {
  const values = { one: 2, other: 3 };
  const text = 'select $one::integer * $other::integer * $one::integer as it';
  for (let times = 0; times < 3; times += 1) {
    const { rows } = await store.pool.query<{ it: number }>(
      statement<typeof values>('times', text)(values),
    );
    expect(rows).toEqual([{ it: 12 }]);
  }
  expect(await ask(text, values)).toBe(12);
  const { rows } = await store.pool.query<{ name: string; statement: string }>(
    'select name, statement from pg_prepared_statements',
  );
  expect(rows).toEqual([
    { name: 'times', statement: 'select $1::integer * $2::integer * $1::integer as it' },
  ]);
});

test('null and undefined are null', async () => {
  expect(await ask('select $one::text is null as it', { one: null })).toBe(true);
  expect(await ask('select $one::text is null as it', { one: undefined })).toBe(true);
});

test('a name may be next to any sign', async () => {
  const values = { a: [1, 2], b: 2, c1: { key: 'x' }, longName: '{key}' };
  expect(
    await ask(
      `select ($b=any($a::integer[]))and(-$b::integer<$b::integer)and
        ($c1::jsonb->>'key'='x')and $c1::jsonb#>>$longName::text[]='x' and $c1::jsonb?'key'
        and array[$b::integer]<@$a::integer[] and($a::integer[])[1:$b]=$a as it`,
      values,
    ),
  ).toBe(true);
});

test('dollars in strings, names, comments and words are left', async () => {
  const query = unnamed<{ real: string }>(
    `select '$no' || 'it''s $no' || E'\\'$no' || $real::text || e'$no\\\\' as "a $no ""$no", -- $no 'tis
      /* $no " */ a$no from (select 1 as a$no) one`,
  )({ real: '!' });
  const { rows } = await store.pool.query<Record<string, unknown>>(query);
  expect(rows).toEqual([{ 'a $no "$no': `$noit's $no'$no!$no\\`, a$no: 1 }]);
});

test('what follows a string counts', async () => {
  expect(
    await ask(`select 'a' || $one::text || '' || $other::text as it`, { one: 'b', other: 'c' }),
  ) //
    .toBe('abc');
});

test.each([
  ['a number', 'select $1', 'a parameter that has no name: $1'],
  ['a number behind a name', 'select $one, $2', 'a parameter that has no name: $2'],
  ['a capital', 'select $Party', 'a parameter that has no name: $Party'],
  ['words with a line between', 'select $party_code', 'a parameter that has no name: $party_code'],
  ['a letter with an accent', 'select $één', 'a parameter that has no name: $één'],
  ['nothing', 'select $ 1', 'a parameter that has no name: $'],
  ['nothing at the end', 'select $', 'a parameter that has no name: $'],
  ['a string in dollars', 'select $$a$$', 'a string in dollars: $$'],
  ['a string in dollars with a name', 'select $tag$a$tag$', 'a string in dollars: $tag$'],
  ['names without a space', 'select $one$other', 'a string in dollars: $one$'],
  ['a string that does not end', `select 'a' || 'b`, `no end of its '`],
  ['a name that does not end', 'select "a', 'no end of its "'],
  ['a comment that does not end', 'select /* a', 'no end of its /*'],
  ['a comment in a comment', 'select /* a /* b */ $one */ 1', 'a comment in a comment'],
])('%s is refused when the statement is made', (_, text, what) => {
  expect(() => statement('wrong', text)).toThrow(new Error(`Statement wrong has ${what}`));
  expect(() => unnamed(text)).toThrow(new Error(`Statement "${text}" has ${what}`));
});

test('a value that is missing, or that nothing asks for, is a fault that says of which statement', () => {
  const query = statement<Record<string, string>>('wanted', 'select $one, $other');
  expect(() => query({ one: '' })).toThrow(new Error('Statement wanted lacks a value: other'));
  expect(() => query({ one: '', other: '', third: '' })).toThrow(
    new Error('Statement wanted has no such parameter: third'),
  );
  // What every object has is no value.
  expect(() => statement('wanted', 'select $toString')({})).toThrow('lacks a value: toString');
  expect(() => unnamed('\n  select $one,\n    2')({})).toThrow(
    new Error('Statement "select $one," lacks a value: one'),
  );
});

test('of a family each is made once', () => {
  const made: string[] = [];
  const family = oncePer((table: string) => {
    made.push(table);
    return unnamed<{ id: string }>(`select from ${table} where id = $id`);
  });
  expect(family('a')).toBe(family('a'));
  expect(family('b')({ id: '1' }).text).toBe('select from b where id = $1');
  expect(made).toEqual(['a', 'b']);
});
