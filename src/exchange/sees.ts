import { checkMandates, type MandateProof, mandateHolds, mandateProof } from '../parties/acting.ts';
import { type Proof, proofOf, type RowMacs } from '../store/row-mac.ts';
import { signedMessage } from './signed.ts';

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

/** SQL: the mandates by which a caller sees a message, with their proofs. Parameters as of {@link sees}. */
export function mandateFor(message: string, mandatary: string): string {
  return `select mandate.id, mandate.party, ${mandateProof} as proof from mandate
    where mandate.mandatary = ${mandatary} and mandate.party = any(array[${message}.sender,
        case when ${message}.accepted_at is not null then ${message}.recipient end])
      and ${message}.type = any(mandate.message_types) and ${mandateHolds}`;
}

/** A message that a caller sees, and what has to be believed for that. */
export interface Seen {
  readonly id: string;
  readonly proof: Proof;
  /** Null where none was needed. */
  readonly mandates: readonly MandateProof[] | null;
}

/** SQL: a {@link Seen}, in JSON. Parameters as of {@link sees}. */
export function seen(message: string, actsFor: string, mandatary: string): string {
  return `json_build_object('id', ${message}.id, 'proof', ${proofOf(signedMessage, message)},
    'mandates', case when not ${isOwn(message, actsFor)}
      then (select json_agg(held.proof) from (${mandateFor(message, mandatary)}) held) end)`;
}

/** @throws {NotBelieved} */
export function checkSeen(macs: RowMacs, ...messages: Omit<Seen, 'id'>[]): void {
  for (const { proof, mandates } of messages) {
    macs.check(signedMessage, proof);
    checkMandates(macs, mandates);
  }
}
