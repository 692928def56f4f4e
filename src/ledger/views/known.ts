import type { Pool } from 'pg';
import { statement } from '../../store/statement.ts';

const knownIds = statement<{ ids: readonly string[]; codes: readonly string[] }>(
  'known-among',
  `select asked.id from unnest($ids::uuid[]) asked (id)
  where exists (select from ledger_entry entry
      where entry.client_id = asked.id and entry.municipality = any($codes::text[]))
    or exists (select from ledger_entry entry
      where entry.client_id = asked.id and entry.provider = any($codes::text[]))`,
);

/**
 * The children among these that a party knows: those of whom the ledger has entries of this party, also when they were
 * forgotten. Entries of others change neither the answer nor what is read for it.
 *
 * @param codes of the party, and of those that it succeeded
 * @param ids random ids of children, or anything else that has their form
 */
export async function knownAmong(
  pool: Pool,
  codes: readonly string[],
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>(knownIds({ ids: [...new Set(ids)], codes }));
  return new Set(rows.map(({ id }) => id));
}

const childByBsn = statement<{ bsnHash: Buffer }>(
  'child-by-bsn',
  'select id from client where bsn_hash = $bsnHash',
);

const knownChildByBsn = statement<{ bsnHash: Buffer; codes: readonly string[] }>(
  'known-child-by-bsn',
  `select client_id as id from known_child
  where bsn_hash = $bsnHash and party_code = any($codes::text[]) limit 1`,
);

/**
 * The child with a BSN, as far as a party knows it.
 *
 * @param bsnHash keyed (`KeyRing.clientHash`)
 * @param codes as of {@link knownAmong}; null for an auditor, who may find any child
 */
export async function knownByBsn(
  pool: Pool,
  bsnHash: Buffer,
  codes: readonly string[] | null,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    codes === null ? childByBsn({ bsnHash }) : knownChildByBsn({ bsnHash, codes }),
  );
  return rows[0]?.id;
}

/**
 * SQL: a select of `reported_by`, each once: the ids of the messages that reported something of a child.
 *
 * @param client random id of the child, in SQL
 * @param codes in SQL, an array: only the entries of this party, so that entries of others do not make it slower; null
 *   for an auditor, who sees all
 */
export function messagesAbout(client: string, codes: string | null): string {
  const own = codes && `and (entry.municipality = any(${codes}) or entry.provider = any(${codes}))`;
  return `select distinct entry.message_id as reported_by from ledger_entry entry
    where entry.client_id = ${client}::uuid and entry.message_id is not null ${own ?? ''}`;
}

/**
 * SQL: a select of `message_id`, of the entries about some children; null where one was imported. The caller may add
 * conditions (`and ...`).
 *
 * @param clients random ids of the children, in SQL, an array
 */
export function messagesOfChildren(clients: string): string {
  return `select message_id from ledger_entry where client_id = any(${clients}::uuid[])`;
}
