/** An item that waits for its turn, and its party. */
export interface Turn<T> {
  readonly party: string;
  readonly item: T;
}

/**
 * A queue in which parties take turns: between two items of one party each other party that waits gets one
 * done. No party has more items in the queue or in progress than its share, so that none takes the room of others.
 */
export class Turns<T> {
  readonly #share: number;
  /** In the order of turns: a Map keeps the order in which keys were added. */
  readonly #waiting = new Map<string, T[]>();
  /** How many items wait or are in progress, by party. */
  readonly #inHand = new Map<string, number>();

  /** @param share the most items of one party that wait or are in progress */
  constructor(share: number) {
    this.#share = share;
  }

  /** @returns false when this party has its full share already: the item is not added */
  add({ party, item }: Turn<T>): boolean {
    const inHand = this.#inHand.get(party) ?? 0;
    if (inHand >= this.#share) return false;
    this.#inHand.set(party, inHand + 1);
    const waiting = this.#waiting.get(party);
    if (waiting) waiting.push(item);
    else this.#waiting.set(party, [item]);
    return true;
  }

  /** Takes the first item of the party whose turn it is; call {@link done} when it is done. */
  take(): Turn<T> | undefined {
    for (const [party, [item, ...others]] of this.#waiting) {
      this.#waiting.delete(party);
      if (others.length > 0) this.#waiting.set(party, others);
      return { party, item: item as T };
    }
    return undefined;
  }

  /** Puts back an item that was taken: it is the next to be taken. */
  putBack({ party, item }: Turn<T>): void {
    const others = [...this.#waiting].filter(([one]) => one !== party);
    const own = [item, ...(this.#waiting.get(party) ?? [])];
    this.#waiting.clear();
    for (const [one, items] of [[party, own] as const, ...others]) this.#waiting.set(one, items);
  }

  /** An item of this party that was taken is done. */
  done(party: string): void {
    const left = (this.#inHand.get(party) ?? 0) - 1;
    if (left > 0) this.#inHand.set(party, left);
    else this.#inHand.delete(party);
  }

  /** Takes all items that wait, when the queue is closed. */
  clear(): T[] {
    const left = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#inHand.clear();
    return left;
  }
}
