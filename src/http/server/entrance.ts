/** How many requests begin in one turn of the event loop at most. */
const atOnce = 16;

/**
 * Lets requests begin, a few in each turn of the event loop and one caller after another. A caller that
 * sends a thousand at once waits for its own requests, and those of other callers begin in between. When
 * few requests come at a time, each begins at once.
 */
export class Entrance {
  /** The requests that wait, by caller; the caller whose turn is next is the first. */
  readonly #lines = new Map<string, (() => void)[]>();
  #begun = 0;
  #isPlanned = false;

  /**
   * @param caller text that is different for each caller before authentication, such as the key or the address
   * @param begin called once, now or in a later turn
   */
  enter(caller: string, begin: () => void): void {
    this.#plan();
    if (this.#lines.size > 0 || this.#begun >= atOnce) {
      const line = this.#lines.get(caller);
      if (line) line.push(begin);
      else this.#lines.set(caller, [begin]);
      return;
    }
    this.#begun += 1;
    begin();
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#isPlanned = false;
    this.#begun = 0;
    // Planned before any begins, so that an error in one of them does not stop the others.
    if (this.#lines.size > 0) this.#plan();
    for (const [caller, line] of this.#lines) {
      if (this.#begun >= atOnce) break;
      const begin = line.shift();
      this.#lines.delete(caller);
      // This caller goes to the end. If there are few callers, this loop reaches it again.
      if (line.length > 0) this.#lines.set(caller, line);
      this.#begun += 1;
      begin?.();
    }
  }
}
