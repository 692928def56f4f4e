import type { Pool } from 'pg';
import { type MandateProof, mandateHolds, mandateProof } from '../../parties/acting.ts';
import { partyEnded } from '../../parties/ending.ts';
import type { Principal } from '../../parties/principal.ts';
import { type Proof, proofOf } from '../../store/row-mac.ts';
import { signedMessage } from '../signed.ts';
import { changed } from './changed.ts';

/**
 * A message, if there is any, and whether the caller has a successor now. With mandates: it was left, and
 * these are to be believed first.
 */
export interface Acknowledged {
  readonly mandates: readonly MandateProof[] | null;
  readonly proof: Proof | null;
  readonly succeeded: boolean;
  readonly message_id: string | null;
  readonly fresh: boolean;
}
/**
 * `accepted` becomes `delivered`, for messages that are taken over: what is in a mailbox of the caller's own, or in one of who gave it these
 * mandates. What another mandate would allow is left, and told with what has to be believed first; the usual
 * caller has none, and is done in one question.
 *
 * @param mandates that were believed; when there are any, own mailboxes were done before
 */
export async function acknowledgeBy(
  pool: Pool,
  { actsFor, party }: Principal,
  ids: readonly string[],
  mandates: readonly MandateProof[],
): Promise<Acknowledged[]> {
  const { rows } = await pool.query<Acknowledged>({
    name: 'acknowledge',
    text: `
      with caller as materialized (
        select ${partyEnded} and successor is not null as succeeded from party where code = $3
      ), held as (
        select entry.party_code, position, message_id, acknowledged_at,
          ${proofOf(signedMessage, 'message')} as proof, mandates
        from mailbox_entry entry join message on message.id = entry.message_id
        cross join lateral (
          select json_agg(${mandateProof}) as mandates,
            bool_or(exists (select from unnest($4::uuid[], $5::text[]) believed (id, mac)
              where believed.id = mandate.id
                and believed.mac is not distinct from encode(mandate.mac, 'hex'))) as believed
          from mandate
          where mandate.mandatary = $3 and mandate.party = entry.party_code
            and message.type = any(mandate.message_types) and ${mandateHolds}
        ) mandated
        where message_id = any($2::uuid[]) and entry.party_code <> all($1)
          and not (select succeeded from caller) and mandates is not null
          and believed = (cardinality($4) > 0)
      ), mine as (
        select party_code, position, message_id, acknowledged_at from mailbox_entry
        where message_id = any($2::uuid[]) and not (select succeeded from caller)
          and (party_code = any($1) or cardinality($4) > 0
            and (party_code, position) in (select party_code, position from held))
        order by party_code, position for update
      ), taken as (
        update mailbox_entry set acknowledged_at = now() from mine
        where mailbox_entry.party_code = mine.party_code
          and mailbox_entry.position = mine.position and mine.acknowledged_at is null
        returning mailbox_entry.message_id, mailbox_entry.party_code
      ), found as (
        select message.id, status, party_code from message join taken on taken.message_id = message.id
        order by message.id for update of message
      ), delivered as (
        update message set delivered_at = coalesce(delivered_at, now()), changed_at = now(),
          status = case when message.status = 'accepted' then 'delivered' else message.status end
        from found where message.id = found.id
        returning message.id, found.status as was, message.status, party_code
      ), event as (
        ${changed(`select id, was, status, 'party', party_code, null from delivered
          where was <> status order by id`)}
      )
      select caller.succeeded, mine.message_id, mine.acknowledged_at is null as fresh,
        null::json as mandates, null::json as proof
      from caller left join mine on true
      union all
      select false, message_id, false, mandates, proof from held where cardinality($4) = 0`,
    values: [actsFor, ids, party, mandates.map(([[, id]]) => id), mandates.map(([[mac]]) => mac)],
  });
  return rows;
}
