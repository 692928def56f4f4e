import { type Kysely, sql } from 'kysely';

/**
 * Judgements of a message that came to nothing, counted apart from how often its step was put off; and the
 * message that was first with an Identificatie, so that a repeat that is written in another way is known.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table outbox add column judgements integer not null default 0',

  // Of two that come at once one is first. Those that are there need none: they are seen by who comes now.
  'alter table message add column opens_identificatie boolean not null default false',
  `create unique index message_same_identificatie on message (afzender, ontvanger, identificatie, type)
    where opens_identificatie`,
];
