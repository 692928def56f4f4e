import { type KeyObject, randomUUIDv7 } from 'node:crypto';
import type { Database } from '../database.ts';
import { keyedHash, MasterKey, newSecret, preparedKey, seal, unseal } from './encryption.ts';
import { type MasterKeys, Wrapping } from './master-keys.ts';
import { PeopleKeys } from './people-keys.ts';
import { permute } from './permutation.ts';
import { NotBelieved, RowMacs } from './row-mac.ts';

/** The keys by which the process encrypts, decrypts and recognises personal data. */
export class KeyRing {
  readonly #wrapping: Wrapping;
  readonly #contentHashKey: KeyObject;
  readonly #lineHashKey: KeyObject;
  readonly #clientHashKey: KeyObject;
  readonly #checkpointKey: KeyObject;
  readonly #cursorKey: KeyObject;
  readonly #answerNumberKey: KeyObject;
  readonly #entryDigestKey: KeyObject;
  /** Checks the MACs of rows that decide who may do what. */
  readonly rows: RowMacs;
  /** For people who use the console. */
  readonly people: PeopleKeys;

  private constructor(
    wrapping: Wrapping,
    keys: Readonly<
      Record<
        | 'contentHash'
        | 'lineHash'
        | 'clientHash'
        | 'checkpoint'
        | 'cursor'
        | 'answerNumber'
        | 'entryDigest',
        Buffer
      >
    >,
    rows: RowMacs,
    people: PeopleKeys,
  ) {
    this.#wrapping = wrapping;
    this.#contentHashKey = preparedKey(keys.contentHash);
    this.#lineHashKey = preparedKey(keys.lineHash);
    this.#clientHashKey = preparedKey(keys.clientHash);
    this.#checkpointKey = preparedKey(keys.checkpoint);
    this.#cursorKey = preparedKey(keys.cursor);
    this.#answerNumberKey = preparedKey(keys.answerNumber);
    this.#entryDigestKey = preparedKey(keys.entryDigest);
    this.rows = rows;
    this.people = people;
  }

  /**
   * Compares the master key with the fingerprint in the database, which the first start writes,
   * and reads the named keys, which the first start makes. Of processes that start together the first makes them.
   *
   * @param master the key, or the keys while they are rotated
   * @throws {WrongMasterKey} also when a rotation is not finished and the previous key is missing
   * @throws {SigningUnknown}
   */
  static async open(db: Database, master: MasterKey | MasterKeys): Promise<KeyRing> {
    const source = master instanceof MasterKey ? () => ({ current: master }) : master;
    const wrapping = await Wrapping.open(db, source);
    const rows = await RowMacs.open(db, preparedKey(await namedKey(db, wrapping, 'row-mac')));
    const keys = {
      contentHash: await namedKey(db, wrapping, 'content-hash'),
      lineHash: await namedKey(db, wrapping, 'line-hash'),
      clientHash: await namedKey(db, wrapping, 'client-hash'),
      // Derived from the first master key, and kept when that is rotated, so that signatures stay valid.
      checkpoint: await namedKey(db, wrapping, 'checkpoint', wrapping.checkpointSecret),
      cursor: await namedKey(db, wrapping, 'cursor'),
      answerNumber: await namedKey(db, wrapping, 'answer-number'),
      entryDigest: await namedKey(db, wrapping, 'entry-digest'),
    };
    const people = await PeopleKeys.open((name) => namedKey(db, wrapping, name));
    return new KeyRing(wrapping, keys, rows, people);
  }

