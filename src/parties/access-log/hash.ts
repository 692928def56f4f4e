import { hash } from 'node:crypto';
import type { KeyRing } from '../../store/keys.ts';
import { lengthPrefixedAll } from '../../store/length-prefixed.ts';

/** A row of the log as it is hashed, under the names of its columns. */
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
}

/** The columns of a row, in the order in which they are hashed. */
export const loggedColumns = [
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

/** What the first batch has for the hash before it. */
export const genesis = Buffer.alloc(32);

const version = Buffer.from([1]);

/** What a batch is sealed with. */
export interface Seal {
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
 * The hash of a batch, 32 bytes: SHA-256 over the version byte `01` and these fields, each as its
 * length in bytes (4 bytes, big-endian) and its bytes in UTF-8: the hash of the batch before it (zeros
 * for the first), its number and its row count in decimal digits, the moment in UTC to the millisecond,
 * and the digest of each row in order.
 *
 * The digest of a row is SHA-256 over the version byte and its columns ({@link loggedColumns}), as
 * above; one that is absent is `ffffffff` and nothing after it, `client_ids` are joined by commas.
 */
export function hashOfBatch(
  { batch, sealedAt, previousHash }: Pick<Seal, 'batch' | 'sealedAt' | 'previousHash'>,
  rows: readonly LoggedRow[],
): Buffer {
  const fields = lengthPrefixedAll([
    previousHash,
    String(batch),
    String(rows.length),
    sealedAt.toISOString(),
    ...rows.map(digestOf),
  ]);
  return hash('sha256', Buffer.concat([version, fields]), 'buffer');
}

function digestOf(row: LoggedRow): Buffer {
  const fields = loggedColumns.map((column) => {
    const value = row[column];
    if (value instanceof Date) return value.toISOString();
    return Array.isArray(value) ? value.join(',') : (value as string | null);
  });
  return hash('sha256', Buffer.concat([version, lengthPrefixedAll(fields)]), 'buffer');
}

/**
 * Signs a seal, 32 bytes. Who can write in the database and has no more cannot make one, so it shows
 * when the log was written anew from somewhere on.
 */
export function signSeal(keys: KeyRing, { batch, hash }: Pick<Seal, 'batch' | 'hash'>): Buffer {
  return keys.signCheckpoint(
    Buffer.concat([version, lengthPrefixedAll(['access log', String(batch), hash])]),
  );
}
