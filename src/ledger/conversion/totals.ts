import { toNumber } from './amounts.ts';
import type { Assessed } from './model.ts';
import { type Bar, type Side, sides, type Totals } from './row.ts';

/** What sums need of a row: nothing that is personal. Amounts in cents; null where one is not known. */
export interface CountedRow {
  readonly mapped: boolean;
  readonly held: boolean;
  /** Of the old one, over its whole rest. */
  readonly remains: number | null;
  /** Of the SPIC, over the whole of it. */
  readonly price: number | null;
  /** Whether each side agreed. */
  readonly agreed: Readonly<Record<Side, boolean>>;
}

/** What sums need of what a preview says of an allocation. */
export function countedOf({ proposal, holds, remains }: Assessed): Omit<CountedRow, 'agreed'> {
  return {
    mapped: proposal !== null,
    held: holds.length > 0,
    remains: remains?.total ?? null,
    price: proposal?.price.total ?? null,
  };
}

/**
 * Sums of a preview, or of a part of it, in whole cents. Rows with a SPIC of which both amounts are known are lower, equal
 * or higher; what remains, prices and differences are summed over these alone, so that price less remains is the
 * difference. `lower.cents` is below nothing: with `higher.cents` it adds up to the difference.
 *
 * @throws {RangeError} where a sum is more than a number holds exactly
 */
export function totalsOf(rows: Iterable<CountedRow>): Totals {
  const counts = { rows: 0, mapped: 0, unmapped: 0, held: 0, unknown: 0 };
  const agreed = { gemeente: 0, aanbieder: 0, both: 0 };
  const lower = { count: 0, cents: 0n };
  const equal = { count: 0, cents: 0n };
  const higher = { count: 0, cents: 0n };
  const sums = { remains: 0n, price: 0n };
  for (const row of rows) {
    counts.rows += 1;
    counts[row.mapped ? 'mapped' : 'unmapped'] += 1;
    if (row.held) counts.held += 1;
    for (const side of sides) if (row.agreed[side]) agreed[side] += 1;
    if (row.agreed.gemeente && row.agreed.aanbieder) agreed.both += 1;
    if (!row.mapped) continue;
    if (row.remains === null || row.price === null) {
      counts.unknown += 1;
      continue;
    }
    const [remains, price] = [BigInt(row.remains), BigInt(row.price)];
    const side = price < remains ? lower : price > remains ? higher : equal;
    side.count += 1;
    side.cents += price - remains;
    sums.remains += remains;
    sums.price += price;
  }
  return {
    ...counts,
    lower: { count: lower.count, cents: toNumber(lower.cents) },
    equal: { count: equal.count },
    higher: { count: higher.count, cents: toNumber(higher.cents) },
    remains: toNumber(sums.remains),
    price: toNumber(sums.price),
    difference: toNumber(sums.price - sums.remains),
    agreed,
  };
}

/** One in so many differences at each end may be an outlier. */
const outliers = 20;

/**
 * How many differences there are within round bounds: all multiples of one step of 1, 2 or 5 euros, or of ten, a hundred
 * and so on as many. Nothing is always a bound. The first bar holds all that is lower and the last all that is higher, so
 * that a few outliers do not make one bar of the others: the bounds span all but one in twenty at each end.
 *
 * @param differences in whole cents
 * @param bars no more than this, and 3 at least
 * @returns a bar holds its lower bound (`from`) and not its upper one (`until`); none without differences
 */
export function distributionOf(differences: readonly number[], bars = 20): Bar[] {
  if (differences.length === 0) return [];
  const sorted = Float64Array.from(differences).sort();
  const apart = Math.floor((sorted.length - 1) / outliers);
  const low = Math.min(sorted[apart] as number, -1);
  const high = Math.max(sorted[sorted.length - 1 - apart] as number, 0);
  const step = stepFor(low, high, Math.max(bars, 3));
  const first = Math.floor(low / step) + 1;
  const count = boundsIn(low, high, step);
  const bounds = Array.from({ length: count }, (_, at) => (first + at) * step);
  return countsIn(sorted, bounds);
}

/** The smallest round step, in cents, with which there are no more bars than this. */
function stepFor(low: number, high: number, bars: number): number {
  for (let unit = 100; ; unit *= 10)
    for (const times of [1, 2, 5])
      if (boundsIn(low, high, unit * times) < bars) return unit * times;
}

/** How many multiples of a step are above `low` and not above `high`. */
function boundsIn(low: number, high: number, step: number): number {
  return Math.floor(high / step) - Math.floor(low / step);
}

function countsIn(sorted: Float64Array, bounds: readonly number[]): Bar[] {
  let at = 0;
  return [...bounds, null].map((until, index) => {
    const begin = at;
    while (at < sorted.length && (until === null || (sorted[at] as number) < until)) at += 1;
    return { from: bounds[index - 1] ?? null, until, count: at - begin };
  });
}
