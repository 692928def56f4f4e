import { setImmediate as settled } from 'node:timers/promises';
import type { Process } from './process.ts';

interface Waiting {
  readonly process: Process;
  readonly go: () => void;
  readonly ended: Promise<void>;
}

/** Lets the statements of several processes happen one at a time, in an order that a test chooses. */
export class Turns {
  readonly #waiting: Waiting[] = [];

  /** Waits for a turn; its `end` is to be called when the statement is done. */
  async take(process: Process): Promise<{ end: () => void }> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { promise: turn, resolve: go } = Promise.withResolvers<void>();
    this.#waiting.push({ process, go, ended });
    await turn;
    return { end };
  }

  /** Whose statements wait, in the order in which they came. */
  get waiting(): readonly Process[] {
    return this.#waiting.map(({ process }) => process);
  }

  /** Gives one its turn, and waits until the one that asked waits for the next one or is done. */
  async give(index: number): Promise<void> {
    const [chosen] = this.#waiting.splice(index, 1);
    if (!chosen) return;
    chosen.go();
    await chosen.ended;
    await settled();
  }
}
