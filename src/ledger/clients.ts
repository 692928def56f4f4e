import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { ClientKey, KeyRing } from '../store/keys.ts';

/** A child as the ledger knows it: a random id, and the key of what is personal. */
export interface LedgerClient {
  readonly id: string;
  readonly key: ClientKey;
}

/**
 * The child with this BSN, made when the ledger does not know it yet, within the transaction of the
 * caller. Two at once for one child: the second waits for the first, and finds it.
 *
 * A child whose key was deleted is forgotten: when there are messages about it again it gets a new id,
 * and nothing links it to the old one.
 *
 * It is locked until the end of the transaction. What is done does not depend on whether it is known.
 *
 * @param client in a transaction with the isolation `read committed`
 */
export async function clientOf(
  client: PoolClient,
  keys: KeyRing,
  bsn: string,
): Promise<LedgerClient> {
  const bsnHash = keys.clientHash(bsn);
  // A statement of its own: only then it sees the key of a client that was made a moment ago.
  await client.query({
    name: 'remove-forgotten-client',
    text: `delete from client where bsn_hash = $1
      and not exists (select from data_key where data_key.id = client.id)`,
    values: [bsnHash],
  });
  const id = randomUUID();
  const { wrapped, key } = keys.newClientKey(id);
  await client.query({
    name: 'make-client',
    text: `
      with made as (
        insert into client (id, bsn_hash, bsn_sealed) values ($1, $2, $3)
        on conflict on constraint client_bsn do nothing
        returning id
      )
      insert into data_key (id, wrapped) select id, $4 from made`,
    values: [id, bsnHash, key.seal(Buffer.from(bsn)), wrapped],
  });
  const made = await find(client, keys, bsnHash);
  if (!made) throw new Error('A client cannot be made in the ledger.');
  return made;
}

async function find(
  client: PoolClient,
  keys: KeyRing,
  bsnHash: Buffer,
): Promise<LedgerClient | undefined> {
  const { rows } = await client.query<{ id: string; wrapped: Buffer }>({
    name: 'find-client',
    text: `select client.id, data_key.wrapped
      from client join data_key on data_key.id = client.id where client.bsn_hash = $1
      for no key update of client`,
    values: [bsnHash],
  });
  const [row] = rows;
  return row && { id: row.id, key: keys.openClientKey(row.id, row.wrapped) };
}
