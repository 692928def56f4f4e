/** Something that waits for its turn, and whose it is. */
export interface Turn<T> {
  readonly party: string;
  readonly item: T;
}

/**
 * What waits for one who does one thing at a time. Parties have their turns one after the other, so that
 * before something of a party is taken each other party gets one thing in; and none has more than its
 * share in hand, so that none fills the room of others.
 */
export class Turns<T> {
  readonly #share: number;
  /** In the order of their turns: a Map keeps that in which its keys came. */
  readonly #waiting = new Map<string, T[]>();
  /** What waits and what has been taken, by party. */
  readonly #inHand = new Map<string, number>();

  /** @param share most things of one party that are in hand: those that wait, and those taken and not done */
  constructor(share: number) {
    this.#share = share;
  }

  /** @returns false when the share of this party is in hand already: then it does not wait */
  add({ party, item }: Turn<T>): boolean {
    const inHand = this.#inHand.get(party) ?? 0;
    if (inHand >= this.#share) return false;
    this.#inHand.set(party, inHand + 1);
    const waiting = this.#waiting.get(party);
    if (waiting) waiting.push(item);
    else this.#waiting.set(party, [item]);
    return true;
  }

  /** Takes the first thing of the party whose turn it is; {@link done} gives back its place. */
  take(): Turn<T> | undefined {
    for (const [party, [item, ...others]] of this.#waiting) {
      this.#waiting.delete(party);
      if (others.length > 0) this.#waiting.set(party, others);
      return { party, item: item as T };
    }
    return undefined;
  }

  /** Something of this party that was taken is done. */
  done(party: string): void {
    const left = (this.#inHand.get(party) ?? 0) - 1;
    if (left > 0) this.#inHand.set(party, left);
    else this.#inHand.delete(party);
  }

  /** Takes all that waits, when nothing is to be done any more. */
  clear(): T[] {
    const left = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#inHand.clear();
    return left;
  }
}
