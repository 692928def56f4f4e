import { type Kysely, sql } from 'kysely';

/**
 * Which party knows which child: those whose messages, allocations or imports the ledger has entries of.
 * A party looks a child up here, under its own code, so that nothing that it asks depends on what others
 * know. Filling it takes some ten seconds for a million entries.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table known_child (
    -- As that of the child: forgetting the child removes it.
    bsn_hash bytea not null,
    party_code text not null,
    client_id uuid not null references client (id) on delete cascade,
    primary key (bsn_hash, party_code)
  )`,
  `create index known_child_client on known_child (client_id)`,
  `insert into known_child (bsn_hash, party_code, client_id)
    select bsn_hash, code, id from (
      select client_id, municipality as code from ledger_entry
      union select client_id, provider from ledger_entry
    ) told join client on client.id = told.client_id`,

  // Whoever adds entries, also a process of the version before.
  `create function note_known_children() returns trigger language plpgsql as $$
    begin
      insert into known_child (bsn_hash, party_code, client_id)
        select bsn_hash, code, id from (
          select client_id, municipality as code from added union select client_id, provider from added
        ) told join client on client.id = told.client_id
        order by bsn_hash, code
        on conflict (bsn_hash, party_code) do nothing;
      return null;
    end
  $$`,
  `create trigger ledger_entry_known after insert on ledger_entry referencing new table as added
    for each statement execute function note_known_children()`,
  `alter table ledger_entry enable always trigger ledger_entry_known`,

  // An aanbieder finds a number among its own allocations, not among all of the gemeente.
  `create index allocation_provider_number on allocation (provider, toewijzing_nummer)`,
];
