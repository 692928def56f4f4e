import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys.ts';
import {
  genesis,
  hashOfBatch,
  type LoggedRow,
  loggedColumns,
  type Seal,
  signSeal,
} from './hash.ts';

/** The first thing that is wrong in the log. */
export interface LogFault {
  /**
   * changed: a row of the batch was changed, added or removed; missing: the batch is not there;
   * rewritten: its seal was not made by this gateway; cut-off: the log ends before its head says.
   */
  readonly kind: 'changed' | 'missing' | 'rewritten' | 'cut-off';
  readonly batch: number;
}

/** What came of the walk. */
export interface LogVerification {
  readonly sound: boolean;
  /** Rows and batches that are right, from the first one on; also those of months that are gone. */
  readonly rows: number;
  readonly batches: number;
  /** Months of which only the closing hash is left, as `2026-01`. */
  readonly closedMonths: readonly string[];
  readonly fault?: LogFault;
}

export interface LogVerifyOptions {
  /** Told now and then how many batches were walked, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the walk after the batches in hand: it throws the reason. */
  readonly signal?: AbortSignal;
}

interface Walk {
  batch: number;
  hash: Buffer;
  rows: number;
}

/**
 * Walks the access log from its first batch to its head: every row is what it was when it was sealed,
 * and every seal is of this gateway. Of months that are gone the closing hash stands for the rows. Rows
 * that are not sealed yet cannot be checked. Reads only; what is sealed meanwhile is left.
 */
export async function verifyAccessLog(
  pool: Pool,
  keys: KeyRing,
  options: LogVerifyOptions = {},
): Promise<LogVerification> {
  const { onProgress, signal } = options;
  const { rows: heads } = await pool.query<{ batch: string; hash: Buffer }>(
    'select batch, hash from access_log_head',
  );
  const head = heads[0] ? { batch: Number(heads[0].batch), hash: heads[0].hash } : undefined;
  const walk: Walk = { batch: 0, hash: genesis, rows: 0 };
  const closed = await closedMonths(pool);
  const report = (fault?: LogFault): LogVerification => ({
    sound: fault === undefined,
    rows: walk.rows,
    batches: walk.batch,
    closedMonths: closed.map(({ month }) => month.slice(0, 7)),
    ...(fault && { fault }),
  });
  for (const month of closed) {
    const fault = passClosed(month, walk, keys);
    if (fault) return report(fault);
  }
  const last = head?.batch ?? Number.POSITIVE_INFINITY;
  for (;;) {
    signal?.throwIfAborted();
    const seals = await sealsAfter(pool, walk.batch);
    if (seals.length === 0) break;
    for (const seal of seals) {
      if (seal.batch > last) continue; // Sealed since the head was read.
      const fault = await passSeal(pool, seal, walk, keys);
      if (fault) return report(fault);
    }
    onProgress?.(walk.batch, head?.batch ?? walk.batch);
    if (walk.batch >= last) break;
  }
  // A month may have been closed while it was walked: then its batches are gone, and that is no fault.
  if (head && walk.batch < head.batch)
    return (await closedMonths(pool)).length > closed.length
      ? verifyAccessLog(pool, keys, options)
      : report({ kind: 'cut-off', batch: walk.batch + 1 });
  if (head && !head.hash.equals(walk.hash)) return report({ kind: 'rewritten', batch: walk.batch });
  return report();
}

interface ClosedMonth {
  readonly month: string;
  readonly first: number | null;
  readonly last: number | null;
  readonly rows: number;
  readonly openingHash: Buffer | null;
  readonly closingHash: Buffer | null;
  readonly closingMac: Buffer | null;
}

async function closedMonths(pool: Pool): Promise<ClosedMonth[]> {
  const { rows } = await pool.query<ClosedMonth>(
    `select month, first_batch::float8 as first, last_batch::float8 as last,
      row_count::float8 as rows, opening_hash as "openingHash", closing_hash as "closingHash",
      closing_mac as "closingMac"
    from access_log_closed order by month`,
  );
  return rows;
}

function passClosed(month: ClosedMonth, walk: Walk, keys: KeyRing): LogFault | undefined {
  const { first, last, openingHash, closingHash, closingMac } = month;
  // Nothing was logged in it.
  if (first === null || last === null || !openingHash || !closingHash || !closingMac)
    return undefined;
  if (first !== walk.batch + 1) return { kind: 'missing', batch: walk.batch + 1 };
  if (!openingHash.equals(walk.hash)) return { kind: 'rewritten', batch: first };
  if (!signSeal(keys, { batch: last, hash: closingHash }).equals(closingMac))
    return { kind: 'rewritten', batch: last };
  walk.batch = last;
  walk.hash = closingHash;
  walk.rows += month.rows;
  return undefined;
}

type StoredSeal = Seal & { readonly mac: Buffer };

async function sealsAfter(pool: Pool, batch: number): Promise<StoredSeal[]> {
  const { rows } = await pool.query<StoredSeal>(
    `select sealed_at as "sealedAt", batch::float8 as batch, row_count as "rowCount",
      previous_hash as "previousHash", hash, mac
    from access_log_seal where batch > $1 order by batch limit 100`,
    [batch],
  );
  return rows;
}

async function passSeal(
  pool: Pool,
  seal: StoredSeal,
  walk: Walk,
  keys: KeyRing,
): Promise<LogFault | undefined> {
  const { batch, sealedAt, previousHash, hash, mac } = seal;
  if (batch !== walk.batch + 1) return { kind: 'missing', batch: walk.batch + 1 };
  if (!previousHash.equals(walk.hash)) return { kind: 'rewritten', batch };
  const { rows } = await pool.query<LoggedRow>(
    `select ${loggedColumns.join(', ')} from access_log
    where sealed_at = $1 and batch = $2 order by ordinal`,
    [sealedAt, batch],
  );
  if (!hashOfBatch(seal, rows).equals(hash)) return { kind: 'changed', batch };
  if (!signSeal(keys, seal).equals(mac)) return { kind: 'rewritten', batch };
  walk.batch = batch;
  walk.hash = hash;
  walk.rows += rows.length;
  return undefined;
}
