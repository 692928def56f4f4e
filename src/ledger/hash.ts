import { hash } from 'node:crypto';
import { centsText, type Money } from '../standard/money.ts';
import type { KeyRing } from '../store/keys.ts';
import { lengthPrefixedAll } from '../store/length-prefixed.ts';

/** What an entry says, as far as it is hashed: everything but its place in the chain. */
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
  /** Since when it is true, as the message writes it. */
  readonly effectiveDate: string | null;
  readonly recordedAt: Date;
  readonly amountCents: Money | null;
  /** What is personal, encrypted with the client's key. The ciphertext is what is hashed. */
  readonly sealed: Uint8Array | null;
}

/** Of entries that are added now. */
export const entryVersion = 2;

/** What the first entry of a chain has for the hash before it. */
export const genesis = Buffer.alloc(32);

/**
 * The digest of what an entry says, 32 bytes, over its version as one byte and these fields in this order, each
 * as its length in bytes (4 bytes, big-endian) and its bytes; one that is absent is `ffffffff` and nothing
 * after it.
 *
 * 1. municipality; 2. provider; 3. clientId, as 36 characters in lower case; 4. toewijzingNummer;
 * 5. kind; 6. messageId, as clientId; 7. classPath; 8. effectiveDate; 9. recordedAt in UTC to the
 * millisecond, as `2026-01-31T09:00:00.000Z`; 10. amountCents, in decimal digits with `-` for less
 * than nothing; 11. sealed, as it is. All but the last are UTF-8.
 *
 * Version 1 is SHA-256: whoever can write the database can make it, too. Version 2 is HMAC-SHA-256 under a key
 * of the gateway, and stands nowhere: what is stored of it is the hash of the entry in its place. So nobody else
 * makes an entry, and none fits in another place.
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
 * The hash of an entry in its place, 32 bytes: SHA-256 over its version as one byte, the hash of the
 * entry before it (32 bytes; zeros for the first), its number in the chain (8 bytes, big-endian) and
 * its digest (32 bytes). `append.ts` does the same in SQL.
 */
export function chainHash(
  version: number,
  previous: Uint8Array,
  number: number,
  digest: Uint8Array,
): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(number));
  return hash('sha256', Buffer.concat([Buffer.from([version]), previous, place, digest]), 'buffer');
}

/** A moment from the database as it is hashed; undefined for one that no gateway writes (`infinity`). */
export function isoOf(moment: unknown): string | undefined {
  const valid = moment instanceof Date && !Number.isNaN(moment.getTime());
  return valid ? moment.toISOString() : undefined;
}
