import { type Kysely, sql } from 'kysely';

/**
 * A drafted declaration is about several children: the draft knows the others too, to be found when one of them is
 * forgotten. Drafts that are there are about one child; their rows stay as they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table draft
    -- Ids of the children besides client_id, and keyed hashes of their BSNs.
    add column other_clients uuid[] not null default '{}',
    add column other_hashes bytea[] not null default '{}'`,
  `create index draft_other_clients on draft using gin (other_clients) where other_clients <> '{}'`,
  `create index draft_other_hashes on draft using gin (other_hashes) where other_hashes <> '{}'`,
];
