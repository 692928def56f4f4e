import type { Pool, PoolClient } from 'pg';
import type {
  AgreedProduct,
  DeclaredAllocation,
  Past,
  PastRequest,
} from '../standard/rules/past.ts';
import type { ClientKey, KeyRing } from '../store/keys.ts';
import type { About } from './about.ts';
import { entryEvent } from './entries.ts';
import type { LedgerEvent } from './model/events.ts';
import { type Allocation, applyEvents, type ClientState, emptyState } from './model/state.ts';
import { pastFrom } from './past.ts';
import { referenceHash } from './projection.ts';
import type { ProductSpic } from './stacking.ts';

/** All that the judgement of one message may know of what was said before. Plain data. */
export interface Memory {
  readonly past: Past;
  /** Of the message's child at its aanbieder, with what predecessors of the gemeente said. */
  readonly state: ClientState;
  readonly around: Around;
  /** Whether the gemeente lets level 3 refuse. */
  readonly level3: 'enforce' | 'advise';
  /** Of the products of a JW301 and of the child's allocations at the aanbieder, by the region. */
  readonly spics: readonly ProductSpic[];
}

/** What lies around the child and its aanbieder, as far as it shows in what a message makes true. */
export interface Around {
  /**
   * The child's allocations at other aanbieders of the gemeente. An aanbieder's message is not told of
   * these: none.
   */
  readonly elsewhere: readonly Allocation[];
  /** Numbers of the message that belong to other allocations of the gemeente (TR332). */
  readonly numbersTaken: ReadonlySet<string>;
  /** References of the message that its aanbieder used before, to any gemeente (TR347). */
  readonly referencesTaken: ReadonlySet<string>;
}

/** One child at one aanbieder for one gemeente, to add entries about. */
export interface Case {
  readonly municipality: string;
  readonly provider: string;
  /** Absent where the message names no child, and the request that it answers is not known either. */
  readonly bsn?: string;
  /** Absent also where others than the sender know the child: see {@link Case.knowers}. */
  readonly client?: KnownClient;
  /**
   * Who sent the message: its aanbieder, or its gemeente with those that it succeeded. The child, and
   * what was said of it, was looked up as one of these knows it.
   */
  readonly knowers: readonly string[];
  /** What the chain of the gemeente itself says, without its predecessors. */
  readonly own: ClientState;
}

export interface KnownClient {
  readonly id: string;
  readonly key: ClientKey;
  /** How often there were entries about the child. */
  readonly revision: string;
}

interface Row {
  readonly level3: 'enforce' | 'advise' | null;
  readonly child: { id: string; wrapped: string; revision: string } | null;
  readonly knowers: readonly string[];
  readonly identificatieUsed: boolean;
  readonly entries: readonly EntryRow[];
  readonly numbers: readonly NumberRow[];
  readonly requests: readonly RequestRow[];
  readonly agreed: readonly AgreedProduct[] | null;
  readonly declared: readonly DeclaredAllocation[] | null;
  readonly spics: readonly ProductSpic[];
}

type EntryRow = readonly [
  municipality: string,
  provider: string,
  chainNumber: number,
  version: number,
  kind: string,
  sealed: string | null,
];

interface NumberRow {
  readonly number: string;
  readonly municipality: string;
  readonly clientId: string;
  readonly provider: string;
  readonly owns: boolean;
}

interface RequestRow {
  readonly reference: string;
  readonly clientId: string;
  readonly type: PastRequest['type'] | null;
  readonly owns: boolean;
  readonly answers: readonly string[];
  readonly honoured: boolean;
  /** It was made to this gemeente, or to one that it succeeded. */
  readonly here: boolean;
}

/**
 * Looks up what was said before, in one question to Postgres, whatever the number of products. Changes
 * nothing and locks nothing: who adds entries on the strength of it does so only when the child's
 * revision is still this one.
 *
 * It reads what its sender has to do with, and nothing else: a gemeente what was said to it, an aanbieder
 * what it said or was told itself. So neither the answer nor the time that it takes says anything of a
 * child, a number or a reference that only others know.
 *
 * @param today plain date: a gemeente that ended before it counts with its successor
 */
