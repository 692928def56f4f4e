import type { BerichtType } from '../../standard/catalogue.ts';
import { berichten } from '../../standard/catalogue.ts';
import {
  NotBelieved,
  type OnNotBelieved,
  type Proof,
  proofOf,
  type RowMacs,
} from '../../store/keys/row-mac.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { signedMessage } from '../signed.ts';

/** What a retour reports about its heenbericht. */
export type Outcome = 'approved' | 'refused';

/** A message as its parties see it, without its content. */
export interface MessageSummary {
  readonly id: string;
  /** Null for a refused message whose type is not known. */
  readonly type: BerichtType | null;
  readonly status: MessageStatus;
  readonly sender: string;
  /** Of a refused message: from its Header, if that could be read. */
  readonly recipient: string | null;
  /** Also from the Header. */
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  /** The message that this retour or JW325 answers; null also where the caller may not see it. */
  readonly heenberichtId: string | null;
  /** The retour or JW325 that answers this message; likewise. */
  readonly answerId: string | null;
  /**
   * What its retour reports, or what it reports itself when it is a retour. Null: there is no retour yet, or the
   * answer is a JW325 of a gemeente, which reports on each Prestatie.
   */
  readonly outcome: Outcome | null;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: Date;
  readonly changedAt: Date;
  /** Null: its content is there. */
  readonly forgottenAt: Date | null;
}

const retouren = berichten.filter(({ retourOf }) => retourOf).map(({ type }) => `'${type}'`);

/**
 * SQL: the recipient of a message. For a refused message it is taken from the Header, if that could be read: a retour
 * goes to the Afzender.
 *
 * @param message the name of the row with a dot, as in `m.`; empty where there is one table only
 */
export function recipientOf(message: string): string {
  const [recipient, type, sender, afzender, ontvanger] = [
    ...['recipient', 'type', 'sender', 'afzender', 'ontvanger'].map((name) => message + name),
  ];
  return `coalesce(${recipient}, case
    when ${type} in (${retouren.join(', ')}) and ${afzender} is distinct from ${sender}
    then ${afzender} else ${ontvanger} end)`;
}

/** SQL: the columns of a summary that are in the row of the message itself. */
export const ownColumns = `m.id, m.type, m.status, m.sender, ${recipientOf('m.')} as recipient,
  m.identificatie, m.dagtekening, m.size, m.received_at as "receivedAt",
  m.changed_at as "changedAt", m.forgotten_at as "forgottenAt"`;

/** SQL: the other columns of a summary of `message m`; needs {@link linkJoins}. */
export const linkColumns = `heenbericht.id as "heenberichtId", answer.id as "answerId",
  case when m.heenbericht_id is not null then ${says('m')}
    when answer.id is not null then ${says('answer')} end as outcome,
  json_build_array(heenbericht.proof, answer.proof) as "linkProofs"`;

/** The proofs of the messages of {@link linkColumns}: their MACs have to be checked. */
export interface LinkProofs {
  readonly linkProofs: readonly (Proof | null)[];
}

/** Checks the proofs of a row with links, and removes them. @throws {NotBelieved} */
export function checkedLinks<Row extends LinkProofs>(
  macs: RowMacs,
  { linkProofs, ...row }: Row,
): Omit<Row, 'linkProofs'> {
  macs.check(signedMessage, ...linkProofs);
  return row;
}

/**
 * Checks the proofs of a row of a list, and removes them. A link to a message whose MAC does not fit is left out; the
 * row itself stays.
 */
export function believedLinks<
  Row extends LinkProofs & Pick<MessageSummary, 'heenberichtId' | 'answerId' | 'outcome'>,
>(
  macs: RowMacs,
  { linkProofs, ...row }: Row,
  onNotBelieved: OnNotBelieved,
): Omit<Row, 'linkProofs'> {
  const [heenbericht, answer] = linkProofs.map((proof) => {
    if (proof === null) return false;
    const believed = macs.believes(signedMessage, proof);
    if (!believed) onNotBelieved(new NotBelieved(signedMessage.name, proof[1] ?? ''));
    return believed;
  });
  return {
    ...row,
    heenberichtId: heenbericht ? row.heenberichtId : null,
    answerId: answer ? row.answerId : null,
    // Without an answer the outcome comes from the message itself.
    outcome: answer || row.answerId === null ? row.outcome : null,
  };
}

/** SQL: the {@link Outcome} that a retour reports; null for a JW325. @param answer its name in the statement */
export function says(answer: string): string {
  return `case when ${answer}.refuses then 'refused'
    when ${answer}.type <> 'JW325' then 'approved' end`;
}

/**
 * SQL: joins the message that `message m` answers, and the one that answers it.
 *
 * @param visible SQL: whether the caller may see the row of this name. A message that the gateway refused in the
 *   name of a party is not visible to that party
 */
export function linkJoins(visible: (message: string) => string): string {
  return `left join lateral (${linked('id = m.heenbericht_id')}) heenbericht
      on ${visible('heenbericht')}
    left join lateral (${linked('heenbericht_id = m.id')}) answer on ${visible('answer')}`;
}

// `offset 0` makes Postgres look up each one through the index, also when its estimate of the number is wrong.
function linked(condition: string): string {
  return `select id, type, sender, recipient, accepted_at, refuses,
      ${proofOf(signedMessage, 'message')} as proof from message
    where ${condition} offset 0`;
}
