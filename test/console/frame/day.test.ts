import { expect, test } from 'vitest';
import { typedDay } from '../../../src/console/frame/day.ts';

test.each([
  ['2026-05-04', '2026-05-04'],
  ['04-05-2026', '2026-05-04'],
  ['4-5-2026', '2026-05-04'],
  ['29-02-2024', '2024-02-29'],
  ['29-02-2026', undefined],
  ['31-04-2026', undefined],
  ['5-13-2026', undefined],
  ['1999-12-31', undefined],
  ['4 mei', undefined],
  ['2026-5-4', undefined],
  ['', undefined],
])('%s is the day %s', (typed, day) => {
  expect(typedDay(typed)).toBe(day);
});
