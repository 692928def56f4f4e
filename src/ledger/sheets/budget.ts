import { Unreadable } from './sheet.ts';

/** The most bytes of a file. */
export const mostFileBytes = 32 * 2 ** 20;
/** The most rows below headers, and columns in a header. */
export const mostRows = 100_000;
export const mostColumns = 100;

/** The most bytes of all that is unpacked, as often as it is: a ZIP of kilobytes may hold gigabytes. */
const mostUnpacked = 100_000_000;
/** The most characters in all cells together: a text that is once in the file may be in a million cells. */
const mostCharacters = 50_000_000;
/** Milliseconds of the processor that a file may take. */
const mostProcessorMs = 30_000;

/** What one file may cost. Whoever reads it pays here, and it throws {@link Unreadable} when that is too much. */
export class Budget {
  readonly #began = process.threadCpuUsage();
  #unpacked = 0;
  #characters = 0;
  #rows = 0;

  /** Counts bytes that were unpacked, and looks at the time. */
  unpacked(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > mostUnpacked) throw new Unreadable('file-large');
    const { user, system } = process.threadCpuUsage(this.#began);
    if ((user + system) / 1000 > mostProcessorMs) throw new Unreadable('file-slow');
  }

  /** Counts a cell with so many characters. */
  cell(characters: number): void {
    this.#characters += characters + 1;
    if (this.#characters > mostCharacters) throw new Unreadable('file-large');
  }

  row(): void {
    this.#rows += 1;
    if (this.#rows > mostRows) throw new Unreadable('too-many-rows', { most: mostRows });
  }
}
