import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { NewEntry } from '../../src/ledger/chain/append.ts';
import { chainHash, digestOf, genesis } from '../../src/ledger/chain/hash.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { entry, onlyNewVersions } from './support.ts';

const version = 1;
/** Version 1 has no key. */
const noKey = { entryDigest: (bytes: Uint8Array) => createHash('md5').update(bytes).digest() };

/**
 * Adds entries as version 1 did, to the head of a chain: as the gateway of then, or as one who writes the
 * database, who can make these hashes too.
 *
 * @param changes what they say, besides
 */
export function appendOld(
  pool: Pool,
  municipality: string,
  count: number,
  changes: Partial<NewEntry> = {},
): Promise<void> {
  const entries = Array.from({ length: count }, () => entry({ municipality, ...changes }));
  return inTransaction(pool, async (client) => {
    await client.query('alter table ledger_entry drop constraint if exists ledger_entry_version');
    await insertOld(client, municipality, entries);
    await client.query(onlyNewVersions);
  });
}

/** The same in a database of that version, within the transaction of the caller. */
export async function insertOld(
  client: PoolClient,
  municipality: string,
  entries: readonly NewEntry[],
): Promise<void> {
  const { rows } = await client.query(
    'select number, hash from chain_head where municipality = $1',
    [municipality],
  );
  let { number, hash } = { number: Number(rows[0]?.number ?? 0), hash: rows[0]?.hash ?? genesis };
  for (const added of entries) {
    const recordedAt = new Date('2026-01-31T09:00:00.007Z');
    const content = { ...added, recordedAt };
    const previous = hash;
    number += 1;
    hash = chainHash(version, previous, number, digestOf(noKey, version, content) as Buffer);
    await client.query(
      `insert into ledger_entry (municipality, chain_number, version, provider, client_id,
        toewijzing_nummer, kind, message_id, class_path, effective_date, recorded_at, amount_cents,
        sealed, previous_hash, hash)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        ...[municipality, number, version, content.provider, content.clientId],
        ...[content.toewijzingNummer, content.kind, content.messageId, content.classPath],
        ...[content.effectiveDate, recordedAt, content.amountCents, content.sealed],
        ...[previous, hash],
      ],
    );
  }
  await client.query(
    `insert into chain_head (municipality, number, hash) values ($1, $2, $3)
    on conflict (municipality) do update set number = $2, hash = $3`,
    [municipality, number, hash],
  );
}
