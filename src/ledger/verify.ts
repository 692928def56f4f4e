import type { Pool } from 'pg';
import type { KeyRing } from '../store/keys.ts';
import { type Checkpoint, isGenuine, listCheckpoints } from './checkpoint.ts';
import { genesis } from './hash.ts';
import { type Fault, faultOf, type Link, rowsAfter } from './link.ts';

/** What came of one chain. */
export interface ChainReport {
  readonly municipality: string;
  /** Entries that are right, from the first one on. */
  readonly entries: number;
  /** Checkpoints that confirm them. */
  readonly checkpoints: number;
  /** The first thing that is wrong. */
  readonly fault?: Fault;
}

/** What came of all chains that were walked. */
export interface Verification {
  readonly sound: boolean;
  readonly chains: readonly ChainReport[];
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
}

export interface VerifyOptions {
  /** Only the chain of this gemeente. */
  readonly municipality?: string;
  /** Checkpoints that were kept outside the database. */
  readonly kept?: readonly Checkpoint[];
  /** Told after each batch how many entries were walked, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the walk after the batch in hand: it throws the reason. */
  readonly signal?: AbortSignal;
}

interface Head {
  readonly municipality: string;
  readonly number: number;
  readonly hash: Buffer | null;
}

const batchSize = 1000;

/**
 * Walks the chains from their first entry to their head, and holds them against the checkpoints. What
 * is added meanwhile is left for the next time. Reads only.
 *
 * What was cut off or rewritten after the last checkpoint that is known here, by somebody who also
 * changed the head, cannot be seen: that is what checkpoints are for.
 *
 * @returns a report of each gemeente that has a chain or a checkpoint, by code
 */
export async function verifyChains(
  pool: Pool,
  keys: KeyRing,
  { municipality, kept = [], onProgress, signal }: VerifyOptions = {},
): Promise<Verification> {
  const began = performance.now();
  // In this order: a checkpoint that is made now is of entries that the heads read next know.
  const known = [...(await listCheckpoints(pool)), ...kept].filter(
    (checkpoint) => municipality === undefined || checkpoint.municipality === municipality,
  );
  const checkpoints = [...new Map(known.map((one) => [JSON.stringify(one), one])).values()];
  const heads = await readHeads(pool, checkpoints, municipality);
  const total = heads.reduce((sum, head) => sum + head.number, 0);
  const chains: ChainReport[] = [];
  let done = 0;
  for (const head of heads) {
    const own = checkpoints.filter((checkpoint) => checkpoint.municipality === head.municipality);
    chains.push(
      await walk(pool, keys, head, own, (count) => {
        done += count;
        onProgress?.(done, total);
        signal?.throwIfAborted();
      }),
    );
  }
  const entries = chains.reduce((sum, chain) => sum + chain.entries, 0);
  const seconds = (performance.now() - began) / 1000;
  return {
    sound: chains.every((chain) => chain.fault === undefined),
    chains,
    entries,
    seconds,
    entriesPerSecond: Math.round(entries / seconds),
  };
}

/** Also of a gemeente whose head is gone: its entries, or a checkpoint, say that there was one. */
async function readHeads(
  pool: Pool,
  checkpoints: readonly Checkpoint[],
  municipality: string | undefined,
): Promise<Head[]> {
  const { rows } = await pool.query<{ municipality: string; number: string; hash: Buffer | null }>(
    `select municipality, coalesce(number, 0) as number, hash
    from chain_head full join (
      select municipality from ledger_entry union select unnest($1::text[])
    ) known using (municipality)
    where $2::text is null or municipality = $2 order by municipality`,
    [checkpoints.map((checkpoint) => checkpoint.municipality), municipality ?? null],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

async function walk(
  pool: Pool,
  keys: KeyRing,
  head: Head,
  checkpoints: readonly Checkpoint[],
  onWalked: (count: number) => void,
): Promise<ChainReport> {
  const { municipality } = head;
  const genuine = checkpoints
    .filter((checkpoint) => isGenuine(checkpoint, keys))
    .sort((one, other) => one.number - other.number);
  let link: Link = { number: 0, hash: genesis };
  let confirmed = 0;
  let confirmedTo = 0;
  const report = (fault?: Fault): ChainReport => ({
    municipality,
    entries: fault ? fault.number - 1 : link.number,
    checkpoints: confirmed,
    ...(fault && { fault }),
  });
  while (link.number < head.number) {
    const upTo = Math.min(link.number + batchSize, head.number);
    const rows = await rowsAfter(pool, municipality, link.number, upTo);
    for (const row of rows) {
      const fault = faultOf(row, link);
      if (fault) return report(later(fault, confirmedTo));
      link = row;
      for (let next = genuine[confirmed]; next?.number === link.number; next = genuine[confirmed]) {
        if (next.hash !== link.hash.toString('hex')) return report(rewritten(confirmedTo, link));
        confirmed++;
        confirmedTo = link.number;
      }
    }
    onWalked(rows.length);
    if (link.number < upTo) return report(await gapAfter(pool, municipality, link));
  }
  if (head.hash && !head.hash.equals(link.hash)) return report(rewritten(confirmedTo, link));
  const beyond = await numberBeyondHead(pool, municipality);
  if (beyond !== undefined) return report({ kind: 'beyond-head', number: beyond });
  if (genuine.length > confirmed) return report({ kind: 'cut-off', number: link.number + 1 });
  const forged = checkpoints.find((checkpoint) => !isGenuine(checkpoint, keys));
  if (forged) return { ...report(), fault: { kind: 'checkpoint', number: forged.number } };
  return report();
}

/** All links hold, and yet it is another chain than was confirmed: somewhere since the last one. */
function rewritten(confirmedTo: number, { number }: Link): Fault {
  return {
    kind: 'rewritten',
    number: confirmedTo + 1,
    ...(number > confirmedTo + 1 && { to: number }),
  };
}

/** What a checkpoint confirmed is right: a fault that may lie before it lies after it. */
function later(fault: Fault, confirmedTo: number): Fault {
  return fault.number > confirmedTo ? fault : { kind: 'changed', number: confirmedTo + 1 };
}

/** No entries where the head says that there are: the end, or only a piece, is gone. */
async function gapAfter(pool: Pool, municipality: string, { number }: Link): Promise<Fault> {
  const { rowCount } = await pool.query(
    'select from ledger_entry where municipality = $1 and chain_number > $2 limit 1',
    [municipality, number],
  );
  return { kind: rowCount === 0 ? 'cut-off' : 'missing', number: number + 1 };
}

/** The first entry after the head, as the head is now: it moves with each commit. */
async function numberBeyondHead(pool: Pool, municipality: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ number: string }>(
    `select chain_number as number from ledger_entry
    where municipality = $1 and chain_number >
      coalesce((select number from chain_head where municipality = $1), 0)
    order by chain_number limit 1`,
    [municipality],
  );
  return rows[0] && Number(rows[0].number);
}
