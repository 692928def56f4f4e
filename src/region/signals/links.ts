import type { Pool, PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';

interface Pair {
  readonly one: string;
  readonly other: string;
}

const insertLink = unnamed<Pair & { by: string }>(`
  insert into signal_link (one, other, linked_by)
  values (least($one::uuid, $other::uuid), greatest($one::uuid, $other::uuid), $by)
  on conflict do nothing`);

/** Links two signals, in a transaction that has locked both. @returns whether they were not linked before */
export async function insertPair(client: PoolClient, pair: Pair, by: string): Promise<boolean> {
  return (await client.query(insertLink({ ...pair, by }))).rowCount === 1;
}

const deleteLink = unnamed<Pair>(`
  delete from signal_link
  where one = least($one::uuid, $other::uuid) and other = greatest($one::uuid, $other::uuid)`);

/** Takes the link of two signals away. @returns whether there was one */
export async function deletePair(client: PoolClient, pair: Pair): Promise<boolean> {
  return (await client.query(deleteLink({ ...pair }))).rowCount === 1;
}

const linkedTo = unnamed<{ id: string }>(`
  select other as id from signal_link where one = $id::uuid
  union all select one from signal_link where other = $id::uuid
  order by 1`);

/** The ids of the signals that one is linked to, whoever may see them, in order. */
export async function linksOf(db: Pool | PoolClient, id: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(linkedTo({ id }));
  return rows.map((row) => row.id);
}
