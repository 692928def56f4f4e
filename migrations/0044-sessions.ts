import { type Kysely, sql } from 'kysely';

/**
 * Sessions of people who use the console (src/parties/sessions/), and what they had typed when a session ended. A session
 * decides who may do what, so each row is signed, never goes back, and stays until long after it is over.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table session (
    id uuid primary key,
    -- The first session of this sign-in: a switch of role makes another row.
    sign_in_id uuid not null,
    -- SHA-256 of a random secret.
    secret_hash bytea not null constraint session_secret check (octet_length(secret_hash) = 32),
    api_key_id uuid references api_key (id),
    -- Keyed hashes: of the issuer, and of the issuer with the subject.
    issuer_hash bytea check (octet_length(issuer_hash) = 32),
    person_hash bytea check (octet_length(person_hash) = 32),
    -- As the access log names the person.
    actor text not null,
    -- What an issuer said that the person may be.
    choices text[] not null,
    -- As whom the person works.
    role text not null constraint session_role
      check (role in ('party', 'contract-manager', 'operator', 'auditor', 'administrator')),
    party_code text references party (code),
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    end_reason text constraint session_end_reason check (end_reason in
      ('signed-out', 'idle', 'over', 'replaced', 'key-revoked', 'party-ended', 'issuer-gone', 'administrator')),
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint session_person check (
      (api_key_id is null) = (person_hash is not null) and (issuer_hash is null) = (person_hash is null)),
    constraint session_of_party check ((role in ('party', 'contract-manager')) = (party_code is not null)),
    constraint session_ended check ((ended_at is null) = (end_reason is null)),
    constraint session_length check (ends_at > created_at)
  )`,
  `create index session_in_force on session (id desc) where ended_at is null`,
  `create index session_of_key on session (api_key_id) where ended_at is null`,
  `create index session_of_person on session (person_hash) where ended_at is null`,
  `create index session_of_sign_in on session (sign_in_id)`,
  `create index session_over on session (ends_at)`,
  // As all rows that decide who may do what: see 0026-signed-rows.ts.
  `create trigger session_goes_on before update of revision, mac on session
    for each row execute function refuse_going_back()`,
  `create trigger session_same_id before update of id on session
    for each statement execute function refuse_change()`,
  // Put back as it was, a session that is over lets nobody in: until then it stays.
  `create function refuse_early_delete() returns trigger language plpgsql as $$
    begin
      if old.ends_at > now() - interval '30 days' then
        raise exception 'a row of % stays until it is long over', tg_table_name
          using errcode = 'restrict_violation';
      end if;
      return old;
    end
  $$`,
  `create trigger session_stays before delete on session
    for each row execute function refuse_early_delete()`,
  `create trigger session_not_truncated before truncate on session
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same_id', 'stays', 'not_truncated'].map(
    (trigger) => `alter table session enable always trigger session_${trigger}`,
  ),

  // Encrypted for one person, for ten minutes.
  `create table kept_form (
    id uuid primary key,
    person bytea not null constraint kept_form_person check (octet_length(person) = 32),
    sealed bytea not null,
    kept_at timestamptz not null default statement_timestamp()
  )`,
  `create index kept_form_of_person on kept_form (person, kept_at)`,
  `create index kept_form_over on kept_form (kept_at)`,
];
