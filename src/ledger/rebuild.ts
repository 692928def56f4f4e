import type { Pool, PoolClient } from 'pg';
import { errorCode, violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { inTransaction } from '../store/transaction.ts';
import {
  beforeAll,
  childrenAfter,
  lockChildren,
  replaceRows,
  type Told,
  toldOf,
  type Unreadable,
} from './children.ts';

/** What came of a rebuild. */
export interface Rebuilt {
  readonly children: number;
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
  /** Children with an entry that cannot be read: their rows are as they were. */
  readonly unreadable: readonly Unreadable[];
  /**
   * Ids of children that own a number or a reference by their entries, and another child does too.
   * Their rows are as they were, and own nothing.
   */
  readonly conflicts: readonly string[];
}

/** Told after each batch how many entries were read, of about how many. */
export type OnProgress = (done: number, total: number) => void;

/** So few that nobody waits long for a child that is locked. */
const batchSize = 100;

/**
 * Makes the rows of `allocation`, `request`, `delivery` and `known_child` anew from the entries of the
 * ledger, child by child, while the gateway runs. Killed halfway it leaves some children as they were: run it again.
 *
 * Wrong rows of a child that is not done yet may be in the way of right ones. Who meets them is done
 * again at the end.
 *
 * @param next which children come after one, in the order of their ids; all unless told
 * @throws what Postgres says; the children that were done stay done
 */
export async function rebuildLedger(
  pool: Pool,
  keys: KeyRing,
  onProgress?: OnProgress,
  next: typeof childrenAfter = childrenAfter,
): Promise<Rebuilt> {
  const began = performance.now();
  const total = await entryCount(pool);
  const unreadable: Unreadable[] = [];
  const inTheWay: string[] = [];
  let children = 0;
  let entries = 0;
  const count = (told: Told) => {
    entries += told.entries;
    unreadable.push(...told.unreadable);
  };
  const rebuild = async (ids: readonly string[]): Promise<void> => {
    try {
      count(await inTransaction(pool, (client) => rebuildChildren(client, keys, ids)));
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      if (ids.length === 1) inTheWay.push(...ids);
      else for (const id of ids) await rebuild([id]);
    }
  };
  for (let after = beforeAll; ; ) {
    const ids = await next(pool, after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) break;
    await rebuild(ids);
    children += ids.length;
    after = last;
    onProgress?.(entries, total);
  }
  const conflicts = inTheWay.length === 0 ? [] : await settle(pool, keys, inTheWay, count);
  onProgress?.(entries, total);
  const seconds = (performance.now() - began) / 1000;
  const entriesPerSecond = Math.round(entries / seconds);
  return { children, entries, seconds, entriesPerSecond, unreadable, conflicts };
}

/** How many entries there are, as the heads of the chains say. */
export async function entryCount(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    'select coalesce(sum(number), 0) as count from chain_head',
  );
  return Number(rows[0]?.count);
}

async function rebuildChildren(
  client: PoolClient,
  keys: KeyRing,
  ids: readonly string[],
): Promise<Told> {
  await lockChildren(client, ids);
  const told = await toldOf(client, keys, ids);
  const unreadable = new Set(told.unreadable.map(({ clientId }) => clientId));
  await replaceRows(
    client,
    ids.filter((id) => !unreadable.has(id)),
    told.rows,
  );
  return told;
}

/** A row of another child, or a step of a message that waits for this one. */
function isInTheWay(error: unknown): boolean {
  return violatedUnique(error) !== undefined || errorCode(error) === '40P01';
}

/**
 * The children that met the rows of others, when all others are right: none of these owns anything at
 * first, because one may hold what the next one needs.
 *
 * @returns those that are in the way of another all the same
 */
function settle(
  pool: Pool,
  keys: KeyRing,
  ids: readonly string[],
  count: (told: Told) => void,
): Promise<string[]> {
  return inTransaction(pool, async (client) => {
    await lockChildren(client, ids);
    await client.query(
      `with numbers as (
        update allocation set owns_number = false where client_id = any($1) and owns_number
      )
      update request set owns_reference = false where client_id = any($1) and owns_reference`,
      [ids],
    );
    const conflicts: string[] = [];
    for (const id of ids) {
      await client.query('savepoint child');
      try {
        count(await rebuildChildren(client, keys, [id]));
      } catch (error) {
        if (violatedUnique(error) === undefined) throw error;
        await client.query('rollback to savepoint child');
        conflicts.push(id);
      }
      await client.query('release savepoint child');
    }
    return conflicts;
  });
}
