const barWidth = 30;

/** `[#####-----] 50%`, for a part from 0 to 1. */
export function bar(part: number): string {
  const filled = Math.floor(part * barWidth);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(part * 100)}%`;
}

/** `[#####-----] 50% of 200 entries`. */
export function barOf(done: number, total: number, what: string): string {
  return `${bar(total === 0 ? 1 : done / total)} of ${total} ${what}`;
}

/** The stream on which a bar is drawn, if it is a terminal. */
interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * The progress of a command: one line on standard error, which is drawn again and again. Draws nothing when standard
 * error is no terminal. Dispose of it before anything else is printed.
 */
export class ProgressBar implements Disposable {
  readonly #terminal: Terminal;
  #drawn = '';

  constructor(terminal: Terminal = process.stderr) {
    this.#terminal = terminal;
  }

  /**
   * The callback to pass to work that reports its progress; none without a terminal, because counting takes time.
   *
   * @param what is counted
   */
  shown(what: string): { onProgress?: (done: number, total: number) => void } {
    if (!this.#terminal.isTTY) return {};
    return { onProgress: (done, total) => this.draw(done, total, what) };
  }

  /** Draws it, if it has changed. */
  draw(done: number, total: number, what: string): void {
    const now = barOf(done, total, what);
    if (!this.#terminal.isTTY || now === this.#drawn) return;
    this.#drawn = now;
    this.#terminal.write(`\r${now}\x1b[K`);
  }

  [Symbol.dispose](): void {
    if (this.#drawn) this.#terminal.write('\n');
    this.#drawn = '';
  }
}
