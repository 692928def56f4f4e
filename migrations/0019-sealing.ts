import { type Kysely, sql } from 'kysely';

/**
 * Sealing of the access log cannot be stopped unseen: the head of its chain cannot be deleted, and a
 * row says since when it waits to be sealed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Not `at`: the row of a message gets here when the message is done with, with the moment of its post.
  `alter table access_log_fresh add column noted_at timestamptz not null default clock_timestamp()`,
  // Also for the owner, and for a session that plays a replica.
  `create trigger access_log_head_stays before delete or truncate on access_log_head
    for each statement execute function refuse_change()`,
  `alter table access_log_head enable always trigger access_log_head_stays`,
];
