import { type Kysely, sql } from 'kysely';

/**
 * The outbox is for all that needs a next step, not for messages alone: a row names a kind and an id. What
 * the id leads to is the business of the owner of that kind, so there is no foreign key any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table outbox drop constraint outbox_message_id_fkey',
  'alter table outbox drop constraint outbox_pkey',
  'alter table outbox rename column message_id to id',
  // What goes first among those that are due: the order in which messages were accepted.
  'alter table outbox rename column acceptance to ordinal',
  `alter table outbox add column kind text not null default 'message'`,
  'alter table outbox alter column kind drop default',
  'alter table outbox add primary key (kind, id)',
];
