import { expect, test } from 'vitest';
import {
  cents,
  centsNumber,
  centsText,
  euroText,
  minus,
  nothing,
  readCents,
  readSigned,
  sum,
} from '../../src/standard/money.ts';

test.each([
  ['0', 0n],
  ['000', 0n],
  ['-0', 0n],
  ['250000', 250_000n],
  ['+0250000', 250_000n],
  ['-17', -17n],
  ['99999999999999999999', 99_999_999_999_999_999_999n],
])('%s is %s cents', (text, amount) => {
  expect(readCents(text)).toBe(amount);
});

test.each(['', ' ', '12.50', '1e3', '0x10', '+-1', '--1', '1 000', 'NaN'])(
  'what is no whole number is refused, and not quoted: %j',
  (text) => {
    expect(() => readCents(text)).toThrow(new RangeError('An amount is a whole number of cents.'));
  },
);

test('a number must be whole and exact', () => {
  expect(cents(125_050)).toBe(125_050n);
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => cents(wrong)).toThrow(RangeError);
});

test('debit is added and credit taken off, without losing a cent', () => {
  const lines = [readSigned('9007199254740993', 'D'), readSigned('1', 'D'), readSigned('2', 'C')];
  expect(sum(lines)).toBe(9_007_199_254_740_992n);
  expect(sum([])).toBe(nothing);
  expect(minus(cents(100), cents(250))).toBe(-150n);
});

test('Postgres gets digits, JSON a number that is exact', () => {
  expect(centsText(cents(-9_007_199_254_740_993n))).toBe('-9007199254740993');
  expect(centsNumber(cents(250_000))).toBe(250_000);
  expect(() => centsNumber(cents(9_007_199_254_740_993n))).toThrow(RangeError);
});

test.each([
  [125_050n, '€ 1.250,50', '€1,250.50'],
  [5n, '€ 0,05', '€0.05'],
  [-5n, '€ -0,05', '-€0.05'],
  [9_007_199_254_740_993n, '€ 90.071.992.547.409,93', '€90,071,992,547,409.93'],
])('%s cents is written for people', (amount, nl, en) => {
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');
  expect(plain(euroText(cents(amount), 'nl'))).toBe(nl);
  expect(plain(euroText(cents(amount), 'en'))).toBe(en);
});
