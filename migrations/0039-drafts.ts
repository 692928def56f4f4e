import { type Kysely, sql } from 'kysely';

/**
 * Drafted messages (src/messages/drafts/), of parties that write them at the gateway; what gemeenten know of children for
 * these; and for which aanbieders a gemeente says that the ledger has all of its allocations.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const isOpen = `state in ('open', 'sending')`;

const statements = [
  `create table draft (
    id uuid primary key,
    -- Whose it is, and to whom it goes. Its content opens with these only.
    party text not null,
    recipient text not null,
    type text not null,
    -- Goes up with each change.
    version integer not null default 1 check (version > 0),
    -- The request that it answers.
    request_id uuid,
    -- Drafts of one form, and their order.
    group_id uuid not null,
    ordinal smallint not null check (ordinal > 0),
    -- It may go only when the one before it was approved.
    after_previous boolean not null,
    client_id uuid references client (id) on delete set null,
    -- Keyed hash of the BSN, to find it when the child is forgotten.
    child_hash bytea check (octet_length(child_hash) = 32),
    state text not null default 'open'
      constraint draft_state check (state in ('open', 'sending', 'sent', 'forgotten')),
    sealed bytea,
    created_at timestamptz(3) not null default now(),
    changed_at timestamptz(3) not null default now(),
    -- The prefix of a key, or a token and its subject.
    changed_by text not null,
    expires_at timestamptz(3) not null default now() + interval '30 days',
    sent_message uuid,
    constraint draft_content check ((sealed is not null) = (${isOpen})),
    constraint draft_sent check ((sent_message is not null) = (state = 'sent')),
    constraint draft_ordinal unique (group_id, ordinal)
  )`,
  // In this order there is no other, so that a list of one party is read by it.
  `create index draft_party on draft (party, id desc nulls last)`,
  `create index draft_open on draft (party) where ${isOpen}`,
  `create index draft_client on draft (client_id) where client_id is not null`,
  `create index draft_child on draft (child_hash) where child_hash is not null`,
  `create index draft_over on draft (expires_at)`,
  // What its content is bound to.
  `create trigger draft_same before update of id, party, recipient, type on draft
    for each statement execute function refuse_change()`,
  `alter table draft enable always trigger draft_same`,

  `create table client_details (
    -- When a child is forgotten they go with it.
    client_id uuid not null references client (id) on delete cascade,
    municipality text not null,
    source text not null constraint client_details_source check (source ~ '^(typed|import)$'),
    -- Under the key of the child, and bound to all of this row but who recorded it.
    sealed bytea not null,
    recorded_at timestamptz(3) not null,
    recorded_by text not null,
    primary key (client_id, municipality)
  )`,

  `create table complete_ledger (
    id uuid primary key,
    municipality text not null references party (code),
    provider text not null references party (code),
    declared_at timestamptz(3) not null default now(),
    -- The prefix of a key, the subject of a token, or the name at a command line.
    declared_by text not null,
    withdrawn_at timestamptz(3),
    withdrawn_by text,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint complete_ledger_of_gemeente check (municipality ~ '^[0-9]{4}$'),
    constraint complete_ledger_for_aanbieder check (provider ~ '^[0-9]{8}$'),
    constraint complete_ledger_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null))
  )`,
  `create unique index complete_ledger_standing on complete_ledger (municipality, provider)
    where withdrawn_at is null`,
  // As all rows that decide what is true: see 0026-signed-rows.ts.
  `create trigger complete_ledger_goes_on before update of revision, mac on complete_ledger
    for each row execute function refuse_going_back()`,
  `create trigger complete_ledger_same before update of id, municipality, provider on complete_ledger
    for each statement execute function refuse_change()`,
  `create trigger complete_ledger_stays before delete or truncate on complete_ledger
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same', 'stays'].map(
    (trigger) => `alter table complete_ledger enable always trigger complete_ledger_${trigger}`,
  ),
];
