import { type Kysely, sql } from 'kysely';

/** How long things are kept: what is over is forgotten, unless a legal hold keeps it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Of a message that was forgotten the row stays, for its parties and for TR056: type, parties, moments
  // and Identificatie. Nothing in it leads to a child or a person any more.
  `alter table message
    add column forgotten_at timestamptz,
    add constraint message_forgotten check (
      forgotten_at is null or (
        status in ('delivered', 'rejected', 'dismissed', 'refused')
        and actor is null and actor_party is null and address is null and request_id is null
      )
    )`,
  // Others that are old are found by their keys: what was forgotten has none. A message that goes the
  // usual way never enters this.
  `create index message_refused_whole on message (id)
    where status = 'refused' and forgotten_at is null`,
  // By this its rows are found when it goes; also where Postgres looks whether a row refers to it.
  `create index request_reference_message on request_reference (message_id)`,
  // Keys that were deleted leave the files at the next vacuum: not only when a fifth of them has gone.
  `alter table data_key set (autovacuum_vacuum_scale_factor = 0.01)`,
  `create index client_created on client (created_at, id)`,
  `create index ledger_import_at on ledger_import (at)`,
  // How the walk through the access log goes from batch to batch, also where months have gone.
  `create index access_log_seal_batch on access_log_seal (batch)`,

  // Somebody must be able to get at these later: they are not forgotten, whatever their term. No foreign
  // keys but one: it outlives what it was on.
  `create table legal_hold (
    id uuid primary key,
    message_id uuid,
    client_id uuid,
    party_code text references party (code),
    reason text not null,
    -- Who, as in the access log.
    placed_by text not null,
    placed_at timestamptz not null default now(),
    lifted_by text,
    lifted_at timestamptz,
    constraint legal_hold_on_one check (num_nonnulls(message_id, client_id, party_code) = 1),
    constraint legal_hold_lifted check ((lifted_by is null) = (lifted_at is null))
  )`,
  `create index legal_hold_in_force on legal_hold (id) where lifted_at is null`,

  // One a day: what was forgotten, and how much was kept though its term is over.
  `create table forgetting (
    -- In the Netherlands.
    day date primary key,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    -- The settings by which it was done.
    terms jsonb not null,
    messages integer not null default 0,
    refused integer not null default 0,
    clients integer not null default 0,
    -- Keyed hashes of what was imported into the ledger.
    imports integer not null default 0,
    -- First days of the months that went.
    access_log_months date[] not null default '{}',
    -- Under a hold, or not done with. Known when all was looked at.
    held_messages integer,
    held_clients integer,
    held_months integer,
    waiting_messages integer,
    constraint forgetting_counted check (finished_at is null or num_nulls(
      held_messages, held_clients, held_months, waiting_messages) = 0)
  )`,
  // Which: the id of a message, or of a child.
  `create table forgotten (
    day date not null references forgetting (day),
    id uuid not null,
    kind text not null check (kind in ('message', 'refused', 'client')),
    primary key (day, id)
  )`,
  `create trigger forgotten_stays before update or delete or truncate on forgotten
    for each statement execute function refuse_change()`,
  `alter table forgotten enable always trigger forgotten_stays`,
];
