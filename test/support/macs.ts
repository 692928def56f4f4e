import type { Pool, PoolClient } from 'pg';
import type { Database } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import {
  type Proof,
  proofOf,
  type RowMacs,
  type SignedTable,
} from '../../src/store/keys/row-mac.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { testEncryptionKey } from './encryption-key.ts';

const opened = new WeakMap<Database, Promise<KeyRing>>();

/** What rows of a test's database are signed with, under the key that tests use by default. */
export async function macsOf(db: Database, key = testEncryptionKey): Promise<RowMacs> {
  const keys = opened.get(db) ?? KeyRing.open(db, MasterKey.parse(key));
  opened.set(db, keys);
  return (await keys).rows;
}

/**
 * Changes rows by hand and signs them, so that they are as the gateway would have written them.
 *
 * @param change as in `set ...`
 */
export async function changeSigned(
  database: Pool | PoolClient,
  macs: RowMacs,
  table: SignedTable,
  change: string,
  where = 'true',
): Promise<void> {
  const revision = table.columns.includes('revision') ? ', revision = revision + 1' : '';
  const text = `update ${table.name} set ${change}${revision}, mac = null where ${where}`;
  if (!('totalCount' in database)) {
    await database.query(text);
    return signAll(database, macs, table);
  }
  await inTransaction(database, (client) => changeSigned(client, macs, table, change, where));
}

/** Signs rows that a test wrote by hand. */
export async function signAll(
  database: Pool | PoolClient,
  macs: RowMacs,
  table: SignedTable,
): Promise<void> {
  const { name } = table;
  const id = table.columns[0] as string;
  const { rows } = await database.query<{ proof: Proof }>(
    `select ${proofOf(table, name)} as proof from ${name} where mac is null`,
  );
  await database.query(
    `update ${name} set mac = made.mac from unnest($1::text[], $2::bytea[]) made (id, mac)
    where ${name}.${id}::text = made.id`,
    [
      rows.map(({ proof: [, id] }) => id),
      rows.map(({ proof: [, ...values] }) => macs.macOf(table, values)),
    ],
  );
}