export async function remember(
  pool: Pool | PoolClient,
  keys: KeyRing,
  about: About,
  today: string,
): Promise<{ memory: Memory; ledgerCase: Case }> {
  const { gemeente, aanbieder, bsn, referenties, toewijzingNummers, products } = about;
  const hashes = new Map(
    referenties.map((one) => [referenceHash(keys, aanbieder, one).toString('hex'), one]),
  );
  const { rows } = await pool.query<Row>({
    name: 'remember',
    text: question,
    values: [
      gemeente,
      aanbieder,
      today,
      bsn === undefined ? null : keys.clientHash(bsn),
      [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
      toewijzingNummers,
      about.afzender,
      about.type,
      about.identificatie,
      products.map(({ categorie }) => categorie),
      products.map(({ code }) => code),
    ],
  });
  const row = rows[0] as Row;
  const client = row.child && openChild(keys, row.child);
  const told = client ? eventsByCase(client, row.entries) : [];
  const here = told.filter(({ provider }) => provider === aanbieder);
  const state = applyEvents(emptyState, flat(here));
  const ownEvents = here.filter(({ municipality }) => municipality === gemeente);
  const own = ownEvents.length === here.length ? state : applyEvents(emptyState, flat(ownEvents));
  const isOwn = (one: { clientId: string; provider?: string }) =>
    one.clientId === client?.id && (one.provider ?? aanbieder) === aanbieder;
  const othersNumbers = row.numbers.filter((one) => !isOwn(one));
  const asked = row.requests.filter(({ type }) => type !== null);
  const referencesTaken = new Set(asked.map(({ reference }) => hashes.get(reference) ?? ''));
  const others = othersNumbers.map(({ number, clientId, provider }) => ({
    toewijzingNummer: number,
    ofClient: clientId === client?.id,
    ofAanbieder: provider === aanbieder,
  }));
  const past = pastFrom(state, {
    identificatieUsed: row.identificatieUsed,
    allocations: others,
    requests: asked
      .filter((one) => one.here && !isOwn(one))
      .map(({ type, reference, answers, honoured }) => ({
        type: type as PastRequest['type'],
        referentieAanbieder: hashes.get(reference) ?? '',
        ofClient: false,
        answers,
        honoured,
      })),
    usedReferences: referencesTaken,
    ...(row.agreed && { agreedProducts: row.agreed }),
    ...(row.declared && { declared: row.declared }),
  });
  const numbersTaken = new Set(
    othersNumbers
      .filter(({ owns, municipality }) => owns && municipality === gemeente)
      .map(({ number }) => number),
  );
  const elsewhere = [...Map.groupBy(told, ({ provider }) => provider)]
    .filter(([provider]) => provider !== aanbieder)
    .flatMap(([, events]) => [...applyEvents(emptyState, flat(events)).allocations.values()]);
  return {
    memory: {
      past,
      state,
      around: { elsewhere, numbersTaken, referencesTaken },
      level3: row.level3 ?? 'enforce',
      spics: row.spics,
    },
    ledgerCase: {
      municipality: gemeente,
      provider: aanbieder,
      ...(bsn !== undefined && { bsn }),
      ...(client && { client }),
      knowers: row.knowers,
      own,
    },
  };
}

function openChild(keys: KeyRing, { id, wrapped, revision }: NonNullable<Row['child']>) {
  return { id, key: keys.openClientKey(id, Buffer.from(wrapped, 'base64')), revision };
}

interface Told {
  readonly municipality: string;
  readonly provider: string;
  readonly event: LedgerEvent;
}

function eventsByCase({ key }: KnownClient, entries: Row['entries']): Told[] {
  return entries.map(([municipality, provider, chainNumber, version, kind, text]) => {
    const sealed = text === null ? null : Buffer.from(text, 'base64');
    const entry = { municipality, provider, chainNumber, version, kind, sealed };
    return { municipality, provider, event: entryEvent(key, entry) };
  });
}

function flat(told: readonly Told[]): LedgerEvent[] {
  return told.map(({ event }) => event);
}

// A gemeente counts with those that it succeeded, whose entries go before its own. A JW319 names no
// child: it is about the one whose request it answers. Answers of one question are from one moment.
//
// Of a gemeente and an aanbieder that send, each reads by an index that begins with what is its own: one
// of the two parts of a union never runs. (The `||` keeps Postgres from the index by gemeente.)
//
// Planning this takes longer than doing it. Postgres keeps a plan unless one for the values at hand
// promises much more: so lists come from a `select`, which it reckons alike with and without values.
const question = `
  with recursive family (code, age, until) as (
    select $1::text, 0, null::date
    union all
    select party.code, family.age + 1, party.until
    from party join family on party.successor = family.code
    where party.until < $3::date
  ), knower (code) as (
    select code from family where $7::text = $1
    union all
    select $2 where $7 <> $1
  ), asked as materialized (
    select request.*, true as here
    from request where $7 = $1 and provider = $2
      and reference_hash = any((select $5::bytea[])::bytea[])
      and municipality = any(array(select code from family))
    union all
    select request.*, municipality in (select code from family) as here
    from request where $7 <> $1 and provider = $2
      and reference_hash = any((select $5::bytea[])::bytea[])
  ), child as materialized (
    (select client.id, client.revision, data_key.wrapped
    from known_child join client on client.id = known_child.client_id
      join data_key on data_key.id = client.id
    where known_child.bsn_hash = $4 and known_child.party_code = any(array(select code from knower))
    limit 1)
    union all
    select client.id, client.revision, data_key.wrapped
    from client join data_key on data_key.id = client.id
    where $4::bytea is null and client.id = (
      select client_id from asked where here and type is not null
      order by owns_reference desc limit 1
    )
  ), told as (
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $7 = $1 and client_id = (select id from child)
    union all
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $7 <> $1 and client_id = (select id from child) and provider = $2
  ), numbered as (
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $7 = $1 and municipality = any(array(select code from family))
      and toewijzing_nummer = any((select $6::text[])::text[]) and (owns_number or not owns_number)
    union all
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $7 <> $1 and provider = $2 and toewijzing_nummer = any((select $6::text[])::text[])
      and municipality || '' = any(array(select code from family))
  )
  select (select level3 from party where code = $1) as level3,
    (select json_build_object('id', id, 'revision', revision::text,
      'wrapped', encode(wrapped, 'base64')) from child) as child,
    array(select code from knower) as knowers,
    exists (select from message
      where afzender = $7 and type = $8 and identificatie = $9 and first_use)
      as "identificatieUsed",
    coalesce((
      select json_agg(json_build_array(municipality, provider, chain_number,
        version, kind, encode(sealed, 'base64'))
        order by age desc, municipality, chain_number)
      from told
    ), '[]') as entries,
    coalesce((
      select json_agg(json_build_object('number', toewijzing_nummer, 'municipality', municipality,
        'clientId', client_id, 'provider', provider, 'owns', owns_number))
      from numbered
    ), '[]') as numbers,
    coalesce((
      select json_agg(json_build_object('reference', encode(reference_hash, 'hex'),
        'clientId', client_id, 'type', type, 'owns', owns_reference, 'answers', answers,
        'honoured', honoured, 'here', here))
      from asked
    ), '[]') as requests,
    case when exists (select from agreed_product where municipality = $1 and provider = $2) then (
      -- What a predecessor agreed holds no longer than it did itself.
      select json_agg(json_strip_nulls(json_build_object('categorie', category, 'code', agreed.code,
        'from', nullif(valid_from, '-infinity'), 'until', least(valid_to, until))))
      from agreed_product agreed join family on family.code = municipality
      where provider = $2
    ) end as agreed,
    case when $8 = 'JW323'
      and exists (select from agreed_product where municipality = $1 and provider = $2)
    then (
      select json_agg(json_strip_nulls(json_build_object('toewijzingNummer', toewijzing_nummer,
        'product', case when product_category is not null
          then json_build_object('categorie', product_category, 'code', product_code) end,
        'firstBegin', (
          select effective_date from ledger_entry entry
          where entry.client_id = allocation.client_id
            and entry.municipality = allocation.municipality
            and entry.provider = allocation.provider
            and entry.toewijzing_nummer = allocation.toewijzing_nummer
            and entry.kind in ('allocated', 'changed', 'withdrawn', 'deleted', 'imported')
          order by chain_number limit 1
        ))))
      from allocation
      where municipality = any(array(select code from family)) and provider = $2
        and toewijzing_nummer = any((select $6::text[])::text[]) and (owns_number or not owns_number)
    ) end as declared,
    coalesce((
      select json_agg(json_build_object('categorie', product_category, 'code', code,
        'segment', segment, 'profile', profile, 'validFrom', valid_from, 'validTo', valid_to))
      from spic
      where region = (select region from party where code = $1)
        and cardinality($10::text[]) > 0
        and (product_category, code) in (
          select * from unnest($10::text[], $11::text[])
          union all
          select product_category, product_code from allocation
          where client_id = (select id from child) and provider = $2
        )
    ), '[]') as spics`;
