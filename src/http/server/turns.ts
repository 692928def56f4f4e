import { Problem } from '../../problem.ts';

/** How much is done at the same time. */
export interface TurnBounds {
  /** Of all callers together. */
  readonly total: number;
  /** Of one caller. */
  readonly each: number;
  /** How many more of one caller may wait for their turn; more are refused. */
  readonly waiting: number;
}

/** Permission to do something, now or later. The one that asked for it ends it when it is done. */
export interface Turn {
  /** Resolves when the turn comes; absent when it is there at once. */
  readonly coming?: Promise<void>;
  /** Gives the turn back, or stops waiting for it. More than one call does no harm. */
  end(): void;
}

interface Waiting {
  readonly resolve: () => void;
}

/**
 * Limits how much is done at the same time, and how much of that for one caller. Turns are given to the waiting
 * callers one after the other, not in the order of arrival: a caller that asks for much delays only itself.
 */
export class Turns {
  readonly #bounds: TurnBounds;
  /** How many turns each caller has now. */
  readonly #taken = new Map<string, number>();
  /** What waits, by caller; the caller whose turn is next is first. */
  readonly #lines = new Map<string, Set<Waiting>>();
  #free: number;

  constructor(bounds: TurnBounds) {
    this.#bounds = bounds;
    this.#free = bounds.total;
  }

  /**
   * Asks for a turn.
   *
   * @param always waits even if the caller has too many waiting: for work that was let in before
   * @throws {Problem} `too-much-at-once` when too many of this caller wait
   */
  ask(caller: string, always = false): Turn {
    const line = this.#lines.get(caller);
    if (!line && this.#free > 0 && (this.#taken.get(caller) ?? 0) < this.#bounds.each)
      return this.#take(caller);
    if (!always && (line?.size ?? 0) >= this.#bounds.waiting) throw new Problem('too-much-at-once');
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting: Waiting = { resolve };
    if (line) line.add(waiting);
    else this.#lines.set(caller, new Set([waiting]));
    return { coming: promise, end: once(() => this.#end(caller, waiting)) };
  }

  #take(caller: string): Turn {
    this.#free -= 1;
    this.#taken.set(caller, (this.#taken.get(caller) ?? 0) + 1);
    return { end: once(() => this.#giveBack(caller)) };
  }

  #end(caller: string, waiting: Waiting): void {
    const line = this.#lines.get(caller);
    if (!line?.delete(waiting)) {
      this.#giveBack(caller);
      return;
    }
    // Stopped while it waited: it never had the turn, so there is none to give back.
    if (line.size === 0) this.#lines.delete(caller);
    waiting.resolve();
  }

  #giveBack(caller: string): void {
    this.#free += 1;
    const left = (this.#taken.get(caller) ?? 0) - 1;
    if (left > 0) this.#taken.set(caller, left);
    else this.#taken.delete(caller);
    this.#next();
  }

  #next(): void {
    for (const [caller, line] of this.#lines) {
      if (this.#free === 0) return;
      if ((this.#taken.get(caller) ?? 0) >= this.#bounds.each) continue;
      const [first] = line;
      this.#lines.delete(caller);
      if (!first) continue;
      line.delete(first);
      // To the end of the Map: the other callers come first now.
      if (line.size > 0) this.#lines.set(caller, line);
      this.#take(caller);
      // In a later turn of the event loop, so that a long line does not delay new requests.
      setImmediate(first.resolve);
      this.#next();
      return;
    }
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
