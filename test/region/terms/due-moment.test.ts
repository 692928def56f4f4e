import { describe, expect, test } from 'vitest';
import { endOfDutchDay } from '../../../src/region/terms/due-moment.ts';

describe('a day ends at 24:00 in Amsterdam', () => {
  test.each([
    // The clock goes forward in the night to the 29th, and back in that to the 25th.
    ['2026-03-27', '2026-03-27T23:00:00.000Z'],
    ['2026-03-28', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', '2026-03-29T22:00:00.000Z'],
    ['2026-07-01', '2026-07-01T22:00:00.000Z'],
    ['2026-10-24', '2026-10-24T22:00:00.000Z'],
    ['2026-10-25', '2026-10-25T23:00:00.000Z'],
    ['2026-12-31', '2026-12-31T23:00:00.000Z'],
    ['2028-02-29', '2028-02-29T23:00:00.000Z'],
    ['9998-12-31', '9998-12-31T23:00:00.000Z'],
  ])('%s at %s', (date, moment) => {
    expect(endOfDutchDay(date).toISOString()).toBe(moment);
  });

  test('what is no date has no end', () => {
    expect(() => endOfDutchDay('2026-02-29')).toThrow('not a date');
  });
});
