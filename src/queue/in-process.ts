import { errorCode, type Store } from '../store/database.ts';
import { unnamed } from '../store/statement.ts';
import { stopStepsMs, within } from './limits.ts';
import type { Depth, Job, Queue, Steps } from './queue.ts';

/** The most announcements in memory; the relay finds the others. */
const bound = 1000;

const makeDue = unnamed<{ kinds: readonly string[]; ids: readonly string[] }>(`
  update outbox set next_announce_at = now()
  where (kind, id) in (select * from unnest($kinds::text[], $ids::uuid[]))
    and next_announce_at > now()`);

/**
 * The queue without Redis: steps are done in this process, in the order of their announcement, some at the same time.
 * Several processes may do this on one database: the step itself makes sure, in Postgres, that its work is done
 * once and in its line.
 */
export class InProcessQueue implements Queue {
  errors = 0;
  readonly #store: Store;
  readonly #concurrency: number;
  readonly #onError: (code: string) => void;
  /** Announced and not begun, in order, by their keys. */
  readonly #waiting = new Map<string, Job>();
  readonly #inHand = new Map<string, Promise<void>>();
  #steps: Steps | undefined;

  /**
   * @param options.concurrency the most steps at the same time
   * @param options.onError called with the code of each step that could not write its failure to Postgres
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
    // A job that waits already is not added twice. A job that is being done is done once more, because the
    // announced change may have come after it read its data.
    this.#waiting.set(keyOf(job), job);
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
      // For a kind that this process does not know, another process finds the row in the outbox.
      await steps[job.kind]?.(job.id);
    } catch (error) {
      // The outbox row is still there, and the relay announces it again.
      this.#onError(errorCode(error));
    }
    this.#inHand.delete(keyOf(job));
    this.#fill();
  }

  /** Makes jobs due at once, so that another process can take them. */
  async #handBack(jobs: readonly Job[]): Promise<void> {
    try {
      await this.#store.pool.query(
        makeDue({ kinds: jobs.map(({ kind }) => kind), ids: jobs.map(({ id }) => id) }),
      );
    } catch (error) {
      this.#onError(errorCode(error)); // They become due some seconds later anyway.
    }
  }
}

function keyOf({ kind, id }: Job): string {
  return `${kind} ${id}`;
}
