const barWidth = 30;

/** `[#####-----] 50%`, for a part from 0 to 1. */
export function bar(part: number): string {
  const filled = Math.floor(part * barWidth);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(part * 100)}%`;
}

/** Draws on the terminal how far it is, over what was drawn before. */
export function drawBar(done: number, total: number, what = 'entries'): void {
  process.stderr.write(`\r${bar(total === 0 ? 1 : done / total)} of ${total} ${what}\x1b[K`);
}
