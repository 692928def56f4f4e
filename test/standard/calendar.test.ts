import { describe, expect, test } from 'vitest';
import {
  compareDates,
  datePartsOf,
  dayBefore,
  daysInMonth,
  dutchDate,
  inSameMonth,
  isAfter,
  isBefore,
  isMoreYearsBefore,
  isWholeMonth,
} from '../../src/standard/calendar.ts';
import { Random } from '../support/generate/random.ts';

const seed = 20260601;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** A day of the years 1 to 9999, as text and as the moment at which it begins in UTC. */
function randomDay(random: Random): { text: string; utc: Date } {
  const utc = new Date(0);
  utc.setUTCFullYear(1 + random.below(9999), random.below(12), 1 + random.below(31));
  return utc.getUTCFullYear() > 9999 ? randomDay(random) : { text: isoDay(utc), utc };
}

function isoDay(utc: Date): string {
  return utc.toISOString().slice(0, 10);
}

describe('today in the Netherlands', () => {
  test.each([
    ['2023-12-31T22:59:59.999Z', '2023-12-31'],
    ['2023-12-31T23:00:00Z', '2024-01-01'],
    ['2023-12-31T23:30:00Z', '2024-01-01'],
    ['2024-06-30T21:59:59.999Z', '2024-06-30'],
    ['2024-06-30T22:00:00Z', '2024-07-01'],
    ['2024-02-28T23:30:00Z', '2024-02-29'],
    ['2023-02-28T23:30:00Z', '2023-03-01'],
    // The nights on which the clock goes forward, and back.
    ['2024-03-30T23:00:00Z', '2024-03-31'],
    ['2024-03-31T22:00:00Z', '2024-04-01'],
    ['2024-10-26T22:00:00Z', '2024-10-27'],
    ['2024-10-27T22:59:59.999Z', '2024-10-27'],
    ['2024-10-27T23:00:00Z', '2024-10-28'],
  ])('at %s it is %s', (moment, day) => {
    expect(dutchDate(new Date(moment))).toBe(day);
  });

  test(`follows the summer time of the European Union (seed ${seed})`, () => {
    const random = new Random(seed);
    const [from, until] = [Date.UTC(2000, 0, 1), Date.UTC(2040, 0, 1)];
    const day = (moment: number) => {
      const year = new Date(moment).getUTCFullYear();
      const isSummer = moment >= lastSunday(year, 2) && moment < lastSunday(year, 9);
      return isoDay(new Date(moment + (isSummer ? 2 : 1) * hourMs));
    };
    for (let n = 0; n < 5_000; n++) {
      const moment = from + random.below(until - from);
      // Also what is asked after one of the same hour, or of the hour before.
      for (const near of [moment, moment + random.below(hourMs), moment + hourMs])
        expect(dutchDate(new Date(near))).toBe(day(near));
    }
  });

  /** 01:00 UTC on the last Sunday of March (2) or October (9). */
  function lastSunday(year: number, month: number): number {
    const last = new Date(Date.UTC(year, month, 31, 1));
    return last.getTime() - last.getUTCDay() * dayMs;
  }
});

test.each([
  [1900, 28],
  [2000, 29],
  [2023, 28],
  [2024, 29],
  [2100, 28],
  [2400, 29],
])('February of %i has %i days', (year, days) => {
  expect(daysInMonth(year, 2)).toBe(days);
});

test('every month has the days that a Date gives it', () => {
  const last = new Date(0);
  const wrong: string[] = [];
  for (let year = 1; year <= 3000; year++)
    for (let month = 1; month <= 12; month++) {
      last.setUTCFullYear(year, month, 0);
      if (daysInMonth(year, month) !== last.getUTCDate()) wrong.push(`${year}-${month}`);
    }
  expect(wrong).toEqual([]);
});

describe('comparing', () => {
  test('in the order of time, also before the year 1 and beyond 9999', () => {
    const inOrder = [
      '-10000-01-01',
      '-9999-12-31',
      '-0002-12-31',
      '-0001-01-01',
      '-0001-12-31',
      '0001-01-01',
      '0999-12-31',
      '1000-01-01',
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
      '2024-12-31',
      '9999-12-31',
      '10000-01-01',
      '123456-01-01',
    ];
    for (const [i, a] of inOrder.entries())
      for (const [j, b] of inOrder.entries()) {
        expect(Math.sign(compareDates(a, b)), `${a} ${b}`).toBe(Math.sign(i - j));
        expect(isBefore(a, b)).toBe(i < j);
        expect(isAfter(a, b)).toBe(i > j);
      }
  });

  test(`as Date does (seed ${seed})`, () => {
    const random = new Random(seed);
    for (let n = 0; n < 5_000; n++) {
      const a = randomDay(random);
      const near = new Date(a.utc.getTime() + (random.below(800) - 400) * dayMs);
      const isNear = near.getUTCFullYear() >= 1 && near.getUTCFullYear() <= 9999;
      const b = random.chance(0.5) && isNear ? near : randomDay(random).utc;
      const order = Math.sign(a.utc.getTime() - b.getTime());
      expect(Math.sign(compareDates(a.text, isoDay(b))), `${a.text} ${isoDay(b)}`).toBe(order);
      expect(inSameMonth(a.text, isoDay(b))).toBe(a.text.slice(0, 7) === isoDay(b).slice(0, 7));
    }
  });
});

