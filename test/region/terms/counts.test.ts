import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/parties/principal.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { type PlantedCount, plantCounts } from '../../support/terms.ts';
import {
  amsterdam,
  beemster,
  dijk,
  makeTermWorld,
  manager,
  office,
  operator,
  purmerend,
  successorOf,
  type TermWorld,
  wal,
} from './world.ts';

let world: TermWorld;
beforeAll(async () => {
  world = await makeTermWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(() => world.store.pool.query('delete from term_count'));

const plant = (given: PlantedCount) => plantCounts(world.store.pool, given);
const counts = (call: Call, query: object = {}) =>
  world.terms.counts(call, { from: '2026-01', until: '2026-12', ...query });
const code = (problem: string) => expect.objectContaining({ code: problem });

test('they are counted by month, by who had to do it, and by kind', async () => {
  await plant({ inTime: { 1: 2, 3: 5 }, late: { 6: 2 }, missed: 1 });
  await plant({ provider: wal, inTime: { 2: 10 } });
  await plant({ kind: 'start', byGemeente: false, missed: 3 });
  await plant({ kind: 'investigation', month: '2026-10', late: { 70: 1 } });
  expect(await counts(callOf(amsterdam))).toEqual([
    {
      ...{ month: '2026-10', owedBy: amsterdam, kind: 'investigation', unit: 'calendar-days' },
      ...{ due: 1, inTime: 0, late: 1, missed: 0, shareInTime: 0, medianDays: 70, p90Days: 70 },
    },
    {
      ...{ month: '2026-11', owedBy: amsterdam, kind: 'decision', unit: 'working-days' },
      ...{ due: 20, inTime: 17, late: 2, missed: 1, shareInTime: 0.85, medianDays: 2, p90Days: 6 },
    },
    {
      ...{ month: '2026-11', owedBy: dijk, kind: 'start', unit: 'working-days' },
      ...{ due: 3, inTime: 0, late: 0, missed: 3, shareInTime: 0 },
      ...{ medianDays: null, p90Days: null },
    },
  ]);
});

describe('days by nearest rank', () => {
  test.each<[string, PlantedCount, number, number]>([
    ['of one', { inTime: { 4: 1 } }, 4, 4],
    ['of two', { inTime: { 1: 1, 9: 1 } }, 1, 9],
    ['of three', { inTime: { 1: 1, 2: 1, 3: 1 } }, 2, 3],
    ['of ten, the ninth', { inTime: { 1: 5, 2: 4, 8: 1 } }, 1, 2],
    ['of eleven, the tenth', { inTime: { 1: 5, 2: 4, 8: 1, 9: 1 } }, 2, 8],
    ['in time and late together', { inTime: { 2: 3 }, late: { 2: 2, 7: 5 } }, 2, 7],
    ['what is missed is not among them', { inTime: { 3: 1 }, missed: 99 }, 3, 3],
    ['before it began too', { inTime: { [-2]: 6, 0: 4 } }, -2, 0],
  ])('%s', async (_, planted, medianDays, p90Days) => {
    await plant(planted);
    expect(await counts(operator)).toMatchObject([{ medianDays, p90Days }]);
  });

  test('over all counterparties', async () => {
    await plant({ inTime: { 1: 3 } });
    await plant({ provider: wal, inTime: { 5: 4 } });
    expect(await counts(operator)).toMatchObject([{ due: 7, medianDays: 5, p90Days: 5 }]);
    expect(await counts(callOf(dijk))).toMatchObject([{ due: 3, medianDays: 1 }]);
  });
});

describe('who sees what', () => {
  beforeEach(async () => {
    await plant({ inTime: { 1: 1 } });
    await plant({ provider: wal, inTime: { 1: 2 } });
    await plant({ municipality: purmerend, inTime: { 1: 4 } });
    await plant({ kind: 'start', byGemeente: false, inTime: { 1: 8 } });
    await plant({ kind: 'start', byGemeente: false, municipality: purmerend, inTime: { 1: 16 } });
  });
  const seen = async (call: Call, query = {}) =>
    (await counts(call, query)).map(({ owedBy, due }) => [owedBy, due]);

  test('a party what it had to do, and what others had to do for it', async () => {
    expect(await seen(callOf(amsterdam))).toEqual([
      [amsterdam, 3],
      [dijk, 8],
    ]);
    expect(await seen(callOf(dijk))).toEqual(
      [
        [amsterdam, 1],
        [purmerend, 4],
        [dijk, 24],
      ].toSorted(byName),
    );
    expect(await seen(callOf(wal))).toEqual([[amsterdam, 2]]);
    expect(await seen(callOf(beemster))).toEqual([]);
    expect(await seen(callOf('00000003123456780000'))).toEqual([]);
    expect(await seen(callOf(dijk), { party: purmerend })).toEqual([[purmerend, 4]]);
    expect(await seen(callOf(amsterdam), { party: dijk })).toEqual([[dijk, 8]]);
    expect(await seen(successorOf(purmerend, amsterdam), { party: dijk })).toEqual([[dijk, 24]]);
  });

  test('an operator all, or one party', async () => {
    const all = [
      [amsterdam, 3],
      [dijk, 24],
      [purmerend, 4],
    ];
    expect((await seen(operator)).toSorted(byName)).toEqual(all.toSorted(byName));
    expect(await seen(operator, { party: dijk })).toEqual([[dijk, 24]]);
    expect(await seen(operator, { party: amsterdam })).toEqual([[amsterdam, 3]]);
    expect(await seen(operator, { party: beemster })).toEqual([]);
  });

  test('a contract manager its gemeenten, as long as they designate it', async () => {
    await expect(seen(manager)).rejects.toEqual(code('not-designated'));
    const end = await world.designate(amsterdam);
    expect(await seen(manager)).toEqual([
      [amsterdam, 3],
      [dijk, 8],
    ]);
    expect(await seen(manager, { party: dijk })).toEqual([[dijk, 8]]);
    for (const named of [{ party: purmerend }, { municipality: purmerend }])
      await expect(seen(manager, named)).rejects.toEqual(code('not-designated'));
    expect(await seen(manager, { municipality: amsterdam, provider: dijk })).toEqual(
      await seen(operator, { municipality: amsterdam, provider: dijk }),
    );
    await end();
    await expect(seen(manager)).rejects.toEqual(code('not-designated'));
  });

  test('what a contract manager counts is in the access log, and of no child', async () => {
    const ends = [await world.designate(amsterdam), await world.designate(purmerend)];
    const row = (party: string) => ({
      ...{ action: 'read-term-counts', actor_party: office, party, client_ids: [] },
      detail: { from: '2026-01', until: '2026-12', party: dijk },
    });
    const rows = await world.logged(() => counts(manager, { party: dijk }));
    expect(rows.toSorted((a, b) => String(a.party).localeCompare(String(b.party)))).toMatchObject([
      row(amsterdam),
      row(purmerend),
    ]);
    const named = await world.logged(() => counts(manager, { municipality: amsterdam }));
    expect(named).toMatchObject([{ party: amsterdam }]);
    for (const end of ends) await end();
    for (const call of [operator, callOf(amsterdam)])
      expect(await world.logged(() => counts(call))).toEqual([]);
  });
});

function byName([one]: (string | number)[], [other]: (string | number)[]): number {
  return String(one).localeCompare(String(other));
}

describe('the period', () => {
  test('is of whole months, the last one too', async () => {
    for (const month of ['2026-01', '2026-02', '2026-03', '2026-04'])
      await plant({ month, inTime: { 1: 1 } });
    const months = async (from: string, until: string) =>
      (await counts(operator, { from, until })).map(({ month }) => month);
    expect(await months('2026-02', '2026-03')).toEqual(['2026-02', '2026-03']);
    expect(await months('2026-04', '2026-04')).toEqual(['2026-04']);
    expect(await months('2025-05', '2027-04')).toHaveLength(4);
  });

  test('is 24 months at most, and ends after it began', async () => {
    await expect(counts(operator, { from: '2025-05', until: '2027-05' })).rejects.toEqual(
      code('too-many-months'),
    );
    await expect(counts(operator, { from: '2026-12', until: '2026-11' })).rejects.toEqual(
      code('invalid-request'),
    );
    await expect(counts(operator, { party: '87654321' })).rejects.toEqual(code('unknown-party'));
  });

  test('what was counted and taken back is not there', async () => {
    await plant({ missed: 1 });
    await world.store.pool.query('update term_count set count = 0');
    expect(await counts(operator)).toEqual([]);
  });
});
