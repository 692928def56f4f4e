import { type Kysely, sql } from 'kysely';

/**
 * Files that somebody chose on a page and has not loaded yet, and signing out at the issuer (src/parties/sessions/): which
 * session of the issuer a session is of, and which of its messages were carried out.
 *
 * A session that an earlier version began says nothing of the issuer's session; it lasts 12 hours at most.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Encrypted for one session, for an hour.
  `create table kept_file (
    id uuid primary key,
    session_id uuid not null,
    sealed bytea not null,
    kept_at timestamptz not null default statement_timestamp()
  )`,
  // It is encrypted: that it is compressed costs time, and saves nothing.
  `alter table kept_file alter sealed set storage external`,
  `create index kept_file_of_session on kept_file (session_id, kept_at)`,
  `create index kept_file_over on kept_file (kept_at)`,

  // A keyed hash of the issuer and its name for the session there.
  `alter table session
    add issuer_session_hash bytea check (octet_length(issuer_session_hash) = 32),
    add constraint session_of_issuer check (issuer_session_hash is null or issuer_hash is not null),
    drop constraint session_end_reason,
    add constraint session_end_reason check (end_reason in
      ('signed-out', 'idle', 'over', 'replaced', 'key-revoked', 'party-ended', 'issuer-gone', 'administrator',
        'issuer-signed-out'))`,
  `create index session_of_issuer_session on session (issuer_session_hash) where ended_at is null`,

  // A keyed hash of the issuer and the id of its message: each is carried out once.
  `create table issuer_logout (
    hash bytea primary key constraint issuer_logout_hash check (octet_length(hash) = 32),
    seen_at timestamptz not null default statement_timestamp()
  )`,
  `create index issuer_logout_over on issuer_logout (seen_at)`,
];
