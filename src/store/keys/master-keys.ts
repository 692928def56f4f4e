import type { Database } from '../database.ts';
import type { MasterKey } from './encryption.ts';

/** The master keys that a process was given. */
export interface GivenKeys {
  readonly current: MasterKey;
  /** The previous key, until all data is under the current one. */
  readonly previous?: MasterKey;
}

/** The source of master keys. It is read again when data is under a key that is not known yet. */
export type MasterKeys = () => GivenKeys;

/** The process was started without the master key that the data is under. */
export class WrongMasterKey extends Error {}

const wrongKey =
  'ENCRYPTION_KEY is not the key that this database was encrypted with. Start with that key; without it the messages cannot be read.';
const unfinished =
  'The master key of this database is being rotated, and part of the data is still under the previous key. Give that key too, in PREVIOUS_ENCRYPTION_KEY, and finish with: npx ijw keys rotate';

/** Fingerprints of the master keys that the data of a database is under. */
export interface Fingerprints {
  readonly master: Buffer;
  /** Present as long as a rotation is not finished. */
  readonly previous?: Buffer;
}

/**
 * Wraps data keys under the master key that the database names, and unwraps them under every key that was given, because
 * both are in use during a rotation. The database and not the settings decides which key is used for writing, so that
 * processes can be restarted one by one before a rotation.
 */
export class Wrapping {
  readonly #source: MasterKeys;
  #known: readonly MasterKey[];
  #writing: MasterKey;

  private constructor(source: MasterKeys, known: readonly MasterKey[], writing: MasterKey) {
    this.#source = source;
    this.#known = known;
    this.#writing = writing;
  }

  /** @throws {WrongMasterKey} */
  static async open(db: Database, source: MasterKeys): Promise<Wrapping> {
    const given = source();
    await db
      .insertInto('key_fingerprint')
      .values({ name: 'master', fingerprint: given.current.fingerprint })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const known = listOf(given);
    return new Wrapping(source, known, chosen(known, await readFingerprints(db)));
  }

  /** Of the master key that is used for writing. */
  get checkpointSecret(): Buffer {
    return this.#writing.checkpointSecret;
  }

  /** As {@link MasterKey.wrap}. */
  wrap(dataKey: Uint8Array, id: string): Buffer {
    return this.#writing.wrap(dataKey, id);
  }

  /** @throws when the row is under a master key that was not given, or was wrapped for another id */
  unwrap(wrapped: Uint8Array, id: string): Buffer {
    try {
      return this.#writing.unwrap(wrapped, id);
    } catch (error) {
      const others = () => this.#known.filter((key) => key !== this.#writing);
      const secret = openedWith(others(), wrapped, id);
      if (secret) return secret;
      // A rotation by another process may have put a new key in the file.
      this.#known = listOf(this.#source());
      const late = openedWith(this.#known, wrapped, id);
      if (late) return late;
      throw error;
    }
  }

  /**
   * Reads from the database which key to use for writing.
   *
   * @throws {WrongMasterKey}
   */
  async refresh(db: Database): Promise<void> {
    const fingerprints = await readFingerprints(db);
    if (this.#writing.fingerprint.equals(fingerprints.master)) return;
    this.#known = listOf(this.#source());
    this.#writing = chosen(this.#known, fingerprints);
  }
}

/** The fingerprints of the keys of the data, from the database. */
export async function readFingerprints(db: Database): Promise<Fingerprints> {
  const rows = await db
    .selectFrom('key_fingerprint')
    .select(['name', 'fingerprint'])
    .where('name', 'in', ['master', 'previous'])
    .execute();
  const of = (name: string) => rows.find((row) => row.name === name)?.fingerprint;
  const master = of('master');
  if (!master)
    throw new Error('The database names no master key: the row of its fingerprint is gone.');
  const previous = of('previous');
  return { master, ...(previous && { previous }) };
}

function listOf({ current, previous }: GivenKeys): readonly MasterKey[] {
  return previous ? [current, previous] : [current];
}

/** The key for writing, when all needed keys were given. */
function chosen(known: readonly MasterKey[], { master, previous }: Fingerprints): MasterKey {
  const find = (fingerprint: Buffer) => known.find((key) => key.fingerprint.equals(fingerprint));
  const writing = find(master);
  if (!writing) throw new WrongMasterKey(wrongKey);
  if (previous && !find(previous)) throw new WrongMasterKey(unfinished);
  return writing;
}

function openedWith(
  keys: readonly MasterKey[],
  wrapped: Uint8Array,
  id: string,
): Buffer | undefined {
  for (const key of keys)
    try {
      return key.unwrap(wrapped, id);
    } catch {
      // Under another key, or damaged: the caller finds that no key opens it.
    }
  return undefined;
}
