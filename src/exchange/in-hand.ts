import type { Pool } from 'pg';
import { isLedgerType } from '../ledger/about.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import { berichten } from '../standard/catalogue.ts';
import { rulesOf } from '../standard/rules/check.ts';
import { type Proof, proofIfAny, proofOf, type RowMacs } from '../store/row-mac.ts';
import { signedParty } from '../store/signed-party.ts';
import { signedMessage } from './signed.ts';

/** A message whose step it is. */
export interface InHand {
  readonly id: string;
  readonly type: BerichtType;
  readonly acceptance: string;
  /** Of the request that brought it, for the log. */
  readonly requestId: string | null;
  /** Who sent it: its judgement is done in the turns of that party. */
  readonly sender: string;
  readonly recipient: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  /** Who answers in the name of the recipient. */
  readonly retourBy: 'gateway' | 'party';
  /** Whether it is held against the rules; then its content is read. */
  readonly judged: boolean;
  /** Encrypted. */
  readonly sealed: Buffer | null;
  readonly wrappedKey: Buffer | null;
  readonly contentVersion: number | null;
  /** The heenbericht that a retour of its recipient approves: what it says becomes true by that. */
  readonly approves: { readonly id: string; readonly type: BerichtType } | null;
}

/** Messages that have rules; a retour has none within itself. */
const ruledTypes = berichten.map(({ type }) => type).filter((type) => rulesOf(type).length > 0);
/** Retouren of messages of which the ledger remembers something. */
const tellingTypes = berichten
  .filter(({ retourOf }) => retourOf !== undefined && isLedgerType(retourOf))
  .map(({ type }) => type);

/** SQL: whether `message m` is first in its line. Asked thus because of how Postgres finds it. */
export const isItsTurn = `coalesce(m.acceptance <= (
    select unfinished.acceptance from message unfinished
    where unfinished.line = m.line and unfinished.status in ('received', 'failed')
    order by unfinished.acceptance limit 1
  ), true)`;

/**
 * Reads the message whose step is announced, when it is there to be done and it is its turn. Takes
 * no lock: what is decided on it counts only if {@link deliver} still finds it so.
 *
 * A message that has its answer already is not judged any more: before there were rules, parties
 * could answer one before it was in their mailbox.
 *
 * @throws {NotBelieved} when it, its parties or what it answers were not written by the gateway so
 */
export async function readInHand(
  pool: Pool,
  macs: RowMacs,
  messageId: string,
): Promise<InHand | undefined> {
  // pg reads bytea as text (it spoils binary results): only what is needed is asked.
  const { rows } = await pool.query<InHand & Proofs>({
    name: 'read-in-hand',
    text: `
      select m.id, m.type, m.acceptance, m.request_id as "requestId", m.sender, m.recipient, m.afzender,
        m.ontvanger, m.identificatie, recipient.retour_by as "retourBy", judged, content.sealed, data_key.wrapped as "wrappedKey",
        content.version as "contentVersion",
        case when heenbericht.id is not null
          then json_build_object('id', heenbericht.id, 'type', heenbericht.type) end as approves,
        ${proofOf(signedMessage, 'm')} as proof,
        ${proofIfAny(signedMessage, 'heenbericht')} as "heenberichtProof",
        json_build_array(${proofOf(signedParty, 'sender')}, ${proofOf(signedParty, 'recipient')})
          as "partyProofs"
      from outbox join message m on m.id = outbox.id
      join party sender on sender.code = m.sender
      join party recipient on recipient.code = m.recipient
      left join message heenbericht on heenbericht.id = m.heenbericht_id
        and m.type = any($3) and not m.refuses and m.status = 'received'
      cross join lateral (
        select m.type = any($2) and m.status = 'received'
          and not exists (select from message answer where answer.heenbericht_id = m.id) as judged
      ) needs
      left join message_content content
        on content.message_id = case when judged then m.id else heenbericht.id end
      left join data_key on data_key.id = content.message_id
      where outbox.kind = 'message' and outbox.id = $1 and ${isItsTurn}`,
    values: [messageId, ruledTypes, tellingTypes],
  });
  if (!rows[0]) return undefined;
  const { proof, heenberichtProof, partyProofs, ...message } = rows[0];
  macs.check(signedMessage, proof, heenberichtProof);
  macs.check(signedParty, ...partyProofs);
  return message;
}

interface Proofs {
  readonly proof: Proof;
  readonly heenberichtProof: Proof | null;
  readonly partyProofs: readonly Proof[];
}
