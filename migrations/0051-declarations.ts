import { type Kysely, sql } from 'kysely';

/**
 * What was declared, granted, refused and credited, as the entries of the ledger make it. What was declared before stands
 * in messages alone, which stay as they are: nothing is read, and it takes a moment whatever there is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No personal data: references and numbers by a keyed hash. Of a child that was forgotten there are no rows.
  `create table prestatie (
    -- Made from what identifies it (src/ledger/declarations/state.ts), so that a rebuild gives the same.
    id uuid primary key,
    municipality text not null,
    provider text not null,
    client_id uuid not null,
    -- The JW323, and the place of the Prestatie in it.
    declaration_id uuid not null,
    class_path text not null,
    toewijzing_nummer text not null,
    -- refused-whole: with its declaration, which counts as never sent.
    state text not null
      constraint prestatie_state check (state in ('declared', 'granted', 'refused', 'refused-whole')),
    product_category text not null,
    product_code text,
    -- Dates as the message writes them: xs:date knows days that Postgres does not.
    period_begin text not null,
    period_end text not null,
    debet_credit text not null constraint prestatie_debet_credit check (debet_credit in ('D', 'C')),
    volume text not null,
    unit text not null,
    -- Below nothing for a credit.
    amount_cents bigint not null,
    -- HMAC of aanbieder and ReferentieNummer, and VorigReferentieNummer.
    reference_hash bytea not null,
    previous_hash bytea,
    -- HMAC of gemeente, aanbieder, ToewijzingNummer, product and ProductPeriode.
    period_hash bytea not null,
    -- Of the first Prestatie of a declaration, which stands for it: HMAC of aanbieder and DeclaratieNummer; the month.
    number_hash bytea,
    declared_month text,
    -- A debit that was granted, and credited since.
    taken_back boolean not null,
    -- Not where another has it, and the gemeente granted it all the same.
    owns_reference boolean not null,
    owns_number boolean not null,
    owns_period boolean not null,
    owns_credit boolean not null,
    -- The JW325; null while there is none.
    decided_by uuid,
    -- When the last entry about it was recorded.
    changed_at timestamptz(3) not null,
    constraint prestatie_first check ((number_hash is null) = (declared_month is null)),
    constraint prestatie_reference_owner check (not owns_reference or state in ('declared', 'granted')),
    constraint prestatie_number_owner
      check (not owns_number or (number_hash is not null and state <> 'refused-whole')),
    constraint prestatie_period_owner
      check (not owns_period or (state = 'granted' and debet_credit = 'D' and not taken_back)),
    constraint prestatie_credit_owner
      check (not owns_credit or (state = 'granted' and debet_credit = 'C' and previous_hash is not null))
  )`,
  // TR314 and TR333: over all gemeenten of an aanbieder, which is in the hash.
  `create unique index prestatie_reference on prestatie (reference_hash) where owns_reference`,
  `create unique index prestatie_number on prestatie (number_hash) where owns_number`,
  // TR389.
  `create unique index prestatie_period on prestatie (period_hash) where owns_period`,
  // TR390.
  `create unique index prestatie_credit on prestatie (previous_hash) where owns_credit`,
  // What is used, also by one that has it not alone.
  `create index prestatie_reference_used on prestatie (reference_hash)
    where state in ('declared', 'granted')`,
  `create index prestatie_number_used on prestatie (number_hash)
    where number_hash is not null and state <> 'refused-whole'`,
  `create index prestatie_declared on prestatie (declaration_id)`,
  `create index prestatie_client on prestatie (client_id, municipality, provider)`,
  // Of which children something was declared on an allocation.
  `create index prestatie_allocation on prestatie (provider, toewijzing_nummer)`,
  // The last month that was declared (TR318).
  `create index prestatie_month on prestatie (provider, municipality, declared_month)
    where number_hash is not null and state <> 'refused-whole'`,
  `alter table prestatie set (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000)`,

  // Between whom the ledger has all that was declared and granted. A pair without a row: it does not.
  `create table complete_declarations (
    id uuid primary key,
    revision integer not null default 1,
    municipality text not null,
    provider text not null,
    complete boolean not null,
    recorded_at timestamptz(3) not null default now(),
    recorded_by text not null,
    mac bytea check (octet_length(mac) = 32),
    constraint complete_declarations_pair unique (municipality, provider)
  )`,
  // As all rows that decide what is true: see 0026-signed-rows.ts.
  `create trigger complete_declarations_goes_on before update of revision, mac on complete_declarations
    for each row execute function refuse_going_back()`,
  `create trigger complete_declarations_same before update of id, municipality, provider on complete_declarations
    for each statement execute function refuse_change()`,
  `create trigger complete_declarations_stays before delete or truncate on complete_declarations
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same', 'stays'].map(
    (trigger) =>
      `alter table complete_declarations enable always trigger complete_declarations_${trigger}`,
  ),
];
