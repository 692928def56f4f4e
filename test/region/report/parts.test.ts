import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCall } from '../../../src/parties/principal.ts';
import { Reports } from '../../../src/region/report/views.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { afterDays } from '../../../src/standard/working-days.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { plantSignal } from '../../support/signals.ts';
import { plantCounts, plantTerm } from '../../support/terms.ts';
import { amsterdam, diemen, Region } from '../conversion/world.ts';
import { caughtUp } from '../figures/followed.ts';

// What is counted where it happens: conversions by the gateway itself, signals, and terms of a month that is not over.
let region: Region;
let reports: Reports;
const today = dutchDate(new Date());
beforeAll(async () => {
  region = await Region.open();
  reports = new Reports(region.gateway.store, region.gateway.keys);
});
afterAll(() => region?.[Symbol.asyncDispose]());

const report = (from: string, to: string) => reports.region(localCall('test'), { from, to });

test('conversions that were approved are told by the difference, and what came of them by product', async () => {
  await region.add(
    Array.from({ length: 12 }, (_, child) => ({ child, number: String(100_001 + child) })),
  );
  // Nine of another gemeente, of no region: tens are of each by itself.
  await region.add(
    Array.from({ length: 9 }, (_, n) => ({
      ...{ child: 20 + n, number: String(200_001 + n), gemeente: diemen },
    })),
  );
  const number = await region.preview({ gemeenten: [amsterdam, diemen] }, localCall('test'));
  await region.agree(number);
  for (const gemeente of [amsterdam, diemen]) await region.commits.commit(callOf(gemeente), number);
  expect(await region.settled(number)).toEqual({ approved: 21 });
  const { store } = region.gateway;
  await caughtUp({ pool: store.pool, smallBelow: 50 });
  const { conversion, products, messages } = await report(today, today);
  // A SPIC of EUR 5,400 where EUR 7,735.50 remained.
  expect(conversion).toMatchObject({ approved: 10, refused: null });
  expect(conversion.differences.filter(({ count }) => count !== null)).toEqual([
    { band: 'lower-1000-to-2500', count: 10 },
  ]);
  expect(products).toMatchObject([
    { categorie: '45', code: '45B01', allocated: 10, started: null },
  ]);
  expect(messages.find(({ type }) => type === 'JW301')).toMatchObject({ small: 10, large: null });
  const before = await report('2026-01-01', afterDays(today, -1));
  expect(before.conversion.approved).toBeNull();
});

test('signals are told by kind, segment and size, from the tenth on', async () => {
  const { store, keys } = region.gateway;
  for (let n = 0; n < 9; n++) await plantSignal(store.pool, keys);
  expect((await report(today, today)).signals).toEqual([]);
  await plantSignal(store.pool, keys);
  await plantSignal(store.pool, keys, { kind: 'waiting', segment: null });
  expect((await report(today, today)).signals).toEqual([
    { kind: 'budget', segment: 'B', size: 'small', count: 10 },
  ]);
});

test('terms count on the day on which they were due, and those of months before by their counts', async () => {
  const { pool } = region.gateway.store;
  // Far from what the gateway makes of today.
  await pool.query('delete from term; delete from term_count');
  await plantCounts(pool, { kind: 'retour', month: '2026-01', inTime: { 2: 7 } });
  for (const [dueOn, count] of [
    ['2026-02-03', 2],
    ['2026-02-04', 4],
  ] as const)
    for (let n = 0; n < count; n++)
      await plantTerm(pool, { kind: 'retour', dueOn, status: 'in-time', taken: 2 });
  const retour = async (from: string, to: string) =>
    (await report(from, to)).terms.find(({ kind }) => kind === 'retour')?.inTime;
  // 7 at the end of January, 9 on 3 February, 13 on the 4th.
  expect(await retour('2026-01-01', '2026-02-03')).toBeNull();
  expect(await retour('2026-01-01', '2026-02-04')).toBe(10);
  expect(await retour('2026-02-04', '2026-02-04')).toBe(10);
  expect(await retour('2026-02-05', '2026-02-20')).toBeNull();
});
