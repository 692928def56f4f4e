import type { Pool, PoolClient } from 'pg';
import { dutchDate } from '../standard/calendar.ts';
import { errorCode, type Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { lengthPrefixedAll } from '../store/length-prefixed.ts';
import { isoOf } from './hash.ts';

/**
 * How far the chain of a gemeente was on a day. Its signature is made with a key that nobody reads
 * from the database alone; whoever keeps a copy elsewhere notices a chain that was cut off or rewritten since, and
 * also a checkpoint that is gone. Holds nothing personal.
 */
export interface Checkpoint {
  readonly municipality: string;
  /** Plain date, in the Netherlands. */
  readonly day: string;
  /** Of the last entry. */
  readonly number: number;
  /** Of the last entry, in hexadecimal. */
  readonly hash: string;
  /** ISO 8601, in UTC to the millisecond. */
  readonly at: string;
  /** The signature, in hexadecimal. */
  readonly mac: string;
  /** Absent of one of a day. The others were made when hashes got a key (`closing.ts`). */
  readonly kind?: 'closing' | 'closed';
}

/** Whether this checkpoint was made by the gateway with this key, and is as it was then. */
export function isGenuine(checkpoint: Checkpoint, keys: KeyRing): boolean {
  return sign(checkpoint, keys) === checkpoint.mac;
}

/**
 * HMAC-SHA-256 over a version byte and municipality, day, number (decimal), hash (hexadecimal)
 * and at, each as its length in bytes (4 bytes, big-endian) and its bytes in UTF-8. The version is `01` of a
 * checkpoint of a day; of the others it is `02`, and their kind goes before the rest.
 */
export function sign(checkpoint: Omit<Checkpoint, 'mac'>, keys: KeyRing): string {
  const { municipality, day, number, hash, at, kind } = checkpoint;
  const version = Buffer.from([kind === undefined ? 1 : 2]);
  const fields = lengthPrefixedAll([
    ...(kind === undefined ? [] : [kind]),
    ...[municipality, day, String(number), hash, at],
  ]);
  return keys.signCheckpoint(Buffer.concat([version, fields])).toString('hex');
}

/**
 * Makes the checkpoint of today for each chain that has none yet. Runs twice, or in two processes at
 * once: the first counts.
 *
 * @returns those that were made now, by code of the gemeente
 */
export async function makeCheckpoints(
  pool: Pool,
  keys: KeyRing,
  now: Date = new Date(),
): Promise<Checkpoint[]> {
  const day = dutchDate(now);
  const { rows: heads } = await pool.query<{ municipality: string; number: string; hash: Buffer }>(
    `select municipality, number, hash from chain_head
    where number > 0 and not exists (select from ledger_checkpoint made
      where made.municipality = chain_head.municipality and made.kind = 'day' and made.day = $1)
    order by municipality`,
    [day],
  );
  const made: Checkpoint[] = [];
  for (const { municipality, number, hash } of heads) {
    const unsigned = {
      municipality,
      day,
      number: Number(number),
      hash: hash.toString('hex'),
      at: now.toISOString(),
    };
    const checkpoint = { ...unsigned, mac: sign(unsigned, keys) };
    if (await insertCheckpoint(pool, checkpoint)) made.push(checkpoint);
  }
  return made;
}

/** @returns whether there was none yet */
export async function insertCheckpoint(
  database: Pool | PoolClient,
  { municipality, kind, day, number, hash, at, mac }: Checkpoint,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `insert into ledger_checkpoint (municipality, kind, day, number, hash, at, mac)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      ...[municipality, kind ?? 'day', day, number, Buffer.from(hash, 'hex'), at],
      Buffer.from(mac, 'hex'),
    ],
  );
  return rowCount === 1;
}

/**
 * The checkpoints that stand in the database, by gemeente and day, to be kept elsewhere.
 *
 * @param municipality of this one only
 */
export async function listCheckpoints(
  database: Pool | PoolClient,
  municipality?: string,
): Promise<Checkpoint[]> {
  const { rows } = await database.query<{
    municipality: string;
    day: string;
    number: string;
    hash: Buffer;
    at: unknown;
    mac: Buffer;
    kind: string;
  }>(
    `select municipality, day, number, hash, at, mac, kind from ledger_checkpoint
    where $1::text is null or municipality = $1 order by municipality, day, kind`,
    [municipality ?? null],
  );
  return rows.map(({ number, hash, at, mac, kind, ...rest }) => ({
    ...rest,
    number: Number(number),
    hash: hash.toString('hex'),
    at: isoOf(at) ?? '',
    mac: mac.toString('hex'),
    ...(kind !== 'day' && { kind: kind as Checkpoint['kind'] }),
  }));
}

const lookMs = 600_000;

/** Makes the checkpoints of each day, for as long as the process runs, and tells of each. */
export class DailyCheckpoints {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #onMade: (checkpoint: Checkpoint) => void;
  readonly #onError: (code: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #making: Promise<void> = Promise.resolve();

  /**
   * @param onMade writes it to the log, which is a copy outside the database
   * @param onError gets the code of a failure; it is tried again after ten minutes
   */
  constructor(
    store: Store,
    keys: KeyRing,
    onMade: (checkpoint: Checkpoint) => void,
    onError: (code: string) => void,
  ) {
    this.#store = store;
    this.#keys = keys;
    this.#onMade = onMade;
    this.#onError = onError;
  }

  start(): void {
    this.#making = this.#make();
    this.#timer = setInterval(() => {
      this.#making = this.#making.then(() => this.#make());
    }, lookMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#making;
  }

  async #make(): Promise<void> {
    try {
      for (const made of await makeCheckpoints(this.#store.pool, this.#keys)) this.#onMade(made);
    } catch (error) {
      this.#onError(errorCode(error));
    }
  }
}
