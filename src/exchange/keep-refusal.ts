import type { Pool } from 'pg';
import type { RowMacs } from '../store/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { lockHolds } from './forgetting/holds-in-force.ts';
import type { Poster } from './keep-message.ts';

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

/** What is kept of refused messages, per party. */
export interface RefusalBounds {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Keeps a refused message for its sender and the operators. Bytes that this party was refused
 * before stay one row: its count goes up and the newest reason replaces the last. The oldest
 * beyond the bounds go, with their keys, but for what is under a legal hold.
 *
 * @returns the id under which it is kept
 */
export async function keepRefusal(
  pool: Pool,
  rows: RowMacs,
  refusal: NewRefusal,
  bounds: RefusalBounds,
): Promise<string> {
  const { rows: kept } = await pool.query<{ id: string }>({
    name: 'keep-refusal',
    text: `
      with kept as (
        insert into message (id, type, afzender, ontvanger, sender, status, content_hash, size,
          refusal, refused_count, received_at, changed_at, actor, actor_party, address, request_id,
          identificatie, dagtekening, mac)
        values ($1, $2, $3, $4, $5, 'refused', $6, $7, $8, 1, now(), now(), $11, $12, $13, $14,
          $15, $16, $17)
        -- The same bytes have the same Header, unless this time nobody looked.
        on conflict (sender, content_hash) where status = 'refused' do update
          set refusal = excluded.refusal, refused_count = message.refused_count + 1,
            changed_at = excluded.changed_at,
            identificatie = coalesce(excluded.identificatie, message.identificatie),
            dagtekening = coalesce(excluded.dagtekening, message.dagtekening)
        returning id
      ), key as (
        insert into data_key (id, wrapped) select id, $9 from kept where id = $1
      ), content as (
        insert into message_content (message_id, sealed) select id, $10 from kept where id = $1
      ), noted as (
        -- Nothing more happens to it, so its row of the access log is copied now.
        insert into access_log_fresh (id, action, actor, role, actor_party, party, message_id, address,
          request_id)
        select id, 'post', $11, 'party', $12, $5, id, $13, $14 from kept where id = $1
      )
      select id from kept`,
    values: [
      refusal.id,
      refusal.type,
      refusal.afzender,
      refusal.ontvanger,
      refusal.sender,
      refusal.contentHash,
      refusal.size,
      JSON.stringify(refusal.refusal),
      refusal.wrappedKey,
      refusal.sealed,
      refusal.poster.actor,
      refusal.poster.actorParty,
      refusal.poster.address,
      refusal.poster.requestId,
      refusal.identificatie,
      refusal.dagtekening,
      refusal.mac,
    ],
  });
  const id = kept[0]?.id as string;
  if (id === refusal.id) await dropOldest(pool, rows, refusal.sender, bounds);
  return id;
}

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

// The newest one stays whatever its size: the problem that the sender reads names it. What was forgotten
// has no bytes any more.
async function dropOldest(
  pool: Pool,
  macs: RowMacs,
  sender: string,
  bounds: RefusalBounds,
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'find-oldest-refusals',
    text: `
      select id from (
        select id, row_number() over newest as place,
          sum(case when forgotten_at is null then size else 0 end) over newest as bytes
        from message where sender = $1 and status = 'refused'
        window newest as (order by changed_at desc, id desc)
      ) ranked where place > 1 and (place > $2 or bytes > $3)`,
    values: [sender, bounds.count, bounds.bytes],
  });
  if (rows.length === 0) return;
  await inTransaction(pool, async (client) => {
    const { messages, parties } = await lockHolds(client, macs);
    if (parties.includes(sender)) return;
    const under = new Set(messages);
    const ids = rows.map(({ id }) => id).filter((id) => !under.has(id));
    // Who drops the same ones at the same time is left to it: waiting for each other is how deadlocks
    // come about.
    await client.query({
      name: 'drop-refusals',
      text: `
        with gone as (
          delete from message where id in (
            select id from message where id = any($1) and status = 'refused' for update skip locked
          )
          returning id
        )
        delete from data_key where id in (select id from gone)`,
      values: [ids],
    });
  });
}
