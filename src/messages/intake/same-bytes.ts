import type { Pool } from 'pg';
import {
  checkMandates,
  type MandateProof,
  mandateProof,
  mandatesInForce,
} from '../../parties/mandates/acting.ts';
import type { Principal } from '../../parties/principal.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { signedMessage } from '../signed.ts';

/** The answer to a post that was taken. */
export interface Submitted {
  readonly id: string;
  readonly type: BerichtType;
  readonly status: MessageStatus;
  /** The same message was taken before: nothing happened now. */
  readonly repeated: boolean;
}

/**
 * Finds the message that was taken when the same bytes were posted before:
 * - in the caller's own name, by anyone
 * - by the caller for another party, also when that mandate has ended since: a caller that got no answer must be able
 *   to learn that the message was taken. Then the status is `received`, also if it has changed.
 * - in the name of a party by whose mandate the caller may post now
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
  const { rows } = await pool.query<Omit<Submitted, 'repeated'> & Proofs>(
    sameBytes({ actsFor, contentHash, caller: party, sender }),
  );
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

/** SQL: the mandates by which the party `$caller` may post a message now. */
function heldFor(message: string, what = ''): string {
  return mandatesInForce(
    what,
    `mandate.mandatary = $caller and mandate.party = ${message}.sender
      and ${message}.type = any(mandate.message_types)`,
  );
}

const heldProofs = heldFor('message', `json_agg(${mandateProof})`);

const sameBytes = statement<{
  actsFor: readonly string[];
  contentHash: Buffer;
  caller: string | undefined;
  sender: string | null;
}>(
  'find-same-bytes',
  `
  select id, type, status, ${proofOf(signedMessage, 'message')} as proof, null::json as mandates
  from message
  where sender = any($actsFor::text[]) and content_hash = $contentHash and status <> 'refused'
  union all
  select id, type, case when exists (${heldFor('message')}) then status else 'received' end,
    ${proofOf(signedMessage, 'message')}, (${heldProofs})
  from message
  where actor_party = $caller and content_hash = $contentHash and mandate_id is not null
  union all
  select id, type, status, ${proofOf(signedMessage, 'message')}, (${heldProofs}) from message
  -- Without a mandate of that party the caller sees none of its messages.
  where sender = (
      ${mandatesInForce('party', 'mandatary = $caller and party = $sender')} limit 1
    )
    and content_hash = $contentHash and status <> 'refused' and exists (${heldFor('message')})
  limit 1`,
);
