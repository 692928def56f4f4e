import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { ClientKey, KeyRing } from '../store/keys.ts';

/** A child as the ledger knows it: a random id, and the key of what is personal. */
export interface LedgerClient {
  readonly id: string;
  readonly key: ClientKey;
}

/**
 * The children with these BSNs, those made that the ledger does not know yet, within the transaction of the
 * caller: in three statements, however many. Two at once for one child: the second waits for the first, and
 * finds it.
 *
 * A child whose key was deleted is forgotten: when there are messages about it again it gets a new id,
 * and nothing links it to the old one.
 *
 * Only those that are made are locked; the caller locks them all. What is done does not depend on whether a
 * child is known.
 *
 * @param client in a transaction with the isolation `read committed`
 * @param bsns each once
 * @returns by BSN
 */
export async function clientsOf(
  client: PoolClient,
  keys: KeyRing,
  bsns: readonly string[],
): Promise<ReadonlyMap<string, LedgerClient>> {
  const wanted = bsns
    .map((bsn) => ({ bsn, hash: keys.clientHash(bsn) }))
    // In one order, so that two who make the same children do not wait for each other in a circle.
    .sort((one, other) => Buffer.compare(one.hash, other.hash));
  const hashes = wanted.map(({ hash }) => hash);
  // A statement of its own: only then it sees the key of a client that was made a moment ago.
  await client.query({
    name: 'remove-forgotten-clients',
    text: `with gone as materialized (
        select id from client where bsn_hash = any($1)
          and not exists (select from data_key where data_key.id = client.id)
        order by bsn_hash for update
      )
      delete from client using gone where client.id = gone.id`,
    values: [hashes],
  });
  const made = wanted.map(({ bsn }) => {
    const id = randomUUID();
    const { wrapped, key } = keys.newClientKey(id);
    return { id, wrapped, bsnSealed: key.seal(Buffer.from(bsn)) };
  });
  await client.query({
    name: 'make-clients',
    text: `
      with made as (
        insert into client (id, bsn_hash, bsn_sealed)
        select id, bsn_hash, bsn_sealed
        from unnest($1::uuid[], $2::bytea[], $3::bytea[]) one (id, bsn_hash, bsn_sealed)
        on conflict on constraint client_bsn do nothing
        returning id
      )
      insert into data_key (id, wrapped)
      select id, wrapped from made join unnest($1::uuid[], $4::bytea[]) one (id, wrapped) using (id)`,
    values: [
      made.map(({ id }) => id),
      hashes,
      made.map(({ bsnSealed }) => bsnSealed),
      made.map(({ wrapped }) => wrapped),
    ],
  });
  const { rows } = await client.query<{ id: string; hash: string; wrapped: Buffer }>({
    name: 'find-clients',
    text: `select client.id, encode(bsn_hash, 'hex') as hash, data_key.wrapped
      from client join data_key on data_key.id = client.id where client.bsn_hash = any($1)`,
    values: [hashes],
  });
  const found = new Map(rows.map((row) => [row.hash, row]));
  return new Map(
    wanted.map(({ bsn, hash }) => {
      const row = found.get(hash.toString('hex'));
      if (!row) throw new Error('A client cannot be made in the ledger.');
      return [bsn, { id: row.id, key: keys.openClientKey(row.id, row.wrapped) }];
    }),
  );
}
