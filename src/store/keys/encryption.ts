import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with AES-256-GCM under a fresh nonce.
 *
 * @param key of 32 bytes
 * @param context authenticated but not stored (an id): ciphertext that was moved to another row
 *   does not decrypt there
 * @returns nonce (12 bytes), tag (16 bytes), ciphertext
 */
export function seal(key: KeyObject, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/**
 * Decrypts what {@link seal} made.
 *
 * @throws when key or context differ, or the bytes were changed
 */
export function unseal(key: KeyObject, sealed: Uint8Array, context: string): Buffer {
  // GCM takes shorter tags too, which are guessed more easily: who writes the database may cut them.
  const authTagLength = tagBytes;
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = decipher.update(sealed.subarray(nonceBytes + tagBytes));
  decipher.final();
  return plain;
}

/**
 * The key that wraps data keys (design decision 8). It is given from outside the database and is
 * never stored there; what is stored is a fingerprint, by which a wrong key is noticed at start.
 */
export class MasterKey {
  readonly #wrapping: KeyObject;
  /** The key that signs checkpoints, when this is the first master key of a database, 32 bytes. */
  readonly checkpointSecret: Buffer;
  /** 16 bytes that distinguish keys and reveal nothing of them. */
  readonly fingerprint: Buffer;

  /** @param secret 32 random bytes */
  constructor(secret: Uint8Array) {
    if (secret.length !== 32) throw new Error('A master key has 32 bytes.');
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `ijw-gateway ${purpose}`, 32));
    this.#wrapping = preparedKey(derive('wrap data keys v1'));
    this.checkpointSecret = derive('ledger checkpoints v1');
    this.fingerprint = createHash('sha256')
      .update(derive('fingerprint v1'))
      .digest()
      .subarray(0, 16);
  }

  /**
   * Reads a key as people write it: 64 hexadecimal digits, or base64 of 32 bytes.
   *
   * @param setting where it was written, for the error
   * @throws with what to do, never with the value
   */
  static parse(text: string, setting = 'ENCRYPTION_KEY'): MasterKey {
    const trimmed = text.trim();
    const secret = /^[0-9a-fA-F]{64}$/.test(trimmed)
      ? Buffer.from(trimmed, 'hex')
      : Buffer.from(trimmed, 'base64');
    if (secret.length !== 32)
      throw new Error(
        `${setting} is not 32 bytes in hexadecimal or base64. Make one with: openssl rand -hex 32`,
      );
    return new MasterKey(secret);
  }

  /** A data key wrapped for the row of this id. */
  wrap(dataKey: Uint8Array, id: string): Buffer {
    return seal(this.#wrapping, dataKey, id);
  }

  /** @throws when the row was wrapped under another master key or for another id */
  unwrap(wrapped: Uint8Array, id: string): Buffer {
    return unseal(this.#wrapping, wrapped, id);
  }
}

/** 32 random bytes. */
export function newSecret(): Buffer {
  return randomBytes(32);
}

/** A key as a KeyObject of Node: as bytes each use would take five times as long. */
export function preparedKey(key: Uint8Array): KeyObject {
  return createSecretKey(key);
}

/** HMAC-SHA-256, 32 bytes: equal input is recognised, and cannot be guessed without the key. */
export function keyedHash(key: KeyObject, bytes: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

/** As {@link keyedHash}, in hexadecimal. A Buffer of its own costs Node more than the hash. */
export function keyedHashHex(key: KeyObject, bytes: string | Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('hex');
}
