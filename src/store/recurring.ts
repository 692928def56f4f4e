import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.ts';

/** Does something again and again while the process runs, never twice at a time. */
export class Recurring {
  readonly #pauseMs: number;
  readonly #task: (signal: AbortSignal) => Promise<void>;
  readonly #onError: (code: string) => void;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /**
   * @param pauseMs between the end of one time and the begin of the next, in milliseconds
   * @param task gets a signal that says when to make an end of it
   * @param onError gets the code of a failure; it is done again after the pause all the same
   */
  constructor(
    pauseMs: number,
    task: (signal: AbortSignal) => Promise<void>,
    onError: (code: string) => void,
  ) {
    this.#pauseMs = pauseMs;
    this.#task = task;
    this.#onError = onError;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Waits for what is being done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#task(signal);
      } catch (error) {
        if (!signal.aborted) this.#onError(errorCode(error));
      }
      // It rejects when it is woken to stop, which is what the loop looks at.
      await sleep(this.#pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
