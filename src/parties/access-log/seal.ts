import type { Pool } from 'pg';
import { errorCode, type Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  hashOfBatch,
  type LoggedRow,
  loggedColumns,
  type Seal,
  type SealVersion,
  signSeal,
} from './hash.ts';

/** Rows that are sealed together: they are in memory for a moment. */
const batchRows = 2000;
/** The version in which seals are made. */
const today: SealVersion = 2;

/**
 * Moves the oldest rows that are not sealed yet into the log, with a seal over them and over the batch
 * before. One transaction: a row is in one place, once. Rows of transactions that have not ended, and
 * those that somebody holds, come with a later batch.
 *
 * Runs twice, or in two processes at once: the head of the chain is held by one of them, the others do
 * nothing. Dies halfway: nothing happened.
 *
 * @param now in the month of which rows get into that partition
 * @returns the seal; undefined when there was nothing to seal, or another process is at it
 * @throws {SealingStopped} when the chain has no head to go on from
 */
export async function sealBatch(
  pool: Pool,
  keys: KeyRing,
  now: Date = new Date(),
): Promise<Seal | undefined> {
  return inTransaction(pool, async (client) => {
    // Who locks the tables for longer would stop the sealing without a word.
    await client.query("set local lock_timeout = '10s'");
    const { rows: heads } = await client.query<{ batch: string; hash: Buffer }>(
      'select batch, hash from access_log_head for update skip locked',
    );
    const head = heads[0];
    if (!head) {
      const { rowCount } = await client.query('select from access_log_head');
      if (rowCount === 0) throw new SealingStopped('access-log-head-missing');
      return undefined;
    }
    const { rows } = await client.query<LoggedRow>(
      `with taken as (
        delete from access_log_fresh
        where id in (
          select id from access_log_fresh order by id limit $1 for update skip locked
        )
        returning ${loggedColumns.join(', ')}
      )
      select * from taken order by id`,
      [batchRows],
    );
    if (rows.length === 0) return undefined;
    const place = {
      version: today,
      batch: Number(head.batch) + 1,
      sealedAt: now,
      previousHash: head.hash,
    };
    const seal = { ...place, rowCount: rows.length, hash: hashOfBatch(place, rows) };
    await client.query(insertRows, [seal.sealedAt, seal.batch, JSON.stringify(rows)]);
    await client.query(
      `insert into access_log_seal (sealed_at, batch, row_count, previous_hash, hash, mac, version)
      values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        seal.sealedAt,
        seal.batch,
        seal.rowCount,
        seal.previousHash,
        seal.hash,
        signSeal(keys, seal),
        seal.version,
      ],
    );
    await client.query('update access_log_head set batch = $1, hash = $2', [seal.batch, seal.hash]);
    return seal;
  });
}

const insertRows = `
  insert into access_log (sealed_at, batch, ordinal, ${loggedColumns.join(', ')})
  select $1, $2, ordinal, ${loggedColumns.map((column) => `(row).${column}`).join(', ')}
  from (
    select ordinality as ordinal, jsonb_populate_record(null::access_log_fresh, one) as row
    from jsonb_array_elements($3::jsonb) with ordinality as listed (one, ordinality)
    offset 0
  ) told`;

/**
 * Somebody keeps the log from being sealed. The code says how: `access-log-head-missing`: the chain has
 * no head; `access-log-not-sealed`: rows wait for minutes, and nobody seals them (the head is held by a
 * session that does nothing else, say).
 */
export class SealingStopped extends Error {
  override readonly name = 'SealingStopped';
  readonly code: string;

  constructor(code: 'access-log-head-missing' | 'access-log-not-sealed') {
    super(code);
    this.code = code;
  }
}

/** Whether a row waits for longer than six rounds, by the clock of Postgres. */
const waitsTooLong = `select from access_log_fresh
  where noted_at < clock_timestamp() - interval '2 minutes' limit 1`;

/** How often it is looked whether there is something to seal, in milliseconds. */
const lookMs = 20_000;
/** How often the partition of the next month is made sure of, in milliseconds. */
const monthMs = 6 * 3_600_000;

/** Seals what was logged, for as long as the process runs. Many processes may do so. */
export class AccessLogSealer {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #onError: (code: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #sealing: Promise<void> = Promise.resolve();
  #stopped = false;
  #monthsAt = Number.NEGATIVE_INFINITY;

  /**
   * @param onError gets the code of a failure, {@link SealingStopped} among them; it is tried again
   *   after twenty seconds
   */
  constructor(store: Store, keys: KeyRing, onError: (code: string) => void) {
    this.#store = store;
    this.#keys = keys;
    this.#onError = onError;
  }

  start(): void {
    this.#sealing = this.#round();
  }

  /** Seals what is there, so that nothing waits unsealed while no process runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sealing;
    await this.#seal();
  }

  async #round(): Promise<void> {
    await this.#seal();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#sealing = this.#round();
    }, lookMs);
    this.#timer.unref();
  }

  async #seal(): Promise<void> {
    const { pool } = this.#store;
    try {
      const now = performance.now();
      if (now - this.#monthsAt > monthMs) {
        await pool.query('select access_log_open_months()');
        this.#monthsAt = now;
      }
      // What comes in meanwhile waits: sealed as it comes, each few rows would cost a commit.
      let sealed: Seal | undefined;
      do sealed = await sealBatch(pool, this.#keys);
      while (sealed?.rowCount === batchRows);
      if ((await pool.query(waitsTooLong)).rowCount !== 0)
        throw new SealingStopped('access-log-not-sealed');
    } catch (error) {
      this.#onError(errorCode(error));
    }
  }
}
