import type { Pool } from 'pg';
import { isLedgerType } from '../../ledger/past/bericht.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { stepsOf } from '../../queue/outbox.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { berichten } from '../../standard/catalogue.ts';
import { rulesOf } from '../../standard/rules/check.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import {
  NotBelieved,
  type Proof,
  proofIfAny,
  proofOf,
  type RowMacs,
} from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { isItsTurn } from '../lifecycle/line-up.ts';
import { signedMessage } from '../signed.ts';

/** A message whose step is being done. */
export interface InHand {
  readonly id: string;
  readonly type: BerichtType;
  readonly acceptance: string;
  /** The id of the HTTP request that posted it, for the log. */
  readonly requestId: string | null;
  /** Who sent it: judging it takes the turn of that party. */
  readonly sender: string;
  readonly recipient: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  /** It is a retour that refuses its heenbericht. */
  readonly refuses: boolean;
  /** Who answers in the name of the recipient. */
  readonly retourBy: 'gateway' | 'party';
  /** Who decides on a declaration. */
  readonly declarations: 'gateway' | 'party';
  /** Whether it is checked by the rules; then its content is read. */
  readonly judged: boolean;
  /** The content to judge, or of a retour that refuses, encrypted; null when it is large (see {@link readContent}) or forgotten. */
  readonly sealed: Buffer | null;
  readonly wrappedKey: Buffer | null;
  readonly contentVersion: number | null;
  /** The id of the message whose content is read, when that is large, or the JW323 that it answers. */
  readonly large: string | null;
  /** The heenbericht that this retour approves: the ledger takes it over then. */
  readonly approves: { readonly id: string; readonly type: BerichtType } | null;
  /** The id of the JW323 that this JW325 answers; null where the gateway does not know it. */
  readonly declaration: string | null;
}

/** Messages that have rules; a retour has none of its own. */
const ruledTypes = berichten.map(({ type }) => type).filter((type) => rulesOf(type).length > 0);
/** Retouren of messages that the ledger takes over. */
const ledgerRetouren = berichten
  .filter(({ retourOf }) => retourOf !== undefined && isLedgerType(retourOf))
  .map(({ type }) => type);

/** Up to this many bytes the content of a message is read in one query with that of others. */
const readTogether = 64 * 1024;

const stepsInHand = statement<{
  ids: readonly string[];
  ruled: readonly BerichtType[];
  ledgerRetouren: readonly BerichtType[];
}>(
  'read-in-hand',
  `
  select m.id, m.type, m.acceptance, m.request_id as "requestId", m.sender, m.recipient, m.afzender,
    m.ontvanger, m.identificatie, m.refuses, recipient.retour_by as "retourBy",
    coalesce(recipient.declarations, 'party') as declarations, judged, content.sealed, wrapped as "wrappedKey",
    content.version as "contentVersion",
    case when needs.size > ${readTogether} then needs.content_of end as large,
    case when heenbericht.id is not null
      then json_build_object('id', heenbericht.id, 'type', heenbericht.type) end as approves,
    case when m.type = 'JW325' then m.heenbericht_id end as declaration,
    ${proofOf(signedMessage, 'm')} as proof,
    ${proofIfAny(signedMessage, 'heenbericht')} as "heenberichtProof",
    json_build_array(${proofOf(signedParty, 'sender')}, ${proofOf(signedParty, 'recipient')})
      as "partyProofs"
  -- Each row is looked up by itself ("offset 0"), also while Postgres believes that a table is small. And so Postgres
  -- compares no orders of joins, which takes it longer than the statement. With the "limit" it expects few.
  from (select id from unnest($ids::uuid[]) given (id) limit cardinality($ids::uuid[])) asked
  cross join lateral (select from ${stepsOf('message')} step where id = asked.id offset 0) step
  cross join lateral (select * from message m where id = asked.id and ${isItsTurn} offset 0) m
  cross join lateral (select * from ${partyTable} party where code = m.sender offset 0) sender
  cross join lateral (select * from ${partyTable} party where code = m.recipient offset 0) recipient
  left join lateral (
    select * from message where id = m.heenbericht_id
      and m.type = any($ledgerRetouren::text[]) and not m.refuses and m.status = 'received' offset 0
  ) heenbericht on true
  cross join lateral (
    select m.type = any($ruled::text[]) and m.status = 'received' and (
      select true from message answer where answer.heenbericht_id = m.id limit 1) is null as judged
    offset 0
  ) one
  left join lateral (
    select size from message where m.type = 'JW325' and id = m.heenbericht_id offset 0
  ) declaration on true
  cross join lateral (
    select case when judged or m.refuses then m.id else heenbericht.id end as content_of,
      case when judged or m.refuses then greatest(m.size, declaration.size) else heenbericht.size end as size
    offset 0
  ) needs
  left join lateral (
    select * from message_content
    where message_id = needs.content_of and needs.size <= ${readTogether} offset 0
  ) content on true
  ${joinKey('content.message_id', 'left join')}`,
);

/**
 * Reads the messages whose steps are announced, when the step is still to be done and it is their turn. Takes
 * no lock: {@link deliver} checks again that the message still waits for its step.
 *
 * A message that already has its answer is not judged any more: in versions without rules, parties
 * could answer a message before it was in their mailbox.
 *
 * @returns a result for each id, in the same order; an error when the MAC of the message, of one of its
 *   parties or of what it answers does not fit
 */
export async function readInHand(
  pool: Pool,
  macs: RowMacs,
  messageIds: readonly string[],
): Promise<(InHand | NotBelieved | undefined)[]> {
  // pg reads bytea as text (its binary results are wrong), which is slow: only what is needed is selected.
  const { rows } = await pool.query<InHand & Proofs>(
    stepsInHand({ ids: messageIds, ruled: ruledTypes, ledgerRetouren }),
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return messageIds.map((id) => believed(macs, found.get(id)));
}

function believed(
  macs: RowMacs,
  row: (InHand & Proofs) | undefined,
): InHand | NotBelieved | undefined {
  if (!row) return undefined;
  const { proof, heenberichtProof, partyProofs, ...message } = row;
  try {
    macs.check(signedMessage, proof, heenberichtProof);
    macs.check(signedParty, ...partyProofs);
  } catch (error) {
    if (error instanceof NotBelieved) return error;
    throw error;
  }
  return message;
}

const contentOf = statement<{ messageId: string }>(
  'read-large-content',
  `select sealed, wrapped as "wrappedKey", version as "contentVersion"
  from message_content ${joinKey('message_id', 'left join')} where message_id = $messageId`,
);

/** The content of a message that is too large to be read with others. */
export async function readContent(
  pool: Pool,
  messageId: string,
): Promise<Pick<InHand, 'sealed' | 'wrappedKey' | 'contentVersion'>> {
  const { rows } = await pool.query<Pick<InHand, 'sealed' | 'wrappedKey' | 'contentVersion'>>(
    contentOf({ messageId }),
  );
  return rows[0] ?? { sealed: null, wrappedKey: null, contentVersion: null };
}

interface Proofs {
  readonly proof: Proof;
  readonly heenberichtProof: Proof | null;
  readonly partyProofs: readonly Proof[];
}
