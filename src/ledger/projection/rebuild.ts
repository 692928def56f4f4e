import type { Pool, PoolClient } from 'pg';
import { errorCode, violatedUnique } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { disownPrestaties } from '../declarations/write.ts';
import {
  beforeAll,
  childrenAfter,
  lockChildren,
  type ProjectedChildren,
  projectChildren,
  replaceRows,
  type Unreadable,
} from './children.ts';

/** The result of a rebuild. */
export interface Rebuilt {
  readonly children: number;
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
  /** Children with an entry that cannot be read: their rows did not change. */
  readonly unreadable: readonly Unreadable[];
  /**
   * Ids of children whose entries give them a number or a reference that another child owns too. Their rows did not
   * change, but own nothing.
   */
  readonly conflicts: readonly string[];
}

/** Called after each batch with how many entries were read, of about how many. */
export type OnProgress = (done: number, total: number) => void;

/** Few, so that messages do not wait long for a child that is locked. */
const batchSize = 100;

/**
 * Rebuilds the rows of `allocation`, `request`, `delivery`, `prestatie` and `known_child` from the entries of the ledger, child by
 * child, while the gateway runs. When it is killed halfway, some children are left as they were: run it again.
 *
 * Wrong rows of a child that was not rebuilt yet may conflict with right ones. The children that meet such rows are
 * rebuilt again at the end.
 *
 * @param next which children come after one, in the order of their ids; by default all
 * @throws the error of Postgres; the children that were rebuilt stay so
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
  const count = (projected: ProjectedChildren) => {
    entries += projected.entries;
    unreadable.push(...projected.unreadable);
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

/** How many entries there are, by the heads of the chains. */
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
): Promise<ProjectedChildren> {
  await lockChildren(client, ids);
  const projected = await projectChildren(client, keys, ids);
  const unreadable = new Set(projected.unreadable.map(({ clientId }) => clientId));
  await replaceRows(
    client,
    ids.filter((id) => !unreadable.has(id)),
    projected.rows,
    projected.prestaties,
  );
  return projected;
}

/** Whether an error is a conflict with a row of another child, or a deadlock with the step of a message. */
function isInTheWay(error: unknown): boolean {
  return violatedUnique(error) !== undefined || errorCode(error) === '40P01';
}

const ownNothing = unnamed<{ ids: readonly string[] }>(`
  with numbers as (
    update allocation set owns_number = false where client_id = any($ids::uuid[]) and owns_number
  )
  update request set owns_reference = false where client_id = any($ids::uuid[]) and owns_reference`);

/**
 * Rebuilds the children that conflicted with rows of others, now that all others are right. First takes all numbers
 * and references from them, because one may hold what the next one needs.
 *
 * @returns those that still conflict with another
 */
function settle(
  pool: Pool,
  keys: KeyRing,
  ids: readonly string[],
  count: (projected: ProjectedChildren) => void,
): Promise<string[]> {
  return inTransaction(pool, async (client) => {
    await lockChildren(client, ids);
    await client.query(ownNothing({ ids }));
    await disownPrestaties(client, ids);
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
