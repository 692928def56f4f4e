import { Turns } from './turns.ts';

/** The limits of batches. */
export interface BatchBounds {
  /** The most items in one batch. */
  readonly most: number;
  /** The most bytes in one batch. An item with more goes alone. */
  readonly mostBytes: number;
  /** The most batches at the same time. */
  readonly atOnce: number;
}

/** What decides with which others an item goes into a batch. */
export interface Load {
  /** The party whose turn it takes. */
  readonly party: string;
  readonly bytes?: number;
  /** No two items with the same key are in one batch. */
  readonly key?: string;
}

interface Waiting<Item, Result> extends Load {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** For messages. A larger batch gains little, and the next message waits until all of it is done. */
export const usualBounds: BatchBounds = { most: 64, mostBytes: 1024 * 1024, atOnce: 1 };

/**
 * Does items that wait at the same time in one batch (design decision 14). There is no timer: items that come in
 * while a batch is being done are the next batch, so that a single item is done at once. Parties take turns, so
 * that a party with many items delays only itself.
 */
export class Batches<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  readonly #bounds: BatchBounds;
  readonly #turns = new Turns<Waiting<Item, Result>>(Number.POSITIVE_INFINITY);
  #underWay = 0;
  #waiting = 0;

  /**
   * @param work does a batch and returns a result for each item, in the same order; an `Error` rejects that item
   *   only. What it throws rejects the whole batch.
   */
  constructor(
    work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
    bounds = usualBounds,
  ) {
    this.#work = work;
    this.#bounds = bounds;
  }

  /** Does an item, with others or alone. @throws the error of this item or of its batch */
  do(item: Item, load: Load): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#add({ ...load, item, resolve, reject });
    this.#begin();
    return promise;
  }

  #add(waiting: Waiting<Item, Result>): void {
    this.#turns.add({ party: waiting.party, item: waiting });
    this.#waiting += 1;
  }

  #begin(): void {
    while (this.#waiting > 0 && this.#underWay < this.#bounds.atOnce) {
      this.#underWay += 1;
      void this.#run(this.#take());
    }
  }

  /** Takes the next batch: the first item, and others that may go with it. */
  #take(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    const keys = new Set<string>();
    let room = this.#bounds.mostBytes;
    while (batch.length < this.#bounds.most && room > 0) {
      const next = this.#turns.take()?.item;
      if (!next) break;
      const { bytes = 0, key } = next;
      const fits = batch.length === 0 || bytes <= room;
      if (!fits || (key !== undefined && keys.has(key))) {
        later.push(next);
        // An item that is too large for this batch is the first of the next one.
        if (!fits) break;
        continue;
      }
      if (key !== undefined) keys.add(key);
      room -= bytes;
      batch.push(next);
    }
    this.#waiting -= batch.length;
    for (const item of later.toReversed()) this.#turns.putBack({ party: item.party, item });
    return batch;
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work(batch.map(({ item }) => item));
      for (const [n, { resolve, reject }] of batch.entries()) {
        const result = results[n] as Result | Error;
        if (result instanceof Error) reject(result);
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      for (const { party } of batch) this.#turns.done(party);
      this.#underWay -= 1;
      this.#begin();
    }
  }
}

/** Does work items one by one, some at the same time; parties take turns. */
export class Singly {
  readonly #batches: Batches<() => Promise<unknown>, unknown>;

  /** @param atOnce the most at the same time */
  constructor(atOnce: number) {
    this.#batches = new Batches(async ([work]) => [await work?.()], {
      ...usualBounds,
      most: 1,
      atOnce,
    });
  }

  /** @param party the party whose turn it takes @throws what `work` throws */
  do<T>(party: string, work: () => Promise<T>): Promise<T> {
    return this.#batches.do(work, { party }) as Promise<T>;
  }
}
