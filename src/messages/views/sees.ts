import {
  checkMandates,
  type MandateProof,
  mandateProof,
  mandatesInForce,
} from '../../parties/mandates/acting.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { signedMessage } from '../signed.ts';

/**
 * SQL: whether a caller sees a message: its own, or one of a party by whose mandate it acts now. The sender sees
 * a message from the start, the recipient once it is in the mailbox.
 *
 * @param message the name of the row in the statement
 * @param actsFor the parameter with the caller's own codes
 * @param mandatary the parameter with the code of the caller's party; own messages need no mandate
 */
export function sees(message: string, actsFor: string, mandatary: string): string {
  return `(${isOwn(message, actsFor)} or exists (${mandateFor(message, mandatary)}))`;
}

/** SQL: whether a message is the caller's own. Parameters as for {@link sees}. */
export function isOwn(message: string, actsFor: string): string {
  return `(${message}.sender = any(${actsFor})
    or (${message}.recipient = any(${actsFor}) and ${message}.accepted_at is not null))`;
}

/** SQL: the mandates by which a caller sees a message, with their proofs. Parameters as for {@link sees}. */
export function mandateFor(message: string, mandatary: string): string {
  return mandatesInForce(
    `mandate.id, mandate.party, ${mandateProof} as proof`,
    `mandate.mandatary = ${mandatary} and mandate.party = any(array[${message}.sender,
        case when ${message}.accepted_at is not null then ${message}.recipient end])
      and ${message}.type = any(mandate.message_types)`,
  );
}

/** A message that a caller sees, and the proofs to check for that. */
export interface Seen {
  readonly id: string;
  readonly proof: Proof;
  /** Null when none was needed. */
  readonly mandates: readonly MandateProof[] | null;
}

/** SQL: a {@link Seen}, in JSON. Parameters as for {@link sees}. */
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
