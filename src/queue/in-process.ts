import { errorCode, type Store } from '../store/database.ts';
import { stopStepsMs, within } from './limits.ts';
import type { Depth, Job, Queue, Steps } from './queue.ts';

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
  /** Announced and not begun, in order, by their names. */
  readonly #waiting = new Map<string, Job>();
  readonly #inHand = new Map<string, Promise<void>>();
  #steps: Steps | undefined;

  /**
   * @param options.concurrency steps at a time
   * @param options.onError hears the code of each step that could not even note its failure
   */
  constructor(store: Store, options: { concurrency: number; onError: (code: string) => void }) {
    this.#store = store;
    this.#concurrency = options.concurrency;
    this.#onError = options.onError;
  }

  announce(job: Job): void {
    if (!this.#steps || this.#waiting.size >= bound) {
      this.errors += 1;
      return;
    }
    // Once is enough for what waits. What is in hand waits for a second turn: it may have looked
    // before that which is announced now.
    this.#waiting.set(nameOf(job), job);
    this.#fill();
  }

  async room(): Promise<number> {
    return this.#steps ? bound - this.#waiting.size : 0;
  }

  async announceAll(jobs: readonly Job[]): Promise<boolean> {
    const lost = this.errors;
    for (const job of jobs) this.announce(job);
    return this.errors === lost;
  }

  async depth(): Promise<Depth> {
    return { waiting: this.#waiting.size, active: this.#inHand.size };
  }

  async troubles(): Promise<[]> {
    return [];
  }

  start(steps: Steps): void {
    this.#steps = steps;
  }

  async stop(): Promise<void> {
    this.#steps = undefined;
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    await within(Promise.all(this.#inHand.values()), stopStepsMs);
    if (left.length > 0) await this.#handBack(left);
  }

  #fill(): void {
    for (const [name, job] of this.#waiting) {
      if (!this.#steps || this.#inHand.size >= this.#concurrency) return;
      if (this.#inHand.has(name)) continue;
      this.#waiting.delete(name);
      this.#inHand.set(name, this.#do(job, this.#steps));
    }
  }

  async #do(job: Job, steps: Steps): Promise<void> {
    try {
      // Of a kind that this process does not know: another one finds it in the outbox.
      await steps[job.kind]?.(job.id);
    } catch (error) {
      // Postgres is away: the outbox row is still there, and the relay announces it again.
      this.#onError(errorCode(error));
    }
    this.#inHand.delete(nameOf(job));
    this.#fill();
  }

  /** So that another process need not wait until it is due again. */
  async #handBack(jobs: readonly Job[]): Promise<void> {
    try {
      await this.#store.pool.query(
        `update outbox set next_announce_at = now()
        where (kind, id) in (select * from unnest($1::text[], $2::uuid[]))
          and next_announce_at > now()`,
        [jobs.map(({ kind }) => kind), jobs.map(({ id }) => id)],
      );
    } catch (error) {
      this.#onError(errorCode(error)); // It becomes due all the same, some seconds later.
    }
  }
}

function nameOf({ kind, id }: Job): string {
  return `${kind} ${id}`;
}
