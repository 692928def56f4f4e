import { type Kysely, sql } from 'kysely';

/** Judgements of a message that came to nothing, counted apart from how often its step was put off. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table outbox add column judgements integer not null default 0')
    .execute(db);
}
