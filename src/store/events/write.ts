/** Who caused an event. Never a person, a key or an address. */
export type EventBy = 'party' | 'gateway' | 'operator';

/**
 * SQL: writes events in the statement that causes them, so that both commit together. Events have the order in which
 * they were written.
 *
 * @param about what happened (`kind`), and to what (`subject`)
 * @param source a select of `id, from_state, to_state, by, party, code`: the id of the subject, its old and new state,
 *   who did it ({@link EventBy}), the party, and the code of the reason
 */
export function eventsFrom(
  about: { readonly kind: string; readonly subject: string },
  source: string,
): string {
  return `insert into event_fresh (kind, subject_kind, subject_id, from_state, to_state, by, party, code)
    select '${about.kind}', '${about.subject}', id, from_state, to_state, by, party, code
    from (${source}) as happened (id, from_state, to_state, by, party, code)`;
}
