import { type Kysely, sql } from 'kysely';

/**
 * Who answers the declarations that a gemeente receives (src/parties/directory/). Null, as in all rows of before: the
 * gemeente itself. So their MACs stay as they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table party add column declarations text
        constraint party_declarations check (declarations in ('draft', 'gateway'))`,
    )
    .execute(db);
}
