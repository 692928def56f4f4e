import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import {
  genesis,
  hashOfBatch,
  isOfVersion,
  type LoggedRow,
  loggedColumns,
  type Seal,
  type SealVersion,
  sealVersions,
  signSeal,
} from './hash.ts';

export const logFaultKinds = [
  'changed',
  'missing',
  'rewritten',
  'cut-off',
  'outside',
  'no-head',
  'unsealed',
  'downgraded',
] as const;

/** The first thing that is wrong in the log. */
export interface LogFault {
  /**
   * changed: a row of the batch was changed, added or removed; missing: the batch does not exist; rewritten: its seal was
   * not made by this gateway; cut-off: the log ends before its head; outside: there are rows or a seal of this number that
   * the chain does not have; no-head: the log has no head, so it may have been cut off after this batch; unsealed: rows
   * wait for longer than ten minutes to be sealed in this batch; downgraded: it is of an earlier version than the previous
   * batch, which covers less.
   */
  readonly kind: (typeof logFaultKinds)[number];
  readonly batch: number;
}

/** The result of a verification. */
export interface LogVerification {
  readonly sound: boolean;
  /** Rows and batches that are right, from the first one on; also those of months that were dropped. */
  readonly rows: number;
  readonly batches: number;
  /** Months of which only the closing hash is left, as `2026-01`. */
  readonly closedMonths: readonly string[];
  readonly fault?: LogFault;
}

export interface LogVerifyOptions {
  /** Called from time to time with how many batches were verified, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the current batches: `verifyAccessLog` throws the reason. */
  readonly signal?: AbortSignal;
  /** Called after some batches, and waited for: so work that nobody waits for leaves time to others. */
  readonly rest?: () => Promise<void>;
}

interface Walk {
  batch: number;
  hash: Buffer;
  rows: number;
  version: SealVersion;
}

/**
 * Verifies the access log from its first batch to its head: that every row is as it was sealed, that every seal is of
 * this gateway, and that there are no other rows or seals. The closing hash replaces the rows of a month that was
 * dropped. Rows that are not sealed yet cannot be verified, but none may wait for longer than ten minutes. Reads only;
 * batches that are sealed meanwhile are left for the next time.
 */
export async function verifyAccessLog(
  pool: Pool,
  keys: KeyRing,
  options: LogVerifyOptions = {},
): Promise<LogVerification> {
  const extent = await readExtent(pool);
  const walk: Walk = { batch: 0, hash: genesis, rows: 0, version: 1 };
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
  const fault = await walkSeals(pool, keys, walk, extent, options);
  // A month may have been dropped during the verification: that its batches are gone is no fault.
  if (fault?.kind === 'cut-off' && (await closedMonths(pool)).length > closed.length)
    return verifyAccessLog(pool, keys, options);
  return report(fault ?? faultBeside(extent, walk));
}

/** The extent of the log, in one snapshot. */
interface Extent {
  /** Absent when the log has no head. */
  readonly head: { readonly batch: number; readonly hash: Buffer } | undefined;
  readonly lastSeal: number;
  /** A batch that has two seals, or one after the head or in a month that is closed. */
  readonly sealBeside: number | null;
  /** A batch of which there are rows but no seal. */
  readonly rowsWithoutSeal: number | null;
  /** Whether rows wait for longer than ten minutes to be sealed, or have a moment in the future. */
  readonly unsealed: boolean;
}

async function readExtent(pool: Pool): Promise<Extent> {
  // Steps from batch to batch along the primary key, without reading all rows.
  const { rows } = await pool.query<Omit<Extent, 'head'> & { batch: number | null; hash: Buffer }>(
    `with recursive place as (
      (select sealed_at, batch from access_log order by sealed_at, batch limit 1)
      union all
      select next.sealed_at, next.batch from place, lateral (
        select sealed_at, batch from access_log
        where (sealed_at, batch) > (place.sealed_at, place.batch)
        order by sealed_at, batch limit 1
      ) next
    )
    select head.batch::float8 as batch, head.hash,
      (select coalesce(max(batch), 0)::float8 from access_log_seal) as "lastSeal",
      (select batch::float8 from access_log_seal group by batch
        having count(*) > 1 or batch > head.batch or batch <= closed.last_batch
        order by batch limit 1) as "sealBeside",
      (select batch::float8 from place where not exists (
        select from access_log_seal seal
        where seal.sealed_at = place.sealed_at and seal.batch = place.batch
      ) limit 1) as "rowsWithoutSeal",
      exists (select from access_log_fresh
        where abs(extract(epoch from clock_timestamp() - noted_at)) > 600) as unsealed
    from (select coalesce(max(last_batch), 0) as last_batch from access_log_closed) closed
    left join access_log_head head on true`,
  );
  const { batch, hash, ...found } = rows[0] as (typeof rows)[number];
  return { ...found, head: batch === null ? undefined : { batch, hash } };
}

