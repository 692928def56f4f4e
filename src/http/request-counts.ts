/** Requests of a minute. */
export interface Counted {
  readonly count: number;
  /** Until the next minute begins. */
  readonly seconds: number;
}

const minuteMs = 60_000;

/**
 * Counts per name in minutes that all names share. It forgets at the end of a minute only, so that no
 * number of other names makes it forget one within its minute.
 */
export class MinuteCounts {
  readonly #most: number;
  #counts = new Map<string, number>();
  #endsAt = 0;

  /** @param most names that have a count of their own; those that come later in a minute share one */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** @returns the name that this one is counted under now, of which there are a bounded number */
  nameFor(name: string): string {
    this.#turn();
    return this.#counts.has(name) || this.#counts.size < this.#most ? name : 'others';
  }

  /** Adds to the count of a name. */
  add(name: string, amount = 1): Counted {
    const counted = this.nameFor(name);
    const count = (this.#counts.get(counted) ?? 0) + amount;
    this.#counts.set(counted, count);
    return { count, seconds: this.#secondsLeft() };
  }

  /** The count of a name as it stands. */
  of(name: string): Counted {
    this.#turn();
    return { count: this.#counts.get(name) ?? 0, seconds: this.#secondsLeft() };
  }

  /** Begins a new minute when this one is over. Unlike the clock, what it goes by never goes back. */
  #turn(): void {
    const now = performance.now();
    if (now < this.#endsAt) return;
    this.#endsAt = now + minuteMs;
    this.#counts = new Map();
  }

  #secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#endsAt - performance.now()) / 1000));
  }
}
