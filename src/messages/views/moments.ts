import type { PoolClient } from 'pg';
import type { BerichtType } from '../../standard/catalogue.ts';
import { statement } from '../../store/statement.ts';

/** When a message was sent, received and answered. Without anything of its content. */
export interface MessageMoments {
  readonly id: string;
  readonly type: BerichtType;
  readonly sender: string;
  readonly recipient: string;
  /** It is with its recipient, or was: `accepted` or `delivered`. */
  readonly stands: boolean;
  /** When it was posted. */
  readonly receivedAt: Date;
  /** When it came into the mailbox of its recipient; null when it did not. */
  readonly acceptedAt: Date | null;
  /** A plain date, as the message writes it. */
  readonly dagtekening: string;
  /** The message that it answers. */
  readonly heenberichtId: string | null;
  /** Its retour, or the JW325 to it, once that is with the sender. */
  readonly answer: { readonly id: string; readonly sentAt: Date } | null;
}

interface Row extends Omit<MessageMoments, 'answer'> {
  readonly answerId: string | null;
  readonly answerSentAt: Date | null;
}

const momentsOfThose = statement<{ ids: readonly string[] }>(
  'message-moments',
  `select m.id, m.type, m.sender, m.recipient, m.status in ('accepted', 'delivered') as stands,
    m.received_at as "receivedAt", m.accepted_at as "acceptedAt", m.dagtekening,
    m.heenbericht_id as "heenberichtId", answer.id as "answerId", answer.received_at as "answerSentAt"
  from unnest($ids::uuid[]) asked (id)
  cross join lateral (select * from message where id = asked.id offset 0) m
  left join lateral (
    select id, received_at from message
    where heenbericht_id = m.id and accepted_at is not null offset 0
  ) answer on true
  where m.status <> 'refused'`,
);

/** The moments of messages, by id. Of those that were refused, or are not there, there is nothing. */
export async function momentsOf(
  client: PoolClient,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, MessageMoments>> {
  const asked = [...new Set(ids)];
  if (asked.length === 0) return new Map();
  const { rows } = await client.query<Row>(momentsOfThose({ ids: asked }));
  return new Map(
    rows.map(({ answerId, answerSentAt, ...row }) => [
      row.id,
      { ...row, answer: answerId && answerSentAt ? { id: answerId, sentAt: answerSentAt } : null },
    ]),
  );
}
