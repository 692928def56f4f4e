import type { Pool, PoolClient } from 'pg';
import { dutchDate } from '../../standard/calendar.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { advisoryLock } from '../../store/locks.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  type Checkpoint,
  insertCheckpoint,
  isGenuine,
  listCheckpoints,
  sign,
} from './checkpoint.ts';
import { genesis } from './hash.ts';

/** The municipality of the record that all chains are closed. */
export const noMunicipality = '-';

/** The result of closing the chains that existed before their hashes were keyed. */
export interface Closing {
  /** Records that were made now: one for each of these chains, and one with their number. */
  readonly made: readonly Checkpoint[];
  /**
   * Gemeenten (or {@link noMunicipality}) whose chains need a record and have none, though this version wrote to the
   * ledger before: the record was removed, or entries were forged. Nothing is signed again; verification reports them.
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
 * Signs, once in the life of a database, the length of each chain at the moment that hashes became keyed. Entries with
 * an unkeyed hash are believed up to there, and never after it. Call it when the ledger is opened with its keys, before
 * anything is added: when it was done before it costs one query.
 *
 * Reads the heads only. All or nothing. When it runs twice, or in two processes at once, the first counts.
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
