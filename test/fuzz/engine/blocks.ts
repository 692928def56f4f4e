/**
 * Which blocks of the program ran. `instrument.ts` numbers them, and makes each report here when it runs
 * for the first time; what ran before costs next to nothing.
 */

/** A byte for each block: 0 when it has not run, and would be news. */
const ran = new Uint8Array(2 ** 17);
let news: number[] = [];
const files: { readonly file: string; readonly from: number; readonly count: number }[] = [];
let watched: readonly string[] = [];

// What instrumented files call: found by them without an import, so to be loaded before them.
Object.assign(globalThis, {
  fuzzBlocks: {
    ran,
    first: (block: number) => {
      ran[block] = 1;
      news.push(block);
    },
    /** A file was loaded, with these numbers. */
    load: (file: string, from: number, count: number) => files.push({ file, from, count }),
  },
});

/** Only blocks of files whose path begins with one of these count from now on. */
export function watchBlocks(beginnings: readonly string[]): void {
  watched = beginnings;
  for (const { file, from, count } of files) if (!isWatched(file)) ran.fill(1, from, from + count);
  takeNews();
}

/** The blocks that ran for the first time since this was last asked. */
export function takeNews(): number[] {
  const taken = news;
  news = [];
  return taken;
}

/** They would be news again. */
export function forgetBlocks(blocks: readonly number[]): void {
  for (const block of blocks) ran[block] = 0;
}

/** They are no news any more. */
export function learnBlocks(blocks: readonly number[]): void {
  for (const block of blocks) ran[block] = 1;
}

/** How many of the blocks that count have run, of how many. */
export function blocksReached(): { reached: number; all: number } {
  let [reached, all] = [0, 0];
  for (const { file, from, count } of files) {
    if (!isWatched(file)) continue;
    all += count;
    for (const block of ran.subarray(from, from + count)) reached += block;
  }
  return { reached, all };
}

function isWatched(file: string): boolean {
  return watched.some((beginning) => file.startsWith(beginning));
}
