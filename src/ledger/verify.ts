import type { Pool } from 'pg';
import type { KeyRing } from '../store/keys.ts';
import { type Checkpoint, isGenuine, listCheckpoints } from './checkpoint.ts';
import { noMunicipality } from './closing.ts';
import { genesis } from './hash.ts';
import { type Fault, faultOf, type Link, rowsAfter } from './link.ts';

/** What came of one chain. */
export interface ChainReport {
  /** Code of the gemeente; `-` for the record that all old chains are closed, only when that is at fault. */
  readonly municipality: string;
  /** Entries that are right, from the first one on. */
  readonly entries: number;
  /** Checkpoints that confirm them. */
  readonly checkpoints: number;
  /** Of those, what was written with hashes without a key; absent when there is nothing. */
  readonly old?: OldEntries;
  /** The first thing that is wrong. */
  readonly fault?: Fault;
}

/**
 * Entries that earlier versions wrote, from the first one on. Whoever could write the database could forge
 * them, until a checkpoint confirmed them or their chain was closed; that cannot be found any more.
 */
export interface OldEntries {
  readonly entries: number;
  /** The first so many were confirmed by a checkpoint of a day before the chain was closed. */
  readonly confirmed: number;
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
  /** Of the last entry; null when there is none. */
  readonly version: number | null;
}

/** What a chain is held against. */
interface Records {
  readonly checkpoints: readonly Checkpoint[];
  /** Chains of before hashes had a key were closed: one that is not has no such entries. */
  readonly closed: boolean;
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
  const listed = [...(await listCheckpoints(pool)), ...kept];
  const known = [...new Map(listed.map((one) => [JSON.stringify(one), one])).values()];
  const all = known.filter(({ municipality: code }) => code === noMunicipality);
  const checkpoints = known.filter(
    (one) =>
      one.municipality !== noMunicipality &&
      (municipality === undefined || one.municipality === municipality),
  );
  const heads = await readHeads(pool, checkpoints, municipality);
  const closed = isClosed(known, heads, keys);
  const total = heads.reduce((sum, head) => sum + head.number, 0);
  const chains: ChainReport[] = [];
  let done = 0;
  for (const head of heads) {
    const own = checkpoints.filter((checkpoint) => checkpoint.municipality === head.municipality);
    chains.push(
      await walk(pool, keys, head, { checkpoints: own, closed }, (count) => {
        done += count;
        onProgress?.(done, total);
        signal?.throwIfAborted();
      }),
    );
  }
  const fault = faultOfRecord(all, known, keys);
  if (fault) chains.push({ municipality: noMunicipality, entries: 0, checkpoints: 0, fault });
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

/** Whether there are records of old chains, or entries of a version that made these first. */
function isClosed(known: readonly Checkpoint[], heads: readonly Head[], keys: KeyRing): boolean {
  const isRecord = (one: Checkpoint) => one.kind !== undefined && isGenuine(one, keys);
  return known.some(isRecord) || heads.some(({ version }) => version !== null && version > 1);
}

/** What is wrong with the record that all old chains are closed: not the gateway's, or gone. */
function faultOfRecord(
  all: readonly Checkpoint[],
  known: readonly Checkpoint[],
  keys: KeyRing,
): Fault | undefined {
  const forged = all.find((one) => one.kind !== 'closed' || !isGenuine(one, keys));
  if (forged) return { kind: 'checkpoint', number: forged.number };
  const closings = known.filter((one) => one.kind === 'closing' && isGenuine(one, keys));
  const [record] = all;
  const isWhole = record ? closings.length === record.number : closings.length === 0;
  return isWhole ? undefined : { kind: 'checkpoint', number: record?.number ?? 0 };
}

/** Also of a gemeente whose head is gone: its entries, or a checkpoint, say that there was one. */
async function readHeads(
  pool: Pool,
  checkpoints: readonly Checkpoint[],
  municipality: string | undefined,
): Promise<Head[]> {
  const { rows } = await pool.query<Omit<Head, 'number'> & { number: string }>(
    `select municipality, coalesce(number, 0) as number, head.hash, version
    from chain_head head full join (
      select municipality from ledger_entry union select unnest($1::text[])
    ) known using (municipality)
    left join lateral (
      select version from ledger_entry where municipality = coalesce(head.municipality, known.municipality)
      order by chain_number desc limit 1
    ) last on true
    where $2::text is null or municipality = $2 order by municipality`,
    [checkpoints.map((checkpoint) => checkpoint.municipality), municipality ?? null],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

async function walk(
  pool: Pool,
  keys: KeyRing,
  head: Head,
  { checkpoints, closed }: Records,
  onWalked: (count: number) => void,
): Promise<ChainReport> {
  const { municipality } = head;
  const genuine = checkpoints
    .filter((checkpoint) => isGenuine(checkpoint, keys))
    .sort((one, other) => one.number - other.number);
  let link: Link = { number: 0, hash: genesis };
  let confirmed = 0;
  let confirmedTo = 0;
  const closing = genuine.find(({ kind }) => kind === 'closing');
  const oldUpTo = closing?.number ?? (closed ? 0 : head.number);
  const old = { entries: 0, confirmed: 0 };
  const report = (fault?: Fault): ChainReport => ({
    municipality,
    entries: fault ? fault.number - 1 : link.number,
    checkpoints: confirmed,
    ...(old.entries > 0 && { old }),
    ...(fault && { fault }),
  });
  while (link.number < head.number) {
    const upTo = Math.min(link.number + batchSize, head.number);
    const rows = await rowsAfter(pool, keys, municipality, link.number, upTo);
    for (const row of rows) {
      const fault = faultOf(row, link, oldUpTo);
      if (fault) return report(later(fault, confirmedTo));
      link = row;
      if (row.version === 1) old.entries = row.number;
      for (let next = genuine[confirmed]; next?.number === link.number; next = genuine[confirmed]) {
        if (next.hash !== link.hash.toString('hex')) return report(rewritten(confirmedTo, link));
        confirmed++;
        confirmedTo = link.number;
        if (isBefore(next, closing)) old.confirmed = old.entries;
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

/** Whether a checkpoint says of old entries more than that they stood there when their chain was closed. */
function isBefore(checkpoint: Checkpoint, closing: Checkpoint | undefined): boolean {
  return checkpoint.kind === undefined && !(closing && checkpoint.at >= closing.at);
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
