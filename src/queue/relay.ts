import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, type Store } from '../store/database.ts';
import type { Job, Queue } from './queue.ts';

/** Rows that are claimed at a time. */
const batch = 200;
/** Pause between two looks, in milliseconds: when nothing was due, and when the queue was full. */
const idleMs = 1000;
const fullMs = 200;
/**
 * Seconds after which a row that was claimed is due again, in case the announcement was lost. Not
 * longer: Redis may be emptied at any moment. Not shorter: each extra announcement costs a question
 * to Postgres.
 */
const againAfterSeconds = 10;

/**
 * Announces what is due in the outbox: what was announced and lost, what was never announced because
 * a process died or the queue was away or full, and what was put off. It makes the queue's
 * promise true: whatever happens to the queue, every row of the outbox gets its step.
 *
 * Runs in every process that does steps, also in many at once: a row is claimed by one of them.
 */
export class Relay {
  readonly #store: Store;
  readonly #queue: Queue;
  readonly #kinds: readonly string[];
  readonly #onError: (code: string) => void;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /**
   * @param kinds of jobs that this version of the program knows; others are left to those that do
   * @param onError hears the code when the outbox cannot be read; it is tried again
   */
  constructor(
    store: Store,
    queue: Queue,
    kinds: readonly string[],
    onError: (code: string) => void,
  ) {
    this.#store = store;
    this.#queue = queue;
    this.#kinds = kinds;
    this.#onError = onError;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Finishes the announcement in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let pause = idleMs;
      try {
        pause = await this.#round();
      } catch (error) {
        this.#onError(errorCode(error));
      }
      // Rejects when it is woken to stop, which is what the loop looks at.
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Announces what is due, as much as there is room for; returns how long to pause after it. */
  async #round(): Promise<number> {
    // No room, or no Redis: nothing is claimed, so it stays due and goes as soon as there is.
    const room = await this.#queue.room();
    if (room <= 0) return fullMs;
    const limit = Math.min(batch, room);
    const claimed = await this.#claim(limit);
    if (claimed.length === 0) return idleMs;
    if (!(await this.#queue.announceAll(claimed))) return idleMs;
    return claimed.length === limit ? 0 : idleMs;
  }

  /**
   * One short statement. Dies after it: the rows are due again in a few seconds. Messages that were
   * accepted first go first, which only saves detours: the order of a line is guarded by the step.
   */
  async #claim(limit: number): Promise<Job[]> {
    const { rows } = await this.#store.pool.query<Job>({
      name: 'relay-claim',
      text: `with due as (
          select kind, id from outbox where next_announce_at <= now() and kind = any($3)
          order by next_announce_at, ordinal limit $1 for update skip locked
        ), claimed as (
          update outbox set next_announce_at = now() + $2 * interval '1 second'
          from due where outbox.kind = due.kind and outbox.id = due.id
          returning outbox.kind, outbox.id, ordinal
        )
        select kind, id from claimed order by ordinal`,
      values: [limit, againAfterSeconds, this.#kinds],
    });
    return rows;
  }
}
