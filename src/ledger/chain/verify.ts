import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { type Checkpoint, isGenuine, listCheckpoints } from './checkpoint.ts';
import { noMunicipality } from './closing.ts';
import { genesis } from './hash.ts';
import { type Fault, faultOf, type Link, rowsAfter } from './link.ts';

/** The result of the verification of one chain. */
export interface ChainReport {
  /** Code of the gemeente; `-` for the record that all old chains are closed, which is only listed when it is wrong. */
  readonly municipality: string;
  /** How many entries are right, from the first one on. */
  readonly entries: number;
  /** Checkpoints that confirm them. */
  readonly checkpoints: number;
  /** Those of the entries that have unkeyed hashes; absent when there are none. */
  readonly old?: OldEntries;
  /** The first thing that is wrong. */
  readonly fault?: Fault;
}

/**
 * Entries that earlier versions wrote, from the first one on. Anyone who could write the database could forge them
 * until a checkpoint confirmed them or their chain was closed, and that cannot be detected afterwards.
 */
export interface OldEntries {
  readonly entries: number;
  /** How many, from the first one on, were confirmed by a checkpoint of a day before the chain was closed. */
  readonly confirmed: number;
}

/** The result of the verification of all chains. */
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
  /** Called after each batch with how many entries were verified, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the current batch: `verifyChains` throws the reason. */
  readonly signal?: AbortSignal;
  /** Called after each batch, and waited for: so work that nobody waits for leaves time to others. */
  readonly rest?: () => Promise<void>;
}

interface Head {
  readonly municipality: string;
  readonly number: number;
  readonly hash: Buffer | null;
  /** Of the last entry; null when there is none. */
  readonly version: number | null;
}

/** What a chain is compared with. */
interface Evidence {
  readonly checkpoints: readonly Checkpoint[];
  /** Old chains were closed, so a chain that has no record of that may have no entries with unkeyed hashes. */
  readonly closed: boolean;
}

const batchSize = 1000;

/**
 * Verifies the chains from their first entry to their head, and compares them with the checkpoints. Entries that are
 * added meanwhile are left for the next time. Reads only.
 *
 * It cannot detect what was cut off or rewritten after the last known checkpoint by somebody who also changed the
 * head. That is why checkpoints are kept elsewhere too.
 *
 * @returns a report of each gemeente that has a chain or a checkpoint, by code
 */
export async function verifyChains(
  pool: Pool,
  keys: KeyRing,
  { municipality, kept = [], onProgress, signal, rest }: VerifyOptions = {},
): Promise<Verification> {
  const began = performance.now();
  // Checkpoints are read before heads, so that a checkpoint that is made meanwhile is not beyond its head.
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
      await walk(pool, keys, head, { checkpoints: own, closed }, async (count) => {
        done += count;
        onProgress?.(done, total);
        signal?.throwIfAborted();
        await rest?.();
      }),
    );
  }
  const fault = faultOfClosed(all, known, keys);
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

/** Whether old chains were closed: there is a record of that, or an entry of a version that closes them first. */
function isClosed(known: readonly Checkpoint[], heads: readonly Head[], keys: KeyRing): boolean {
  const isRecord = (one: Checkpoint) => one.kind !== undefined && isGenuine(one, keys);
  return known.some(isRecord) || heads.some(({ version }) => version !== null && version > 1);
}

/** The fault of the record that all old chains are closed, when it was forged or removed. */
function faultOfClosed(
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

const headsOf = unnamed<{ checked: readonly string[]; municipality: string | null }>(`
  select municipality, coalesce(number, 0) as number, head.hash, version
  from chain_head head full join (
    select municipality from ledger_entry union select unnest($checked::text[])
  ) known using (municipality)
  left join lateral (
    select version from ledger_entry where municipality = coalesce(head.municipality, known.municipality)
    order by chain_number desc limit 1
  ) last on true
  where $municipality::text is null or municipality = $municipality order by municipality`);

/** The heads of all chains, also of one whose head was removed: entries or a checkpoint show that it existed. */
async function readHeads(
  pool: Pool,
  checkpoints: readonly Checkpoint[],
  municipality: string | undefined,
): Promise<Head[]> {
  const { rows } = await pool.query<Omit<Head, 'number'> & { number: string }>(
    headsOf({
      checked: checkpoints.map((checkpoint) => checkpoint.municipality),
      municipality: municipality ?? null,
    }),
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

async function walk(
  pool: Pool,
  keys: KeyRing,
  head: Head,
  { checkpoints, closed }: Evidence,
  onWalked: (count: number) => Promise<void>,
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
    await onWalked(rows.length);
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

/** Whether a checkpoint of a day was made before the chain was closed, so that it confirms old entries. */
function isBefore(checkpoint: Checkpoint, closing: Checkpoint | undefined): boolean {
  return checkpoint.kind === undefined && !(closing && checkpoint.at >= closing.at);
}

/** All hashes fit, but it is another chain than was confirmed: it was rewritten after the last checkpoint. */
function rewritten(confirmedTo: number, { number }: Link): Fault {
  return {
    kind: 'rewritten',
    number: confirmedTo + 1,
    ...(number > confirmedTo + 1 && { to: number }),
  };
}

/** A fault after the last checkpoint, whose entries are right: a fault that may lie before it must lie after it. */
function later(fault: Fault, confirmedTo: number): Fault {
  return fault.number > confirmedTo ? fault : { kind: 'changed', number: confirmedTo + 1 };
}

const nextAfter = unnamed<{ municipality: string; number: number }>(
  'select from ledger_entry where municipality = $municipality and chain_number > $number limit 1',
);

/** The fault where entries are missing that the head includes: the end of the chain is gone, or only a part. */
async function gapAfter(pool: Pool, municipality: string, { number }: Link): Promise<Fault> {
  const { rowCount } = await pool.query(nextAfter({ municipality, number }));
  return { kind: rowCount === 0 ? 'cut-off' : 'missing', number: number + 1 };
}

const beyondHead = unnamed<{ municipality: string }>(`
  select chain_number as number from ledger_entry
  where municipality = $municipality and chain_number >
    coalesce((select number from chain_head where municipality = $municipality), 0)
  order by chain_number limit 1`);

/** The number of the first entry after the head, as the head is now: it advances with each commit. */
async function numberBeyondHead(pool: Pool, municipality: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ number: string }>(beyondHead({ municipality }));
  return rows[0] && Number(rows[0].number);
}
