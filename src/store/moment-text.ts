/** A moment as Postgres writes a `timestamptz` in sessions of the gateway: `2026-01-31 09:00:00.12+00`. */
export function momentText(moment: Date): string {
  return moment
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '+00');
}
