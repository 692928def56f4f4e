import type { Pool, PoolClient } from 'pg';
import { dutchDate } from '../standard/calendar.ts';
import type { KeyRing } from '../store/keys.ts';
import { advisoryLock } from '../store/locks.ts';
import { inTransaction } from '../store/transaction.ts';
import {
  type Checkpoint,
  insertCheckpoint,
  isGenuine,
  listCheckpoints,
  sign,
} from './checkpoint.ts';
import { genesis } from './hash.ts';

/** Of no gemeente: the record that all chains are closed. */
export const noMunicipality = '-';

/** What came of closing the chains that were there before their hashes had a key. */
export interface Closing {
  /** Records that were made now: one for each of these chains, and one that these are all. */
  readonly made: readonly Checkpoint[];
  /**
   * Gemeenten whose chains need a record and have none (or {@link noMunicipality}), though this version wrote to
   * the ledger before: somebody took it away, or put entries there. Nothing is signed anew; verification finds
   * them.
   */
  readonly missing: readonly string[];
}

interface Chain {
  readonly municipality: string;
  readonly number: string;
  readonly hash: Buffer;
  /** Versions of its first and last entry; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Signs, once in the life of a database, how far each chain was when hashes got a key: what stands there with a
 * hash of before is known by that, and nothing of the kind is believed later. To be called by whoever opens the
 * ledger with its keys, before anything is added: it costs one look when it was done.
 *
 * Reads the heads only. All or nothing; runs twice, or in two processes at once: the first counts.
 */
export async function closeOldChains(
  pool: Pool,
  keys: KeyRing,
  now: Date = new Date(),
): Promise<Closing> {
  if (await isClosed(pool, keys)) return { made: [], missing: [] };
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${advisoryLock('closing')})`);
    if (await isClosed(client, keys)) return { made: [], missing: [] };
    const records = (await listCheckpoints(client)).filter(({ kind }) => kind !== undefined);
    const chains = await readChains(client);
    const old = chains.filter(({ first }) => first === 1);
    const begun = records.length > 0 || chains.some(({ last }) => last !== null && last > 1);
    if (begun && records.length > 0 && old.length === 0)
      return { made: [], missing: [noMunicipality] };
    if (begun && old.length > 0)
      return { made: [], missing: old.map(({ municipality }) => municipality) };
    const base = { day: dutchDate(now), at: now.toISOString() };
    const made = old.map(({ municipality, number, hash }) => ({
      ...{ municipality, ...base, number: Number(number), hash: hash.toString('hex') },
      kind: 'closing' as const,
    }));
    const all = {
      ...{ municipality: noMunicipality, ...base, number: old.length },
      ...{ hash: genesis.toString('hex'), kind: 'closed' as const },
    };
    const signed = [...made, all].map((one) => ({ ...one, mac: sign(one, keys) }));
    for (const record of signed) await insertCheckpoint(client, record);
    return { made: signed, missing: [] };
  });
}

async function isClosed(database: Pool | PoolClient, keys: KeyRing): Promise<boolean> {
  const records = await listCheckpoints(database, noMunicipality);
  return records.some((record) => record.kind === 'closed' && isGenuine(record, keys));
}

async function readChains(client: PoolClient): Promise<Chain[]> {
  const { rows } = await client.query<Chain>(
    `select head.municipality, head.number, head.hash, first.version as first, last.version as last
    from (select * from chain_head order by municipality for update) head
    left join ledger_entry first
      on first.municipality = head.municipality and first.chain_number = 1
    left join ledger_entry last
      on last.municipality = head.municipality and last.chain_number = head.number
    order by head.municipality`,
  );
  return rows;
}
