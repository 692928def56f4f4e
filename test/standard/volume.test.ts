import { expect, test } from 'vitest';
import { mostOver } from '../../src/standard/volume.ts';

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
