import type { Pool } from 'pg';

/**
 * Which of these children a party knows: those of whom the ledger has entries that are its own, forgotten
 * ones too. What others know of a child changes neither the answer nor what is read for it.
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
  const { rows } = await pool.query<{ id: string }>({
    name: 'known-among',
    text: `select asked.id from unnest($1::uuid[]) asked (id)
      where exists (select from ledger_entry entry
          where entry.client_id = asked.id and entry.municipality = any($2))
        or exists (select from ledger_entry entry
          where entry.client_id = asked.id and entry.provider = any($2))`,
    values: [[...new Set(ids)], codes],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * The child with a BSN, as far as a party knows it.
 *
 * @param bsnHash keyed (`KeyRing.clientHash`)
 * @param codes as of {@link knownAmong}; null is an auditor, who may find any
 */
export async function knownByBsn(
  pool: Pool,
  bsnHash: Buffer,
  codes: readonly string[] | null,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    codes === null
      ? {
          name: 'child-by-bsn',
          text: 'select id from client where bsn_hash = $1',
          values: [bsnHash],
        }
      : {
          name: 'known-child-by-bsn',
          text: `select client_id as id from known_child
            where bsn_hash = $1 and party_code = any($2) limit 1`,
          values: [bsnHash, codes],
        },
  );
  return rows[0]?.id;
}
