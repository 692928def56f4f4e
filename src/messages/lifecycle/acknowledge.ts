import type { Pool } from 'pg';
import { partyEnded } from '../../parties/directory/ending.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { type MandateProof, mandateProof, mandatesInForce } from '../../parties/mandates/acting.ts';
import type { Principal } from '../../parties/principal.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { signedMessage } from '../signed.ts';
import { changed } from './changed.ts';

/**
 * A message, if one was found, and whether the caller has a successor. With `mandates` it was not acknowledged
 * yet: the MACs of these mandates have to be checked first.
 */
export interface Acknowledged {
  readonly mandates: readonly MandateProof[] | null;
  readonly proof: Proof | null;
  readonly succeeded: boolean;
  readonly message_id: string | null;
  readonly fresh: boolean;
}
const takeOver = statement<{
  actsFor: readonly string[];
  ids: readonly string[];
  caller: string | undefined;
  mandates: readonly (string | null)[];
  macs: readonly (string | null)[];
}>(
  'acknowledge',
  `
  with caller as materialized (
    select ${partyEnded} and successor is not null as succeeded from ${partyTable} party where code = $caller
  ), held as (
    select entry.party_code, position, message_id, acknowledged_at,
      ${proofOf(signedMessage, 'message')} as proof, mandates
    from mailbox_entry entry
    -- The offset makes Postgres look up each one through the index, also while it believes that the table is small.
    cross join lateral (select * from message where id = entry.message_id offset 0) message
    cross join lateral (
      ${mandatesInForce(
        `json_agg(${mandateProof}) as mandates,
        bool_or(exists (select from unnest($mandates::uuid[], $macs::text[]) believed (id, mac)
          where believed.id = mandate.id
            and believed.mac is not distinct from encode(mandate.mac, 'hex'))) as believed`,
        `mandate.mandatary = $caller and mandate.party = entry.party_code
        and message.type = any(mandate.message_types)`,
      )}
    ) mandated
    where message_id = any($ids::uuid[]) and entry.party_code <> all($actsFor::text[])
      and not (select succeeded from caller) and mandates is not null
      and believed = (cardinality($mandates::uuid[]) > 0)
  ), mine as (
    select party_code, position, message_id, acknowledged_at from mailbox_entry
    where message_id = any($ids::uuid[]) and not (select succeeded from caller)
      and (party_code = any($actsFor::text[]) or cardinality($mandates::uuid[]) > 0
        and (party_code, position) in (select party_code, position from held))
    order by party_code, position for update
  ), taken as (
    update mailbox_entry set acknowledged_at = now() from mine
    where mailbox_entry.party_code = mine.party_code
      and mailbox_entry.position = mine.position and mine.acknowledged_at is null
    returning mailbox_entry.message_id, mailbox_entry.party_code
  ), found as (
    select message.id, status, party_code from (select * from taken order by message_id) taken
    cross join lateral (select id, status from message where id = taken.message_id for update) message
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
  select false, message_id, false, mandates, proof from held where cardinality($mandates::uuid[]) = 0`,
);

/**
 * `accepted` becomes `delivered`, for messages in the caller's own mailboxes or in those of the parties that gave
 * it these mandates. Messages that another mandate would allow are not acknowledged, but returned with the
 * mandates to check first. Most callers have no mandates and need one query.
 *
 * @param mandates whose MACs were checked; empty in the first query, which does the own mailboxes
 */
export async function acknowledgeBy(
  pool: Pool,
  { actsFor, party }: Principal,
  ids: readonly string[],
  mandates: readonly MandateProof[],
): Promise<Acknowledged[]> {
  const { rows } = await pool.query<Acknowledged>(
    takeOver({
      actsFor,
      ids,
      caller: party,
      mandates: mandates.map(([[, id]]) => id),
      macs: mandates.map(([[mac]]) => mac),
    }),
  );
  return rows;
}
