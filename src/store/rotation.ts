import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Database, Store } from './database.ts';
import type { MasterKey } from './encryption.ts';
import { type GivenKeys, readFingerprints, WrongMasterKey } from './master-keys.ts';
import { asOnlyOne } from './session-lock.ts';

/** What came of a rotation. */
export interface Rotated {
  /** Data keys that there are. */
  readonly keys: number;
  /** Those that were put under the new key now. */
  readonly rewrapped: number;
  /** Ids of data keys that neither key opens: they are as they were. */
  readonly unreadable: readonly string[];
}

export interface RotationOptions {
  /** Told after each batch how many data keys were looked at, of about how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How long other processes are given to notice that they are to write with the new key. */
  readonly settleMs?: number;
  /** Ends it after the batch in hand: it throws the reason. */
  readonly signal?: AbortSignal;
}

/** So few that nobody waits long for a row that is locked. */
const batchSize = 500;
/** As often as a pass may find new rows under the old key, once everybody had time to notice. */
const patience = 5;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Does something as the only one who rotates, in any process.
 *
 * @throws when another does
 */
export async function asOnlyRotation<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const alone = await asOnlyOne(pool, 'rotation', work);
  if (!alone)
    throw new Error('Another rotation of the master key is at work. Wait until it is done.');
  return alone.done;
}

/**
 * Puts all data keys under the current master key, while the gateway runs: first the database names
 * that key as the one to write with, then each row is wrapped anew, and when nothing is left under the
 * previous key the database forgets about that. Killed at any moment: every row opens with one of the
 * two keys, a start without the previous one is refused, and the next run goes on.
 *
 * @param keys both, as all processes have them
 * @throws {WrongMasterKey} when the database is under neither, or another rotation is not finished
 */
export async function rotateMasterKey(
  store: Store,
  keys: Required<GivenKeys>,
  { onProgress, settleMs = 10_000, signal }: RotationOptions = {},
): Promise<Rotated> {
  await begin(store.db, keys);
  const settled = performance.now() + settleMs;
  let rewrapped = 0;
  for (let late = 0; late <= patience; ) {
    const rest = settled - performance.now();
    const found = await pass(store.pool, keys, onProgress, signal);
    rewrapped += found.rewrapped;
    if (rest > 0) {
      // A process that did not notice yet may still write with the previous key.
      await sleep(Math.max(0, settled - performance.now()), undefined, { signal });
    } else if (found.left > 0) {
      late++;
      await sleep(Math.min(settleMs, 1000), undefined, { signal });
    } else {
      await finish(store.db, keys.previous);
      return { keys: found.keys, rewrapped, unreadable: found.unreadable };
    }
  }
  throw new Error(
    'There is still data under the previous key: a process that runs without the new one goes on writing it. Give all processes both keys, restart them, and run this again.',
  );
}

/** From here on processes write with the current key. Done before: nothing. */
async function begin(db: Database, { current, previous }: Required<GivenKeys>): Promise<void> {
  const known = await readFingerprints(db);
  if (known.master.equals(current.fingerprint)) {
    if (!known.previous || known.previous.equals(previous.fingerprint)) return;
    throw new WrongMasterKey(
      'A rotation from another key than PREVIOUS_ENCRYPTION_KEY is not finished. Give the key that it began with.',
    );
  }
  if (known.previous)
    throw new WrongMasterKey(
      'A rotation to another key than ENCRYPTION_KEY is not finished. Finish that one first, with its two keys.',
    );
  if (!known.master.equals(previous.fingerprint))
    throw new WrongMasterKey(
      'PREVIOUS_ENCRYPTION_KEY is not the key that this database was encrypted with.',
    );
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('key_fingerprint')
      .set({ fingerprint: current.fingerprint })
      .where('name', '=', 'master')
      .execute();
    await tx
      .insertInto('key_fingerprint')
      .values({ name: 'previous', fingerprint: previous.fingerprint })
      .execute();
  });
}

async function finish(db: Database, previous: MasterKey): Promise<void> {
  await db
    .deleteFrom('key_fingerprint')
    .where('name', '=', 'previous')
    .where('fingerprint', '=', previous.fingerprint)
    .execute();
}

interface Pass extends Rotated {
  /** Rows that were under the previous key, mended or not: after a pass without any it is done. */
  readonly left: number;
}

/** Looks at every data key once, and wraps anew what is under the previous key. */
async function pass(
  pool: Pool,
  keys: Required<GivenKeys>,
  onProgress: RotationOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Pass> {
  const { rows: counted } = await pool.query<{ total: number }>(
    'select count(*)::int as total from data_key',
  );
  const total = counted[0]?.total ?? 0;
  const unreadable: string[] = [];
  let done = 0;
  let left = 0;
  let rewrapped = 0;
  for (let after = beforeAll; ; ) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<Row>(
      'select id, wrapped from data_key where id > $1 order by id limit $2',
      [after, batchSize],
    );
    const last = rows.at(-1);
    if (!last) break;
    const old: { row: Row; wrapped: Buffer }[] = [];
    for (const row of rows) {
      const opened = openRow(row, keys);
      if (opened === 'unreadable') unreadable.push(row.id);
      else if (opened !== 'current') old.push({ row, wrapped: keys.current.wrap(opened, row.id) });
    }
    left += old.length;
    if (old.length > 0) rewrapped += await replace(pool, old);
    done += rows.length;
    after = last.id;
    onProgress?.(done, Math.max(done, total));
  }
  return { keys: done, rewrapped, unreadable, left };
}

interface Row {
  readonly id: string;
  readonly wrapped: Buffer;
}

/** The data key when it is under the previous master key. */
function openRow(
  { id, wrapped }: Row,
  { current, previous }: Required<GivenKeys>,
): Buffer | 'current' | 'unreadable' {
  if (opens(current, wrapped, id)) return 'current';
  return opens(previous, wrapped, id) ?? 'unreadable';
}

function opens(key: MasterKey, wrapped: Buffer, id: string): Buffer | undefined {
  try {
    return key.unwrap(wrapped, id);
  } catch {
    return undefined; // Not under this key.
  }
}

/**
 * Waits for nobody, so that it cannot be in a deadlock with a message that is kept or a child that is
 * forgotten: a row that somebody has locked is left for the next pass.
 *
 * @returns how many rows were changed
 */
async function replace(
  pool: Pool,
  rows: readonly { row: Row; wrapped: Buffer }[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `with free as (
      select data_key.id, made.wrapped
      from data_key join unnest($1::uuid[], $2::bytea[], $3::bytea[]) as made (id, old, wrapped)
        on made.id = data_key.id and made.old = data_key.wrapped
      order by data_key.id
      for update of data_key skip locked
    )
    update data_key set wrapped = free.wrapped from free where data_key.id = free.id`,
    [
      rows.map(({ row }) => row.id),
      rows.map(({ row }) => row.wrapped),
      rows.map(({ wrapped }) => wrapped),
    ],
  );
  return rowCount ?? 0;
}
