import { afterAll, beforeAll, expect, test } from 'vitest';
import { momentText } from '../../src/store/moment-text.ts';
import { makeStore } from '../support/database.ts';

let store: Awaited<ReturnType<typeof makeStore>>;
beforeAll(async () => {
  store = await makeStore();
});
afterAll(() => store.drop());

test.each([
  '2026-01-31T09:00:00.000Z',
  '2026-12-31T23:59:59.999Z',
  '2026-07-01T10:20:30.120Z',
  '2026-07-01T10:20:30.100Z',
  '2026-07-01T10:20:00.001Z',
  '0999-01-01T00:00:10.000Z',
  '1970-01-01T00:00:00.000Z',
])('%s is written as Postgres does', async (iso) => {
  const moment = new Date(iso);
  const { rows } = await store.pool.query('select $1::timestamptz::text as text', [moment]);
  expect(momentText(moment)).toBe(rows[0].text);
});
