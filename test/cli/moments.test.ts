import { expect, test } from 'vitest';
import { dutchTime, isDay, readMoment } from '../../src/cli/moments.ts';

test.each([
  ['2026-01-31', '2026-01-30T23:00:00.000Z'],
  ['2026-07-31', '2026-07-30T22:00:00.000Z'],
  ['2026-01-31T09:00', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31 09:00', '2026-01-31T08:00:00.000Z'],
  ['2026-07-31T09:00:30.25', '2026-07-31T07:00:30.250Z'],
  ['2026-01-31T09:00Z', '2026-01-31T09:00:00.000Z'],
  ['2026-01-31T09:00:00-05:00', '2026-01-31T14:00:00.000Z'],
  // The hours around the nights on which the clock changes.
  ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
  ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T01:59', '2026-10-24T23:59:00.000Z'],
  ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
])('%s is %s', (text, moment) => {
  expect(readMoment(text)?.toISOString()).toBe(moment);
});

test.each(['2026-03-29T02:30', '2026-10-25T02:30'])(
  '%s is skipped or shown twice: it wants an offset',
  (text) => {
    expect(() => readMoment(text)).toThrow(/Add an offset/);
    expect(readMoment(`${text}+02:00`)?.toISOString()).toMatch(/T00:30:00/);
  },
);

test.each(['', 'soon', '2026', '2026-02-30', '2026-13-01', '2026-01-31T25:00', '31-01-2026'])(
  '"%s" is no moment',
  (text) => {
    expect(readMoment(text)).toBeUndefined();
  },
);

test('a moment is printed with its offset, and read again as the same', () => {
  for (const text of ['2026-01-31T09:00:00+01:00', '2026-10-25T02:30:00+02:00'])
    expect(dutchTime(readMoment(text) as Date)).toBe(text);
  expect(dutchTime(new Date('2026-10-25T01:30:00Z'))).toBe('2026-10-25T02:30:00+01:00');
});

test('a day is one of the calendar', () => {
  expect(isDay('2024-02-29')).toBe(true);
  for (const text of ['2023-02-29', '2023-2-9', '2023-02-09T00:00'])
    expect(isDay(text)).toBe(false);
});
