import { expect, test } from 'vitest';
import {
  costOf,
  halfUp,
  overDays,
  perMonth,
  priceOf,
  toNumber,
} from '../../../src/ledger/conversion/amounts.ts';
import { daysOf, endOfMonths, periodOf } from '../../../src/ledger/conversion/days.ts';
import type { Tariff } from '../../../src/ledger/conversion/model.ts';
import { Random } from '../../support/generate/random.ts';
import { lineOf } from './support.ts';

test.each([
  [1, 2, 1],
  [3, 2, 2],
  [5, 4, 1],
  [7, 4, 2],
  [-1, 2, 0],
  [-3, 2, -1],
  [-5, 4, -1],
  [-7, 4, -2],
  [-4, 2, -2],
  [0, 7, 0],
])('%d/%d is rounded half up to %d', (numerator, denominator, rounded) => {
  expect(halfUp(BigInt(numerator), BigInt(denominator))).toBe(BigInt(rounded));
});

test('any fraction is rounded to the higher of two that are as near', () => {
  const random = new Random(20260701);
  for (let round = 0; round < 2_000; round += 1) {
    const denominator = BigInt(1 + random.below(40));
    const numerator = BigInt(random.below(400) - 200);
    const rounded = halfUp(numerator, denominator);
    // -1/2 < rounded - exact <= 1/2
    const apart = 2n * (rounded * denominator - numerator);
    expect(apart > -denominator && apart <= denominator).toBe(true);
  }
});

test.each<[eenheid: string, line: Tariff | undefined, cents: number | undefined, per?: number]>([
  ['04', lineOf(9550, { eenheid: '04' }), 9550],
  ['04', lineOf(9550, { eenheid: '04', scheme: 'per-unit' }), 9550],
  ['04', lineOf(9550), 9550],
  ['01', lineOf(9550, { eenheid: '04' }), 9550, 60],
  ['04', lineOf(160, { eenheid: '01' }), 9600],
  ['14', lineOf(9550, { eenheid: '04' }), undefined],
  ['82', lineOf(540_000, { eenheid: '82', scheme: 'total' }), 540_000],
  ['82', lineOf(540_000, { scheme: '70/30' }), undefined],
  ['04', lineOf(540_000, { scheme: 'total' }), undefined],
  ['04', lineOf(540_000, { eenheid: '04', scheme: 'twelfths' }), undefined],
  ['04', undefined, undefined],
  ['83', undefined, 1],
  ['83', lineOf(9550, { eenheid: '04' }), 1],
])('Eenheid %s at %o', (eenheid, line, cents, per = 1) => {
  const price = cents === undefined ? undefined : { cents: BigInt(cents), per: BigInt(per) };
  expect(priceOf(eenheid, line)).toEqual(price);
});

test('minutes at a tariff an hour are rounded once, over their sum (example f)', () => {
  expect(costOf(50n, { cents: 9550n, per: 60n })).toBe(7958n);
  expect(costOf(5n, { cents: 8730n, per: 60n })).toBe(728n);
});

test('an amount over some of its days, and a month', () => {
  expect(overDays(540_000n, 184, 549)).toBe(180_984n);
  expect(overDays(1n, 1, 2)).toBe(1n);
  expect(perMonth(365n, 365)).toBe(30n);
  expect(perMonth(120_000n, 365)).toBe(10_000n);
});

test('an amount that a number does not hold exactly is refused', () => {
  expect(toNumber(-9_007_199_254_740_991n)).toBe(-Number.MAX_SAFE_INTEGER);
  expect(() => toNumber(9_007_199_254_740_992n)).toThrow('too large');
});

test.each([
  ['2026-07-01', 18, '2027-12-31'],
  ['2026-07-01', 1, '2026-07-31'],
  ['2026-07-15', 12, '2027-07-14'],
  ['2026-12-01', 1, '2026-12-31'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2026-08-31', 1, '2026-09-30'],
  ['2026-08-31', 2, '2026-10-30'],
  ['2026-01-30', 1, '2026-02-28'],
  ['2026-01-29', 1, '2026-02-28'],
  ['2026-01-28', 1, '2026-02-27'],
  ['2026-02-28', 12, '2027-02-27'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2026-07-01', 240, '2046-06-30'],
])('from %s, %d months end on %s', (begin, months, end) => {
  expect(endOfMonths(begin, months)).toBe(end);
});

test('days are counted with both ends, and years that nobody lives in are within four digits', () => {
  expect(daysOf('2026-07-01', '2026-12-31')).toBe(184);
  expect(daysOf('2026-07-01', '2026-07-01')).toBe(1);
  expect(daysOf('2026-07-02', '2026-07-01')).toBe(0);
  const period = (ingangsdatum: string, einddatum?: string) =>
    periodOf({ ingangsdatum, ...(einddatum && { einddatum }) });
  expect(period('2026-03-09', '9999-12-31')).toEqual({ begin: '2026-03-09', end: '9999-12-31' });
  expect(period('-0044-03-15', '12024-01-01')).toEqual({ begin: '0001-01-01' });
  expect(period('12024-01-01')).toEqual({ begin: '9999-12-31' });
  expect(period('-0044-03-15', '-0043-03-15')).toEqual({ begin: '0001-01-01', end: '0001-01-01' });
});
