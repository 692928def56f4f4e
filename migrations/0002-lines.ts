import { type Kysely, sql } from 'kysely';

/**
 * Lines (design decision 3): the messages about one child between one gemeente and one aanbieder
 * are processed in the order in which they were accepted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // HMAC of what the line is about, under a key of its own. A message that was accepted before
  // there were lines has one of its own.
  `alter table message add column line bytea`,
  `update message set line = uuid_send(id) where status <> 'refused'`,
  `alter table message add constraint message_has_line
    check ((status = 'refused') = (line is null))`,

  // What is not finished holds up what comes after it in its line. Finished ones leave the index.
  `create index message_line on message (line, acceptance) where status in ('received', 'failed')`,

  // The line of a request, by HMAC of the reference that the aanbieder gave it: a JW319 names it.
  `create table request_reference (
    reference_hash bytea not null,
    message_id uuid not null references message (id),
    line bytea not null,
    primary key (reference_hash, message_id)
  )`,
];
