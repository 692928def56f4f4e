import { type Kysely, sql } from 'kysely';

/**
 * Less is left to who has the role of the runtime and nothing else: what the gateway never does is refused,
 * and records of what was done are signed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const records = [
  ['forgetting', 'day'],
  ['operation', 'id'],
] as const;

const statements = [
  // Told by nobody: the access log says who changed a party, and when.
  `alter table party drop column created_at, drop column changed_at`,

  // Up by one for each message or import that says something of the child: verify counts them.
  `create trigger client_goes_on before update of revision on client
    for each row when (new.revision <> old.revision + 1) execute function refuse_change()`,
  `alter table client enable always trigger client_goes_on`,

  // As its owner, so that rows come from what is sealed and in no other way.
  `create or replace function access_log_note_children() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
    begin
      insert into access_log_child (sealed_at, batch, ordinal, id, client_id, code)
      select sealed_at, batch, ordinal, id, client_id, code
      from added cross join lateral unnest(client_ids) client_id
      cross join lateral (
        select '' as code union select party union select counterparty
        union select actor_party where mandate_id is not null
      ) sees
      where cardinality(client_ids) > 0 and code is not null;
      return null;
    end
  $$`,

  // At the end of the statement: it goes in the one that forgets its message.
  `create function disclosure_stays() returns trigger language plpgsql as $$
    begin
      if exists (select from gone join message on message.id = gone.message_id
        where message.forgotten_at is null)
      then
        raise exception 'a disclosure stays until its message is forgotten'
          using errcode = 'restrict_violation';
      end if;
      return null;
    end
  $$`,
  `create trigger disclosure_stays after delete on disclosure referencing old table as gone
    for each statement execute function disclosure_stays()`,
  `alter table disclosure enable always trigger disclosure_stays`,

  // Two names, never of one key; the database always names the key that it is under.
  `alter table key_fingerprint
    add constraint key_fingerprint_name check (name in ('master', 'previous')),
    add constraint key_fingerprint_once unique (fingerprint)`,
  `create trigger key_fingerprint_stays before delete on key_fingerprint
    for each row when (old.name = 'master') execute function refuse_change()`,
  `alter table key_fingerprint enable always trigger key_fingerprint_stays`,

  // When a key was used last, apart from the key: signed each minute, and never going back.
  `create table api_key_use (
    id uuid primary key references api_key (id),
    last_used_at timestamptz not null,
    mac bytea check (octet_length(mac) = 32)
  )`,
  `insert into api_key_use (id, last_used_at)
    select id, last_used_at from api_key where last_used_at is not null`,
  `alter table api_key drop column last_used_at`,
  `create trigger api_key_use_goes_on before update on api_key_use
    for each row when (new.id <> old.id or new.last_used_at < old.last_used_at
      or (new.last_used_at = old.last_used_at and old.mac is not null))
    execute function refuse_change()`,
  `create trigger api_key_use_stays before delete or truncate on api_key_use
    for each statement execute function refuse_change()`,
  ...['goes_on', 'stays'].map(
    (trigger) => `alter table api_key_use enable always trigger api_key_use_${trigger}`,
  ),

  // Records of what was done, by what they are known by. What was forgotten is counted there.
  ...records.flatMap(([table, id]) => [
    `alter table ${table}
      add column revision integer not null default 1,
      add column mac bytea check (octet_length(mac) = 32)`,
    `create trigger ${table}_goes_on before update of revision, mac on ${table}
      for each row execute function refuse_going_back()`,
    `create trigger ${table}_same_id before update of ${id} on ${table}
      for each statement execute function refuse_change()`,
    `create trigger ${table}_stays before delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    ...['goes_on', 'same_id', 'stays'].map(
      (trigger) => `alter table ${table} enable always trigger ${table}_${trigger}`,
    ),
  ]),
  `alter table ledger_import add column mac bytea check (octet_length(mac) = 32)`,
  // What was imported stays known for the shortest term by which anything was ever forgotten. A day less, for
  // clocks that do not agree.
  `create function ledger_import_stays() returns trigger language plpgsql as $$
    declare
      years integer := (select min((terms ->> 'ledgerYears')::integer) from forgetting);
    begin
      if exists (select from gone
        where not coalesce(at < now() + interval '1 day' - make_interval(years => years), false))
      then
        raise exception 'what was imported stays known until its term is over'
          using errcode = 'restrict_violation';
      end if;
      return null;
    end
  $$`,
  `create trigger ledger_import_stays after delete on ledger_import referencing old table as gone
    for each statement execute function ledger_import_stays()`,
  `alter table ledger_import enable always trigger ledger_import_stays`,

  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check
      check (part in ('rows', 'lists', 'records', 'messages', 'contents'))`,
  `insert into signing (part) values ('records')`,
];
