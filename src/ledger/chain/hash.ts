import { hash } from 'node:crypto';
import { centsText, type Money } from '../../standard/money.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { lengthPrefixedAll } from '../../store/keys/length-prefixed.ts';

/** The content of an entry that is hashed: everything except its number in the chain. */
export interface EntryContent {
  /** CBS code, 4 digits. */
  readonly municipality: string;
  /** AGB code, 8 digits. */
  readonly provider: string;
  /** Random id of the child, as UUID in lower case. */
  readonly clientId: string;
  readonly toewijzingNummer: string | null;
  /** What happened, as in `allocated` or `started`. */
  readonly kind: string;
  /** The message that it comes from, as UUID in lower case; null when there was none. */
  readonly messageId: string | null;
  /** The class that it comes from, as path below Bericht. */
  readonly classPath: string;
  /** The day on which it takes effect, as the message writes it. */
  readonly effectiveDate: string | null;
  readonly recordedAt: Date;
  readonly amountCents: Money | null;
  /** The personal data, encrypted with the client's key. The ciphertext is hashed. */
  readonly sealed: Uint8Array | null;
}

/** The version of entries that are added now. */
export const entryVersion = 2;

/** The previous hash of the first entry of a chain. */
export const genesis = Buffer.alloc(32);

/**
 * The digest of the content of an entry, 32 bytes, over its version as one byte and these fields in this order, each
 * as its length in bytes (4 bytes, big-endian) and its bytes; an absent field is `ffffffff` with nothing after it.
 *
 * 1. municipality; 2. provider; 3. clientId, as 36 characters in lower case; 4. toewijzingNummer;
 * 5. kind; 6. messageId, as clientId; 7. classPath; 8. effectiveDate; 9. recordedAt in UTC to the
 * millisecond, as `2026-01-31T09:00:00.000Z`; 10. amountCents, in decimal digits with `-` when
 * negative; 11. sealed, as it is. All but the last are UTF-8.
 *
 * Version 1 is SHA-256, which anyone who can write the database can compute too. Version 2 is HMAC-SHA-256 under a key
 * of the gateway. The digest is not stored: only the hash of the entry at its number is. So no one else can make an
 * entry, and an entry fits at no other number.
 *
 * @returns undefined for a version that no gateway wrote
 */
export function digestOf(
  keys: Pick<KeyRing, 'entryDigest'>,
  version: number,
  content: EntryContent,
): Buffer | undefined {
  switch (version) {
    case 1:
      return hash('sha256', bytesOf(version, content), 'buffer');
    case 2:
      return keys.entryDigest(bytesOf(version, content));
    default:
      return undefined;
  }
}

function bytesOf(version: number, content: EntryContent): Buffer {
  const fields = lengthPrefixedAll([
    content.municipality,
    content.provider,
    content.clientId.toLowerCase(),
    content.toewijzingNummer,
    content.kind,
    content.messageId?.toLowerCase() ?? null,
    content.classPath,
    content.effectiveDate,
    content.recordedAt.toISOString(),
    content.amountCents === null ? null : centsText(content.amountCents),
    content.sealed,
  ]);
  return Buffer.concat([Buffer.from([version]), fields]);
}

/**
 * The hash of an entry at its number, 32 bytes: SHA-256 over its version as one byte, the hash of the
 * entry before it (32 bytes; zeros for the first), its number in the chain (8 bytes, big-endian) and
 * its digest (32 bytes). `append.ts` does the same in SQL.
 */
export function chainHash(
  version: number,
  previous: Uint8Array,
  number: number,
  digest: Uint8Array,
): Buffer {
  const numberBytes = Buffer.alloc(8);
  numberBytes.writeBigInt64BE(BigInt(number));
  const bytes = Buffer.concat([Buffer.from([version]), previous, numberBytes, digest]);
  return hash('sha256', bytes, 'buffer');
}

/** A moment from the database as it is hashed; undefined for one that the gateway never writes (`infinity`). */
export function isoOf(moment: unknown): string | undefined {
  const valid = moment instanceof Date && !Number.isNaN(moment.getTime());
  return valid ? moment.toISOString() : undefined;
}
