import type { Pool } from 'pg';
import type { BelievedMandate } from '../parties/acting.ts';
import { mandateHolds } from '../parties/acting.ts';
import { partyEnded } from '../parties/ending.ts';
import type { Place } from './line.ts';

/** Seconds after which the relay looks for a message whose announcement got lost. */
export const announcedWithin = 5;

/** Who posted a message: it is the row of the access log of its POST. */
export interface Poster {
  /** Name of the credential. */
  readonly actor: string;
  /** The party of that credential. */
  readonly actorParty: string;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** A message that passed every check at the door. */
export interface NewMessage {
  readonly poster: Poster;
  /** By mandates of its sender: keep it only when one of these still holds. Null in one's own name. */
  readonly mandates: readonly BelievedMandate[] | null;
  /** Of its row; see {@link macOfMessage}. */
  readonly mac: Buffer;
  readonly id: string;
  readonly type: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly sender: string;
  readonly recipient: string;
  readonly contentHash: Buffer;
  /** Where it stands in line, and the requests that it makes. */
  readonly place: Place;
  readonly size: number;
  readonly heenberichtId: string | null;
  readonly refuses: boolean;
  /** Keep it only when its Identificatie is new for its sender, recipient and type. */
  readonly opensIdentificatie: boolean;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly finding: { readonly rule: string; readonly path: string } | null;
  /** Plain date: keep it only when the recipient is a party that takes messages on this day. */
  readonly recipientOpenOn: string | null;
}

/**
 * Commits a message with all that must survive: its key, its content, its findings and the outbox
 * row that says that it needs its next step. One statement, so one round trip and one commit; it
 * happens whole or not at all. That the recipient is there is part of it, so that the usual
 * message costs one question to Postgres; and so is the mandate, which is locked until the commit: who
 * withdraws it waits for this, or this finds it withdrawn.
 *
 * @returns false when the recipient takes no messages, what it answers was forgotten, who posts it has
 *   ended, the mandate does not hold (any more), or the Identificatie is not new: then nothing happened
 * @throws the violation of `message_same_bytes`, `message_same_identificatie` or `message_one_answer` when
 *   somebody was first
 */
export async function keepMessage(pool: Pool, message: NewMessage): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'keep-message',
    text: `
      with mandated as (
        select id from mandate
        -- As it was when it was believed.
        where id = any($24::uuid[]) and exists (
            select from unnest($24::uuid[], $26::bytea[]) believed (id, mac)
            where believed.id = mandate.id and believed.mac is not distinct from mandate.mac
          )
          and mandatary = $21 and party = $7 and $2 = any(message_types) and ${mandateHolds}
        order by id limit 1 for share
      ), kept as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses,
          received_at, changed_at, line, finding_count, actor, actor_party, mandate_id, address,
          request_id, opens_identificatie, mac)
        select $1, nextval('message_acceptance'), $2, $3, $4, $5, $6, $7, $8, 'received', $9, $10,
          $11, $12, now(), now(), $18, ($15::text is not null)::integer, $20, $21,
          (select id from mandated), $22, $23, $25, $27
        where ($17::date is null or exists
            (select from party where code = $8 and (until is null or until >= $17::date)))
          and ($24::uuid[] is null or exists (select from mandated))
          and not exists (select from party where code = $21 and ${partyEnded})
          and (not $25 or not exists (select from message where afzender = $3 and ontvanger = $4
            and identificatie = $5 and type = $2 and status <> 'refused'))
          -- What an answer is to is not forgotten meanwhile.
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
      select id, acceptance, now() + interval '${announcedWithin} seconds' from kept`,
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
      message.recipientOpenOn,
      message.place.line,
      message.place.requests,
      message.poster.actor,
      message.poster.actorParty,
      message.poster.address,
      message.poster.requestId,
      message.mandates?.map(({ id }) => id) ?? null,
      message.opensIdentificatie,
      message.mandates?.map(({ mac }) => mac) ?? null,
      message.mac,
    ],
  });
  return rowCount === 1;
}
