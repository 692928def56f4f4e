import { setImmediate as turn } from 'node:timers/promises';

/** Results that are made before others have their turn in this process. */
const turnAfter = 250;

/**
 * Makes something of each of perhaps very many, in order, so that nobody waits for all of them. Of few, all are made at
 * once.
 *
 * @throws what `make` throws
 */
export async function mapInTurns<T, R>(
  all: readonly T[],
  make: (one: T, index: number) => R,
): Promise<R[]> {
  const made: R[] = [];
  for (const [index, one] of all.entries()) {
    if (index > 0 && index % turnAfter === 0) await turn();
    made.push(make(one, index));
  }
  return made;
}
