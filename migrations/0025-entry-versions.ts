import { type Kysely, sql } from 'kysely';

/**
 * Entries of the ledger get hashes with a key (version 2, src/ledger/hash.ts). Those that are there keep theirs:
 * the first start signs how far each chain was by then (src/ledger/closing.ts), and from here on the database
 * takes no more of them. Reads no entry: a moment, whatever there is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Not of the entries that are there.
  `alter table ledger_entry add constraint ledger_entry_version check (version >= 2) not valid`,

  // 'day': how far a chain was on a day. 'closing': how far it was when hashes got a key. 'closed': that every
  // chain that was there then has its closing; of no gemeente.
  `alter table ledger_checkpoint
    add column kind text not null default 'day'
      constraint ledger_checkpoint_kind check (kind in ('day', 'closing', 'closed')),
    drop constraint ledger_checkpoint_pkey,
    add primary key (municipality, kind, day)`,
  // Once.
  `create unique index ledger_checkpoint_once on ledger_checkpoint (municipality, kind)
    where kind <> 'day'`,

  // Of the entry that \`sealed\` is a copy of: it says how it is encrypted.
  `alter table request add column sealed_version smallint not null default 1`,
];
