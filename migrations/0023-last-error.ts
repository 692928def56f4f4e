import { type Kysely, sql } from 'kysely';

/** Why a message waits: what its step failed by the last time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A code, never a text of the database.
  'alter table outbox add column last_error text',
  // A message whose step did not fail never enters it.
  'create index outbox_last_error on outbox (last_error) where last_error is not null',
];
