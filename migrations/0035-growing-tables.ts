import { type Kysely, sql } from 'kysely';

/**
 * Postgres counts the rows of a table when some fifty are new. That is soon after the first start, and for the plans that
 * it makes then it is cheapest to read such a table whole. It keeps those plans until it counts again, which may be a
 * minute and ten thousand messages later. With these settings it counts when there are a thousand; before, it expects a
 * table to grow.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of growing)
    await sql
      .raw(
        `alter table ${table} set (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000)`,
      )
      .execute(db);
}

const growing = [
  ...['message', 'message_content', 'message_finding', 'request_reference', 'data_key'],
  ...['mailbox_entry', 'client', 'known_child', 'ledger_entry', 'allocation', 'request'],
  ...['delivery', 'forgotten', 'operation_message'],
];
