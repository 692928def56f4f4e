import { eventsFrom } from '../../store/events/write.ts';

/** The kind and subject of the event for a change of status. */
export const statusChanged = { kind: 'status-changed', subject: 'message' } as const;

/**
 * SQL: writes the events of messages whose status changes, within the statement that changes it.
 *
 * @param source a select of `id, from_state, to_state, by, party, code` (see {@link eventsFrom})
 */
export function changed(source: string): string {
  return eventsFrom(statusChanged, source);
}
