import { type Kysely, sql } from 'kysely';

/**
 * Rows of the access log get a place for what the Logboek Dataverwerkingen asks for, bound by version 2 of
 * their hash (src/parties/access-log/hash.ts); a seal says in which version it was made.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  ...['access_log_fresh', 'access_log'].map(
    (table) => `alter table ${table}
      -- W3C Trace Context, in hexadecimal.
      add column trace_id text check (trace_id ~ '^[0-9a-f]{32}$'),
      add column span_id text check (span_id ~ '^[0-9a-f]{16}$'),
      -- When what was done with the data ended.
      add column ended_at timestamptz(3),
      -- The operation of the other organisation that this one belongs to, as that calls it.
      add column other_operation text`,
  ),
  // What is there is of version 1, for ever.
  `alter table access_log_seal add column version smallint not null default 1`,
  `alter table access_log_seal alter column version drop default`,
];
