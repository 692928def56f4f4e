import { describe, expect, test } from 'vitest';
import { newSecret, preparedKey } from '../../../src/store/keys/encryption.ts';
import { permute, permuted } from '../../../src/store/keys/permutation.ts';

const key = preparedKey(Buffer.alloc(32, 1));
const known = [18759226066, 17188079563, 13174651817, 60876959752, 19947573296];

describe('numbers that are shuffled', () => {
  test('stay as they are for ever, for one key', () => {
    // What was given out must never be given out again: these do not change.
    expect([0, 1, 2, 4711, permuted - 1].map((number) => permute(key, number))).toEqual(known);
  });

  test('are each of one number only, and fit in eleven digits', () => {
    for (const from of [0, 2 ** 18 - 5000, permuted - 10_000]) {
      const seen = new Set<number>();
      for (let number = from; number < from + 10_000; number++) seen.add(permute(key, number));
      expect(seen.size).toBe(10_000);
      for (const number of seen) {
        expect(Number.isSafeInteger(number)).toBe(true);
        expect(number).toBeGreaterThanOrEqual(0);
        expect(String(number).length).toBeLessThanOrEqual(11);
      }
    }
  });

  test('do not reveal the order, nor how many lie between', () => {
    const shuffled = Array.from({ length: 4000 }, (_, number) => permute(key, number));
    const rises = shuffled.filter((number, at) => number > (shuffled[at - 1] ?? 0)).length;
    expect(rises / shuffled.length).toBeGreaterThan(0.45);
    expect(rises / shuffled.length).toBeLessThan(0.55);
    // The same step between two numbers is never the same step between what becomes of them.
    const steps = new Set(shuffled.map((number, at) => number - (shuffled[at - 1] ?? 0)));
    expect(steps.size).toBe(shuffled.length);
    // All of the space is used.
    for (const sixteenth of Array.from({ length: 16 }, (_, at) => at))
      expect(shuffled.some((n) => Math.floor((n / permuted) * 16) === sixteenth)).toBe(true);
  });

  test('are others for another key', () => {
    const other = preparedKey(newSecret());
    const same = Array.from({ length: 1000 }, (_, n) => n).filter(
      (number) => permute(key, number) === permute(other, number),
    );
    expect(same.length).toBeLessThan(3);
  });

  test.each([-1, permuted, 1.5, Number.NaN])('%s is none of them', (number) => {
    expect(() => permute(key, number)).toThrow(RangeError);
  });
});
