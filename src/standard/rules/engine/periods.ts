import { compareDates } from '../../calendar.ts';

/**
 * Days as {@link Periods} counts them: in their order, from 1.
 *
 * @param dates all that there are; undefined is a day after all others
 */
export function countedDays(dates: readonly (string | undefined)[]): {
  readonly dayOf: (date: string | undefined) => number;
  readonly last: number;
} {
  const ordered = [...new Set(dates)].filter((date) => date !== undefined).sort(compareDates);
  const days = new Map<string | undefined, number>(ordered.map((date, index) => [date, index + 1]));
  const last = ordered.length + 1;
  return { dayOf: (date) => days.get(date) ?? last, last };
}

/** Periods of days; days are whole numbers from 1. Adding and asking take log n steps. */
export class Periods {
  readonly #begins: Counts;
  readonly #ends: Counts;

  /** @param last the last day that a period can have */
  constructor(last: number) {
    this.#begins = new Counts(last);
    this.#ends = new Counts(last);
  }

  /** @param begin not after `end`; both days are in the period */
  add(begin: number, end: number): this {
    this.#begins.add(begin);
    this.#ends.add(end);
    return this;
  }

  /** Whether one of them has a day of this period: more have begun by its end than ended before. */
  meets(begin: number, end: number): boolean {
    return this.#begins.upTo(end) > this.#ends.upTo(begin - 1);
  }
}

/** How many there are up to a day: a Fenwick tree, sparse since many hold one period only. */
class Counts {
  readonly #sums = new Map<number, number>();
  readonly #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  add(day: number): void {
    // `at & -at` is the lowest bit of `at`: how many days the sum at that place spans.
    for (let at = day; at <= this.#last; at += at & -at)
      this.#sums.set(at, (this.#sums.get(at) ?? 0) + 1);
  }

  upTo(day: number): number {
    let sum = 0;
    for (let at = day; at > 0; at -= at & -at) sum += this.#sums.get(at) ?? 0;
    return sum;
  }
}
