/** The nth of a list, counted from 1 as paths do. @throws when the fixture has fewer */
export function nth<T>(list: readonly T[] | undefined, n: number): T {
  const found = list?.[n - 1];
  if (found === undefined) throw new Error(`the fixture has no number ${n}`);
  return found;
}
