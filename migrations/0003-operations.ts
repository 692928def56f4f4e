import { type Kysely, sql } from 'kysely';

/**
 * What operators do: replay what failed, give it up, put delivered messages back, and see what
 * stands where.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A replay or a redelivery: a record that stays.
  `create table operation (
    id uuid primary key,
    kind text not null check (kind in ('replay', 'redelivery')),
    reason text not null,
    -- The prefix of the key, or the name of the user of the command line.
    made_by text not null,
    made_by_key uuid references api_key (id),
    -- The mailbox of a redelivery.
    party_code text references party (code),
    -- What was asked for: how many ids, or the filter.
    selection jsonb not null,
    message_count integer not null default 0,
    -- SHA-256 of the Idempotency-Key, and of what was asked for under it.
    idempotency_hash bytea,
    request_hash bytea not null,
    created_at timestamptz not null default now(),
    stopped_at timestamptz,
    stopped_by text,
    finished_at timestamptz,
    -- Messages per state at the end, so that nobody counts them again.
    result jsonb,
    constraint operation_result check ((finished_at is null) = (result is null)),
    constraint operation_has_mailbox check ((kind = 'redelivery') = (party_code is not null))
  )`,
  `create unique index operation_once on operation (kind, made_by, idempotency_hash)
    where idempotency_hash is not null`,
  `create index operation_unfinished on operation (id) where finished_at is null`,

  // Which messages it is about, fixed when it is made, in the order in which their turn comes. No
  // foreign key to message: the record outlives what it is about.
  `create table operation_message (
    operation_id uuid not null references operation (id) on delete cascade,
    ordinal integer not null,
    message_id uuid not null,
    state text not null check (state in
      ('pending', 'running', 'succeeded', 'failed', 'skipped', 'stopped')),
    -- Why it was skipped, as a word.
    note text,
    changed_at timestamptz not null default now(),
    primary key (operation_id, ordinal)
  )`,
  `create unique index operation_message_once on operation_message (message_id, operation_id)`,
  `create index operation_message_open on operation_message (operation_id, state, ordinal)
    where state in ('pending', 'running')`,

  `create table dismissal (
    message_id uuid primary key references message (id) on delete cascade,
    reason text not null,
    made_by text not null,
    made_by_key uuid references api_key (id),
    at timestamptz not null default now()
  )`,

  // Newest first goes by id (UUIDv7: the moment of receipt), so by the primary key. Statuses that
  // are rare are found by this; a message that goes the usual way never enters it.
  `create index message_aside on message (status, id)
    where status in ('rejected', 'refused', 'failed', 'dismissed')`,

  // Processes that do steps, while they run.
  `create table worker_presence (
    id uuid primary key,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
  )`,
];
