import type { Pool, PoolClient } from 'pg';
import { errorCode, type Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  hashOfBatch,
  type LoggedRow,
  loggedColumns,
  type Seal,
  type SealVersion,
  signSeal,
} from './hash.ts';
import { signedFresh, waitedTooLong } from './signed.ts';

/** Rows that are sealed together, and in memory for a moment. */
const batchRows = 2000;
/** The version in which seals are made. */
const today: SealVersion = 2;

type Fresh = LoggedRow & { readonly proof: Proof; readonly tooOld: boolean };

const freshAfter = unnamed<{ after: string; most: number }>(`
  select ${loggedColumns.join(', ')}, ${proofOf(signedFresh, 'fresh')} as proof,
    ${waitedTooLong} as "tooOld"
  from access_log_fresh fresh where id > $after order by id limit $most`);

/** Only the owner takes rows out of where they wait, and only into the log (migration 0034). */
const sealRows = unnamed<{
  ids: readonly string[];
  sealedAt: Date;
  batch: number;
  previousHash: Buffer;
  hash: Buffer;
  mac: Buffer;
  version: number;
}>(`
  select access_log_seal_rows($ids, $sealedAt, $batch, $previousHash, $hash, $mac, $version::integer::smallint)`);

/**
 * Moves the oldest rows that are not sealed yet into the log, with a seal over them and over the previous batch. One
 * transaction, so that each row is in one table only. Rows of transactions that have not ended come with a later
 * batch. A row that the gateway did not write stays where it is, and `ijw verify` finds it.
 *
 * When it runs twice, or in two processes at once, one of them locks the head of the chain and the others do nothing.
 * When it dies halfway, nothing has changed.
 *
 * @param now in the month of which rows get into that partition
 * @returns the seal; undefined when there was nothing to seal, or another process does it now
 * @throws {SealingStopped} when the chain has no head to go on from
 */
export async function sealBatch(
  pool: Pool,
  keys: KeyRing,
  now: Date = new Date(),
): Promise<Seal | undefined> {
  return inTransaction(pool, async (client) => {
    // Otherwise a session that locks the tables for long would stop the sealing without an error.
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
    const rows = await oldestBelieved(client, keys.rows);
    if (rows.length === 0) return undefined;
    const place = {
      version: today,
      batch: Number(head.batch) + 1,
      sealedAt: now,
      previousHash: head.hash,
    };
    const seal = { ...place, rowCount: rows.length, hash: hashOfBatch(place, rows) };
    await client.query(
      sealRows({
        ids: rows.map(({ id }) => id),
        sealedAt: seal.sealedAt,
        batch: seal.batch,
        previousHash: seal.previousHash,
        hash: seal.hash,
        mac: signSeal(keys, seal),
        version: seal.version,
      }),
    );
    return seal;
  });
}

/** The first rows, up to a batch, of those that the gateway wrote. */
async function oldestBelieved(client: PoolClient, macs: RowMacs): Promise<LoggedRow[]> {
  const believed: Fresh[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const most = batchRows - believed.length;
    const { rows } = await client.query<Fresh>(freshAfter({ after, most }));
    believed.push(...rows.filter((row) => !row.tooOld && macs.believes(signedFresh, row.proof)));
    const last = rows.at(-1);
    if (!last || rows.length < most || believed.length === batchRows) return believed;
    after = last.id;
  }
}

/**
 * The log cannot be sealed, possibly on purpose. The code says how: `access-log-head-missing`: the chain has no head;
 * `access-log-not-sealed`: rows wait for minutes, and no process seals them (for example because an idle session has
 * locked the head).
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

/** How often it checks for rows to seal, in milliseconds. */
const lookMs = 20_000;
/** How often it checks that the partition of the next month exists, in milliseconds. */
const monthMs = 6 * 3_600_000;

/** Seals the access log, for as long as the process runs. Many processes may do so. */
export class AccessLogSealer {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #onError: (code: string) => void;
  readonly #sealing: Recurring;
  #monthsAt = Number.NEGATIVE_INFINITY;

  /**
   * @param onError gets the code of a failure, {@link SealingStopped} among them; it is tried again
   *   after twenty seconds
   */
  constructor(store: Store, keys: KeyRing, onError: (code: string) => void) {
    this.#store = store;
    this.#keys = keys;
    this.#onError = onError;
    this.#sealing = new Recurring(lookMs, () => this.#seal(), onError);
  }

  start(): void {
    this.#sealing.start();
  }

  /** Seals all rows, so that none is unsealed while no process runs. */
  async stop(): Promise<void> {
    await this.#sealing.stop();
    await this.#seal().catch((error) => this.#onError(errorCode(error)));
  }

  async #seal(): Promise<void> {
    const { pool } = this.#store;
    const now = performance.now();
    if (now - this.#monthsAt > monthMs) {
      await pool.query('select access_log_open_months()');
      this.#monthsAt = now;
    }
    // New rows wait for the next round: sealing them at once would cost a commit for each few rows.
    let sealed: Seal | undefined;
    do sealed = await sealBatch(pool, this.#keys);
    while (sealed?.rowCount === batchRows);
    if ((await pool.query(waitsTooLong)).rowCount !== 0)
      throw new SealingStopped('access-log-not-sealed');
  }
}
