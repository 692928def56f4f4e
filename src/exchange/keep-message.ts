import type { Pool } from 'pg';

/** A message that passed every check at the door. */
export interface NewMessage {
  readonly id: string;
  readonly type: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly sender: string;
  readonly recipient: string;
  readonly contentHash: Buffer;
  readonly size: number;
  readonly heenberichtId: string | null;
  readonly refuses: boolean;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly finding: { readonly rule: string; readonly path: string } | null;
}

/**
 * Commits a message with all that must survive: its key, its content, its findings and the outbox
 * row that says that it needs its next step. One statement, so one round trip and one commit; it
 * happens whole or not at all.
 *
 * @throws the violation of `message_same_bytes` or `message_one_answer` when somebody was first
 */
export async function keepMessage(pool: Pool, message: NewMessage): Promise<void> {
  await pool.query({
    name: 'keep-message',
    text: `
      with kept as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses,
          received_at, changed_at)
        values ($1, nextval('message_acceptance'), $2, $3, $4, $5, $6, $7, $8, 'received', $9, $10,
          $11, $12, now(), now())
        returning id, acceptance
      ), key as (
        insert into data_key (id, wrapped) values ($1, $13)
      ), content as (
        insert into message_content (message_id, sealed) values ($1, $14)
      ), finding as (
        insert into message_finding (message_id, ordinal, rule, path)
        select $1, 1, $15, $16 where $15::text is not null
      )
      insert into outbox (message_id, acceptance, next_announce_at)
      select id, acceptance, now() from kept`,
    values: [
      message.id,
      message.type,
      message.afzender,
      message.ontvanger,
      message.identificatie,
      message.dagtekening,
      message.sender,
      message.recipient,
      message.contentHash,
      message.size,
      message.heenberichtId,
      message.refuses,
      message.wrappedKey,
      message.sealed,
      message.finding?.rule ?? null,
      message.finding?.path ?? null,
    ],
  });
}
