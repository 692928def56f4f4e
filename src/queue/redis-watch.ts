import type { RedisTrouble } from './redis-state.ts';

const lookMs = 30_000;

/** Checks the state of Redis periodically, and reports changes. */
export class RedisWatch {
  readonly #look: () => Promise<readonly RedisTrouble[]>;
  readonly #onChange: (trouble: RedisTrouble, there: boolean) => void;
  readonly #timer: NodeJS.Timeout;
  #known: readonly RedisTrouble[] = [];
  #stopped = false;

  /** @param onChange called when a trouble begins, and when it is over */
  constructor(
    look: () => Promise<readonly RedisTrouble[]>,
    onChange: (trouble: RedisTrouble, there: boolean) => void,
  ) {
    this.#look = look;
    this.#onChange = onChange;
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
  }

  async look(): Promise<void> {
    // A Redis that does not answer is reported by its connection.
    const found = await this.#look().catch(() => this.#known);
    if (this.#stopped) return;
    const before = this.#known;
    this.#known = found;
    const isIn = (list: readonly RedisTrouble[], { code }: RedisTrouble) =>
      list.some((other) => other.code === code);
    for (const trouble of found) if (!isIn(before, trouble)) this.#onChange(trouble, true);
    for (const trouble of before) if (!isIn(found, trouble)) this.#onChange(trouble, false);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }
}