/** Verifies seal after seal, up to the head. */
async function walkSeals(
  pool: Pool,
  keys: KeyRing,
  walk: Walk,
  { head, lastSeal }: Extent,
  { onProgress, signal, rest }: LogVerifyOptions,
): Promise<LogFault | undefined> {
  const last = head?.batch ?? lastSeal;
  while (walk.batch < last) {
    signal?.throwIfAborted();
    const seals = await sealsAfter(pool, walk.batch, last);
    if (seals.length === 0) return { kind: 'cut-off', batch: walk.batch + 1 };
    for (const seal of seals) {
      const fault = await passSeal(pool, seal, walk, keys);
      if (fault) return fault;
    }
    onProgress?.(walk.batch, last);
    await rest?.();
  }
  if (head && !head.hash.equals(walk.hash)) return { kind: 'rewritten', batch: walk.batch };
  return undefined;
}

/** The first fault outside a chain that is right. */
function faultBeside(extent: Extent, walk: Walk): LogFault | undefined {
  const { head, sealBeside, rowsWithoutSeal, unsealed } = extent;
  if (!head) return { kind: 'no-head', batch: walk.batch };
  if (sealBeside !== null) return { kind: 'outside', batch: sealBeside };
  if (rowsWithoutSeal !== null) return { kind: 'outside', batch: rowsWithoutSeal };
  if (unsealed) return { kind: 'unsealed', batch: head.batch + 1 };
  return undefined;
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
  const version = sealVersions.find((version) =>
    signSeal(keys, { version, batch: last, hash: closingHash }).equals(closingMac),
  );
  if (version === undefined) return { kind: 'rewritten', batch: last };
  if (version < walk.version) return { kind: 'downgraded', batch: last };
  walk.version = version;
  walk.batch = last;
  walk.hash = closingHash;
  walk.rows += month.rows;
  return undefined;
}

type StoredSeal = Seal & { readonly mac: Buffer };

const sealsBetween = unnamed<{ batch: number; last: number }>(`
  select sealed_at as "sealedAt", batch::float8 as batch, row_count as "rowCount",
    previous_hash as "previousHash", hash, mac, version
  from access_log_seal where batch > $batch and batch <= $last order by batch, sealed_at limit 100`);

async function sealsAfter(pool: Pool, batch: number, last: number): Promise<StoredSeal[]> {
  const { rows } = await pool.query<StoredSeal>(sealsBetween({ batch, last }));
  return rows;
}

const rowsOfBatch = unnamed<{ sealedAt: Date; batch: number }>(`
  select ${loggedColumns.join(', ')} from access_log
  where sealed_at = $sealedAt and batch = $batch order by ordinal`);

async function passSeal(
  pool: Pool,
  seal: StoredSeal,
  walk: Walk,
  keys: KeyRing,
): Promise<LogFault | undefined> {
  const { version, batch, sealedAt, previousHash, hash, mac } = seal;
  if (batch <= walk.batch) return { kind: 'outside', batch };
  if (batch !== walk.batch + 1) return { kind: 'missing', batch: walk.batch + 1 };
  if (!previousHash.equals(walk.hash)) return { kind: 'rewritten', batch };
  if (!sealVersions.includes(version)) return { kind: 'rewritten', batch };
  if (version < walk.version) return { kind: 'downgraded', batch };
  const { rows } = await pool.query<LoggedRow>(rowsOfBatch({ sealedAt, batch }));
  const whole = rows.every((row) => isOfVersion(row, version));
  if (!whole || !hashOfBatch(seal, rows).equals(hash)) return { kind: 'changed', batch };
  if (!signSeal(keys, seal).equals(mac)) return { kind: 'rewritten', batch };
  walk.batch = batch;
  walk.hash = hash;
  walk.rows += rows.length;
  walk.version = version;
  return undefined;
}
