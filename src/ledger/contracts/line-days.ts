/** The days of a line; one without a first day always was, one without a last day is for further notice. */
export interface Days {
  readonly from?: string;
  readonly until?: string;
}

/** What is kept of a line: its last day, its mark, and the line. */
interface Held<T> {
  readonly until: string;
  readonly mark: unknown;
  readonly value: T;
}

/** The line that ends last, and the one that ends last of those with another mark. */
interface Best<T> {
  readonly first: Held<T>;
  readonly second?: Held<T>;
}

const forEver = '9999-12-31';

/**
 * Finds among lines one that shares a day with another and has another mark. Each costs a logarithm: a file of a hundred
 * thousand lines of one product takes no longer than one of as many products.
 *
 * A line shares a day with those that begin on its last day or earlier and end on its first day or later: of those that
 * begin in time, the one that ends last tells. It is a binary indexed tree, in which each place holds that of a range.
 */
export class LineDays<T> {
  readonly #firstDays: readonly string[];
  readonly #tree: (Best<T> | undefined)[] = [];

  /** @param firstDays those of all lines that will be added, once and in order */
  constructor(firstDays: readonly string[]) {
    this.#firstDays = firstDays;
  }

  add({ from = '', until = forEver }: Days, mark: unknown, value: T): void {
    const held = { until, mark, value };
    for (let at = this.#upTo(from); at <= this.#firstDays.length; at += at & -at)
      this.#tree[at] = better(this.#tree[at], held);
  }

  /** One that was added, shares a day with these and has another mark. */
  find({ from = '', until = forEver }: Days, mark: unknown): T | undefined {
    let found: Held<T> | undefined;
    for (let at = this.#upTo(until); at > 0; at -= at & -at) {
      const best = this.#tree[at];
      const held = best?.first.mark === mark ? best?.second : best?.first;
      if (held && (!found || held.until > found.until)) found = held;
    }
    return found && found.until >= from ? found.value : undefined;
  }

  /** How many of the first days are on this day or before it. */
  #upTo(day: string): number {
    let [low, high] = [0, this.#firstDays.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firstDays[middle] ?? '') <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function better<T>(best: Best<T> | undefined, held: Held<T>): Best<T> {
  if (!best) return { first: held };
  const { first, second } = best;
  if (held.until > first.until) {
    const next = held.mark === first.mark ? second : first;
    return { first: held, ...(next && { second: next }) };
  }
  if (held.mark === first.mark || (second && held.until <= second.until)) return best;
  return { first, second: held };
}
