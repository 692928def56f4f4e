import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/parties/principal.ts';
import { Between, type BetweenQuery } from '../../../src/region/report/counterparties.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { plantCounts } from '../../support/terms.ts';
import {
  amsterdam,
  dijk,
  makeTermWorld,
  manager,
  office,
  operator,
  purmerend,
  type TermWorld,
  wal,
} from '../terms/world.ts';

let world: TermWorld;
let between: Between;
beforeAll(async () => {
  world = await makeTermWorld();
  between = new Between(world.store, world.keys);
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(() => world.store.pool.query('truncate term_count, counterparty_figure'));

const year = { from: '2026-01', until: '2026-12' };
const counts = (call: Call, query: Partial<BetweenQuery> = {}) =>
  between.counts(call, { ...year, ...query });
const code = (problem: string) => expect.objectContaining({ code: problem });

async function plant(
  kind: 'refused' | 'without-rule' | 'answered-twice',
  count: number,
  wishes: { gemeente?: string; aanbieder?: string; month?: string; byGemeente?: boolean } = {},
): Promise<void> {
  const {
    gemeente = amsterdam,
    aanbieder = dijk,
    month = '2026-11-01',
    byGemeente = true,
  } = wishes;
  await world.store.pool.query(
    `insert into counterparty_figure (municipality, provider, month, by_gemeente, kind, count)
    values ($1, $2, $3, $4, $5, $6)`,
    [gemeente, aanbieder, month, byGemeente, kind, count],
  );
}

const zero = { refused: 0, refusedWithoutRule: 0, answeredLate: 0, answeredTwice: 0 };
const ofAmsterdam = { ...zero, month: '2026-11', by: amsterdam, towards: dijk };

describe('what is counted', () => {
  test('figures and terms come together, by month and direction', async () => {
    await plant('refused', 5);
    await plant('without-rule', 2);
    await plant('answered-twice', 1, { byGemeente: false });
    await plant('refused', 7, { month: '2026-10-01' });
    // Of two kinds, late and missed; what was met in time is not among them.
    await plantCounts(world.store.pool, { inTime: { 1: 9 }, late: { 6: 2 }, missed: 1 });
    await plantCounts(world.store.pool, { kind: 'retour', late: { 4: 3 } });
    expect(await counts(callOf(amsterdam))).toEqual([
      { ...ofAmsterdam, month: '2026-10', refused: 7 },
      { ...ofAmsterdam, refused: 5, refusedWithoutRule: 2, answeredLate: 6 },
      { ...zero, month: '2026-11', by: dijk, towards: amsterdam, answeredTwice: 1 },
    ]);
    expect(await counts(callOf(amsterdam), { until: '2026-10' })).toHaveLength(1);
  });

  test('a start or stop that was reported late is no answer', async () => {
    await plantCounts(world.store.pool, { kind: 'start', byGemeente: false, late: { 9: 4 } });
    expect(await counts(callOf(amsterdam))).toEqual([]);
  });
});

describe('who sees what', () => {
  beforeEach(async () => {
    await plant('refused', 1);
    await plant('refused', 2, { aanbieder: wal });
    await plant('refused', 4, { gemeente: purmerend });
  });
  const seen = async (call: Call, query: Partial<BetweenQuery> = {}) =>
    (await counts(call, query)).map(({ refused }) => refused).toSorted();

  test('a party sees what is between it and others', async () => {
    expect(await seen(callOf(amsterdam))).toEqual([1, 2]);
    expect(await seen(callOf(dijk))).toEqual([1, 4]);
    expect(await seen(callOf(wal))).toEqual([2]);
    expect(await seen(callOf(dijk), { counterparty: purmerend })).toEqual([4]);
    // Nobody learns whether a party exists, or what others do.
    expect(await seen(callOf(wal), { counterparty: purmerend })).toEqual([]);
    expect(await seen(callOf(wal), { counterparty: '9999' })).toEqual([]);
    expect(await seen(callOf(wal), { counterparty: dijk })).toEqual([]);
  });

  test('an operator sees all, and chooses', async () => {
    expect(await seen(operator)).toEqual([1, 2, 4]);
    expect(await seen(operator, { municipality: purmerend })).toEqual([4]);
    expect(await seen(operator, { provider: wal })).toEqual([2]);
  });

  test('a contract manager sees those of its gemeenten, and they find that in their log', async () => {
    await expect(counts(manager)).rejects.toEqual(code('not-designated'));
    const ends = [await world.designate(amsterdam), await world.designate(purmerend)];
    const rows = await world.logged(async () => expect(await seen(manager)).toEqual([1, 2, 4]));
    // One for each gemeente, in any order.
    expect(rows.map(({ party }) => party).toSorted()).toEqual([amsterdam, purmerend]);
    for (const row of rows)
      expect(row).toMatchObject({ action: 'read-report', actor_party: office, detail: year });
    const chosen = await world.logged(async () =>
      expect(await seen(manager, { municipality: purmerend })).toEqual([4]),
    );
    expect(chosen).toMatchObject([{ party: purmerend }]);
    await ends[1]?.();
    expect(await seen(manager)).toEqual([1, 2]);
    await expect(counts(manager, { municipality: purmerend })).rejects.toEqual(
      code('not-designated'),
    );
    await expect(counts(manager, { municipality: '0999' })).rejects.toEqual(code('not-designated'));
  });

  test('filters are for who they are for, and months are bounded', async () => {
    await expect(counts(callOf(dijk), { municipality: purmerend })).rejects.toEqual(
      code('filter-not-for-role'),
    );
    await expect(counts(operator, { counterparty: dijk })).rejects.toEqual(
      code('filter-not-for-role'),
    );
    await expect(counts(operator, { from: '2024-01' })).rejects.toEqual(code('too-many-months'));
    await expect(counts(operator, { until: '2025-01' })).rejects.toEqual(code('invalid-request'));
  });
});
