import type { Located } from './located.ts';

/**
 * The paths of classes with the same key as an earlier one, in linear time.
 *
 * @param key the same for two that are the same
 */
export function repeated<T>(places: readonly Located<T>[], key: (value: T) => string): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { value, path } of places) {
    const known = key(value);
    if (seen.has(known)) found.push(path);
    seen.add(known);
  }
  return found;
}

/** One key of several values. A value that is left out differs from every value that is there. */
export function keyOf(...values: readonly (string | undefined)[]): string {
  return JSON.stringify(values);
}

/** A whole number as part of a key: 007 and +7 are the same number. */
export function numberKey(text: string): string {
  return BigInt(text).toString();
}
