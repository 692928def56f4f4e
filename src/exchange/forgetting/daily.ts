import { errorCode } from '../../store/database.ts';
import type { Forgetting } from './record.ts';
import { type ForgettingParts, forgetToday } from './run.ts';

const lookMs = 600_000;

/**
 * Forgets each day what is over, for as long as the process runs. Many processes may do so: one of them
 * does it, soon after midnight in the Netherlands.
 */
export class DailyForgetting {
  readonly #parts: ForgettingParts;
  readonly #onDone: (report: Forgetting) => void;
  readonly #onError: (code: string) => void;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #forgetting: Promise<void> = Promise.resolve();

  /**
   * @param onDone writes the counts to the log
   * @param onError gets the code of a failure; it is tried again after ten minutes
   */
  constructor(
    parts: ForgettingParts,
    onDone: (report: Forgetting) => void,
    onError: (code: string) => void,
  ) {
    this.#parts = parts;
    this.#onDone = onDone;
    this.#onError = onError;
  }

  start(): void {
    this.#forgetting = this.#forget();
    this.#timer = setInterval(() => {
      this.#forgetting = this.#forgetting.then(() => this.#forget());
    }, lookMs);
    this.#timer.unref();
  }

  /** Finishes the batch in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#forgetting;
  }

  async #forget(): Promise<void> {
    try {
      const report = await forgetToday(this.#parts, { signal: this.#stop.signal });
      if (report) this.#onDone(report);
    } catch (error) {
      this.#onError(errorCode(error));
    }
  }
}
