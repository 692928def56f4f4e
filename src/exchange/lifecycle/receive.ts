import type { Pool } from 'pg';
import type { BelievedMandate } from '../../parties/acting.ts';
import { mandateHolds } from '../../parties/acting.ts';
import { partyEnded } from '../../parties/ending.ts';
import { type ColumnTypes, nameFor, rowsAs } from '../../store/rows.ts';
import type { Place } from '../line.ts';
import { changed } from './changed.ts';

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
 * Commits messages with all that must survive: their keys, contents and findings, the outbox rows that say
 * that they need their next step, and the events. One statement, so one round trip and one commit; each
 * message is kept whole or not at all. That the recipient is there is part of it, so that the usual
 * message costs one question to Postgres; and so is the mandate, which is locked until the commit: who
 * withdraws it waits for this, or this finds it withdrawn.
 *
 * @param messages in the order in which they are accepted
 * @returns ids of those that were kept. Nothing happened to the others: the recipient takes no messages,
 *   what it answers was forgotten, who posts it has ended, the mandate does not hold (any more), or the
 *   Identificatie is not new
 * @throws the violation of `message_same_bytes`, `message_same_identificatie` or `message_one_answer` when
 *   somebody was first, be it another of these: then none was kept
 */
export async function receive(
  pool: Pool,
  messages: readonly NewMessage[],
): Promise<ReadonlySet<string>> {
  const given = rowsAs('new', types, messages.map(rowOf));
  const { rows } = await pool.query<{ id: string }>({
    name: nameFor('receive', messages),
    // Who looks at what Postgres is doing sees the beginning only.
    text: `/* receive */
      with new as not materialized (
        select * from ${given.text}
      ), mandated as (
        select new.id as message_id, held.id from new cross join lateral (
          select id from mandate
          -- As it was when it was believed.
          where id = any(new.mandates) and exists (
              select from unnest(new.mandates, new.mandate_macs) believed (id, mac)
              where believed.id = mandate.id and believed.mac is not distinct from mandate.mac
            )
            and mandatary = new.actor_party and party = new.sender
            and new.type = any(message_types) and ${mandateHolds}
          order by id limit 1 for share
        ) held
      ), kept as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses,
          received_at, changed_at, line, finding_count, actor, actor_party, mandate_id, address,
          request_id, opens_identificatie, mac)
        select id, nextval('message_acceptance'), type, afzender, ontvanger, identificatie,
          dagtekening, sender, recipient, 'received', content_hash, size, heenbericht_id, refuses,
          now(), now(), line, (rule is not null)::integer, actor, actor_party,
          (select mandated.id from mandated where message_id = new.id), address,
          request_id, opens_identificatie, mac
        from new
        where (open_on is null or exists
            (select from party where code = new.recipient and (until is null or until >= new.open_on)))
          and (mandates is null or exists (select from mandated where message_id = new.id))
          and not exists (select from party where code = new.actor_party and ${partyEnded})
          and (not opens_identificatie or not exists (select from message earlier
            where earlier.afzender = new.afzender and earlier.ontvanger = new.ontvanger
              and earlier.identificatie = new.identificatie and earlier.type = new.type
              and earlier.status <> 'refused'))
          -- What an answer is to is not forgotten meanwhile.
          and (heenbericht_id is null or exists (select from message heenbericht
            where heenbericht.id = new.heenbericht_id and forgotten_at is null for key share))
        order by nr
        returning id, acceptance, sender
      ), key as (
        insert into data_key (id, wrapped) select id, wrapped_key from kept join new using (id)
      ), content as (
        insert into message_content (message_id, sealed) select id, sealed from kept join new using (id)
      ), finding as (
        insert into message_finding (message_id, ordinal, rule, path)
        select id, 1, rule, path from kept join new using (id) where rule is not null
      ), request as (
        insert into request_reference (reference_hash, message_id, line)
        select distinct reference, id, line from kept join new using (id), unnest(requests) reference
      ), event as (
        ${changed(`select id, null, 'received', 'party', sender, null from kept order by acceptance`)}
      ), announced as (
        insert into outbox (kind, id, ordinal, next_announce_at)
        select 'message', id, acceptance, now() + interval '${announcedWithin} seconds' from kept
      )
      select id from kept`,
    values: given.values,
  });
  return new Set(rows.map(({ id }) => id));
}

type Row = ReturnType<typeof rowOf>;

function rowOf(message: NewMessage, nr: number) {
  const { poster, mandates, place, finding } = message;
  return {
    nr,
    id: message.id,
    type: message.type,
    afzender: message.afzender,
    ontvanger: message.ontvanger,
    identificatie: message.identificatie,
    dagtekening: message.dagtekening,
    sender: message.sender,
    recipient: message.recipient,
    content_hash: message.contentHash,
    size: message.size,
    heenbericht_id: message.heenberichtId,
    refuses: message.refuses,
    wrapped_key: message.wrappedKey,
    sealed: message.sealed,
    rule: finding?.rule ?? null,
    path: finding?.path ?? null,
    open_on: message.recipientOpenOn,
    line: place.line,
    requests: place.requests,
    actor: poster.actor,
    actor_party: poster.actorParty,
    address: poster.address,
    request_id: poster.requestId,
    mandates: mandates?.map(({ id }) => id) ?? null,
    mandate_macs: mandates?.map(({ mac }) => mac) ?? null,
    opens_identificatie: message.opensIdentificatie,
    mac: message.mac,
  };
}

const types: ColumnTypes<Row> = {
  nr: 'integer',
  id: 'uuid',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  sender: 'text',
  recipient: 'text',
  content_hash: 'bytea',
  size: 'integer',
  heenbericht_id: 'uuid',
  refuses: 'boolean',
  wrapped_key: 'bytea',
  sealed: 'bytea',
  rule: 'text',
  path: 'text',
  open_on: 'date',
  line: 'bytea',
  requests: 'bytea[]',
  actor: 'text',
  actor_party: 'text',
  address: 'text',
  request_id: 'text',
  mandates: 'uuid[]',
  mandate_macs: 'bytea[]',
  opens_identificatie: 'boolean',
  mac: 'bytea',
};
