import { errorCode, type Store } from '../store/database.ts';
import { stopStepsMs, within } from './limits.ts';
import type { Depth, Queue, Step } from './queue.ts';

/** Announcements that are kept in memory at most; the relay finds what is over it. */
const bound = 1000;

/**
 * The queue without Redis: steps are done in this process, in the order of their announcement, some
 * at a time. Several processes may do so on one database: the step itself guards in Postgres that
 * its work is done once and in its line.
 */
export class InProcessQueue implements Queue {
  errors = 0;
  readonly #store: Store;
  readonly #concurrency: number;
  readonly #onError: (code: string) => void;
  /** Announced and not begun, in order. */
  readonly #waiting = new Set<string>();
  readonly #inHand = new Map<string, Promise<void>>();
  #step: Step | undefined;

  /**
   * @param options.concurrency steps at a time
   * @param options.onError hears the code of each step that could not even note its failure
   */
  constructor(store: Store, options: { concurrency: number; onError: (code: string) => void }) {
    this.#store = store;
    this.#concurrency = options.concurrency;
    this.#onError = options.onError;
  }

  announce(messageId: string): void {
    if (!this.#step || this.#waiting.size >= bound) {
      this.errors += 1;
      return;
    }
    // Once is enough for what waits. What is in hand waits for a second turn: it may have looked
    // before that which is announced now.
    this.#waiting.add(messageId);
    this.#fill();
  }

  async room(): Promise<number> {
    return this.#step ? bound - this.#waiting.size : 0;
  }

  async announceAll(messageIds: readonly string[]): Promise<boolean> {
    const lost = this.errors;
    for (const messageId of messageIds) this.announce(messageId);
    return this.errors === lost;
  }

  async depth(): Promise<Depth> {
    return { waiting: this.#waiting.size, active: this.#inHand.size };
  }

  async troubles(): Promise<[]> {
    return [];
  }

  start(step: Step): void {
    this.#step = step;
  }

  async stop(): Promise<void> {
    this.#step = undefined;
    const left = [...this.#waiting];
    this.#waiting.clear();
    await within(Promise.all(this.#inHand.values()), stopStepsMs);
    if (left.length > 0) await this.#handBack(left);
  }

  #fill(): void {
    for (const messageId of this.#waiting) {
      if (!this.#step || this.#inHand.size >= this.#concurrency) return;
      if (this.#inHand.has(messageId)) continue;
      this.#waiting.delete(messageId);
      this.#inHand.set(messageId, this.#do(messageId, this.#step));
    }
  }

  async #do(messageId: string, step: Step): Promise<void> {
    try {
      await step(messageId);
    } catch (error) {
      // Postgres is away: the outbox row is still there, and the relay announces it again.
      this.#onError(errorCode(error));
    }
    this.#inHand.delete(messageId);
    this.#fill();
  }

  /** So that another process need not wait until it is due again. */
  async #handBack(messageIds: readonly string[]): Promise<void> {
    try {
      await this.#store.pool.query(
        `update outbox set next_announce_at = now()
        where message_id = any($1::uuid[]) and next_announce_at > now()`,
        [messageIds],
      );
    } catch (error) {
      this.#onError(errorCode(error)); // It becomes due all the same, some seconds later.
    }
  }
}
