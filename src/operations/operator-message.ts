import {
  type OutboxFacts,
  outboxColumns,
  type Waiting,
  waitingOf,
} from '../messages/views/cause.ts';
import { recipientOf } from '../messages/views/message-summary.ts';
import { holderOf } from '../messages/views/message-table.ts';
import { stepsOf } from '../queue/outbox.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import type { MessageStatus } from '../store/tables.ts';

/** A message as operators see it: nothing that a party wrote but type and codes. */
export interface OperatorMessage {
  readonly id: string;
  readonly type: BerichtType | null;
  readonly status: MessageStatus;
  readonly sender: string;
  readonly recipient: string | null;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: Date;
  readonly changedAt: Date;
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  /** When its content was deleted, because its term was over. */
  readonly forgottenAt: Date | null;
  /** Why processing gave up. */
  readonly errorCode: string | null;
  /** Why it was refused: the code of the problem. */
  readonly refusal: string | null;
  /** It waits behind a failed message in its line; `heldBy` is that message. */
  readonly held: boolean;
  readonly heldBy: string | null;
  /** Why its step is not done yet, and when it is tried. */
  readonly waiting: Waiting | null;
}

/** SQL: the columns of an {@link OperatorMessage}, of `m`; needs {@link operatorJoins}. Never the Identificatie: it is free text of a party. */
export const operatorColumns = `m.id, m.type, m.status, m.sender, ${recipientOf('m.')} as recipient, m.size,
  m.received_at as "receivedAt", m.changed_at as "changedAt", m.accepted_at as "acceptedAt",
  m.delivered_at as "deliveredAt", m.forgotten_at as "forgottenAt", m.error_code as "errorCode",
  m.refusal_code as refusal,
  holder.id is not null as held, holder.id as "heldBy", ${outboxColumns}`;

/** SQL: what is joined to `m` for {@link operatorColumns}. */
export const operatorJoins = `left join lateral (
    select ${holderOf('m')} as id where m.status = 'received'
  ) holder on true
  -- The first row from this id on, which counts only when it has this id: so Postgres uses the primary key, also
  -- when its statistics say that the table is small.
  left join lateral (
    select * from ${stepsOf('message')} step where step.id >= m.id and m.status = 'received'
    order by step.id limit 1
  ) outbox on outbox.id = m.id`;

/** A row of {@link operatorColumns}. */
export type OperatorRow<Message> = Omit<Message, 'waiting'> & OutboxFacts;

/** Makes a message of its row. */
export function ofRow<R extends OutboxFacts & { readonly held: boolean }>(row: R) {
  const { tries, nextTryAt, lastError, ...message } = row;
  return { ...message, waiting: waitingOf({ tries, nextTryAt, lastError }, row.held) };
}
