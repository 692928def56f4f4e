import type { AllocationEvent, MessageEvent } from '../../ledger/model/events.ts';

/** Something that a message made true, or would make true, with the moments that terms count from. */
export interface Fact {
  readonly event: MessageEvent;
  readonly municipality: string;
  readonly provider: string;
  /** The message; null where it was imported. */
  readonly messageId: string | null;
  /**
   * Plain date of receipt: when it came into the mailbox of its recipient. Of what was imported the Toewijzingsdatum of
   * an allocation, and of all else the day of the import.
   */
  readonly receivedOn: string;
  /** When it was posted; for what was imported, see {@link Fact.isImported}, the moment of the import. */
  readonly sentAt: Date;
  /** Dagtekening of the message, a plain date; null where it was imported. */
  readonly dagtekening: string | null;
  /** The message waits for its retour, which may refuse it. */
  readonly isPending: boolean;
  /** It happened before the gateway kept a ledger, nobody knows when it was sent or received. */
  readonly isImported: boolean;
}

/** Whether an event is a version of an allocation. */
export function isAllocation(event: MessageEvent): event is AllocationEvent {
  return 'content' in event && 'toewijzingsdatum' in event.content;
}
