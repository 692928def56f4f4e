import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Database, Store } from '../database.ts';
import { asOnlyOne } from '../session-lock.ts';
import { unnamed } from '../statement.ts';
import type { MasterKey } from './encryption.ts';
import { type GivenKeys, readFingerprints, WrongMasterKey } from './master-keys.ts';

/** The result of a rotation. */
export interface Rotated {
  /** How many data keys there are. */
  readonly keys: number;
  /** How many were wrapped under the new key now. */
  readonly rewrapped: number;
  /** Ids of data keys that neither key opens: they did not change. */
  readonly unreadable: readonly string[];
}

export interface RotationOptions {
  /** Called after each batch with how many data keys were read, of about how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How long other processes have to notice that they must write with the new key. */
  readonly settleMs?: number;
  /** Stops after the current batch: the rotation throws the reason. */
  readonly signal?: AbortSignal;
}

/** Few, so that messages do not wait long for a row that is locked. */
const batchSize = 500;
/** How many passes may find new rows under the old key, after all processes had time to notice. */
const patience = 5;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Runs work that only one process may do: rotating keys.
 *
 * @throws when another process does so now
 */
export async function asOnlyRotation<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const alone = await asOnlyOne(pool, 'rotation', work);
  if (!alone)
    throw new Error('Another rotation of the master key is at work. Wait until it is done.');
  return alone.done;
}

/**
 * Wraps all data keys under the current master key, while the gateway runs: first the database names that key as the one
 * for writing, then each row is wrapped again, and when no row is left under the previous key its fingerprint is deleted.
 * When it is killed at any moment, every row opens with one of the two keys, a start without the previous one is refused,
 * and the next run goes on.
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

/** Makes processes write with the current key from now on. When they do so already, nothing changes. */
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
  /** Rows that were under the previous key, wrapped again or not: after a pass without any the rotation is done. */
  readonly left: number;
}

const keysAfter = unnamed<{ after: string; most: number }>(
  'select id, wrapped from data_key where id > $after order by id limit $most',
);

/** Reads every data key once, and wraps those under the previous key again. */
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
    const { rows } = await pool.query<Row>(keysAfter({ after, most: batchSize }));
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

const replaceWrapped = unnamed<{
  ids: readonly string[];
  before: readonly Buffer[];
  wrapped: readonly Buffer[];
}>(`
  with free as (
    select data_key.id, made.wrapped
    from data_key join unnest($ids::uuid[], $before::bytea[], $wrapped::bytea[]) as made (id, old, wrapped)
      on made.id = data_key.id and made.old = data_key.wrapped
    order by data_key.id
    for update of data_key skip locked
  )
  update data_key set wrapped = free.wrapped from free where data_key.id = free.id`);

/**
 * Does not wait for locks, so that it cannot deadlock with a message that is stored or a child that is forgotten: a row
 * that is locked is left for the next pass.
 *
 * @returns how many rows were changed
 */
async function replace(
  pool: Pool,
  rows: readonly { row: Row; wrapped: Buffer }[],
): Promise<number> {
  const { rowCount } = await pool.query(
    replaceWrapped({
      ids: rows.map(({ row }) => row.id),
      before: rows.map(({ row }) => row.wrapped),
      wrapped: rows.map(({ wrapped }) => wrapped),
    }),
  );
  return rowCount ?? 0;
}
