/** What an answer says of a number: it is at least and at most this. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Days of which nothing is known but bounds of sums. */
type Node = string;

/**
 * Somebody who puts together all answers. Each is a bound of the difference of two running totals, or of their sum; what
 * follows from all of them together are the shortest paths between them.
 */
export class Attacker {
  readonly #distances = new Map<Node, Map<Node, number>>();

  constructor() {
    this.#knows('begin');
  }

  #knows(node: Node): Map<Node, number> {
    const known = this.#distances.get(node) ?? new Map([[node, 0]]);
    this.#distances.set(node, known);
    return known;
  }

  /** `to` less `from` is within these bounds. */
  learns(from: Node, to: Node, { least, most }: Bounds): void {
    this.#knows(to).set(from, Math.min(this.#knows(to).get(from) ?? Infinity, most));
    this.#knows(from).set(to, Math.min(this.#knows(from).get(to) ?? Infinity, -least));
  }

  /** Follows everything through. */
  thinks(): void {
    const nodes = [...this.#distances.keys()];
    for (const middle of nodes)
      for (const one of nodes) {
        const first = this.#knows(one).get(middle);
        if (first === undefined) continue;
        for (const other of nodes) {
          const second = this.#knows(middle).get(other);
          if (second === undefined) continue;
          if (first + second < (this.#knows(one).get(other) ?? Infinity))
            this.#knows(one).set(other, first + second);
        }
      }
  }

  /** The tightest bounds of `to` less `from`, after {@link thinks}. */
  boundsOf(from: Node, to: Node): Bounds {
    return {
      least: -(this.#knows(from).get(to) ?? Infinity),
      most: this.#knows(to).get(from) ?? Infinity,
    };
  }
}

/** Whether it is known that there was somebody, and that there were fewer than ten. */
export function isPinned({ least, most }: Bounds): boolean {
  return least >= 1 && most <= 9;
}

/** How much happened on each day. */
export type History = readonly number[];

/** The running total at the end of each day, from that before the first on. */
export function totalsOf(history: History): number[] {
  let total = 0;
  return [0, ...history.map((count) => (total += count))];
}

/** All windows of a history: after the end of one day until the end of another. */
export function windowsOf(days: number): [after: number, until: number][] {
  const all: [number, number][] = [];
  for (let after = 0; after < days; after++)
    for (let until = after + 1; until <= days; until++) all.push([after, until]);
  return all;
}

/** What is learned of a window by full tens: the first window tells more than the others. */
export function meaningOfTens(tens: number | null, after: number): Bounds {
  const full = tens ?? 0;
  return { least: after === 0 ? full : Math.max(0, full - 9), most: full + 9 };
}

/** What is learned where numbers over ten are shown as they are. */
export function meaningOfExact(count: number | null): Bounds {
  return count === null ? { least: 0, most: 9 } : { least: count, most: count };
}
