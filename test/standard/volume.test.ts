import { expect, test } from 'vitest';
import { daysInMonth } from '../../src/standard/calendar.ts';
import { countedOn, hoursOf, mostIn, mostOver } from '../../src/standard/volume.ts';

const weekly = (volume: number, eenheid: string) => ({
  ...{ volume: BigInt(volume), eenheid, frequentie: '2' },
});

/** Worked examples a and c of the region: weeks that are touched, and Sundays. */
test.each([
  ['3 hours a week from July on', weekly(3, '04'), '2026-07-01', '2026-12-31', 81],
  ['the same over the whole', weekly(3, '04'), '2026-03-09', '2026-12-31', 129],
  ['shortened to the end of June', weekly(3, '04'), '2026-03-09', '2026-06-30', 51],
  ['2 hours a week in December', weekly(2, '04'), '2026-12-07', '2026-12-31', 8],
  ['in January: weeks 53 and 1', weekly(2, '04'), '2027-01-01', '2027-01-10', 4],
  ['over the whole: each week once', weekly(2, '04'), '2026-12-07', '2027-01-10', 10],
  ['EUR 300 a week, by Sundays', weekly(30_000, '83'), '2026-12-07', '2027-01-10', 150_000],
  ['one more where the last day is no Sunday', weekly(1, '82'), '2026-12-07', '2027-01-11', 6],
  ['a few days without a Sunday', weekly(1, '82'), '2026-12-07', '2026-12-09', 1],
  ['one day that is a Sunday', weekly(1, '82'), '2026-12-13', '2026-12-13', 1],
])('%s', (_what, omvang, begin, end, most) => {
  expect(mostOver(omvang, begin, end)).toBe(BigInt(most));
});

test.each([
  ['1', '2024-02-28', '2024-03-01', 3],
  ['4', '2026-12-31', '2027-01-01', 2],
  ['4', '2026-01-01', '2026-12-31', 12],
  ['6', '2026-01-01', '2030-12-31', 1],
])('per %s from %s to %s', (frequentie, begin, end, times) => {
  const omvang = { volume: 7n, eenheid: '04', frequentie };
  expect(mostOver(omvang, begin, end)).toBe(7n * BigInt(times));
});

test('without an end there is no bound but a total', () => {
  const omvang = (frequentie: string) => ({ volume: 7n, eenheid: '04', frequentie });
  for (const frequentie of ['1', '2', '4'])
    expect(mostOver(omvang(frequentie), '2026-01-01', undefined)).toBeUndefined();
  expect(mostOver(omvang('6'), '2026-01-01', undefined)).toBe(7n);
});

/** A month of a weekly allocation, and what it comes to (volume.md of the standard: IV076 to IV079). */
test.each([
  ['weeks that are touched', weekly(2, '04'), '2026-12-07', '2026-12-31', 8],
  ['Sundays', weekly(1, '82'), '2026-12-07', '2026-12-31', 3],
  ['the last Sunday, which is the end', weekly(1, '82'), '2027-01-01', '2027-01-10', 2],
] as const)('in a ProductPeriode: %s', (_what, omvang, begin, end, most) => {
  const allocation = { begin: '2026-12-07', end: '2027-01-10' };
  expect(mostIn(omvang, { begin, end }, allocation)).toBe(BigInt(most));
});

test('the months of a weekly allocation in output come to the whole, whichever days it has', () => {
  for (const begin of ['2026-01-01', '2026-03-02', '2026-06-30', '2024-02-28'])
    for (let length = 0; length < 100; length++) {
      const end = plus(begin, length);
      let sum = 0n;
      for (let from = begin; from <= end; ) {
        const [year = 0, month = 0] = from.split('-').map(Number);
        const last = `${from.slice(0, 8)}${daysInMonth(year, month)}`;
        const to = last < end ? last : end;
        sum += mostIn(weekly(1, '83'), { begin: from, end: to }, { begin, end });
        from = plus(to, 1);
      }
      expect([begin, end, sum]).toEqual([begin, end, mostOver(weekly(1, '83'), begin, end)]);
    }
});

function plus(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

test('an allocation may end in a year that JavaScript does not know', () => {
  const daily = { volume: 1n, eenheid: '04', frequentie: '1' };
  expect(mostOver(daily, '2026-01-01', '12026-01-01')).toBe(3_652_426n);
  expect(mostOver(daily, '0001-12-31', '0002-01-01')).toBe(2n);
  expect(mostOver(daily, '-0001-12-31', '0001-01-01')).toBe(2n);
  const monthly = { ...daily, frequentie: '4' };
  expect(mostOver(monthly, '2026-01-01', '12026-01-01')).toBe(120_001n);
});

test('hours and minutes are counted in minutes, and all else as it is', () => {
  const counted = (on: string, volume: bigint, eenheid: string) =>
    countedOn(on, { volume, eenheid });
  expect(counted('04', 2n, '04')).toBe(120n);
  expect(counted('04', 30n, '01')).toBe(30n);
  expect(counted('01', 2n, '04')).toBe(120n);
  expect(counted('14', 2n, '14')).toBe(2n);
  expect(counted('14', 2n, '04')).toBeUndefined();
  expect(counted('04', 2n, '14')).toBeUndefined();
});

test.each([
  [1n, 1n],
  [29n, 1n],
  [30n, 1n],
  [89n, 1n],
  [90n, 2n],
  [149n, 2n],
  [150n, 3n],
])('%i minutes are declared as %i hours', (minutes, hours) => {
  expect(hoursOf(minutes)).toBe(hours);
});
