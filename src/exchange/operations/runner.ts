import type { Queue } from '../../queue/queue.ts';
import type { Bell, Waiter } from '../../store/bell.ts';
import { errorCode, type Store } from '../../store/database.ts';
import type { OperationKind } from '../../store/tables.ts';
import { inboxKey } from '../waiting.ts';
import { finishOperation } from './record.ts';
import { redeliveryBatch } from './redelivery-batch.ts';
import { replayBatch, settleReplay } from './replay-batch.ts';

/** Rings when there is a new replay or redelivery. */
export const operationsKey = 'operations';

/**
 * Messages of one replay that are on their way at a time: about what a worker does in a quarter of a
 * second, so that new messages wait no longer than that behind a replay of a hundred thousand.
 */
const onTheirWay = 250;
/** Entries of a mailbox that are put back at a time; new messages for it wait meanwhile. */
const redeliveredAtOnce = 500;
/** Pauses in milliseconds: when a replay waits for its messages, growing, and when there is none. */
const shortestPause = 20;
const longestPause = 1000;

/**
 * Carries out replays and redeliveries, in every process that does steps; many may work at one. All
 * that it knows stands in Postgres, so it goes on wherever it was after a restart.
 */
export class OperationRunner {
  readonly #store: Store;
  readonly #bell: Bell;
  readonly #queue: Pick<Queue, 'announce'>;
  readonly #onError: (code: string) => void;
  #waiter: Waiter | undefined;
  #running: Promise<void> = Promise.resolve();

  /** @param onError hears the code of each round that failed; it is tried again */
  constructor(
    store: Store,
    bell: Bell,
    queue: Pick<Queue, 'announce'>,
    onError: (code: string) => void,
  ) {
    this.#store = store;
    this.#bell = bell;
    this.#queue = queue;
    this.#onError = onError;
  }

  start(): void {
    this.#waiter = this.#bell.listen(operationsKey);
    this.#running = this.#run(this.#waiter);
  }

  /** Finishes the batch in hand. Safe to call twice. */
  async stop(): Promise<void> {
    this.#waiter?.close();
    await this.#running;
    this.#waiter?.[Symbol.dispose]();
  }

  async #run(waiter: Waiter): Promise<void> {
    let pause = shortestPause;
    while (!waiter.closed) {
      waiter.reset();
      try {
        const work = await this.#round();
        if (work === 'none') pause = longestPause;
        else
          pause = work === 'done' ? 0 : Math.min(Math.max(pause * 2, shortestPause), longestPause);
      } catch (error) {
        this.#onError(errorCode(error));
        pause = longestPause;
      }
      await waiter.rung(pause);
    }
  }

  /** One batch of each that is not finished. */
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
    // A handful at a time is not worth a commit, unless that is all: wait until there is room.
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
  /** Something was done: look again at once. */
  readonly done: boolean;
  /** Something is left to be done, as far as it is known. */
  readonly left: boolean;
}