  /**
   * Reads from the database which master key to use from now on, and which rows were signed.
   *
   * @throws {WrongMasterKey} when it was rotated and this process does not have the new one
   */
  async refresh(db: Database): Promise<void> {
    await this.#wrapping.refresh(db);
    await this.rows.refresh(db);
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
    return { wrapped: this.#wrapping.wrap(secret, clientId), key: new ClientKey(secret, clientId) };
  }

  /** Whether a row of `data_key` is as it was made, under this master key. */
  opens(id: string, wrapped: Uint8Array): boolean {
    try {
      return this.#wrapping.unwrap(wrapped, id).length > 0;
    } catch {
      return false; // Of another key, or changed.
    }
  }

  /**
   * A caller that shows somebody what the key opens writes that in the access log (`test/architecture.test.ts`).
   *
   * @throws when the row was made for another child or under another master key
   */
  openClientKey(clientId: string, wrapped: Uint8Array): ClientKey {
    return new ClientKey(this.#wrapping.unwrap(wrapped, clientId), clientId);
  }

  /**
   * Signs a checkpoint of the ledger: HMAC-SHA-256 under a key of its own, 32 bytes. The key is in the database, wrapped
   * by the master key, so that writing the database alone is not enough to make a signature.
   */
  signCheckpoint(bytes: Uint8Array): Buffer {
    return keyedHash(this.#checkpointKey, bytes);
  }

  /** The keyed digest of an entry of the ledger: HMAC-SHA-256 under a key of its own, 32 bytes. */
  entryDigest(bytes: Uint8Array): Buffer {
    return keyedHash(this.#entryDigestKey, bytes);
  }

  /**
   * Encrypts the cursor of a list, because a position in a list may reveal what others do.
   *
   * @param list which list it is, and for whom: the cursor opens for the same only
   */
  sealCursor(place: string, list: string): Buffer {
    return seal(this.#cursorKey, Buffer.from(place), list);
  }

  /** @throws when it was not sealed here, for this list */
  openCursor(sealed: Uint8Array, list: string): string {
    return unseal(this.#cursorKey, sealed, list).toString();
  }

  /**
   * The number of an answer of the gateway, from the number under which its heenbericht was accepted: the same each time,
   * unique, and without revealing how many were accepted.
   *
   * @throws {RangeError} from 2^36 on
   */
  answerNumber(acceptance: number): number {
    return permute(this.#answerNumberKey, acceptance);
  }

  /** Encrypts a message under a new key of its own, in today's version; `wrappedKey` goes to `data_key`. */
  sealMessage(message: SealedFor, bytes: Uint8Array): { wrappedKey: Buffer; sealed: Buffer } {
    return this.#sealAlone(message.id, bytes, contextOf(message));
  }

  #sealAlone(id: string, bytes: Uint8Array, context: string) {
    const key = newSecret();
    const wrappedKey = this.#wrapping.wrap(key, id);
    return { wrappedKey, sealed: seal(preparedKey(key), bytes, context) };
  }

  /**
   * The bytes of a message as they were posted. A caller that shows them writes that in the access log, as with
   * {@link openClientKey}.
   *
   * @param version in which it was sealed: 1 is bound to its id only, and accepted until all was sealed again
   * @throws when key, message and content do not belong together
   */
  unsealMessage(message: SealedFor, { wrappedKey, sealed, version }: SealedContent): Buffer {
    if (version === 1 && this.rows.isSigned('contents'))
      throw new NotBelieved('message_content', message.id);
    const key = preparedKey(this.#wrapping.unwrap(wrappedKey, message.id));
    return unseal(key, sealed, version === 1 ? message.id : contextOf(message));
  }

  /** Encrypts the content of a draft under a new key of its own; `wrappedKey` goes to `data_key`. */
  sealDraft(draft: SealedDraft, bytes: Uint8Array): { wrappedKey: Buffer; sealed: Buffer } {
    return this.#sealAlone(draft.id, bytes, contextOfDraft(draft));
  }

  /**
   * The content of a draft. A caller that shows it writes that in the access log, as with {@link openClientKey}.
   *
   * @throws when key, draft and content do not belong together
   */
  unsealDraft(draft: SealedDraft, wrappedKey: Uint8Array, sealed: Uint8Array): Buffer {
    const key = preparedKey(this.#wrapping.unwrap(wrappedKey, draft.id));
    return unseal(key, sealed, contextOfDraft(draft));
  }

  /** Encrypts the texts of a goal under a new key of its own; `wrappedKey` goes to `data_key`. */
  sealGoal(goal: SealedGoal, bytes: Uint8Array): { wrappedKey: Buffer; sealed: Buffer } {
    return this.#sealAlone(goal.id, bytes, contextOfGoal(goal));
  }

  /**
   * The texts of a goal. A caller that shows them writes that in the access log, as with {@link openClientKey}.
   *
   * @throws when key, goal and texts do not belong together
   */
  unsealGoal(goal: SealedGoal, wrappedKey: Uint8Array, sealed: Uint8Array): Buffer {
    const key = preparedKey(this.#wrapping.unwrap(wrappedKey, goal.id));
    return unseal(key, sealed, contextOfGoal(goal));
  }

  /** Seals content of version 1 in today's, under the same key. @throws as {@link unsealMessage} */
  resealMessage(message: SealedFor, content: SealedContent): Buffer {
    const key = preparedKey(this.#wrapping.unwrap(content.wrappedKey, message.id));
    return seal(key, this.unsealMessage(message, content), contextOf(message));
  }
}

/** The facts that the ciphertext of a message is bound to. */
export interface SealedFor {
  readonly id: string;
  readonly sender: string;
  /** Null of one that was refused, as may be its type. */
  readonly recipient: string | null;
  readonly type: string | null;
}

/** The facts that the ciphertext of a draft is bound to. */
export interface SealedDraft {
  readonly id: string;
  readonly party: string;
  readonly recipient: string;
  readonly type: string;
}

/** The facts that the ciphertext of a goal is bound to: whose it is, and by which consent it may be there. */
export interface SealedGoal {
  readonly id: string;
  readonly allocationId: string;
  readonly writer: string;
  readonly consent: {
    readonly by: string;
    readonly on: string;
    readonly how: string;
    readonly sharedWith: string;
  };
}

/** The content of a message as it is in the database. */
export interface SealedContent {
  readonly wrappedKey: Uint8Array;
  readonly sealed: Uint8Array;
  readonly version: number;
}

function contextOf({ id, sender, recipient, type }: SealedFor): string {
  return JSON.stringify(['ijw-gateway content', 2, id, sender, recipient, type]);
}

function contextOfDraft({ id, party, recipient, type }: SealedDraft): string {
  return JSON.stringify(['ijw-gateway draft', 1, id, party, recipient, type]);
}

function contextOfGoal({ id, allocationId, writer, consent }: SealedGoal): string {
  const { by, on, how, sharedWith } = consent;
  return JSON.stringify(['ijw-gateway goal', 1, id, allocationId, writer, by, on, how, sharedWith]);
}

/** The key of one child, for its personal data in the ledger. */
export class ClientKey {
  readonly #key: KeyObject;
  readonly #clientId: string;

  constructor(secret: Uint8Array, clientId: string) {
    this.#key = preparedKey(secret);
    this.#clientId = clientId;
  }

  /**
   * Encrypts, for rows of this child only.
   *
   * @param facts of the row, each one line: with other facts it does not open
   */
  seal(bytes: Uint8Array, ...facts: readonly string[]): Buffer {
    return seal(this.#key, bytes, this.#context(facts));
  }

  /** @throws when it was encrypted for another child or other facts, or changed */
  unseal(sealed: Uint8Array, ...facts: readonly string[]): Buffer {
    return unseal(this.#key, sealed, this.#context(facts));
  }

  #context(facts: readonly string[]): string {
    return [this.#clientId, ...facts].join('\n');
  }
}

/** @param secret the value of a key that is made now */
async function namedKey(
  db: Database,
  wrapping: Wrapping,
  name: string,
  secret: Buffer = newSecret(),
): Promise<Buffer> {
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
    // Both rows or none, so that the loser of a race leaves no unnamed key behind.
    await db
      .transaction()
      .execute(async (tx) => {
        await tx
          .insertInto('data_key')
          .values({ id, wrapped: wrapping.wrap(secret, id) })
          .execute();
        await tx.insertInto('key_name').values({ name, data_key_id: id }).execute();
      })
      .catch(async (error) => {
        if (!(await read())) throw error;
      });
    row = await read();
  }
  if (!row) throw new Error(`The key "${name}" cannot be made in the database.`);
  return wrapping.unwrap(row.wrapped, row.id);
}
