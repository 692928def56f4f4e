const barWidth = 30;

/** `[#####-----] 50%`, for a part from 0 to 1. */
export function bar(part: number): string {
  const filled = Math.floor(part * barWidth);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(part * 100)}%`;
}
