import { type Kysely, sql } from 'kysely';

/**
 * What was said before, as rules and people ask for it: what the entries of the ledger add up to, the
 * lists that allocations are held against, and what was used up.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Goes up with each message that adds entries about the child: who judged by an older past begins anew.
  `alter table client add column revision bigint not null default 0`,

  // The allocations of each gemeente, as the entries of its own chain make them. No personal data:
  // of a child that was forgotten only status 'forgotten' and the number are left.
  `create table allocation (
    -- Made from what identifies it (src/ledger/projection.ts), so that a rebuild gives the same.
    id uuid primary key,
    municipality text not null,
    provider text not null,
    client_id uuid not null,
    toewijzing_nummer text not null,
    -- Not where a gemeente approved a number that another allocation had: the first keeps it (TR332).
    owns_number boolean not null,
    status text not null check (status in ('allocated', 'withdrawn', 'deleted', 'forgotten')),
    product_category text,
    product_code text,
    -- Dates as the message writes them: xs:date knows days that Postgres does not.
    decided_on text,
    begin_date text,
    end_date text,
    reason text,
    volume text,
    unit text,
    frequency text,
    budget_cents bigint,
    -- Numbers of the allocations that it follows, and that follow it.
    predecessors text[],
    successors text[],
    -- When the last entry that names it was recorded.
    changed_at timestamptz(3) not null,
    constraint allocation_of_client unique (client_id, municipality, provider, toewijzing_nummer)
  )`,
  // TR332: over all children of a gemeente.
  `create unique index allocation_number on allocation (municipality, toewijzing_nummer)
    where owns_number`,
  `create index allocation_other_number on allocation (municipality, toewijzing_nummer)
    where not owns_number`,
  // How parties page through what changed.
  `create index allocation_municipality on allocation (municipality, changed_at, id)`,
  `create index allocation_provider on allocation (provider, changed_at, id)`,

  // What was asked under a reference, and what became of it, in the chain of one gemeente.
  `create table request (
    provider text not null,
    -- HMAC of aanbieder and reference (KeyRing.referenceHash).
    reference_hash bytea not null,
    municipality text not null,
    client_id uuid not null,
    -- Null when it was only answered or honoured here.
    type text check (type in ('JW315', 'JW317')),
    -- Not where a gemeente approved a reference that was used before (TR347).
    owns_reference boolean not null,
    -- VerzoekAntwoord of each JW319, in order.
    answers text[] not null,
    honoured boolean not null,
    primary key (provider, reference_hash, municipality, client_id)
  )`,
  // TR347: over all gemeenten of an aanbieder.
  `create unique index request_owner on request (provider, reference_hash) where owns_reference`,
  `create index request_client on request (client_id)`,

  // Starts and stops, in the order in which they were reported.
  `create table delivery (
    client_id uuid not null,
    municipality text not null,
    provider text not null,
    kind text not null check (kind in ('start', 'stop')),
    ordinal integer not null,
    toewijzing_nummer text,
    product_category text,
    product_code text,
    begin_date text not null,
    end_date text,
    reason text,
    -- Taken back with StatusAanlevering 3.
    removed boolean not null,
    primary key (client_id, municipality, provider, kind, ordinal)
  )`,

  // TR056: the first message of its sender and type with this Identificatie, rejected ones included.
  `alter table message add column first_use boolean not null default false`,
  `update message set first_use = true where id in (
    select distinct on (afzender, type, identificatie) id from message
    where type in ('JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323')
      and status in ('accepted', 'delivered', 'rejected')
    order by afzender, type, identificatie, acceptance
  )`,
  `create unique index message_first_use on message (afzender, type, identificatie)
    where first_use`,

  // Whether a gemeente lets level 3 refuse, or takes it as advice. Those that are there have care that
  // runs and an empty ledger: they begin with advice.
  `alter table party add column level3 text not null default 'advise'
    constraint party_level3 check (level3 in ('enforce', 'advise'))`,
  `alter table party alter column level3 set default 'enforce'`,
  // Of a gemeente: the region by whose catalogue its products are read.
  `alter table party add column region text`,

  // What a product of a region is, as segment, profile and intensity.
  `create table spic (
    region text not null,
    product_category text not null,
    code text not null,
    segment text not null,
    profile text not null,
    intensity text not null,
    valid_from date not null,
    valid_to date,
    primary key (region, product_category, code, valid_from),
    constraint spic_valid check (valid_to is null or valid_to >= valid_from)
  )`,

  // The products that a gemeente and an aanbieder agreed (TR381); a pair without rows has no list.
  `create table agreed_product (
    municipality text not null,
    provider text not null,
    category text not null,
    code text not null,
    primary key (municipality, provider, category, code)
  )`,

  // What \`ijw ledger import\` took, by keyed hash, so that it takes nothing twice.
  `create table ledger_import (
    source_hash bytea primary key,
    at timestamptz not null default now()
  )`,
];
