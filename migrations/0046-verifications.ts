import { type Kysely, sql } from 'kysely';

/**
 * Verifications (src/operations/verifications/): when the ledger, the access log and the rows were verified, how far, and
 * what was found. By them people believe that nothing was changed, so each row is signed, never goes back, and stays for a
 * year.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table verification (
    id uuid primary key,
    what text not null constraint verification_what check (what in ('ledger', 'access-log', 'rows')),
    -- The gemeente of the one chain that was asked for; null: all there is.
    municipality text,
    begun_by text not null,
    begun_by_key uuid,
    -- Of the form that asked for it: one that comes twice begins it once.
    form_key uuid constraint verification_form unique,
    begun_at timestamptz not null default now(),
    -- The last sign of life of the process that does it.
    seen_at timestamptz not null default now(),
    state text not null default 'running' constraint verification_state
      check (state in ('running', 'sound', 'faulty', 'stopped', 'failed')),
    ended_at timestamptz,
    -- Entries of the ledger, batches of the access log, or rows.
    done bigint not null default 0,
    total bigint not null default 0,
    -- Chains or rows that are wrong; of the access log one.
    fault_count integer not null default 0,
    -- The first of them. The gemeente is of a chain, the number of its entry or of a batch, the table and id of a row.
    fault_kind text,
    fault_municipality text,
    fault_number bigint,
    fault_to bigint,
    fault_table text,
    fault_id uuid,
    failed_code text,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint verification_ended check ((state = 'running') = (ended_at is null)),
    constraint verification_fault check ((state = 'faulty') = (fault_kind is not null))
  )`,
  // One at a time of each kind, in all processes.
  `create unique index verification_running on verification (what) where state = 'running'`,
  `create index verification_of_kind on verification (what, id desc)`,
  `create index verification_over on verification (begun_at)`,
  // As all signed rows: see 0026-signed-rows.ts.
  `create trigger verification_goes_on before update of revision, mac on verification
    for each row execute function refuse_going_back()`,
  `create trigger verification_same_id before update of id on verification
    for each statement execute function refuse_change()`,
  // One that found a fault is not taken away.
  `create function refuse_delete_within_a_year() returns trigger language plpgsql as $$
    begin
      if old.begun_at > now() - interval '365 days' then
        raise exception 'a row of % stays for a year', tg_table_name using errcode = 'restrict_violation';
      end if;
      return old;
    end
  $$`,
  `create trigger verification_stays before delete on verification
    for each row execute function refuse_delete_within_a_year()`,
  `create trigger verification_not_truncated before truncate on verification
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same_id', 'stays', 'not_truncated'].map(
    (trigger) => `alter table verification enable always trigger verification_${trigger}`,
  ),
];
