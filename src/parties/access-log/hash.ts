import { hash } from 'node:crypto';
import type { KeyRing } from '../../store/keys/keys.ts';
import { lengthPrefixedAll } from '../../store/keys/length-prefixed.ts';

/** A row of the log as it is hashed, by the names of its columns. */
export interface LoggedRow {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly actor: string;
  readonly role: string | null;
  readonly actor_party: string | null;
  readonly party: string | null;
  readonly counterparty: string | null;
  readonly mandate_id: string | null;
  readonly message_id: string | null;
  readonly client_ids: readonly string[];
  readonly detail: string | null;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly reason: string | null;
  /** From here on: null in version 1. */
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly ended_at: Date | null;
  readonly other_operation: string | null;
}

/** The columns of a row, in the order in which version 1 hashes them. */
const firstColumns = [
  'id',
  'at',
  'action',
  'actor',
  'role',
  'actor_party',
  'party',
  'counterparty',
  'mandate_id',
  'message_id',
  'client_ids',
  'detail',
  'address',
  'request_id',
  'reason',
] as const satisfies (keyof LoggedRow)[];

/** The columns that version 2 added. */
const laterColumns = [
  'trace_id',
  'span_id',
  'ended_at',
  'other_operation',
] as const satisfies (keyof LoggedRow)[];

/** The columns of a row, in the order in which version 2 hashes them. */
export const loggedColumns = [...firstColumns, ...laterColumns] as const;

export const sealVersions = [1, 2] as const;
export type SealVersion = (typeof sealVersions)[number];

/** The previous hash of the first batch. */
export const genesis = Buffer.alloc(32);

/** The seal of a batch. */
export interface Seal {
  /** The version of the rule by which it was made; today's is 2. */
  readonly version: SealVersion;
  /** 1, 2, 3 ... */
  readonly batch: number;
  readonly sealedAt: Date;
  readonly rowCount: number;
  /** 32 bytes. */
  readonly previousHash: Buffer;
  /** 32 bytes. */
  readonly hash: Buffer;
}

/**
 * The hash of a batch, 32 bytes: SHA-256 over the byte of its version and these fields, each as its
 * length in bytes (4 bytes, big-endian) and its bytes in UTF-8: the hash of the batch before it (zeros
 * for the first), its number and its row count in decimal digits, the moment in UTC to the millisecond,
 * and the digest of each row in order.
 *
 * The digest of a row is SHA-256 over the version byte and its columns ({@link loggedColumns}), as
 * above; an absent column is `ffffffff` with nothing after it, `client_ids` are joined by commas. Version 1
 * has the columns before `trace_id` only: rows with a value in the others are not of that version.
 */
export function hashOfBatch(
  { version, batch, sealedAt, previousHash }: Omit<Seal, 'rowCount' | 'hash'>,
  rows: readonly LoggedRow[],
): Buffer {
  const fields = lengthPrefixedAll([
    previousHash,
    String(batch),
    String(rows.length),
    sealedAt.toISOString(),
    ...rows.map((row) => digestOf(row, version)),
  ]);
  return hash('sha256', Buffer.concat([Buffer.from([version]), fields]), 'buffer');
}

/** Whether a row can be of a version: columns that the version does not hash are null. */
export function isOfVersion(row: LoggedRow, version: SealVersion): boolean {
  return version > 1 || laterColumns.every((column) => row[column] === null);
}

function digestOf(row: LoggedRow, version: SealVersion): Buffer {
  const columns = version === 1 ? firstColumns : loggedColumns;
  const fields = columns.map((column) => {
    const value = row[column];
    if (value instanceof Date) return value.toISOString();
    return Array.isArray(value) ? value.join(',') : (value as string | null);
  });
  return hash(
    'sha256',
    Buffer.concat([Buffer.from([version]), lengthPrefixedAll(fields)]),
    'buffer',
  );
}

/**
 * Signs a seal, 32 bytes. Writing the database is not enough to make a signature, so that a log that was rewritten from
 * some row on is noticed.
 */
export function signSeal(
  keys: KeyRing,
  { version, batch, hash }: Pick<Seal, 'version' | 'batch' | 'hash'>,
): Buffer {
  return keys.signCheckpoint(
    Buffer.concat([Buffer.from([version]), lengthPrefixedAll(['access log', String(batch), hash])]),
  );
}
