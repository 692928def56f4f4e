import { type Kysely, sql } from 'kysely';

/**
 * What operators search messages by: the start of an Identificatie, and of an allocation number
 * (src/messages/views/by-name.ts, src/ledger/views/naming.ts). Letters are compared as the codes that they are, small
 * ones as capitals, in any database. And what somebody searches, for as long as the search is good (src/parties/sessions/).
 *
 * With a million messages and a million entries it takes some seconds.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No Identificatie of iJw is longer; that of a refused message may be, and an entry of an index may not.
  `create index message_named on message ((left(upper(identificatie collate "C"), 40)), id)
    where identificatie is not null`,
  `create index ledger_entry_named on ledger_entry
    ((left(upper(toewijzing_nummer collate "C"), 40)), message_id)
    where toewijzing_nummer is not null and message_id is not null`,

  // Encrypted for one session, for some hours.
  `create table kept_search (
    id uuid primary key,
    session_id uuid not null,
    sealed bytea not null,
    kept_at timestamptz not null default statement_timestamp()
  )`,
  `create index kept_search_of_session on kept_search (session_id, kept_at)`,
  `create index kept_search_over on kept_search (kept_at)`,
];
