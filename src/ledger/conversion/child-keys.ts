import type { Pool, PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';

const wrappedKeys = unnamed<{ ids: readonly string[] }>(
  `select child.id, wrapped from unnest($ids::uuid[]) child (id) ${joinKey('child.id')}`,
);

/** The keys of some children, by random id; those that were forgotten have none. For who encrypts about them. */
export async function keysOfChildren(
  db: Pool | PoolClient,
  keys: Pick<KeyRing, 'openClientKey'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ClientKey>> {
  const { rows } = await db.query<{ id: string; wrapped: Buffer }>(
    wrappedKeys({ ids: [...new Set(ids)] }),
  );
  return new Map(rows.map(({ id, wrapped }) => [id, keys.openClientKey(id, wrapped)]));
}
