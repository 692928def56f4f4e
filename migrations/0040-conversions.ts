import { type Kysely, sql } from 'kysely';

/**
 * Conversions of running care to SPICs (src/ledger/conversion/, src/region/conversion/): previews, what both sides say of
 * their rows, and what was posted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** As all rows that decide what is true: see 0026-signed-rows.ts. */
const guarded = (table: string, same: string) => [
  `create trigger ${table}_goes_on before update of revision, mac on ${table}
    for each row execute function refuse_going_back()`,
  `create trigger ${table}_same before update of ${same} on ${table}
    for each statement execute function refuse_change()`,
  `create trigger ${table}_stays before truncate on ${table}
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same', 'stays'].map(
    (trigger) => `alter table ${table} enable always trigger ${table}_${trigger}`,
  ),
];

const isLive = `step in ('waiting', 'posting', 'sent')`;

const statements = [
  // Drafts that a party did not ask for: they do not count among those that it may have.
  `alter table draft add column proposed boolean not null default false`,

  `create table conversion (
    id uuid primary key,
    -- 1, 2, 3 ...: how people call it.
    number integer not null unique check (number > 0),
    -- The first day of the SPICs.
    day date not null,
    gemeenten text[] not null check (cardinality(gemeenten) > 0),
    -- Null: all.
    aanbieders text[],
    -- Hexadecimal SHA-256 of what it is made of, and of that with what it says.
    input_digest text not null,
    digest text,
    state text not null default 'making' constraint conversion_state check (state in ('making', 'ready', 'failed')),
    failed_code text,
    cases_done integer not null default 0,
    cases_total integer,
    -- Cases of which entries of the ledger cannot be read.
    cases_left_out integer not null default 0,
    row_count integer,
    -- Figures of what was declared that are of no allocation that was looked at.
    declared_unused integer,
    -- The gemeente or regional office that made it; null: an administrator.
    owner text,
    made_by text not null,
    made_at timestamptz(3) not null default now(),
    -- Gemeenten whose rows aanbieders see; since when they see some, and who shared last.
    shared_gemeenten text[] not null default '{}',
    shared_at timestamptz(3),
    shared_by text,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint conversion_shared check ((shared_at is null) = (shared_by is null)
      and (shared_at is null) = (cardinality(shared_gemeenten) = 0) and (shared_at is null or state = 'ready')),
    constraint conversion_digest check ((digest is not null) = (state = 'ready'))
  )`,
  `create index conversion_newest on conversion (number desc nulls last)`,
  `create index conversion_making on conversion (number) where state = 'making'`,
  ...guarded(
    'conversion',
    'id, number, day, gemeenten, aanbieders, input_digest, owner, made_by, made_at',
  ),
  `create trigger conversion_kept before delete on conversion
    for each statement execute function refuse_change()`,
  `alter table conversion enable always trigger conversion_kept`,

  `create table conversion_input (
    conversion_id uuid primary key references conversion (id),
    -- Rules, as JSON.
    mapping text not null,
    -- What was declared of allocations, as JSON. Gone when the preview is made: each case has its own then.
    declared text
  )`,

  // One child at one aanbieder for one gemeente.
  `create table conversion_case (
    conversion_id uuid not null references conversion (id),
    number integer not null check (number > 0),
    municipality text not null,
    provider text not null,
    client_id uuid references client (id) on delete set null,
    -- Facts and what they come to, under the key of the child and bound to all of this row.
    sealed bytea not null,
    primary key (conversion_id, number)
  )`,
  `create index conversion_case_client on conversion_case (client_id) where client_id is not null`,

  `create table conversion_row (
    id uuid primary key,
    conversion_id uuid not null,
    number integer not null check (number > 0),
    case_number integer not null,
    municipality text not null,
    provider text not null,
    -- Null when the child was forgotten.
    toewijzing_nummer text,
    -- Goes up with each other SPIC that a side proposes.
    version integer not null default 1 check (version > 0),
    to_category text,
    to_code text,
    to_months integer,
    -- A side chose it: the mapping did not.
    chosen boolean not null default false,
    unmapped text,
    -- Codes, in order, with commas between them.
    holds text not null,
    remains_cents bigint,
    price_cents bigint,
    difference_cents bigint,
    gemeente_mark text constraint conversion_row_gemeente_mark check (gemeente_mark in ('agreed', 'changed', 'held')),
    aanbieder_mark text constraint conversion_row_aanbieder_mark check (aanbieder_mark in ('agreed', 'changed', 'held')),
    -- The newest that was asked, and what it gave the SPIC: as status, not under the MAC.
    post_id uuid,
    new_number text,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint conversion_row_number unique (conversion_id, number),
    constraint conversion_row_case foreign key (conversion_id, case_number)
      references conversion_case (conversion_id, number),
    constraint conversion_row_mapped check ((unmapped is null) = (to_category is not null and to_code is not null))
  )`,
  `create index conversion_row_aanbieder on conversion_row (conversion_id, provider)`,
  `create index conversion_row_of_case on conversion_row (conversion_id, case_number)`,
  `create index conversion_row_allocation on conversion_row (municipality, toewijzing_nummer)
    where toewijzing_nummer is not null`,
  ...guarded('conversion_row', 'id, conversion_id, number, case_number, municipality, provider'),

  // Who said what, and when. Rows are added only.
  `create table conversion_mark (
    id uuid primary key,
    row_id uuid not null references conversion_row (id),
    side text not null constraint conversion_mark_side check (side in ('gemeente', 'aanbieder')),
    mark text not null constraint conversion_mark_kind check (mark in ('agreed', 'changed', 'held')),
    -- Of the proposal that it is about; of a changed one that which it makes.
    version integer not null,
    to_category text,
    to_code text,
    to_months integer,
    -- Reason, and decision to the parents, under the key of the child.
    sealed bytea,
    -- The party for which it was said, and who said it.
    party text not null,
    said_by text not null,
    said_at timestamptz(3) not null,
    mac bytea not null check (octet_length(mac) = 32)
  )`,
  `create index conversion_mark_row on conversion_mark (row_id, id)`,

  `create table conversion_commit (
    id uuid primary key,
    conversion_id uuid not null references conversion (id),
    kind text not null constraint conversion_commit_kind check (kind in ('commit', 'revert')),
    gemeenten text[] not null,
    -- The regional office that asked for it: its designations have to hold while messages go out.
    office text,
    reason text,
    made_by text not null,
    made_at timestamptz(3) not null default now(),
    stopped_at timestamptz(3),
    stopped_by text,
    finished_at timestamptz(3),
    post_count integer not null default 0,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32)
  )`,
  `create index conversion_commit_of on conversion_commit (conversion_id, id)`,
  `create index conversion_commit_unfinished on conversion_commit (id) where finished_at is null`,
  ...guarded('conversion_commit', 'id, conversion_id, kind, gemeenten, office, made_by, made_at'),

  // One JW301 of a commit.
  `create table conversion_post (
    id uuid primary key,
    commit_id uuid not null references conversion_commit (id),
    conversion_id uuid not null references conversion (id),
    case_number integer not null,
    kind text not null constraint conversion_post_kind check (kind in ('commit', 'revert')),
    municipality text not null,
    provider text not null,
    client_id uuid references client (id) on delete set null,
    -- The rows of the preview that it is about.
    row_numbers integer[] not null check (cardinality(row_numbers) > 0),
    step text not null default 'waiting' constraint conversion_post_step check (step in
      ('waiting', 'posting', 'sent', 'approved', 'refused', 'failed', 'held-back', 'stopped')),
    -- Codes, with commas between them.
    why text not null default '',
    -- The message as it goes, under the key of the child, until it went.
    sealed bytea,
    message_id uuid,
    -- Messages for the aanbieder were drafted, once it was approved.
    drafted boolean not null default false,
    changed_at timestamptz(3) not null default now(),
    constraint conversion_post_sent check (message_id is not null or step not in ('sent', 'approved', 'refused')),
    constraint conversion_post_case foreign key (conversion_id, case_number)
      references conversion_case (conversion_id, number)
  )`,
  // Never two on their way for one child at one aanbieder, of any conversion.
  `create unique index conversion_post_live on conversion_post (municipality, provider, client_id) where ${isLive}`,
  `create index conversion_post_next on conversion_post (commit_id, id) where step in ('waiting', 'posting')`,
  `create index conversion_post_sent on conversion_post (id) where step = 'sent'`,
  `create index conversion_post_undrafted on conversion_post (id) where step = 'approved' and not drafted`,
  `create index conversion_post_of on conversion_post (commit_id, step)`,
  // Whether a row was taken back is asked for each row that is shown.
  `create index conversion_post_back on conversion_post (conversion_id, case_number) where kind = 'revert'`,
  `create index conversion_post_client on conversion_post (client_id) where client_id is not null`,
];
