/**
 * The lowest id (UUIDv7) of a moment, to select a period by an index on ids. Ids are made by the clock of a process, and
 * moments in rows by that of Postgres: widen the period at both ends by the difference that the clocks may have.
 *
 * @param moment in milliseconds since 1970
 */
export function lowestIdAt(moment: number): string {
  const hex = Math.max(0, moment).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
