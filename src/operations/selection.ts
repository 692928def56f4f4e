/**
 * SQL: which messages a set of candidates has, as a text: another one when a message comes or goes, and the same for the
 * same messages in any order. It is of the ids, so that it tells nothing else.
 *
 * @param candidates a table with `id`
 */
export function selectionSql(candidates: string): string {
  return `select count(*) || ':' || coalesce(sum(hashtextextended(id::text, 0)::numeric), 0)
    || ':' || coalesce(sum(hashtextextended(id::text, 1)::numeric), 0) from ${candidates}`;
}

/** The messages are not those any more that somebody saw: nothing was started. */
export class SelectionChanged extends Error {
  constructor() {
    super('the messages are not those any more that were seen');
  }
}
