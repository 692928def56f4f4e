import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeableOf,
  changedRows,
  deletesOf,
  insertsOf,
  isSound,
  type Outcome,
  outcomeOf,
  replaysOf,
  snapshotOf,
  swapsOf,
  type TableShape,
  updatesOf,
} from '../support/tampering.ts';
import { makeTamperingWorld, type TamperingWorld } from '../support/tampering-world.ts';
import { left } from './tampering-left.ts';

/*
 * Somebody who has the role of the runtime changes, inserts, deletes, swaps and puts back rows, table by table
 * and column by column. The database refuses it, or `ijw verify` finds it, or it is in the list of what is
 * left, with a reason. A table or column that is new is in no list: then this fails until somebody says
 * what it is.
 */

let world: TamperingWorld;
beforeAll(async () => {
  world = await makeTamperingWorld();
}, 120_000);
afterAll(() => world?.remove());

const outcome = (...statements: string[]) => outcomeOf(world.runtime.pool, ...statements);

/** Whether any of these is unseen. */
async function anyUnseen(attempts: readonly (readonly string[])[]): Promise<boolean> {
  for (const statements of attempts) if ((await outcome(...statements)) === 'unseen') return true;
  return false;
}

/** What can be done to a table unseen: columns, and `insert`, `delete`, `swap`, `replay`. */
async function unseenIn(table: TableShape): Promise<string[]> {
  const unseen: string[] = [];
  for (const column of table.columns)
    if (column.may && (await anyUnseen(updatesOf(table, column).map((one) => [one]))))
      unseen.push(column.name);
  if (await anyUnseen(insertsOf(table).map((one) => [one]))) unseen.push('insert');
  if (await anyUnseen(deletesOf(table).map((one) => [one]))) unseen.push('delete');
  // What may be changed by itself may change places, and be put back.
  const rest = changeableOf(table, unseen);
  if (rest.length > 0 && (await anyUnseen(swapsOf(table, rest).map((one) => [one]))))
    unseen.push('swap');
  const earlier = await earlierOf(table, unseen);
  const replays = earlier.flatMap((row) => replaysOf(table, row, unseen));
  if (await anyUnseen(replays)) unseen.push('replay');
  return unseen;
}

async function earlierOf(table: TableShape, but: readonly string[]): Promise<string[]> {
  const now = await snapshotOf(world.runtime.pool, table);
  return changedRows(world.then.get(table.name) ?? [], now, but);
}

test('as it is, all is well, each table has rows, and some of them changed', async () => {
  const client = await world.runtime.pool.connect();
  expect(await isSound(client)).toBe(true);
  client.release();
  const empty = world.tables.filter(({ rows }) => rows === 0).map(({ name }) => name);
  // Of before there were contracts: nobody writes these any more, and the role may only read them.
  expect(empty).toEqual(['agreed_product', 'agreed_product_seal']);
  const changed: string[] = [];
  for (const table of world.tables)
    if ((await earlierOf(table, [])).length > 0) changed.push(table.name);
  expect(changed).toEqual(
    expect.arrayContaining([
      ...['access_log_fresh', 'access_log_head', 'api_key', 'chain_head', 'legal_hold', 'mailbox'],
      ...['mandate', 'designation', 'complete_ledger', 'message', 'party', 'mailbox_entry'],
      ...['contract', 'spic', 'spic_seal'],
    ]),
  );
});

test('all that the role can do unseen is in the list of what is left, and the list has no more', async () => {
  const found: Record<string, string[]> = {};
  for (const table of world.tables) {
    const unseen = await unseenIn(table);
    if (unseen.length > 0) found[table.name] = unseen.sort();
  }
  const listed = Object.fromEntries(
    Object.entries(left).map(([table, reasons]) => [table, Object.keys(reasons).sort()]),
  );
  expect(found).toEqual(listed);
}, 300_000);

test('the parts of a table cannot be reached past it', async () => {
  const { rows } = await world.runtime.pool.query<{ name: string }>(
    `select relname as name from pg_class where relispartition and relkind = 'r'
    and has_table_privilege(oid, 'select, insert, update, delete, truncate')`,
  );
  expect(rows).toEqual([]);
});

const refused: Outcome = 'refused';

test('what was signed is never marked as not signed', async () => {
  expect(await outcome(`update signing set state = 'unsigned', mac = null`)).toBe(refused);
  expect(await outcome('delete from signing')).toBe(refused);
});
