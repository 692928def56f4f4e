/** A count within the present minute. */
export interface Counted {
  readonly count: number;
  /** Seconds until the next minute begins. */
  readonly seconds: number;
}

const minuteMs = 60_000;

/**
 * Counts per name; the minute is the same for all names. Counts are reset only at the end of a minute, so that many
 * other names cannot push one out within its minute.
 */
export class MinuteCounts {
  readonly #most: number;
  #counts = new Map<string, number>();
  #endsAt = 0;

  /** @param most names with their own count; names that come later in a minute share one */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** @returns the name itself, or `others` when there are too many names already */
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

  /** The present count of a name. */
  of(name: string): Counted {
    this.#turn();
    return { count: this.#counts.get(name) ?? 0, seconds: this.#secondsLeft() };
  }

  /** Begins a new minute when this one is over. Uses a monotonic clock. */
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
