/**
 * The lowest id (UUIDv7) of a moment: it cuts a period out of an index by id. An id is made by the clock
 * of a process, a moment that stands in a row by that of Postgres: leave as much room at both ends as may
 * lie between them.
 *
 * @param moment in milliseconds since 1970
 */
export function lowestIdAt(moment: number): string {
  const hex = Math.max(0, moment).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
