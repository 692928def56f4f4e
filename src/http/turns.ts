import { Problem } from '../problem.ts';

/** How much is done at once. */
export interface TurnBounds {
  /** Of all callers together. */
  readonly total: number;
  /** Of one caller. */
  readonly each: number;
  /** How many more of one caller wait for their turn; what comes beyond is refused. */
  readonly waiting: number;
}

/** Leave to do something, now or when it is one's turn. Whoever asked gives it back when it is done. */
export interface Turn {
  /** Absent when it is one's turn at once. */
  readonly coming?: Promise<void>;
  /** Gives it back, or the place in the line. Once is enough; more does no harm. */
  end(): void;
}

interface Waiting {
  readonly resolve: () => void;
}

/**
 * Lets so much be done at once, of one caller no more than its share. Who waits is let in by turns of the
 * callers, not in the order of coming: whoever asks for much waits behind its own, and holds up nobody.
 */
export class Turns {
  readonly #bounds: TurnBounds;
  /** How many turns each caller has now. */
  readonly #taken = new Map<string, number>();
  /** Who waits; the caller whose turn is next stands first. */
  readonly #lines = new Map<string, Set<Waiting>>();
  #free: number;

  constructor(bounds: TurnBounds) {
    this.#bounds = bounds;
    this.#free = bounds.total;
  }

  /**
   * Asks for a turn.
   *
   * @param always waits however many of this caller wait already: for what was let in before
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
    // It never had its turn: nobody waits for it any more.
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
      // To the end: the others come first now.
      if (line.size > 0) this.#lines.set(caller, line);
      this.#take(caller);
      // In a later turn of the event loop, so that a long line does not hold up what comes in meanwhile.
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
