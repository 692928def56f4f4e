import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ended } from '../../../src/operations/verifications/keep.ts';
import {
  beginVerification,
  deleteOldVerifications,
  endVerification,
  keepAlive,
} from '../../../src/operations/verifications/records.ts';
import { Verifications } from '../../../src/operations/verifications/verifications.ts';
import { openStore, type Store } from '../../../src/store/database.ts';
import { grantRuntime } from '../../../src/store/grants.ts';
import { append, tamper } from '../../ledger/support.ts';
import { runtimeUrlOf } from '../../support/database.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { ends, plantVerification, wrongEntry } from '../../support/verifications.ts';

let gateway: TestGateway;
let pool: Pool;
let runtime: Store;
beforeAll(async () => {
  gateway = await startTestGateway();
  pool = gateway.store.pool;
  await append(pool, gateway.keys, '0363', 2500);
  const url = runtimeUrlOf(gateway.databaseUrl);
  await grantRuntime(pool, decodeURIComponent(new URL(url).username));
  runtime = openStore({ url, size: 2 });
});
afterAll(async () => {
  await runtime?.close();
  await gateway?.remove();
});

/** Past the triggers, as somebody who may do everything. */
const asOwner = (statement: string) =>
  pool.query(`
    alter table verification disable trigger all;
    ${statement};
    alter table verification enable trigger all`);
beforeEach(() => asOwner('delete from verification'));

const by = { name: 'ijw_test', keyId: null };
const ended: Ended[] = [];
const notKept: string[] = [];
const process = () =>
  new Verifications(
    { pool: runtime.pool, walked: runtime.pool, keys: gateway.keys },
    { onEnd: (one) => ended.push(one), onNotKept: (code) => notKept.push(code) },
  );
const never = new AbortController().signal;
const kept = async () => (await process().list({ limit: 100 })).items;
const begin = (what: 'ledger' | 'rows', id = randomUUIDv7()) =>
  beginVerification(pool, gateway.keys.rows, { id, what, by });
const changed = 'update ledger_entry set amount_cents = $ where chain_number = 4';

describe('a verification', () => {
  test('keeps that all is well, by whom, and how far it came', async () => {
    const carryOut = await process().ledger(by, {});
    const seen: number[] = [];
    await carryOut({ onProgress: (done) => seen.push(done), signal: never });
    expect(seen).toEqual([1000, 2000, 2500]);
    const [one] = await kept();
    expect(one).toMatchObject({ state: 'sound', by: 'ijw_test', done: 2500, total: 2500 });
    expect(one).toMatchObject({ fault: null, faultCount: 0, municipality: null });
    expect(one?.endedAt?.getTime()).toBeGreaterThanOrEqual(one?.begunAt.getTime() ?? 0);
  });

  test('keeps the first entry that is wrong, says so loudly, and is found as the worst that is known', async () => {
    await tamper(pool, changed.replace('$', '1'));
    const carryOut = await process().ledger(by, { municipality: '0363' });
    await carryOut({ onProgress: () => undefined, signal: never });
    await tamper(pool, changed.replace('$', '125050'));
    expect((await kept())[0]).toMatchObject({
      ...{ state: 'faulty', done: 3, faultCount: 1, fault: wrongEntry, municipality: '0363' },
    });
    expect(ended.at(-1)?.end).toMatchObject({ state: 'faulty', fault: wrongEntry });
    const [ledger] = await process().standings(new Date());
    expect(ledger).toMatchObject({ verdict: 'faulty', lastSound: null });
    // One chain that is right says nothing of all of them.
    await (await process().ledger(by, { municipality: '0363' }))({
      ...{ onProgress: () => undefined, signal: never },
    });
    expect((await process().standings(new Date()))[0]).toMatchObject({ verdict: 'faulty' });
    await (await process().ledger(by, {}))({ onProgress: () => undefined, signal: never });
    expect((await process().standings(new Date()))[0]).toMatchObject({ verdict: 'sound' });
  });

  test('keeps of a row its table and id, and nothing of a party', async () => {
    await gateway.party('12345678');
    await pool.query("update party set name = 'x' where code = '12345678'");
    await process().byClock('rows', new Date(), never);
    const [one] = await kept();
    expect(one?.state).toBe('faulty');
    expect(one?.fault).toMatchObject({ kind: 'not-believed', table: 'party', id: null });
    const { rows } = await pool.query('select verification::text as row from verification');
    expect(JSON.stringify(rows)).not.toContain('12345678');
  });

  test('that goes wrong is kept as failed, with a code', async () => {
    const broken = openStore({ url: 'postgres://nobody@127.0.0.1:9/nothing', size: 1 });
    const one = new Verifications(
      { pool, walked: broken.pool, keys: gateway.keys },
      { onEnd: () => undefined, onNotKept: () => undefined },
    );
    await one.byClock('ledger', new Date(), never);
    await broken.close();
    expect((await kept())[0]).toMatchObject({ state: 'failed', failedCode: 'ECONNREFUSED' });
  });

  test('of a gemeente without a chain finds nothing, and is not kept as well', async () => {
    const carryOut = await process().ledger(by, { municipality: '0362' });
    await expect(carryOut({ onProgress: () => undefined, signal: never })).rejects.toThrow();
    expect((await kept())[0]).toMatchObject({ state: 'failed', failedCode: 'not-found' });
  });
});

