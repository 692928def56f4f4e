import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsOf, momentOf, nullable, rowText } from '../../src/store/row-text.ts';
import { makeStore } from '../support/database.ts';

let store: Awaited<ReturnType<typeof makeStore>>;
beforeAll(async () => {
  store = await makeStore();
});
afterAll(() => store?.drop());

async function columns(...expressions: string[]): Promise<(string | null)[]> {
  const { rows } = await store.pool.query<{ row: string }>(`select ${rowText(expressions)} as row`);
  return columnsOf(rows[0]?.row ?? '');
}

test('the columns of a row come back as Postgres writes them, null and empty ones too', async () => {
  const texts = ['', 'a', '"', "'", '\\', ',', '\n', 'Zoë', '𝔍', 'null'];
  const quoted = texts.map((text) => `'${text.replaceAll("'", "''")}'`);
  expect(await columns(...quoted)).toEqual(texts);
  const nulls = ['null', 'null::uuid', "'x'", 'null', 'null::date'].map(nullable);
  expect(await columns(...nulls)).toEqual([null, null, 'x', null, null]);
  expect(await columns("'a'", 'null', "'b'")).toEqual(['a', 'b']);
  expect(
    await columns('true', 'false', "'2024-02-29'::date", '17::bigint', "'\\x00ff'::bytea"),
  ).toEqual([...['t', 'f', '2024-02-29', '17', '\\x00ff']]);
  expect(await columns("'8f14e45f-ceea-467f-9b8e-000000000000'::uuid")).toEqual([
    '8f14e45f-ceea-467f-9b8e-000000000000',
  ]);
});

test('what has the character between columns in it makes more columns, and never others', async () => {
  expect(await columns("'a'", "e'b\\x1fc'", "'d'")).toEqual(['a', 'b', 'c', 'd']);
  expect(await columns("'a'", "e'\\x1f'", "'d'")).toEqual(['a', '', '', 'd']);
});

test('a moment is read as pg reads it; anything else is recognised', async () => {
  for (const moment of [
    ...['2024-02-29 23:59:59.123456', '2024-02-29 23:59:59.1', '2024-02-29 23:59:59'],
    ...['1970-01-01 00:00:00.999999', '0001-01-01 00:00:00', '9999-12-31 23:59:59.999'],
  ]) {
    const { rows } = await store.pool.query<{ at: Date; row: string }>(
      `select at, ${rowText(['at'])} as row from (values ('${moment}+00'::timestamptz)) m (at)`,
    );
    expect(momentOf(rows[0]?.row ?? '')?.toISOString(), moment).toBe(rows[0]?.at.toISOString());
  }
  for (const moment of ['infinity', '-infinity', '0044-03-15 12:00:00+00 BC']) {
    const [text] = await columns(`'${moment}'::timestamptz`);
    expect(momentOf(text ?? ''), moment).toBeUndefined();
  }
  expect(momentOf('')).toBeUndefined();
});
