/**
 * How much had happened before a period, and by its end, since the beginning. Exact: these numbers stay inside.
 */
export interface Running {
  readonly before: number;
  readonly until: number;
}

/** What is shown of a number: full tens. Null: fewer than ten, and maybe nothing. */
export type Shown = number | null;

/**
 * The tens of a running total that became full in a period. Periods add up, and each sum or difference of them is a
 * multiple of ten: what is left over counts in a later period.
 *
 * @returns full tens, 0 for none
 */
export function tensOf({ before, until }: Running): number {
  return 10 * (Math.floor(until / 10) - Math.floor(before / 10));
}

/** Full tens as they are shown: none is never 0. */
export function shown(tens: number): Shown {
  return tens === 0 ? null : tens;
}

/** A running total of one thing, for one {@link Group}. */
export interface Cell<Key extends string = string> extends Running {
  /** The number of its group. */
  readonly group: number;
  readonly key: Key;
}

/**
 * The tens of each key. They are taken of each group by itself and added up afterwards, so that who sees other groups
 * too, or fewer, learns nothing by subtracting. Cells of one group with the same key are one number.
 *
 * @returns full tens by key, without those that have none
 */
export function tensByKey<Key extends string>(
  cells: Iterable<Cell<Key>>,
): ReadonlyMap<Key, number> {
  const tens = new Map<Key, number>();
  for (const [key, ofKey] of Map.groupBy(cells, (cell) => cell.key)) {
    let sum = 0;
    for (const ofGroup of Map.groupBy(ofKey, ({ group }) => group).values())
      sum += tensOf({
        before: ofGroup.reduce((total, { before }) => total + before, 0),
        until: ofGroup.reduce((total, { until }) => total + until, 0),
      });
    if (sum > 0) tens.set(key, sum);
  }
  return tens;
}
