import { type Kysely, sql } from 'kysely';

/**
 * Allocations in the order in which they end, for who asks which end soon: among a million few do. Days are compared as
 * text, as the catalogue does: xs:date allows days that Postgres does not.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const side of ['municipality', 'provider'])
    await sql
      .raw(
        `create index allocation_ending_of_${side} on allocation (${side}, (left(end_date, 10)), id)
          where status = 'allocated' and end_date is not null`,
      )
      .execute(db);
}
