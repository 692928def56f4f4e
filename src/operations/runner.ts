import { inboxKey } from '../messages/waiting.ts';
import type { Queue } from '../queue/queue.ts';
import type { Bell, Waiter } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import { Recurring } from '../store/recurring.ts';
import type { OperationKind } from '../store/tables.ts';
import { finishOperation } from './operation-records.ts';
import { redeliveryBatch } from './redelivery-batch.ts';
import { replayBatch, settleReplay } from './replay-batch.ts';

/** The key of the bell that rings when there is a new replay or redelivery. */
export const operationsKey = 'operations';

/**
 * The most messages of one replay in the queue at the same time: about what a worker does in a quarter of a second, so
 * that new messages wait no longer than that behind a large replay.
 */
const onTheirWay = 250;
/** Entries of a mailbox that are put back in one commit; new messages for that mailbox wait for it. */
const redeliveredAtOnce = 500;
/** Pauses in milliseconds: growing while a replay waits for its messages; the longest when there is no operation. */
const shortestPause = 20;
const longestPause = 1000;

/**
 * Carries out replays and redeliveries in every process that does steps; several processes may work on one. Its
 * whole state is in Postgres, so after a restart it continues where it was.
 */
export class OperationRunner {
  readonly #store: Store;
  readonly #bell: Bell;
  readonly #queue: Pick<Queue, 'announce'>;
  readonly #running: Recurring;
  #waiter: Waiter | undefined;
  #pause = shortestPause;

  /** @param onError called with the code of each round that failed; it is tried again */
  constructor(
    store: Store,
    bell: Bell,
    queue: Pick<Queue, 'announce'>,
    onError: (code: string) => void,
  ) {
    this.#store = store;
    this.#bell = bell;
    this.#queue = queue;
    this.#running = new Recurring(longestPause, () => this.#next(), onError);
  }

  start(): void {
    this.#waiter = this.#bell.listen(operationsKey, () => this.#running.wake());
    this.#running.start();
  }

  /** Finishes the present batch. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#running.stop();
    this.#waiter?.[Symbol.dispose]();
  }

  async #next(): Promise<number> {
    const work = await this.#round();
    if (work === 'waits')
      this.#pause = Math.min(Math.max(this.#pause * 2, shortestPause), longestPause);
    else this.#pause = work === 'done' ? 0 : longestPause;
    return this.#pause;
  }

  /** Does one batch of each unfinished operation. */
  async #round(): Promise<'none' | 'waits' | 'done'> {
    const { rows } = await this.#store.pool.query<{
      id: string;
      kind: OperationKind;
      party: string;
    }>({
      name: 'unfinished-operations',
      text: `select id, kind, party_code as party from operation
        where finished_at is null order by id`,
    });
    let done = false;
    for (const { id, kind, party } of rows) {
      const batch = kind === 'replay' ? await this.#replay(id) : await this.#redeliver(id, party);
      const finished = batch.left ? false : await finishOperation(this.#store.pool, id);
      done ||= batch.done || finished;
    }
    if (rows.length === 0) return 'none';
    return done ? 'done' : 'waits';
  }

  async #replay(id: string): Promise<Batch> {
    const { settled, running } = await settleReplay(this.#store.pool, id);
    const room = onTheirWay - running;
    // A few messages are not worth a commit: wait until there is more room.
    if (room < onTheirWay / 5) return { done: false, left: true };
    const { taken, announce } = await replayBatch(this.#store.pool, id, room);
    for (const id of announce) this.#queue.announce({ kind: 'message', id });
    return { done: settled + taken > 0, left: running + announce.length > 0 || taken > 0 };
  }

  async #redeliver(id: string, party: string): Promise<Batch> {
    const { pool } = this.#store;
    const { taken, back } = await redeliveryBatch(pool, id, party, redeliveredAtOnce);
    if (back > 0) this.#bell.ring(inboxKey(party));
    return { done: taken > 0, left: taken > 0 };
  }
}

interface Batch {
  /** Something was done: do the next round at once. */
  readonly done: boolean;
  /** Whether something may be left to do. */
  readonly left: boolean;
}
