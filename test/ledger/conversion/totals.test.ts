import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import {
  type CountedRow,
  countedOf,
  distributionOf,
  totalsOf,
} from '../../../src/ledger/conversion/totals.ts';
import { Random } from '../../support/generate/random.ts';
import { caseOf, day, omvangOf, ruleOf } from './support.ts';

const none = { gemeente: false, aanbieder: false };

function rowOf(change: Partial<CountedRow>): CountedRow {
  return { mapped: true, held: false, remains: 100, price: 100, agreed: none, ...change };
}

test('rows are lower, equal, higher, not known or without a SPIC, and the sums are of what is known', () => {
  const rows = [
    rowOf({ price: 40, agreed: { gemeente: true, aanbieder: true } }),
    rowOf({ price: 70, held: true, agreed: { gemeente: true, aanbieder: false } }),
    rowOf({}),
    rowOf({ price: 125, agreed: { gemeente: false, aanbieder: true } }),
    rowOf({ price: null }),
    rowOf({ remains: null, price: 1000 }),
    rowOf({ mapped: false, price: null, held: true }),
  ];
  expect(totalsOf(rows)).toEqual({
    ...{ rows: 7, mapped: 6, unmapped: 1, held: 2, unknown: 2 },
    ...{ lower: { count: 2, cents: -90 }, equal: { count: 1 }, higher: { count: 1, cents: 25 } },
    ...{ remains: 400, price: 335, difference: -65 },
    agreed: { gemeente: 2, aanbieder: 2, both: 1 },
  });
});

test('of nothing all is nothing', () => {
  expect(totalsOf([])).toMatchObject({ rows: 0, difference: 0, lower: { count: 0, cents: 0 } });
});

test('a sum that a number does not hold exactly is refused', () => {
  const most = Number.MAX_SAFE_INTEGER;
  expect(totalsOf([rowOf({ remains: most, price: most })]).price).toBe(most);
  expect(() => totalsOf([rowOf({ remains: most }), rowOf({ remains: 1 })])).toThrow('too large');
});

test('what a preview says of an allocation, as it is counted', () => {
  const rows = assess(
    caseOf([{}, { product: { categorie: '45', code: 'X' } }, { ingangsdatum: '2026-09-01' }]),
    [ruleOf()],
    day,
  );
  expect(rows.map(countedOf)).toEqual([
    { mapped: true, held: true, remains: 773_550, price: 540_000 },
    { mapped: false, held: false, remains: null, price: null },
    { mapped: true, held: true, remains: 515_700, price: 540_000 },
  ]);
  const noEnd = assess(
    caseOf([{ ...omvangOf(1, '04', '4'), einddatum: undefined }]),
    [ruleOf()],
    day,
  );
  expect(noEnd.map(countedOf)).toEqual([
    { mapped: false, held: false, remains: null, price: null },
  ]);
});

describe('the distribution of differences', () => {
  const written = (differences: number[], bars?: number) =>
    distributionOf(differences, bars).map(
      ({ from, until, count }) => `${from}..${until}: ${count}`,
    );

  test('a bar holds its lower bound, and nothing is always a bound', () => {
    expect(written([-233_550, -1, 0, 1, 100_000, 250_000], 6)).toEqual([
      'null..-200000: 1',
      ...[
        '-200000..-100000: 0',
        '-100000..0: 1',
        '0..100000: 2',
        '100000..200000: 1',
        '200000..null: 1',
      ],
    ]);
  });

  test.each<[number[], string[]]>([
    [[], []],
    [
      [0, 0],
      ['null..0: 0', '0..null: 2'],
    ],
    [[-1], ['null..0: 1', '0..null: 0']],
    [
      [50, 199],
      ['null..0: 0', '0..100: 1', '100..null: 1'],
    ],
    [
      [-250, -150],
      ['null..-200: 1', '-200..-100: 1', '-100..0: 0', '0..null: 0'],
    ],
  ])('of %o', (differences, bars) => {
    expect(written(differences)).toEqual(bars);
  });

  test('a few outliers stay in the open bars at the ends', () => {
    const most = Array.from({ length: 100 }, (_, index) => (index - 50) * 1000);
    const bars = distributionOf([...most, 900_000_000, -900_000_000]);
    expect(bars.length).toBeGreaterThan(8);
    expect(bars[1]?.from).toBeGreaterThan(-100_000);
    expect(bars.at(-1)?.count).toBeLessThan(12);
  });

  test('any differences: each is in one bar, bounds are multiples of one round step, and few', () => {
    const random = new Random(20260703);
    for (let round = 0; round < 500; round += 1) {
      const size = 10 ** random.below(9);
      const shift = random.pick([0, 0, size, -size]);
      const differences = Array.from(
        { length: 1 + random.below(200) },
        () => Math.round((random.next() - 0.5) * size) + shift,
      );
      const wanted = 3 + random.below(20);
      const bars = distributionOf(differences, wanted);
      expect(bars.length).toBeGreaterThanOrEqual(2);
      expect(bars.length).toBeLessThanOrEqual(wanted);
      for (const { from, until, count } of bars)
        expect(count).toBe(
          differences.filter(
            (one) => (from === null || one >= from) && (until === null || one < until),
          ).length,
        );
      expect(bars.map(({ from }) => from).slice(1)).toEqual(
        bars.map(({ until }) => until).slice(0, -1),
      );
      expect([bars[0]?.from, bars.at(-1)?.until]).toEqual([null, null]);
      const bounds = bars.slice(1).map(({ from }) => from as number);
      expect(bounds).toContain(0);
      const steps = new Set(
        bounds.slice(1).map((bound, index) => bound - (bounds[index] as number)),
      );
      expect(steps.size).toBeLessThanOrEqual(1);
      for (const step of steps) expect(String(step / 100)).toMatch(/^[125]0*$/);
    }
  });

  test('an amount of bars below three is three', () => {
    expect(distributionOf([-500, 500], 1)).toHaveLength(3);
  });
});
