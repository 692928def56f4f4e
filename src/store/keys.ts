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

  private constructor(master: MasterKey, contentHashKey: Buffer, lineHashKey: Buffer) {
    this.#master = master;
    this.#contentHashKey = preparedKey(contentHashKey);
    this.#lineHashKey = preparedKey(lineHashKey);
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
    return new KeyRing(
      master,
      await namedKey(db, master, 'content-hash'),
      await namedKey(db, master, 'line-hash'),
    );
  }

  /** Recognises bytes that a party sent before: HMAC-SHA-256 under a key of its own, 32 bytes. */
  contentHash(bytes: Uint8Array): Buffer {
    return keyedHash(this.#contentHashKey, bytes);
  }

  /** Recognises what a message is about: HMAC-SHA-256 under a key of its own, 32 bytes. */
  lineHash(text: string): Buffer {
    return keyedHash(this.#lineHashKey, text);
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
