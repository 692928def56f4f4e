import { type Kysely, sql } from 'kysely';

/** Keys that expire, can be revoked and show when they were used; operators and auditors. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table api_key
    drop constraint api_key_role_check,
    add constraint api_key_role_check
      check (role in ('party', 'operator', 'auditor', 'administrator')),
    -- Which software or person uses it, as whoever made it wrote it.
    add column name text,
    add column expires_at timestamptz,
    add column revoked_at timestamptz,
    -- To the minute, so that a busy caller does not cost a write for each call.
    add column last_used_at timestamptz`,
];
