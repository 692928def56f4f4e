import { type Kysely, sql } from 'kysely';

/**
 * Sizes of aanbieders (src/region/sizes/), and signals (src/region/signals/): what parties report that does not fit, and what
 * became of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** As all rows that decide what is true: see 0026-signed-rows.ts. */
const guarded = (table: string, trigger: string, on: string, does: string) => [
  `create trigger ${table}_${trigger} before ${on} on ${table} ${does}`,
  `alter table ${table} enable always trigger ${table}_${trigger}`,
];
const refused = 'for each statement execute function refuse_change()';

const statements = [
  // How many children an aanbieder had in the twelve months before a month. Counted once: see sizesOf. There is no index
  // for it on allocation: it reads the allocations of one aanbieder, by allocation_provider, once a month.
  `create table provider_children (
    provider text not null,
    -- Its first day.
    month date not null constraint provider_children_month check (extract(day from month) = 1),
    children integer not null constraint provider_children_children check (children >= 0),
    primary key (provider, month)
  )`,

  // Without anything that a person wrote. Never deleted: it stays for the counts.
  `create table signal (
    -- UUIDv7.
    id uuid primary key,
    -- The party that reported it.
    reporter text not null,
    gemeenten text[] not null check (cardinality(gemeenten) between 1 and 20),
    kind text not null constraint signal_kind check (kind in
      ('budget', 'main-contractor', 'subcontractors', 'tariff', 'waiting', 'other')),
    segment text constraint signal_segment check (segment in ('B', 'C')),
    -- allocation: signal_child says of which, until the child is forgotten.
    about text not null constraint signal_about check (about in ('allocation', 'general')),
    -- The aanbieder that it is about, and its size on that day.
    provider text,
    size text constraint signal_size check (size in ('small', 'large')),
    status text not null default 'open' constraint signal_status check (status in ('open', 'answered', 'closed')),
    reported_at timestamptz(3) not null,
    -- In Amsterdam.
    reported_on date not null,
    answer_count integer not null default 0 check (answer_count between 0 and 100),
    closed_at timestamptz(3),
    -- The party or office that closed it.
    closed_by text,
    close_reason text constraint signal_close_reason check (close_reason in
      ('solved', 'not-solvable-here', 'duplicate', 'withdrawn')),
    -- Until the term of its texts is over.
    texts_kept boolean not null default true,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint signal_sized check ((provider is null) = (size is null)),
    constraint signal_closed check ((status = 'closed') = (closed_at is not null)
      and (closed_at is null) = (closed_by is null) and (closed_at is null) = (close_reason is null))
  )`,
  // The list of all is in the order of the key; so Postgres cannot take that for the list of one party.
  `create index signal_reporter on signal (reporter, id desc nulls last)`,
  `create index signal_open on signal (reporter) where status <> 'closed'`,
  `create index signal_reported on signal (reported_on)`,
  `create index signal_over on signal (closed_at, id) where status = 'closed' and texts_kept`,
  ...guarded(
    'signal',
    'goes_on',
    'update of revision, mac',
    'for each row execute function refuse_going_back()',
  ),
  ...guarded(
    'signal',
    'same',
    'update of id, reporter, gemeenten, kind, segment, about, provider, size, reported_at, reported_on',
    refused,
  ),
  ...guarded('signal', 'stays', 'delete or truncate', refused),

  // The way from a gemeente to its signals; signal.gemeenten is what counts.
  `create table signal_municipality (
    signal_id uuid not null references signal (id),
    municipality text not null,
    primary key (signal_id, municipality)
  )`,
  `create index signal_of_municipality on signal_municipality (municipality, signal_id desc nulls last)`,
  ...guarded('signal_municipality', 'stays', 'update or delete or truncate', refused),

  // Of which allocation and child a signal is. When the child is forgotten it goes with it, and so do the texts.
  `create table signal_child (
    signal_id uuid primary key references signal (id),
    client_id uuid not null references client (id) on delete cascade,
    allocation_id uuid not null,
    mac bytea check (octet_length(mac) = 32)
  )`,
  `create index signal_child_client on signal_child (client_id)`,
  ...guarded('signal_child', 'same', 'update of signal_id, client_id, allocation_id', refused),

  // What was answered and added, but for the words.
  `create table signal_answer (
    signal_id uuid not null references signal (id),
    ordinal smallint not null check (ordinal > 0),
    -- The party or office.
    by_party text not null,
    answered_at timestamptz(3) not null,
    primary key (signal_id, ordinal)
  )`,
  ...guarded('signal_answer', 'stays', 'update or delete or truncate', refused),

  // What people wrote: 0 the signal itself, then its answers. Under the key of the child, or of the signal where that is of
  // no child, and bound to the signal, the place, and who wrote it when.
  `create table signal_text (
    signal_id uuid not null references signal (id),
    ordinal smallint not null check (ordinal >= 0),
    client_id uuid references client (id) on delete cascade,
    sealed bytea not null,
    primary key (signal_id, ordinal)
  )`,
  `create index signal_text_client on signal_text (client_id) where client_id is not null`,
  ...guarded('signal_text', 'same', 'update or truncate', refused),

  // Signals of the same problem.
  `create table signal_link (
    one uuid not null references signal (id),
    other uuid not null references signal (id),
    -- The office.
    linked_by text not null,
    linked_at timestamptz(3) not null default now(),
    primary key (one, other),
    constraint signal_link_order check (one < other)
  )`,
  `create index signal_link_other on signal_link (other)`,
];