describe('so many years before', () => {
  test.each([
    [120, '1904-02-12', '2024-02-12', false],
    [120, '1904-02-11', '2024-02-12', true],
    [120, '1904-02-29', '2024-02-29', false],
    [120, '1904-02-29', '2024-03-01', true],
    [120, '1904-03-01', '2024-02-29', false],
    [120, '1900-02-28', '2020-02-28', false],
    [120, '1900-02-28', '2020-02-29', true],
    [120, '1900-03-01', '2020-02-29', false],
    [120, '1980-02-29', '2100-02-28', false],
    [120, '1980-02-29', '2100-03-01', true],
    [5, '2019-12-31', '2024-12-31', false],
    [5, '2019-12-31', '2025-01-01', true],
    [5, '2025-01-01', '2024-01-01', false],
    [5, '-0001-01-01', '2024-01-01', true],
    [5, '10000-01-01', '9999-12-31', false],
  ])('more than %i years: %s, %s: %s', (years, date, than, expected) => {
    expect(isMoreYearsBefore(years, date, than)).toBe(expected);
  });

  test(`as counted back with a Date (seed ${seed})`, () => {
    const random = new Random(seed);
    for (let n = 0; n < 5_000; n++) {
      const than = randomDay(random);
      const years = random.below(150);
      const limit = new Date(than.utc);
      limit.setUTCFullYear(limit.getUTCFullYear() - years);
      const date = new Date(limit.getTime() + (random.below(5) - 2) * dayMs);
      if (date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) continue;
      const expected = date.getTime() < limit.getTime();
      const shown = `${years} years, ${isoDay(date)}, ${than.text}`;
      expect(isMoreYearsBefore(years, isoDay(date), than.text), shown).toBe(expected);
    }
  });
});

describe('a whole month', () => {
  test.each([
    ['2024-02-01', '2024-02-29', true],
    ['2024-02-01', '2024-02-28', false],
    ['2023-02-01', '2023-02-28', true],
    ['1900-02-01', '1900-02-28', true],
    ['2024-12-01', '2024-12-31', true],
    ['2024-12-02', '2024-12-31', false],
    ['2024-11-01', '2024-12-31', false],
    ['2023-12-01', '2024-12-31', false],
    ['2024-12-31', '2024-12-01', false],
    ['10000-01-01', '10000-01-31', true],
  ])('%s to %s: %s', (begin, end, expected) => {
    expect(isWholeMonth(begin, end)).toBe(expected);
  });
});

test('reads the parts of a date', () => {
  expect(datePartsOf('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 });
  expect(datePartsOf('-0044-03-15')).toEqual({ year: -44, month: 3, day: 15 });
  expect(datePartsOf('12024-01-01')).toEqual({ year: 12024, month: 1, day: 1 });
});

test.each([
  '',
  '2024-02-30',
  '1900-02-29',
  '2024-13-01',
  '2024-00-01',
  '2024-01-00',
  '0000-01-01',
  '02024-01-01',
  '999-01-01',
  '+2024-01-01',
  '2024-1-01',
  '2024-01-01Z',
  '2024-01-01T00:00:00',
  ' 2024-01-01',
  '2024-01-01\n',
  '1234567',
])('refuses %j without quoting it', (text) => {
  expect(() => datePartsOf(text)).toThrow(/^not a date$/);
});

test.each([
  ['2024-03-02', '2024-03-01'],
  ['2024-03-01', '2024-02-29'],
  ['2023-03-01', '2023-02-28'],
  ['2024-01-01', '2023-12-31'],
  ['0100-01-01', '0099-12-31'],
  ['10000-01-01', '9999-12-31'],
  ['0001-01-01', '-0001-12-31'],
  ['-0001-01-01', '-0002-12-31'],
])('the day before %s is %s', (day, before) => {
  expect(dayBefore(day)).toBe(before);
});

test(`the day before any day is that of Date (seed ${seed})`, () => {
  const random = new Random(seed);
  for (let round = 0; round < 1000; round++) {
    const { text, utc } = randomDay(random);
    const before = new Date(utc.getTime() - dayMs);
    if (before.getUTCFullYear() > 0) expect(dayBefore(text)).toBe(isoDay(before));
  }
});
