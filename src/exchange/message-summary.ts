import { berichten } from '../standard/catalogue.ts';
import {
  NotBelieved,
  type OnNotBelieved,
  type Proof,
  proofOf,
  type RowMacs,
} from '../store/row-mac.ts';
import type { MessageStatus } from '../store/tables.ts';
import { signedMessage } from './signed.ts';

/** What a retour says of its heenbericht. */
export type Outcome = 'approved' | 'refused';

/** A message as its parties see it, without its content. */
export interface MessageSummary {
  readonly id: string;
  /** Null for a refused message of which the type could not be told. */
  readonly type: string | null;
  readonly status: MessageStatus;
  readonly sender: string;
  /** Of a refused message: as its Header says, where that could be read. */
  readonly recipient: string | null;
  /** Likewise. */
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  /** The message that this retour or JW325 answers; null also where the caller may not see it. */
  readonly heenberichtId: string | null;
  /** The retour or JW325 that answers this message; likewise. */
  readonly answerId: string | null;
  /**
   * What its retour says, or what it says itself when it is one. Null: there is no retour yet, or the
   * answer is a JW325 of a gemeente, which tells it of each Prestatie.
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
 * SQL: where a message goes. Of one that was refused its Header says where it would have gone, as far as
 * it could be read: a retour goes to the Afzender.
 *
 * @param message with a dot, as in `m.`; empty where there is one table only
 */
export function recipientOf(message: string): string {
  const [recipient, type, sender, afzender, ontvanger] = [
    ...['recipient', 'type', 'sender', 'afzender', 'ontvanger'].map((name) => message + name),
  ];
  return `coalesce(${recipient}, case
    when ${type} in (${retouren.join(', ')}) and ${afzender} is distinct from ${sender}
    then ${afzender} else ${ontvanger} end)`;
}

/** SQL: what a summary holds that stands in the row itself. */
export const ownColumns = `m.id, m.type, m.status, m.sender, ${recipientOf('m.')} as recipient,
  m.identificatie, m.dagtekening, m.size, m.received_at as "receivedAt",
  m.changed_at as "changedAt", m.forgotten_at as "forgottenAt"`;

/** SQL: what a summary of `message m` holds besides, with {@link linkJoins}. */
export const linkColumns = `heenbericht.id as "heenberichtId", answer.id as "answerId",
  case when m.heenbericht_id is not null then ${says('m')}
    when answer.id is not null then ${says('answer')} end as outcome,
  json_build_array(heenbericht.proof, answer.proof) as "linkProofs"`;

/** What has to be believed of the messages of {@link linkColumns}. */
export interface LinkProofs {
  readonly linkProofs: readonly (Proof | null)[];
}

/** Takes the proofs out of rows with links. @throws {NotBelieved} */
export function checkedLinks<Row extends LinkProofs>(
  macs: RowMacs,
  { linkProofs, ...row }: Row,
): Omit<Row, 'linkProofs'> {
  macs.check(signedMessage, ...linkProofs);
  return row;
}

/**
 * Takes the proofs out of rows of a list. A link that is not believed is left out: what it is linked to is a
 * message as good as others.
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
    // Without an answer it is the message itself that tells.
    outcome: answer || row.answerId === null ? row.outcome : null,
  };
}

/** SQL: the {@link Outcome} that the retour of this name tells; null of a JW325. */
export function says(answer: string): string {
  return `case when ${answer}.refuses then 'refused'
    when ${answer}.type <> 'JW325' then 'approved' end`;
}

/**
 * SQL: the messages that `message m` answers and is answered by.
 *
 * @param visible whether the caller may see the row of this name: what the gateway refused in a party's
 *   name is not the party's to see
 */
export function linkJoins(visible: (message: string) => string): string {
  return `left join lateral (${linked('id = m.heenbericht_id')}) heenbericht
      on ${visible('heenbericht')}
    left join lateral (${linked('heenbericht_id = m.id')}) answer on ${visible('answer')}`;
}

// `offset 0`: each by itself, through the index, whatever Postgres believes of how many there are.
function linked(condition: string): string {
  return `select id, type, sender, recipient, accepted_at, refuses,
      ${proofOf(signedMessage, 'message')} as proof from message
    where ${condition} offset 0`;
}
