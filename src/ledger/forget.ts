import type { PoolClient } from 'pg';
import { entriesOf, lockChildren, replaceRows, tombstoneRows } from './children.ts';

/**
 * Forgets a child, within the transaction of the caller: its key goes, so that nobody can read any more
 * what the ledger keeps of it, and its row, so that no BSN leads to it. The entries stay, and the chains
 * stay whole. Of its allocations only the numbers are left; `rebuildLedger` makes the same of them.
 *
 * The messages about the child are not the ledger's: they stay as they are. A step that judged one
 * meanwhile judges it anew, about a child that nobody knows yet.
 *
 * Runs twice: the second changes nothing.
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
  const { rowCount } = await client.query('delete from client where id = $1', [clientId]);
  // A key of something else may have this id.
  if (rowCount === 0 && entries.length === 0) return undefined;
  await client.query('delete from data_key where id = $1', [clientId]);
  await replaceRows(client, [clientId], tombstoneRows(entries));
  return entries.length;
}
