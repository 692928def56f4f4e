import { eventsFrom } from '../../store/events/write.ts';

/** What an event of a change of status is called. */
export const statusChanged = { kind: 'status-changed', subject: 'message' } as const;

/**
 * SQL: the events of messages whose status changes, for the statement that changes it.
 *
 * @param source a select of `id, from_state, to_state, by, party, code` (see {@link eventsFrom})
 */
export function changed(source: string): string {
  return eventsFrom(statusChanged, source);
}
