import type { Random } from '../../support/generate/random.ts';

export interface Entry {
  readonly input: string;
  /** How often it was mutated without anything new coming of it. */
  spent: number;
}

/** The inputs that are worth mutating. */
export class Corpus {
  readonly #entries: Entry[] = [];
  readonly #inputs = new Set<string>();

  get size(): number {
    return this.#entries.length;
  }

  add(input: string): void {
    if (this.#inputs.has(input)) return;
    this.#inputs.add(input);
    this.#entries.push({ input, spent: 0 });
  }

  /** Any of them. */
  any(random: Random): string {
    return random.pick(this.#entries).input;
  }

  /** One to mutate: of three the one on which least was spent, so that a new one gets its turns at once. */
  pick(random: Random): Entry {
    const three = [0, 1, 2].map(() => random.pick(this.#entries));
    const entry = three.reduce((least, one) => (one.spent < least.spent ? one : least));
    entry.spent += 1;
    return entry;
  }
}
