import { expect, test } from 'vitest';
import type { AccessAction } from '../../../src/parties/access-log/entry.ts';
import type { LogItem } from '../../../src/parties/access-log/read.ts';
import {
  mostRead,
  type ReadLog,
  readFitting,
  readVisits,
} from '../../../src/parties/access-log/visits.ts';

/** A row of the log; ids go down with time. */
const row = (
  n: number,
  at: string,
  actor = 'anna',
  action: AccessAction = 'read-content',
): LogItem => ({
  ...{ id: String(1e9 - n), at: new Date(at), action, actor, role: 'party', actorParty: '0363' },
  ...{ party: '0363', counterparty: null, mandateId: null, messageId: null, clientIds: [] },
  ...{ detail: null, address: null, requestId: null, reason: null, sealed: true },
});

/** A log with these rows, newest first, and how often it was read. */
function logOf(rows: { readonly length: number; at(index: number): LogItem | undefined }) {
  const asked: number[] = [];
  const read: ReadLog = async ({ limit, before }) => {
    asked.push(limit);
    const start = before === undefined ? 0 : 1e9 - Number(before) + 1;
    const end = Math.min(start + limit, rows.length);
    const items = Array.from({ length: Math.max(0, end - start) }, (_, n) => rows.at(start + n));
    const next = end < rows.length ? String(1e9 - (end - 1)) : null;
    return { items: items.filter((item) => item !== undefined), next };
  };
  return { read, asked };
}

test('rows by person and day, with how often, what and when', async () => {
  const rows = [
    row(0, '2026-05-05T10:00:00Z', 'bert'),
    row(1, '2026-05-05T09:00:00Z', 'anna'),
    row(2, '2026-05-05T08:00:00Z', 'bert', 'read-goal'),
    // It is the fifth already in the Netherlands.
    row(3, '2026-05-04T22:30:00Z', 'bert'),
    row(4, '2026-05-04T10:00:00Z', 'bert'),
  ];
  const { items, next, cutDay } = await readVisits(logOf(rows).read, {});
  expect([next, cutDay]).toEqual([null, null]);
  expect(items.map(({ day, actor, count }) => [day, actor, count])).toEqual([
    ['2026-05-05', 'bert', 3],
    ['2026-05-05', 'anna', 1],
    ['2026-05-04', 'bert', 1],
  ]);
  expect(items[0]?.last.toISOString()).toBe('2026-05-05T10:00:00.000Z');
  expect([...(items[0]?.actions ?? [])]).toEqual([
    ['read-content', 2],
    ['read-goal', 1],
  ]);
});

test('a child that was read a million times costs what any other does, and no day is counted twice', async () => {
  const million = { length: 1_000_000, at: (n: number) => row(n, '2026-05-05T10:00:00Z') };
  const log = logOf(million);
  const first = await readVisits(log.read, {});
  expect(log.asked.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(mostRead);
  expect(first.cutDay).toBe('2026-05-05');
  expect(first.items.map(({ count }) => count)).toEqual([mostRead]);
  expect(first.next).not.toBeNull();
  // Days of 400 rows: a page has whole ones only.
  const days = {
    length: 4000,
    at: (n: number) =>
      row(n, new Date(Date.UTC(2026, 4, 30 - Math.floor(n / 400), 12)).toISOString()),
  };
  const { read } = logOf(days);
  const counts: number[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = await readVisits(read, before === undefined ? {} : { before });
    expect(page.cutDay).toBeNull();
    counts.push(...page.items.map(({ count }) => count));
    before = page.next;
  }
  expect(counts).toEqual(Array.from({ length: 10 }, () => 400));
});

test('pieces that are empty, with more to come, end a page and not the list', async () => {
  let asked = 0;
  const read: ReadLog = async () => ({ items: [], next: String(++asked) });
  const page = await readVisits(read, {});
  expect(page).toEqual({ items: [], next: String(asked), cutDay: null });
  expect(asked).toBeLessThan(10);
});

test('the rows of one person, all of them over the pages', async () => {
  const rows = Array.from({ length: 2500 }, (_, n) =>
    row(n, '2026-05-05T10:00:00Z', n % 3 === 0 ? 'bert' : 'anna'),
  );
  const { read } = logOf(rows);
  const found: string[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const place = before === undefined ? {} : { before };
    const page = await readFitting(read, { limit: 50, ...place }, ({ actor }) => actor === 'bert');
    expect(page.items.length).toBeLessThanOrEqual(50);
    found.push(...page.items.map(({ id }) => id));
    before = page.next;
  }
  expect(found).toEqual(rows.filter(({ actor }) => actor === 'bert').map(({ id }) => id));
});
