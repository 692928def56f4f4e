import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FirstSigning, signPart } from '../../../src/operations/integrity/signing.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { entryOf } from '../../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../../src/parties/access-log/note.ts';
import { sealBatch } from '../../../src/parties/access-log/seal.ts';
import { signedFresh, unsealedDays } from '../../../src/parties/access-log/signed.ts';
import { verifyAccessLog } from '../../../src/parties/access-log/verify.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { errorCode, openStore } from '../../../src/store/database.ts';
import type { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { noteSome, openKeys } from './support.ts';

/*
 * A row of the access log that is not sealed yet: only what the gateway wrote is sealed, all of it is, and what
 * somebody else wrote is found.
 */

let store: Awaited<ReturnType<typeof makeStore>>;
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await openKeys(store);
  await signPart(store.pool, keys, 'log');
  await keys.rows.refresh(store.db);
});
afterEach(() => store.drop());

const idsIn = async (table: string) =>
  (await store.pool.query(`select id from ${table} order by id`)).rows.map(({ id }) => id);
const faults = async () =>
  (await verifyRows(store.pool, keys)).faults.map(({ table, kind, id }) => [table, kind, id]);

/** A row with which nothing is wrong but what is given. */
async function forged(more: Record<string, unknown>): Promise<string> {
  const { id, action, actor } = entryOf(localCall('nobody'), 'read-content');
  const row = { id, action, actor, ...more };
  await store.pool.query(
    `insert into access_log_fresh (${Object.keys(row).join(', ')})
    values (${Object.keys(row).map((_, n) => `$${n + 1}`)})`,
    Object.values(row),
  );
  return row.id;
}

const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test('what the gateway wrote is sealed, and nothing is wrong with it before and after', async () => {
  const ids = await noteSome(store, 5);
  expect(await faults()).toEqual([]);
  await sealBatch(store.pool, keys);
  expect(await idsIn('access_log')).toEqual(ids);
  expect(await faults()).toEqual([]);
});

describe('a row that the gateway did not write is never sealed, holds up no other, and is found', () => {
  const macOf = (id: string, action: string, day: string) =>
    keys.rows.macOf(signedFresh, [id, action, day]);

  test.each([
    ['without a MAC', async () => forged({})],
    ['with another MAC', async () => forged({ mac: Buffer.alloc(32, 1) })],
    [
      'with the MAC of another row',
      async () => {
        const { rows } = await store.pool.query('select mac, signed_on from access_log_fresh');
        return forged(rows[0]);
      },
    ],
    [
      'with the MAC of another action',
      async () => {
        const { id } = entryOf(localCall('nobody'), 'read-content');
        return forged({ id, mac: macOf(id, 'post', daysAgo(0)) });
      },
    ],
    [
      'with a MAC of long ago',
      async () => {
        const { id, action } = entryOf(localCall('nobody'), 'read-content');
        const day = daysAgo(unsealedDays + 1);
        return forged({ id, signed_on: day, mac: macOf(id, action, day) });
      },
    ],
  ])('%s', async (_how, forge) => {
    const ids = await noteSome(store, 3);
    const id = await forge();
    ids.push(...(await noteSome(store, 2)));
    expect(await faults()).toEqual([['access_log_fresh', 'not-believed', id]]);
    await sealBatch(store.pool, keys);
    expect(await idsIn('access_log')).toEqual(ids.sort());
    expect(await idsIn('access_log_fresh')).toEqual([id]);
    expect(await faults()).toEqual([['access_log_fresh', 'not-believed', id]]);
    expect(await verifyAccessLog(store.pool, keys)).toMatchObject({ sound: true });
  });

  test('more of them than a batch has', async () => {
    await store.pool.query(
      `insert into access_log_fresh (id, action, actor)
      select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'post', 'nobody'
      from generate_series(1, 2100) n`,
    );
    const ids = await noteSome(store, 2);
    await sealBatch(store.pool, keys);
    expect(await idsIn('access_log')).toEqual(ids);
  });
});

test('a row that is written once more is found, before it is sealed and after', async () => {
  await noteSome(store, 2);
  const { rows } = await store.pool.query('select * from access_log_fresh');
  await sealBatch(store.pool, keys);
  const again = ['access_log', 'not-believed', await forged(rows[0])];
  expect(await faults()).toEqual([again]);
  await sealBatch(store.pool, keys);
  expect(await faults()).toEqual([again]);
});

test('what waited when the rows got MACs is sealed', async () => {
  const before = await makeStore();
  try {
    const owner = () => openStore({ url: before.url, size: 2 });
    const row = entryOf(localCall('before'), 'read-content');
    await before.pool.query(
      'insert into access_log_fresh (id, action, actor) values ($1, $2, $3)',
      [...[row.id, row.action, row.actor]],
    );
    const its = await openKeys(before);
    const signing = new FirstSigning(owner, its, {
      ...{ onSigned: () => undefined, onWait: () => undefined },
      onError: (code) => expect.unreachable(code),
    });
    await signing.start(before);
    await signing.stop();
    expect(its.rows.isSigned('log')).toBe(true);
    expect(await sealBatch(before.pool, its)).toMatchObject({ rowCount: 1 });
    expect(await verifyRows(before.pool, its)).toMatchObject({ sound: true });
  } finally {
    await before.drop();
  }
});

describe('the way into the log', () => {
  const sealed = (ids: readonly unknown[], at: Date) =>
    store.pool
      .query("select access_log_seal_rows($1, $2, 1, 'x', 'x', 'x', 2::smallint)", [ids, at])
      .then(() => 'done', errorCode);

  test('takes all that were named or none', async () => {
    const [one, two] = await noteSome(store, 2);
    const other = entryOf(localCall('test'), 'post').id;
    for (const ids of [[one, other], [one, one], [null]])
      expect(await sealed(ids, new Date())).toBe('23001');
    expect(await idsIn('access_log_fresh')).toEqual([one, two]);
  });

  test('leads to no month that could be dropped, and none to come', async () => {
    const [one] = await noteSome(store, 1);
    await sealBatch(store.pool, keys);
    await noteAccess(store.pool, keys.rows, entryOf(localCall('test'), 'read-log'));
    const [two] = await idsIn('access_log_fresh');
    await store.pool.query("select access_log_make_month('2019-03-01')");
    const days = (count: number) => new Date(Date.now() + count * 86_400_000);
    for (const at of [new Date('2019-03-05'), days(-2), days(2)])
      expect(await sealed([two], at)).toBe('23001');
    expect(await idsIn('access_log')).toEqual([one]);
  });

  test('under a seal of somebody else it is found', async () => {
    const ids = await noteSome(store, 2);
    expect(await sealed(ids, new Date())).toBe('done');
    expect(await verifyAccessLog(store.pool, keys)).toMatchObject({ sound: false });
  });
});
