import type { Pool } from 'pg';
import type { BerichtType } from '../../standard/catalogue.ts';
import {
  NotBelieved,
  type Proof,
  proofIfAny,
  proofOf,
  type RowMacs,
} from '../../store/keys/row-mac.ts';
import { type ColumnTypes, listStatement } from '../../store/rows.ts';
import { signedMessage } from '../signed.ts';

/** How an answer names the message that it answers. */
export interface Identification {
  readonly type: BerichtType;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  /** That message and no other with this identification; null: any. */
  readonly id: string | null;
}

/** The message that an answer names, or why it cannot be answered. */
export type Unanswered =
  | { readonly id: string; readonly line: Buffer }
  /** Each message with this identification has its answer; the last one came from the party at this moment. */
  | { readonly answeredAt: Date }
  /** Likewise, from the gateway. */
  | 'answered-by-gateway'
  /** It is not in the mailbox of the party that answers it. */
  | 'not-delivered'
  /** Its content is deleted, so an approval cannot be written to the ledger. */
  | 'heenbericht-forgotten'
  | undefined;

/**
 * Finds the messages that answers are about: the oldest message with this identification that has no answer.
 * (There can be more than one: a message that violates TR056 has the identification of another, and a gemeente may
 * set level 3 to advise only.)
 *
 * Only a message in a mailbox can be answered: before that the gateway may still refuse it, and a
 * message has one answer. A forgotten message cannot be answered any more.
 *
 * @returns a result for each, in the same order; undefined when there is none, an error when its MAC does not fit
 */
export async function findUnanswered(
  pool: Pool,
  macs: RowMacs,
  wanted: readonly Identification[],
): Promise<(Unanswered | NotBelieved)[]> {
  const { rows } = await pool.query<Found>(statement(wanted.map((one, nr) => ({ ...one, nr }))));
  const found = new Map(rows.map((row) => [row.nr, row]));
  return wanted.map((_, nr) => saidOf(macs, found.get(nr)));
}

interface Found {
  readonly nr: number;
  readonly id: string;
  readonly line: Buffer;
  readonly answered: boolean;
  readonly accepted: boolean;
  readonly forgotten: boolean;
  readonly byGateway: boolean | null;
  readonly answeredAt: Date | null;
  readonly proof: Proof;
  readonly answerProof: Proof | null;
}

const types: ColumnTypes<Identification & { readonly nr: number }> = {
  nr: 'integer',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  id: 'uuid',
};

const statement = listStatement(
  'find-unanswered',
  'wanted',
  types,
  (given) => `
  with ${given}
  select nr, found.* from wanted cross join lateral (
    select message.id, message.line, answer.id is not null as answered,
      answer.received_at as "answeredAt",
      message.accepted_at is not null as accepted, message.forgotten_at is not null as forgotten,
      answer.by_gateway as "byGateway", ${proofOf(signedMessage, 'message')} as proof,
      ${proofIfAny(signedMessage, 'answer')} as "answerProof"
    from message left join message answer on answer.heenbericht_id = message.id
    where message.afzender = wanted.afzender and message.ontvanger = wanted.ontvanger
      and message.identificatie = wanted.identificatie and message.dagtekening = wanted.dagtekening
      and message.type = wanted.type and message.status <> 'refused'
      and (wanted.id is null or message.id = wanted.id)
    order by answered, forgotten, accepted desc, message.acceptance
    limit 1
  ) found`,
);

function saidOf(macs: RowMacs, found: Found | undefined): Unanswered | NotBelieved {
  if (!found) return undefined;
  try {
    macs.check(signedMessage, found.proof, found.answerProof);
  } catch (error) {
    if (error instanceof NotBelieved) return error;
    throw error;
  }
  if (found.answeredAt)
    return found.byGateway ? 'answered-by-gateway' : { answeredAt: found.answeredAt };
  if (found.forgotten) return 'heenbericht-forgotten';
  return found.accepted ? { id: found.id, line: found.line } : 'not-delivered';
}
