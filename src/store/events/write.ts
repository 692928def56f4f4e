/** Who brought about what an event tells. Never a person, a key or an address. */
export type EventBy = 'party' | 'gateway' | 'operator';

/**
 * SQL: writes events in the statement that brings them about, so that they are there when it is and only
 * then. Their order is that in which they were written.
 *
 * @param about what happened (`kind`), and to what (`subject`)
 * @param source a select of `id, from_state, to_state, by, party, code`: the id of the subject, where it
 *   stood and stands, who did it ({@link EventBy}), of which party that was, and the code of why
 */
export function eventsFrom(
  about: { readonly kind: string; readonly subject: string },
  source: string,
): string {
  return `insert into event_fresh (kind, subject_kind, subject_id, from_state, to_state, by, party, code)
    select '${about.kind}', '${about.subject}', id, from_state, to_state, by, party, code
    from (${source}) as happened (id, from_state, to_state, by, party, code)`;
}
