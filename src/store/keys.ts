import { type KeyObject, randomUUIDv7 } from 'node:crypto';
import type { Database } from './database.ts';
import { keyedHash, type MasterKey, newSecret, preparedKey, seal, unseal } from './encryption.ts';

/** A start under another master key than the one that the data was written under. */
export class WrongMasterKey extends Error {
  constructor() {
    super(
      'ENCRYPTION_KEY is not the key that this database was encrypted with. Start with that key; without it the messages cannot be read.',
    );
  }
}

/** What the process encrypts, decrypts and recognises personal data with. */
export class KeyRing {
  readonly #master: MasterKey;
  readonly #contentHashKey: KeyObject;
  readonly #lineHashKey: KeyObject;
  readonly #clientHashKey: KeyObject;

  private constructor(
    master: MasterKey,
    keys: Readonly<Record<'contentHash' | 'lineHash' | 'clientHash', Buffer>>,
  ) {
    this.#master = master;
    this.#contentHashKey = preparedKey(keys.contentHash);
    this.#lineHashKey = preparedKey(keys.lineHash);
    this.#clientHashKey = preparedKey(keys.clientHash);
  }

  /**
   * Compares the master key with the fingerprint in the database, which the first start writes,
   * and reads the named keys, which the first start makes. Processes that start together agree:
   * whoever comes first has made them.
   *
   * @throws {WrongMasterKey}
   */
  static async open(db: Database, master: MasterKey): Promise<KeyRing> {
    await db
      .insertInto('key_fingerprint')
      .values({ name: 'master', fingerprint: master.fingerprint })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const stored = await db
      .selectFrom('key_fingerprint')
      .select('fingerprint')
      .where('name', '=', 'master')
      .executeTakeFirstOrThrow();
    if (!stored.fingerprint.equals(master.fingerprint)) throw new WrongMasterKey();
    return new KeyRing(master, {
      contentHash: await namedKey(db, master, 'content-hash'),
      lineHash: await namedKey(db, master, 'line-hash'),
      clientHash: await namedKey(db, master, 'client-hash'),
    });
  }

  /** Recognises bytes that a party sent before: HMAC-SHA-256 under a key of its own, 32 bytes. */
  contentHash(bytes: Uint8Array): Buffer {
    return keyedHash(this.#contentHashKey, bytes);
  }

  /** Recognises what a message is about: HMAC-SHA-256 under a key of its own, 32 bytes. */
  lineHash(text: string): Buffer {
    return keyedHash(this.#lineHashKey, text);
  }

  /** Recognises a child by its BSN: HMAC-SHA-256 under a key of its own, 32 bytes. */
  clientHash(bsn: string): Buffer {
    return keyedHash(this.#clientHashKey, bsn);
  }

  /** A new key for a child, `wrapped` for `data_key`. */
  newClientKey(clientId: string): { wrapped: Buffer; key: ClientKey } {
    const secret = newSecret();
    return { wrapped: this.#master.wrap(secret, clientId), key: new ClientKey(secret, clientId) };
  }

  /** @throws when the row was made for another child or under another master key */
  openClientKey(clientId: string, wrapped: Uint8Array): ClientKey {
    return new ClientKey(this.#master.unwrap(wrapped, clientId), clientId);
  }

  /** Signs a checkpoint of the ledger with a key that is not in the database, 32 bytes. */
  signCheckpoint(bytes: Uint8Array): Buffer {
    return this.#master.signCheckpoint(bytes);
  }

  /** Encrypts a message under a new key of its own; `wrappedKey` goes to `data_key`. */
  sealMessage(messageId: string, bytes: Uint8Array): { wrappedKey: Buffer; sealed: Buffer } {
    const key = newSecret();
    return {
      wrappedKey: this.#master.wrap(key, messageId),
      sealed: seal(key, bytes, messageId),
    };
  }

  /** @throws when key and content do not belong together */
  unsealMessage(messageId: string, wrappedKey: Uint8Array, sealed: Uint8Array): Buffer {
    return unseal(this.#master.unwrap(wrappedKey, messageId), sealed, messageId);
  }
}

/** The key of one child: what the ledger keeps of it that is personal. */
export class ClientKey {
  readonly #key: KeyObject;
  readonly #clientId: string;

  constructor(secret: Uint8Array, clientId: string) {
    this.#key = preparedKey(secret);
    this.#clientId = clientId;
  }

  /** Encrypts, for rows of this child only. */
  seal(bytes: Uint8Array): Buffer {
    return seal(this.#key, bytes, this.#clientId);
  }

  /** @throws when it was encrypted for another child, or changed */
  unseal(sealed: Uint8Array): Buffer {
    return unseal(this.#key, sealed, this.#clientId);
  }
}

async function namedKey(db: Database, master: MasterKey, name: string): Promise<Buffer> {
  const read = () =>
    db
      .selectFrom('key_name')
      .innerJoin('data_key', 'data_key.id', 'key_name.data_key_id')
      .select(['data_key.id', 'data_key.wrapped'])
      .where('key_name.name', '=', name)
      .executeTakeFirst();
  let row = await read();
  if (!row) {
    const id = randomUUIDv7();
    // Both rows or none: the loser of a race leaves no key behind that nothing names.
    await db
      .transaction()
      .execute(async (tx) => {
        await tx
          .insertInto('data_key')
          .values({ id, wrapped: master.wrap(newSecret(), id) })
          .execute();
        await tx.insertInto('key_name').values({ name, data_key_id: id }).execute();
      })
      .catch(async (error) => {
        if (!(await read())) throw error;
      });
    row = await read();
  }
  if (!row) throw new Error(`The key "${name}" cannot be made in the database.`);
  return master.unwrap(row.wrapped, row.id);
}
