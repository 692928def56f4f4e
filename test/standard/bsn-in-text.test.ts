import { expect, test } from 'vitest';
import { findBsnInText } from '../../src/standard/bsn-in-text.ts';

test.each([
  '999900006',
  'BSN 999900006.',
  'bsn:999900006,en meer',
  '999/900/006',
  '999,900,006',
  '999(900)006',
  '999 900 006',
  '999.900.006',
  '9999.00.006',
  '999-900-006',
  '999–900–006',
  '999  900  006',
  '999. 900. 006',
  '999\u00a0900\n006',
  '9 9 9 9 0 0 0 0 6',
  // Between other digits.
  'op 12-05-2024 999900006',
  '999900006 2024',
  '1 999 900 006 1',
  // Digits of another width, and what nobody sees between them.
  '９９９９００００６',
  '999\u200b900\u200b006',
  '999\u00ad900006',
])('a BSN is found: %s', (text) => {
  expect(findBsnInText(text)).toBe(true);
});

test.each([
  '',
  'Elke dag naar school',
  // Not nine digits.
  '99990000',
  '9999000061',
  '1999900006',
  '06-12345678',
  // Nine that do not pass.
  '123456789',
  '999900007',
  '000000000',
  // Nine digits that are no number.
  '999 kinderen, 900 in Amsterdam en 006',
])('no BSN is found: %s', (text) => {
  expect(findBsnInText(text)).toBe(false);
});

test('a long text is looked through at once', () => {
  expect(findBsnInText('1 '.repeat(100_000))).toBe(false);
  expect(findBsnInText(`${'9'.repeat(100_000)} 999900006`)).toBe(true);
});
