import type { KeyObject } from 'node:crypto';
import { keyedHash } from './encryption.ts';

const halfBits = 18;
const half = 2 ** halfBits;
/** Rounds that hide the order of so few bits (as many as FF1 of NIST SP 800-38G has). */
const rounds = 10;

/** Numbers below this are permuted: 2^36, of at most 11 digits. */
export const permuted = half * half;

/**
 * Permutes the numbers from 0 to {@link permuted}: no two become the same, and without the key some of them do not reveal
 * which come next, or how many there are in between.
 * A Feistel network with HMAC-SHA-256 in each round.
 *
 * @throws {RangeError} for any other number
 */
export function permute(key: KeyObject, number: number): number {
  if (!Number.isSafeInteger(number) || number < 0 || number >= permuted)
    throw new RangeError('this number is not permuted');
  let left = Math.floor(number / half);
  let right = number % half;
  for (let round = 0; round < rounds; round++) {
    const mixed = keyedHash(key, `${round}:${right}`).readUInt32BE() % half;
    [left, right] = [right, left ^ mixed];
  }
  return left * half + right;
}
