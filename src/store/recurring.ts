import { errorCode } from './errors.ts';

/**
 * One round of the work. Gets a signal that asks it to end soon.
 *
 * @returns how long to pause after it, in milliseconds: 0 for no pause, Infinity for until it is woken; undefined for
 *   the usual pause
 */
export type Round = (signal: AbortSignal) => Promise<number | undefined> | Promise<void>;

/** Repeats work while the process runs, one round at a time. */
export class Recurring {
  readonly #pauseMs: number;
  readonly #round: Round;
  readonly #onError: (code: string) => void;
  readonly #firstAfterMs: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #woken = false;
  #endPause: (() => void) | undefined;

  /**
   * @param pauseMs between the end of one round and the begin of the next, in milliseconds
   * @param onError gets the code of a failure; the next round follows after the pause
   * @param firstAfterMs before the first round, in milliseconds
   */
  constructor(
    pauseMs: number,
    round: Round,
    onError: (code: string) => void,
    { firstAfterMs = 0 }: { readonly firstAfterMs?: number } = {},
  ) {
    this.#pauseMs = pauseMs;
    this.#round = round;
    this.#onError = onError;
    this.#firstAfterMs = firstAfterMs;
  }

  /** Begins, once. The process may end while it pauses. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends the pause, or skips the next: there is work. */
  wake(): void {
    this.#woken = true;
    this.#endPause?.();
  }

  /** Ends the work, and waits for the current round. Safe to call twice, and before it has begun. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endPause?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    // Without a pause the first round begins now, also when it is stopped at once.
    if (this.#firstAfterMs > 0) await this.#pause(this.#firstAfterMs);
    while (!signal.aborted) {
      // A wake from now on counts for the next round, because this one may not see its cause.
      this.#woken = false;
      await this.#pause(await this.#once(signal));
    }
  }

  /** @returns how long to pause, in milliseconds */
  async #once(signal: AbortSignal): Promise<number> {
    try {
      return (await this.#round(signal)) ?? this.#pauseMs;
    } catch (error) {
      // A round that was asked to end may do so with an AbortError.
      if (!(signal.aborted && (error as Error).name === 'AbortError'))
        this.#onError(errorCode(error));
      return this.#pauseMs;
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#woken || this.#stopping.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endPause = resolve;
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms).unref() : undefined;
    await promise;
    clearTimeout(timer);
    this.#endPause = undefined;
  }
}
