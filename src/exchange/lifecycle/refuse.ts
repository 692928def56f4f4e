import type { Pool } from 'pg';
import { type ColumnTypes, nameFor, rowsAs } from '../../store/rows.ts';
import { changed } from './changed.ts';
import type { Poster } from './receive.ts';

/** A message that was refused at the door. */
export interface NewRefusal {
  readonly id: string;
  readonly type: string | null;
  readonly afzender: string | null;
  readonly ontvanger: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  readonly sender: string;
  readonly poster: Poster;
  readonly contentHash: Buffer;
  readonly size: number;
  /** Code, parameters and violations of the problem. */
  readonly refusal: object;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  /** Of its row. */
  readonly mac: Buffer;
}

/**
 * Messages begin as `refused`: they are kept for their senders and the operators. Bytes that this party
 * was refused before stay one row: its count goes up and the newest reason replaces the last; that is no
 * event.
 *
 * @param refusals no two of one sender with the same bytes
 * @returns the ids under which they are kept, in their order
 */
export async function refuse(pool: Pool, refusals: readonly NewRefusal[]): Promise<string[]> {
  const given = rowsAs('new', types, refusals.map(rowOf));
  const { rows } = await pool.query<{ id: string }>({
    name: nameFor('refuse', refusals),
    text: `/* refuse */
      with new as not materialized (
        select * from ${given.text}
      ), kept as (
        insert into message (id, type, afzender, ontvanger, sender, status, content_hash, size,
          refusal, refused_count, received_at, changed_at, actor, actor_party, address, request_id,
          identificatie, dagtekening, mac)
        select id, type, afzender, ontvanger, sender, 'refused', content_hash, size, refusal, 1, now(),
          now(), actor, actor_party, address, request_id, identificatie, dagtekening, mac
        from new order by sender, content_hash
        -- The same bytes have the same Header, unless this time nobody looked.
        on conflict (sender, content_hash) where status = 'refused' do update
          set refusal = excluded.refusal, refused_count = message.refused_count + 1,
            changed_at = excluded.changed_at,
            identificatie = coalesce(excluded.identificatie, message.identificatie),
            dagtekening = coalesce(excluded.dagtekening, message.dagtekening)
        returning id, sender, content_hash
      ), first as (
        select new.* from kept join new using (id)
      ), key as (
        insert into data_key (id, wrapped) select id, wrapped_key from first
      ), content as (
        insert into message_content (message_id, sealed) select id, sealed from first
      ), noted as (
        -- Nothing more happens to it, so its row of the access log is copied now.
        insert into access_log_fresh (id, action, actor, role, actor_party, party, message_id, address,
          request_id)
        select id, 'post', actor, 'party', actor_party, sender, id, address, request_id from first
      ), event as (
        ${changed(`select id, null, 'refused', 'party', sender, refusal ->> 'code' from first order by nr`)}
      )
      select kept.id from new join kept using (sender, content_hash) order by nr`,
    values: given.values,
  });
  return rows.map(({ id }) => id);
}

type Row = ReturnType<typeof rowOf>;

function rowOf(refusal: NewRefusal, nr: number) {
  const { poster } = refusal;
  return {
    nr,
    id: refusal.id,
    type: refusal.type,
    afzender: refusal.afzender,
    ontvanger: refusal.ontvanger,
    sender: refusal.sender,
    content_hash: refusal.contentHash,
    size: refusal.size,
    refusal: JSON.stringify(refusal.refusal),
    wrapped_key: refusal.wrappedKey,
    sealed: refusal.sealed,
    actor: poster.actor,
    actor_party: poster.actorParty,
    address: poster.address,
    request_id: poster.requestId,
    identificatie: refusal.identificatie,
    dagtekening: refusal.dagtekening,
    mac: refusal.mac,
  };
}

const types: ColumnTypes<Row> = {
  nr: 'integer',
  id: 'uuid',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  sender: 'text',
  content_hash: 'bytea',
  size: 'integer',
  refusal: 'jsonb',
  wrapped_key: 'bytea',
  sealed: 'bytea',
  actor: 'text',
  actor_party: 'text',
  address: 'text',
  request_id: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  mac: 'bytea',
};

/** As an interval of Postgres: a machine that was slow once gets another chance. */
const tooComplexFor = '1 hour';

/**
 * Finds the refusal of bytes that this party was refused as too complex not long ago, and counts it once
 * more: so that it does not cost the time of an inspection again and again.
 *
 * @returns the id under which it is kept
 */
export async function refusedAsTooComplex(
  pool: Pool,
  sender: string,
  contentHash: Buffer,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'repeat-too-complex',
    text: `
      update message set refused_count = refused_count + 1
      where sender = $1 and content_hash = $2 and status = 'refused'
        and refusal ->> 'code' = 'too-complex' and changed_at > now() - interval '${tooComplexFor}'
      returning id`,
    values: [sender, contentHash],
  });
  return rows[0]?.id;
}
