import { mandateHolds } from '../parties/acting.ts';

/**
 * SQL: whether a caller sees a message: its own, or one of a party by whose mandate it acts now. A
 * recipient sees a message from when it is in the mailbox, its sender from the start.
 *
 * @param message how the statement calls the row
 * @param actsFor the parameter with the caller's own codes
 * @param mandatary the parameter with the code of the caller's party; of one's own messages nothing
 *   further is asked
 */
export function sees(message: string, actsFor: string, mandatary: string): string {
  return `(${isOwn(message, actsFor)} or exists (${mandateFor(message, mandatary)}))`;
}

/** SQL: whether it is the caller's own. Parameters as of {@link sees}. */
export function isOwn(message: string, actsFor: string): string {
  return `(${message}.sender = any(${actsFor})
    or (${message}.recipient = any(${actsFor}) and ${message}.accepted_at is not null))`;
}

/** SQL: the mandates by which a caller sees a message. Parameters as of {@link sees}. */
export function mandateFor(message: string, mandatary: string): string {
  return `select mandate.id, mandate.party from mandate
    where mandate.mandatary = ${mandatary} and mandate.party = any(array[${message}.sender,
        case when ${message}.accepted_at is not null then ${message}.recipient end])
      and ${message}.type = any(mandate.message_types) and ${mandateHolds}`;
}
