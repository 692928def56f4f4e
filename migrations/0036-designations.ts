import { type Kysely, sql } from 'kysely';

/**
 * A regional office acts for gemeenten, as their contract manager, by dated designations that these give and end. It is
 * a party of a fourth kind: it sends and receives no messages, and has no mandates.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // It is known by its OIN, as a software house is.
  `alter table party
    drop constraint party_kind_check,
    add constraint party_kind_check
      check (kind in ('gemeente', 'aanbieder', 'software-house', 'regional-office')),
    drop constraint party_code_form,
    add constraint party_code_form check (
      (kind = 'gemeente' and code ~ '^[0-9]{4}$') or (kind = 'aanbieder' and code ~ '^[0-9]{8}$')
      or (kind in ('software-house', 'regional-office') and code ~ '^[0-9]{20}$')
    ),
    drop constraint party_software_house_stays,
    add constraint party_with_oin_stays
      check (kind in ('gemeente', 'aanbieder') or until is null)`,
  // What a key may do hangs on the kind, and the code no longer tells the kind.
  `create trigger party_same_kind before update of kind on party
    for each statement execute function refuse_change()`,
  `alter table party enable always trigger party_same_kind`,

  `alter table api_key
    drop constraint api_key_role_check,
    add constraint api_key_role_check
      check (role in ('party', 'contract-manager', 'operator', 'auditor', 'administrator')),
    drop constraint api_key_of_party,
    add constraint api_key_of_party
      check ((role in ('party', 'contract-manager')) = (party_code is not null)),
    drop constraint api_key_certificate,
    add constraint api_key_certificate check (certificate_hash is null
      or (role in ('party', 'contract-manager') and expires_at is not null)),
    add constraint api_key_of_regional_office
      check (role <> 'contract-manager' or party_code ~ '^[0-9]{20}$')`,

  `create table designation (
    id uuid primary key,
    -- Who acts, and for whom.
    office text not null references party (code),
    gemeente text not null references party (code),
    valid_from timestamptz(3) not null,
    -- The first moment at which it no longer holds; null: until it is withdrawn.
    valid_until timestamptz(3),
    -- The prefix of a key, the subject of a token, or the name at a command line.
    given_by text not null,
    given_at timestamptz not null default statement_timestamp(),
    withdrawn_by text,
    withdrawn_at timestamptz,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint designation_of_gemeente check (gemeente ~ '^[0-9]{4}$'),
    constraint designation_to_office check (office ~ '^[0-9]{20}$'),
    constraint designation_period check (valid_until > valid_from),
    constraint designation_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null))
  )`,
  // Who gives the same twice has given it once, so that withdrawing it ends it.
  `create unique index designation_standing on designation
    (office, gemeente, valid_from, valid_until) nulls not distinct where withdrawn_at is null`,
  `create index designation_received on designation (office, id)`,
  `create index designation_given on designation (gemeente, id)`,
  // As all rows that decide who may do what: see 0026-signed-rows.ts.
  `create trigger designation_goes_on before update of revision, mac on designation
    for each row execute function refuse_going_back()`,
  `create trigger designation_same_id before update of id on designation
    for each statement execute function refuse_change()`,
  `create trigger designation_stays before delete or truncate on designation
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same_id', 'stays'].map(
    (trigger) => `alter table designation enable always trigger designation_${trigger}`,
  ),
];
