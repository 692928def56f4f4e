import { type Kysely, sql } from 'kysely';

/** Certificates of parties, as one more kind of credential beside keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table api_key
    alter column key_hash drop not null,
    -- SHA-256 of the DER: a certificate belongs to one party, for good.
    add column certificate_hash bytea unique check (octet_length(certificate_hash) = 32),
    add constraint api_key_or_certificate check (num_nonnulls(key_hash, certificate_hash) = 1),
    -- It ends when the certificate does.
    add constraint api_key_certificate
      check (certificate_hash is null or (role = 'party' and expires_at is not null))`,
];
