import { familyOf } from '../../parties/directory/family.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import { statement } from '../../store/statement.ts';
import { type CompleteFound, completeFound } from '../declarations/complete.ts';

/** What Postgres knows of a declaration at once, besides entries. */
export interface DeclaredFound {
  readonly family: readonly string[];
  readonly complete: CompleteFound;
  readonly numberUsed: boolean;
  readonly lastMonth: string | null;
  /** Of references that are used, in hexadecimal. */
  readonly used: readonly string[];
  /** The children that the aanbieder knows, by the hash of their BSN in hexadecimal. */
  readonly children: readonly { readonly hash: string; readonly id: string }[];
  /** Ids of children of whom something is allocated or declared under a number of the declaration. */
  readonly others: readonly string[];
}

/**
 * What an aanbieder's own affairs with a gemeente say of a declaration. Each part reads by an index that begins with the
 * aanbieder, so that nothing that others know makes it slower.
 */
export const declaredQuestion = statement<{
  gemeente: string;
  aanbieder: string;
  today: string;
  numberHash: Buffer;
  referenceHashes: readonly Buffer[];
  bsnHashes: readonly Buffer[];
  numbers: readonly string[];
}>(
  'read-declared-past',
  `with recursive ${familyOf}
  select array(select code from family order by age desc) as family,
    ${completeFound} as complete,
    (select true from prestatie where provider = (select $aanbieder::text)
      and number_hash = $numberHash and state <> 'refused-whole' limit 1) is not null as "numberUsed",
    (select max(declared_month) from family cross join lateral (
      select declared_month from prestatie
      where provider = (select $aanbieder::text) and municipality = family.code
        and number_hash is not null and state <> 'refused-whole'
      order by declared_month desc limit 1
    ) last) as "lastMonth",
    array(select encode(asked.hash, 'hex') from unnest($referenceHashes::bytea[]) asked (hash)
      cross join lateral (
        select from prestatie where provider = (select $aanbieder::text)
          and reference_hash = asked.hash and state in ('declared', 'granted') limit 1
      ) used) as used,
    coalesce((select json_agg(json_build_object('hash', encode(asked.hash, 'hex'), 'id', known.client_id))
      from unnest($bsnHashes::bytea[]) asked (hash)
      cross join lateral (
        select client_id from known_child
        where bsn_hash = asked.hash and party_code = (select $aanbieder::text) offset 0
      ) known), '[]') as children,
    array(
      select named.client_id from unnest($numbers::text[]) asked (number)
      cross join lateral (
        select client_id from allocation
        where provider = (select $aanbieder::text) and toewijzing_nummer = asked.number
          and municipality || '' = any(array(select code from family)) offset 0
      ) named
      union
      select named.client_id from unnest($numbers::text[]) asked (number)
      cross join lateral (
        select client_id from prestatie
        where provider = (select $aanbieder::text) and toewijzing_nummer = asked.number
          and state = 'granted' and municipality || '' = any(array(select code from family)) offset 0
      ) named
    ) as others`,
);

/** A child of a batch, with all entries by which a declaration is judged. */
export interface DeclaredChild {
  readonly id: string;
  readonly wrapped: Buffer;
  readonly revision: string;
}

export const declaredKeys = statement<{ ids: readonly string[] }>(
  'read-declared-keys',
  `select client.id, wrapped, client.revision from unnest($ids::uuid[]) asked (id)
  cross join lateral (select id, revision from client where id = asked.id offset 0) client
  ${joinKey('client.id')}`,
);

/** An entry by which a declaration is judged. */
export interface DeclaredEntry {
  readonly clientId: string;
  readonly municipality: string;
  readonly provider: string;
  readonly chainNumber: string;
  readonly version: number;
  readonly kind: string;
  readonly sealed: Buffer | null;
}

/** The entries of children between an aanbieder and a gemeente with its predecessors, theirs first. */
export const declaredEntries = statement<{
  ids: readonly string[];
  family: readonly string[];
  aanbieder: string;
}>(
  'read-declared-entries',
  `select e.client_id as "clientId", e.municipality, e.provider, e.chain_number as "chainNumber",
    e.version, e.kind, e.sealed
  from unnest($ids::uuid[]) asked (id)
  cross join unnest($family::text[]) with ordinality part (code, place)
  cross join lateral (
    select * from ledger_entry
    where client_id = asked.id and municipality = part.code and provider = $aanbieder
      and kind not in ('declared', 'refusedPerformance', 'requested', 'answered') offset 0
  ) e
  order by part.place, e.chain_number`,
);
