import { type Kysely, sql } from 'kysely';

/**
 * The content of a message is bound to who sent it to whom and what it is (version 2), not to its id only
 * (version 1). The gateway seals anew what is there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // What is there is of version 1; what comes is of version 2.
  `alter table message_content
    add column version smallint not null default 1 check (version in (1, 2))`,
  `alter table message_content alter column version set default 2`,
  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check check (part in ('rows', 'messages', 'contents'))`,
  `insert into signing (part) values ('contents')`,
];
