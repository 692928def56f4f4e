import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { mapInTurns } from '../../store/in-turns.ts';
import { joinKey, keepKeys, lacksKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { statement, unnamed } from '../../store/statement.ts';

/** A child as the ledger knows it: a random id, and the key of its personal data. */
export interface LedgerClient {
  readonly id: string;
  readonly key: ClientKey;
}

const removeForgotten = statement<{ hashes: readonly Buffer[] }>(
  'remove-forgotten-clients',
  `with gone as materialized (
    select id from client where bsn_hash = any($hashes::bytea[])
      and ${lacksKey('client.id')}
    order by bsn_hash for update
  )
  delete from client using gone where client.id = gone.id`,
);

const makeClients = statement<{
  ids: readonly string[];
  hashes: readonly Buffer[];
  bsnsSealed: readonly Buffer[];
  wrapped: readonly Buffer[];
}>(
  'make-clients',
  `
  with made as (
    insert into client (id, bsn_hash, bsn_sealed)
    select id, bsn_hash, bsn_sealed
    from unnest($ids::uuid[], $hashes::bytea[], $bsnsSealed::bytea[]) one (id, bsn_hash, bsn_sealed)
    on conflict on constraint client_bsn do nothing
    returning id
  )
  ${keepKeys(`select id, wrapped
    from made join unnest($ids::uuid[], $wrapped::bytea[]) one (id, wrapped) using (id)`)}`,
);

const findClients = statement<{ hashes: readonly Buffer[] }>(
  'find-clients',
  `select client.id, encode(bsn_hash, 'hex') as hash, wrapped
  from client ${joinKey('client.id')} where client.bsn_hash = any($hashes::bytea[])`,
);

/**
 * Finds or makes the children with these BSNs, within the transaction of the caller: in three statements, however
 * many. Of two calls for one child at once, the second waits for the first and finds the child.
 *
 * A child whose key was deleted was forgotten: when messages about it come again it gets a new id, and nothing links
 * it to the old one.
 *
 * Only children that are made here are locked; the caller locks them all. It takes the same steps whether a child is
 * known or not, so that timing reveals nothing.
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
    // In one order, so that two transactions that make the same children do not deadlock.
    .sort((one, other) => Buffer.compare(one.hash, other.hash));
  const hashes = wanted.map(({ hash }) => hash);
  // A statement of its own, because only then does it see the key of a client that was made a moment ago.
  await client.query(removeForgotten({ hashes }));
  const made = await mapInTurns(wanted, ({ bsn }) => {
    const id = randomUUID();
    const { wrapped, key } = keys.newClientKey(id);
    return { id, wrapped, bsnSealed: key.seal(Buffer.from(bsn)) };
  });
  await client.query(
    makeClients({
      ids: made.map(({ id }) => id),
      hashes,
      bsnsSealed: made.map(({ bsnSealed }) => bsnSealed),
      wrapped: made.map(({ wrapped }) => wrapped),
    }),
  );
  const { rows } = await client.query<{ id: string; hash: string; wrapped: Buffer }>(
    findClients({ hashes }),
  );
  const found = new Map(rows.map((row) => [row.hash, row]));
  const opened = await mapInTurns(wanted, ({ bsn, hash }) => {
    const row = found.get(hash.toString('hex'));
    if (!row) throw new Error('A client cannot be made in the ledger.');
    return [bsn, { id: row.id, key: keys.openClientKey(row.id, row.wrapped) }] as const;
  });
  return new Map(opened);
}

/** A child and its BSN, encrypted as it is stored, with the key that opens it. */
export interface SealedBsn {
  readonly id: string;
  readonly bsn: Buffer;
  readonly wrapped: Buffer;
}

const bsnsOf = unnamed<{ ids: readonly string[] }>(`
  select client.id, bsn_sealed as bsn, wrapped from client ${joinKey('client.id')}
  where client.id = any($ids::uuid[])`);

/** The BSNs of these children, sealed; not of those that were forgotten. */
export async function sealedBsnsOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<SealedBsn[]> {
  const { rows } = await client.query<SealedBsn>(bsnsOf({ ids }));
  return rows;
}

const shareThose = unnamed<{ ids: readonly string[] }>(
  'select from client where id = any($ids::uuid[]) order by id for key share',
);

/**
 * Keeps children from being forgotten until the end of the transaction.
 *
 * @param ids each once
 * @returns whether all are there
 */
export async function shareChildren(client: PoolClient, ids: readonly string[]): Promise<boolean> {
  const { rowCount } = await client.query(shareThose({ ids }));
  return rowCount === ids.length;
}

/** SQL: whether the ledger has a child that was not forgotten. @param id of the child, in SQL */
export function hasReadableChild(id: string): string {
  return `exists (select from client ${joinKey('client.id')} where client.id = ${id})`;
}