describe('one at a time', () => {
  test('a second of its kind is refused in any process, another kind is not', async () => {
    expect(await begin('ledger')).toBe('begins');
    expect(await begin('ledger')).toBe('runs');
    expect(await begin('rows')).toBe('begins');
    await expect(process().ledger(by, {})).rejects.toMatchObject({ code: 'verification-running' });
    expect(await process().start('ledger', by, randomUUID())).toBe(false);
  });

  test('of those that begin at once one does', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => begin('ledger')));
    expect(all.filter((one) => one === 'begins')).toHaveLength(1);
  });

  test('a form that comes twice begins it once, also when the first has ended', async () => {
    const form = randomUUID();
    const one = process();
    expect(await one.start('access-log', by, form)).toBe(true);
    await expect.poll(async () => (await kept())[0]?.state).toBe('sound');
    expect(await one.start('access-log', by, form)).toBe(true);
    expect(await kept()).toHaveLength(1);
    await one.stop();
  });
});

describe('a process that ends', () => {
  test('stops what runs in the background, and keeps that', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query('lock table ledger_entry in access exclusive mode');
    const one = process();
    expect(await one.start('ledger', by, randomUUID())).toBe(true);
    await expect.poll(async () => (await kept())[0]?.state).toBe('running');
    const stopped = one.stop();
    await client.query('rollback');
    client.release();
    await stopped;
    expect((await kept())[0]).toMatchObject({ state: 'stopped', failedCode: 'stopping' });
  });

  test('by dying leaves one that counts as stopped without a sign of life, and keeps no other from beginning', async () => {
    const dead = randomUUIDv7();
    await begin('ledger', dead);
    await keepAlive(pool, dead, { done: 1000, total: 2500 });
    expect((await kept())[0]).toMatchObject({ state: 'running', done: 1000, total: 2500 });
    await pool.query("update verification set seen_at = now() - interval '4 minutes'");
    expect((await kept())[0]).toMatchObject({ state: 'stopped', done: 1000 });
    expect((await process().standings(new Date()))[0]?.running).toBeNull();
    expect(await begin('ledger')).toBe('begins');
    expect((await process().list({ limit: 100 })).items[1]).toMatchObject({
      ...{ id: dead, state: 'stopped', done: 1000 },
    });
    // The first comes back to life.
    expect(await keepAlive(pool, dead, { done: 2000, total: 2500 })).toBe(false);
    expect(await endVerification(pool, gateway.keys.rows, dead, 2500, ends.sound)).toBe(false);
    expect((await kept())[1]).toMatchObject({ id: dead, state: 'stopped' });
  });
});

describe('in the database', () => {
  test('a result that somebody rewrites is not believed, and hides no fault', async () => {
    await plantVerification(pool, gateway.keys.rows, 'ledger', 'sound');
    const id = await plantVerification(pool, gateway.keys.rows, 'ledger', 'faulty');
    await runtime.pool.query(
      "update verification set state = 'sound', fault_kind = null, fault_count = 0 where id = $1",
      [id],
    );
    expect((await kept())[0]).toMatchObject({ id, state: 'not-believed', fault: null });
    const [ledger] = await process().standings(new Date());
    expect(ledger).toMatchObject({ verdict: 'not-believed', by: { id } });
    expect(ledger?.lastSound).not.toBeNull();
  });

  test('one that was made running by somebody keeps no other from beginning once it is gone', async () => {
    await plantVerification(pool, gateway.keys.rows);
    await runtime.pool.query(
      "update verification set state = 'running', ended_at = null, seen_at = now() - interval '4 minutes'",
    );
    expect(await begin('ledger')).toBe('begins');
    expect((await kept()).map(({ state }) => state)).toEqual(['running', 'not-believed']);
  });

  test('the role of the runtime takes none away for a year; then they go', async () => {
    const id = await plantVerification(pool, gateway.keys.rows, 'ledger', 'faulty');
    await expect(runtime.pool.query('delete from verification')).rejects.toThrow();
    await expect(runtime.pool.query('truncate verification')).rejects.toThrow();
    await expect(
      runtime.pool.query("update verification set begun_at = begun_at - interval '2 years'"),
    ).rejects.toThrow();
    expect(await deleteOldVerifications(runtime.pool)).toBe(0);
    await asOwner("update verification set begun_at = begun_at - interval '367 days'");
    expect(await deleteOldVerifications(runtime.pool)).toBe(1);
    await expect(process().find(id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('nothing for two days is said, but not of a gateway that is new', async () => {
  const overdue = async () => (await process().standings(new Date())).map((one) => one.overdue);
  expect(await overdue()).toEqual([false, false, false]);
  await pool.query(
    "update kysely_migration set timestamp = '2026-01-01T00:00:00.000Z' where name = '0046-verifications'",
  );
  expect(await overdue()).toEqual([true, true, true]);
  await plantVerification(pool, gateway.keys.rows, 'ledger', 'stopped');
  await plantVerification(pool, gateway.keys.rows, 'access-log', 'sound');
  await begin('rows');
  expect(await overdue()).toEqual([true, false, false]);
  const later = await process().standings(new Date(Date.now() + 49 * 3_600_000));
  expect(later.map((one) => one.overdue)).toEqual([true, true, false]);
});
