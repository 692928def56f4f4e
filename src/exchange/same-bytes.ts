import type { Pool } from 'pg';
import { checkMandates, type MandateProof, mandateHolds, mandateProof } from '../parties/acting.ts';
import type { Principal } from '../parties/principal.ts';
import { type Proof, proofOf, type RowMacs } from '../store/row-mac.ts';
import type { MessageStatus } from '../store/tables.ts';
import { signedMessage } from './signed.ts';

/** The answer to a message that was taken. */
export interface Submitted {
  readonly id: string;
  readonly type: string;
  readonly status: MessageStatus;
  /** These very bytes were taken before: nothing happened now. */
  readonly repeated: boolean;
}

/**
 * Finds the message that was taken when these very bytes were posted before: in the caller's own name,
 * by whomever; by the caller for another, also when that mandate has ended since, for who got no answer
 * must be able to learn that it was taken (and no more: `received`, whatever became of it); or in the name of a party by whose mandate it may post now.
 *
 * @param sender in whose name the caller posts them now, when that is not its own
 */
export async function findSameBytes(
  pool: Pool,
  macs: RowMacs,
  { party, actsFor }: Principal,
  contentHash: Buffer,
  sender: string | null,
): Promise<Submitted | undefined> {
  const { rows } = await pool.query<Omit<Submitted, 'repeated'> & Proofs>({
    name: 'find-same-bytes',
    text: `
      select id, type, status, ${proofOf(signedMessage, 'message')} as proof, null::json as mandates
      from message
      where sender = any($1) and content_hash = $2 and status <> 'refused'
      union all
      select id, type, case when exists (${heldFor('message')}) then status else 'received' end,
        ${proofOf(signedMessage, 'message')}, (${heldProofs})
      from message
      where actor_party = $3 and content_hash = $2 and mandate_id is not null
      union all
      select id, type, status, ${proofOf(signedMessage, 'message')}, (${heldProofs}) from message
      -- Who has no mandate of that party reads none of its messages.
      where sender = (
          select party from mandate where mandatary = $3 and party = $4 and ${mandateHolds} limit 1
        )
        and content_hash = $2 and status <> 'refused' and exists (${heldFor('message')})
      limit 1`,
    values: [actsFor, contentHash, party, sender],
  });
  if (!rows[0]) return undefined;
  const { proof, mandates, ...found } = rows[0];
  macs.check(signedMessage, proof);
  checkMandates(macs, mandates);
  return { ...found, repeated: true };
}

interface Proofs {
  readonly proof: Proof;
  readonly mandates: readonly MandateProof[] | null;
}

/** SQL: the mandates by which the caller ($3) may post a message now. */
function heldFor(message: string, what = ''): string {
  return `select ${what} from mandate where mandate.mandatary = $3 and mandate.party = ${message}.sender
    and ${message}.type = any(mandate.message_types) and ${mandateHolds}`;
}

const heldProofs = heldFor('message', `json_agg(${mandateProof})`);
