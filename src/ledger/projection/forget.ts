import type { Pool, PoolClient } from 'pg';
import { loseKeys } from '../../store/keys/data-keys.ts';
import { unnamed } from '../../store/statement.ts';
import { entriesOf, lockChildren, replaceRows, tombstoneRows } from './children.ts';

const loseKey = unnamed<{ clientId: string }>(loseKeys('id = $clientId'));

const deleteChild = unnamed<{ clientId: string }>('delete from client where id = $clientId');

/**
 * Forgets a child, within the transaction of the caller. Deletes its key, so that nobody can read its ledger entries
 * any more, and its row, so that no BSN leads to it. The entries stay, and the chains stay whole. Of its allocations
 * only the numbers are left, of its Prestaties nothing but the entries; `rebuildLedger` gives the same.
 *
 * Messages about the child do not belong to the ledger and stay as they are. A step that judged one meanwhile judges
 * it again, about a child that is unknown now.
 *
 * When it runs twice, the second run changes nothing.
 *
 * @param clientId random id of the child, as UUID in lower case
 * @returns how many entries about it stay; undefined when no child has this id
 */
export async function forgetClient(
  client: PoolClient,
  clientId: string,
): Promise<number | undefined> {
  await lockChildren(client, [clientId]);
  const entries = await entriesOf(client, [clientId]);
  const { rowCount } = await client.query(deleteChild({ clientId }));
  // The id may be of something else that has a key.
  if (rowCount === 0 && entries.length === 0) return undefined;
  await client.query(loseKey({ clientId }));
  await replaceRows(client, [clientId], tombstoneRows(entries), []);
  return entries.length;
}

const findChild = unnamed<{ clientId: string }>('select from client where id = $clientId');

/** Whether the ledger has a child with this id that was not forgotten. */
export async function hasChild(client: PoolClient, clientId: string): Promise<boolean> {
  const { rowCount } = await client.query(findChild({ clientId }));
  return rowCount === 1;
}

const findHash = unnamed<{ clientId: string }>(
  'select bsn_hash as hash from client where id = $clientId',
);

/** The keyed hash of the BSN of a child; undefined when it was forgotten, or there is none. */
export async function hashOfChild(
  client: PoolClient,
  clientId: string,
): Promise<Buffer | undefined> {
  const { rows } = await client.query<{ hash: Buffer }>(findHash({ clientId }));
  return rows[0]?.hash;
}

/** A gemeente and an aanbieder with entries about a child, and when the last of these was added. */
export interface CaseActivity {
  readonly municipality: string;
  readonly provider: string;
  readonly last: Date;
}

const activityOf = unnamed<{ clientId: string }>(`
  select municipality, provider, max(recorded_at) as last
  from ledger_entry where client_id = $clientId group by 1, 2 order by 1, 2`);

/** The activity between each gemeente and aanbieder about a child, each pair once, in order. */
export async function activityAbout(client: PoolClient, clientId: string): Promise<CaseActivity[]> {
  const { rows } = await client.query<CaseActivity>(activityOf({ clientId }));
  return rows;
}

/** A child, in the order in which children were made: `created_at` as Postgres writes it, to the microsecond. */
export interface ChildCursor {
  readonly created: string;
  readonly id: string;
}

/** The cursor before the first child. */
export const beforeFirstChild: ChildCursor = {
  created: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

const oldChildren = unnamed<{ before: Date; created: string; id: string; most: number }>(`
  select id, created_at::text as created from client
  where created_at < $before and (created_at, id) > ($created::timestamptz, $id::uuid)
    and not exists (select from ledger_entry where client_id = client.id and recorded_at >= $before)
  order by created_at, id limit $most`);

/**
 * A page of the children that were made before a moment and have no entries since. For each older child Postgres
 * reads an entry or two.
 *
 * @param after where the previous page ended
 */
export async function childrenOver(
  pool: Pool,
  before: Date,
  after: ChildCursor,
  limit: number,
): Promise<ChildCursor[]> {
  const { rows } = await pool.query<ChildCursor>(
    oldChildren({ before, created: after.created, id: after.id, most: limit }),
  );
  return rows;
}
