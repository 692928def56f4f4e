import type { Pool } from 'pg';

/*
 * The statement that kept a message at commit 567770a: one message, one commit. Nothing here changes.
 */

/** A message, with all that the statement keeps of it. */
export interface FrozenMessage {
  readonly id: string;
  readonly type: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly contentHash: Buffer;
  readonly line: Buffer;
  readonly requests: readonly Buffer[];
  /** Bytes. */
  readonly size: number;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly actor: string;
  readonly address: string;
  readonly requestId: string;
}

/** Keeps a message, in the name of its Afzender. */
export async function keepMessage(pool: Pool, message: FrozenMessage): Promise<void> {
  const { afzender, ontvanger } = message;
  await pool.query({
    name: 'keep-message',
    text,
    values: [
      ...[message.id, message.type, afzender, ontvanger, message.identificatie],
      ...[message.dagtekening, afzender, ontvanger, message.contentHash, message.size],
      ...[null, false, message.wrappedKey, message.sealed, null, null, null],
      ...[message.line, message.requests, message.actor, afzender, message.address],
      ...[message.requestId, null],
    ],
  });
}

const text = `
      with mandated as (
        select id from mandate
        where $24::text is not null and mandatary = $24 and party = $7
          and $2 = any(message_types) and mandate.withdrawn_at is null
          and mandate.valid_from <= statement_timestamp()
          and (mandate.valid_until is null or mandate.valid_until > statement_timestamp())
        order by id limit 1 for share
      ), kept as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses,
          received_at, changed_at, line, finding_count, actor, actor_party, mandate_id, address,
          request_id)
        select $1, nextval('message_acceptance'), $2, $3, $4, $5, $6, $7, $8, 'received', $9, $10,
          $11, $12, now(), now(), $18, ($15::text is not null)::integer, $20, $21,
          (select id from mandated), $22, $23
        where ($17::date is null or exists
            (select from party where code = $8 and (until is null or until >= $17::date)))
          and ($24::text is null or exists (select from mandated))
          and ($11::uuid is null or exists
            (select from message where id = $11 and forgotten_at is null for key share))
        returning id, acceptance
      ), key as (
        insert into data_key (id, wrapped) select id, $13 from kept
      ), content as (
        insert into message_content (message_id, sealed) select id, $14 from kept
      ), finding as (
        insert into message_finding (message_id, ordinal, rule, path)
        select id, 1, $15, $16 from kept where $15::text is not null
      ), request as (
        insert into request_reference (reference_hash, message_id, line)
        select distinct reference, kept.id, $18::bytea from kept, unnest($19::bytea[]) reference
      )
      insert into outbox (message_id, acceptance, next_announce_at)
      select id, acceptance, now() + interval '5 seconds' from kept`;
