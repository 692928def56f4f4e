import { type Kysely, sql } from 'kysely';

/**
 * Requests as people ask for them: which are open, since when, by which message they were made, and which
 * messages answered them. Of those that are there it stands in what is encrypted: the gateway fills it in
 * when it runs (src/ledger/complete-requests.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const open = `type is not null and requested_at is not null and not honoured
      and not ('1' = any(answers))`;
const place = 'requested_at, reference_hash, municipality, client_id';

const statements = [
  `alter table request
    -- The message that made it; null for what was imported.
    add column message_id uuid,
    -- When its entry was recorded.
    add column requested_at timestamptz(3),
    -- What its entry says, encrypted with the client's key.
    add column sealed bytea,
    -- The messages that answered or honoured it, in order; the first hundred.
    add column answered_by uuid[] default '{}'`,
  // Ciphertext does not compress: trying costs time.
  `alter table request alter column sealed set storage external`,
  // Rows leave these when they are answered.
  `create index request_open_provider on request (provider, ${place}) where ${open}`,
  `create index request_open_municipality on request (municipality, ${place}) where ${open}`,
  // Answers of a gemeente that took over, to what was asked of the one before: few.
  `create index request_elsewhere on request (provider, reference_hash, client_id)
    where type is null`,
  // From a message to the requests that it made, and from an answer to what it answers.
  `create index request_message on request (message_id) where message_id is not null`,
  `create index request_answered_by on request using gin (answered_by) with (fastupdate = off)
    where cardinality(answered_by) > 0`,
  // Made by a version before; empty when all were filled in.
  `create index request_incomplete on request (client_id)
    where type is not null and requested_at is null`,
];
