import type { Store } from '../store/database.ts';
import { Recurring } from '../store/recurring.ts';
import { statement } from '../store/statement.ts';
import type { Job, Queue } from './queue.ts';

/** The most rows that are claimed at once. */
const batch = 200;
/** Pause between two rounds, in milliseconds: when nothing was due, and when the queue was full. */
const idleMs = 1000;
const fullMs = 200;
/**
 * Seconds after which a claimed row is due again, in case the announcement was lost. Not longer, because Redis may be
 * emptied at any moment; not shorter, because each extra announcement costs a query.
 */
const againAfterSeconds = 10;

const claimDue = statement<{ limit: number; againAfterSeconds: number; kinds: readonly string[] }>(
  'relay-claim',
  `with due as (
    select kind, id from outbox where next_announce_at <= now() and kind = any($kinds::text[])
    order by next_announce_at, ordinal limit $limit for update skip locked
  ), claimed as (
    update outbox set next_announce_at = now() + $againAfterSeconds * interval '1 second'
    from due where outbox.kind = due.kind and outbox.id = due.id
    returning outbox.kind, outbox.id, ordinal
  )
  select kind, id from claimed order by ordinal`,
);

/**
 * Announces rows of the outbox that are due: whose announcement was lost, that were never announced because a process
 * died or the queue was away or full, or that were postponed. So every row of the outbox gets its step, even if the
 * queue loses announcements.
 *
 * Runs in every process that does steps; a row is claimed by one of them.
 */
export class Relay {
  readonly #store: Store;
  readonly #queue: Queue;
  readonly #kinds: readonly string[];
  readonly #running: Recurring;

  /**
   * @param kinds of jobs that this version of the program knows; other versions announce the others
   * @param onError called with the code when the outbox cannot be read; it is tried again
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
    this.#running = new Recurring(idleMs, () => this.#round(), onError);
  }

  start(): void {
    this.#running.start();
  }

  /** Finishes the present round. */
  async stop(): Promise<void> {
    await this.#running.stop();
  }

  /** Announces due rows, as many as there is room for; returns how long to pause after it. */
  async #round(): Promise<number> {
    // No room, or no Redis: nothing is claimed, so rows stay due and are announced when there is room.
    const room = await this.#queue.room();
    if (room <= 0) return fullMs;
    const limit = Math.min(batch, room);
    const claimed = await this.#claim(limit);
    if (claimed.length === 0) return idleMs;
    if (!(await this.#queue.announceAll(claimed))) return idleMs;
    return claimed.length === limit ? 0 : idleMs;
  }

  /**
   * One short statement. When the process dies after it, the rows are due again in a few seconds. Messages that were
   * accepted first go first. That only saves work: the step itself guards the order of a line.
   */
  async #claim(limit: number): Promise<Job[]> {
    const { rows } = await this.#store.pool.query<Job>(
      claimDue({ limit, againAfterSeconds, kinds: this.#kinds }),
    );
    return rows;
  }
}
