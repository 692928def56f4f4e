import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import { referenceHash } from '../projection/projection.ts';

/**
 * SQL: which messages named which allocation, as a table for a statement, which gives it a name: a row for each entry. Has
 * the columns `id` of the message, `client_id`, and `name`, to compare with and to order by, as `name, id`: the first
 * characters of the number, in capitals.
 *
 * @param characters of a number by which it is found
 */
export function entriesNaming(characters: number): string {
  return `(select message_id as id, client_id,
    left(upper(toewijzing_nummer collate "C"), ${characters}) as name
  from ledger_entry where toewijzing_nummer is not null and message_id is not null)`;
}

/** What the ledger knows of a reference. */
export interface ReferenceNamed {
  /** The messages that made the requests, and that answered them. */
  readonly messages: readonly string[];
  /** Random ids of the children. */
  readonly clients: readonly string[];
}

/** Requests with one reference that are looked at: it has one, unless a gemeente approved it twice. */
const most = 100;

const ofReference = statement<{ provider: string; hash: Buffer }>(
  'messages-of-reference',
  `select client_id as client, array_remove(answered_by || message_id, null) as messages
  from request where provider = $provider and reference_hash = $hash limit ${most}`,
);

/**
 * The messages about the requests that an aanbieder made under a reference. Who shows them writes the row of the access log.
 *
 * @param referentie as the aanbieder wrote it
 */
export async function requestsNamed(
  pool: Pool,
  keys: KeyRing,
  aanbieder: string,
  referentie: string,
): Promise<ReferenceNamed> {
  const hash = referenceHash(keys, aanbieder, referentie);
  const { rows } = await pool.query<{ client: string; messages: string[] }>(
    ofReference({ provider: aanbieder, hash }),
  );
  return {
    messages: [...new Set(rows.flatMap(({ messages }) => messages))],
    clients: [...new Set(rows.map(({ client }) => client))],
  };
}
