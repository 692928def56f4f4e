import type { Pool } from 'pg';
import type { BerichtType } from '../standard/catalogue.ts';
import { type Proof, proofIfAny, proofOf, type RowMacs } from '../store/row-mac.ts';
import { signedMessage } from './signed.ts';

/** By what an answer names the message that it answers. */
export interface Identification {
  readonly type: BerichtType;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
}

/** A message that an answer names, or why it cannot be answered. */
export type Unanswered =
  | { readonly id: string; readonly line: Buffer }
  /** All of them have their answer, the last from the gateway itself or from the party. */
  | 'answered'
  | 'answered-by-gateway'
  /** It has not come into the mailbox of who answers it. */
  | 'not-delivered'
  /** Its content is gone, and with it what would become true by an answer. */
  | 'heenbericht-forgotten'
  | undefined;

/**
 * Finds the message that an answer is about: of those that carry this identification the oldest
 * without an answer. (What breaks TR056 carries that of another, and a gemeente may take it as advice.)
 *
 * Only what is in a mailbox can be answered: before that the gateway may still refuse it, and a
 * message has one answer. One that was forgotten cannot be answered any more.
 *
 * @returns undefined when there is none
 * @throws {NotBelieved}
 */
export async function findUnanswered(
  pool: Pool,
  macs: RowMacs,
  wanted: Identification,
): Promise<Unanswered> {
  const { rows } = await pool.query<{
    id: string;
    line: Buffer;
    answered: boolean;
    accepted: boolean;
    forgotten: boolean;
    byGateway: boolean | null;
    proof: Proof;
    answerProof: Proof | null;
  }>({
    name: 'find-unanswered',
    text: `
      select message.id, message.line, answer.id is not null as answered,
        message.accepted_at is not null as accepted, message.forgotten_at is not null as forgotten,
        answer.by_gateway as "byGateway", ${proofOf(signedMessage, 'message')} as proof,
        ${proofIfAny(signedMessage, 'answer')} as "answerProof"
      from message left join message answer on answer.heenbericht_id = message.id
      where message.afzender = $1 and message.ontvanger = $2 and message.identificatie = $3
        and message.dagtekening = $4 and message.type = $5 and message.status <> 'refused'
      order by answered, forgotten, accepted desc, message.acceptance
      limit 1`,
    values: [
      wanted.afzender,
      wanted.ontvanger,
      wanted.identificatie,
      wanted.dagtekening,
      wanted.type,
    ],
  });
  const found = rows[0];
  if (!found) return undefined;
  macs.check(signedMessage, found.proof, found.answerProof);
  if (found.answered) return found.byGateway ? 'answered-by-gateway' : 'answered';
  if (found.forgotten) return 'heenbericht-forgotten';
  return found.accepted ? { id: found.id, line: found.line } : 'not-delivered';
}
