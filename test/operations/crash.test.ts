import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { makeDatabase } from '../support/database.ts';
import { Caller, testEnvironment } from '../support/gateway.ts';
import { repetitions } from '../support/long-form.ts';
import { macsOf } from '../support/macs.ts';
import { type GatewayProcess, startProcess } from '../support/process.ts';
import { plantFailed, reached } from './support.ts';

/** More than are on their way at a time: 250. */
const many = repetitions(400, 1200);

let database: Awaited<ReturnType<typeof makeDatabase>>;
let store: Store;
let key: string;
const running: GatewayProcess[] = [];

const start = async () => {
  const gateway = await startProcess(testEnvironment(database.url));
  running.push(gateway);
  return gateway;
};
const query = async (text: string) => (await store.pool.query(text)).rows;

beforeEach(async () => {
  database = await makeDatabase();
  store = openStore({ url: database.url, size: 2 });
  await start();
  key = (await createStaffKey(store.db, await macsOf(store.db), localCall('test'), 'administrator'))
    .key;
  await operatorOf(running[0]).send('PUT', '/v1/parties/0363', {
    kind: 'gemeente',
    name: 'A',
    retourBy: 'party',
  });
  await operatorOf(running[0]).send('PUT', '/v1/parties/12345678', {
    kind: 'aanbieder',
    name: 'B',
  });
  // Postgres itself writes down each time that a message is brought back.
  await query(`
    create table brought_back (message_id uuid);
    create function note_it() returns trigger language plpgsql as $$
      begin insert into brought_back values (new.id); return null; end $$;
    create trigger noted after update on message for each row
      when (old.status = 'failed' and new.status = 'received') execute function note_it()`);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.kill('SIGKILL')));
  await store.close();
  await database.drop();
});

const operatorOf = (gateway: GatewayProcess | undefined) =>
  new Caller((gateway as GatewayProcess).address, key);

async function expectEachOnce(ids: readonly string[]): Promise<void> {
  expect(await query(`select message_id from brought_back group by 1 having count(*) > 1`)).toEqual(
    [],
  );
  const delivered = await query('select message_id from mailbox_entry');
  expect(delivered.map((row) => row.message_id).sort()).toEqual([...ids].sort());
  expect(await query('select * from outbox')).toEqual([]);
}

test('two processes share a replay, and no message is replayed twice', async () => {
  const second = await start();
  const ids = await plantFailed(store, many);
  const body = { reason: 'together', filter: {} };
  const { headers } = await operatorOf(second).send('POST', '/v1/operations/replays', body);
  const location = headers.get('location') ?? '';
  const { progress } = await reached(operatorOf(running[0]), location, 'finished', 40_000);
  expect(progress.succeeded).toBe(many);
  await expectEachOnce(ids);
});

test('a replay whose processes are killed goes on after a restart, and does each message once', async () => {
  await start();
  const ids = await plantFailed(store, many);
  const body = { reason: 'until the lights go out', filter: {} };
  const { headers } = await operatorOf(running[0]).send('POST', '/v1/operations/replays', body);
  const location = headers.get('location') ?? '';
  for (const atLeast of [1, many / 3]) {
    await expect
      .poll(async () => Number((await query('select count(*) from mailbox_entry'))[0]?.count), {
        interval: 10,
        timeout: 20_000,
      })
      .toBeGreaterThanOrEqual(atLeast);
    await Promise.all(running.splice(0).map((gateway) => gateway.kill('SIGKILL')));
    await start();
    // Spares the seconds after which the relay looks for what was in hand.
    await query('update outbox set next_announce_at = now()');
  }
  const { progress } = await reached(operatorOf(running[0]), location, 'finished', 40_000);
  expect(progress).toMatchObject({ succeeded: many, failed: 0, skipped: 0 });
  await expectEachOnce(ids);
}, 90_000);

test('a gateway that is stopped in the middle leaves the rest to the next one', async () => {
  const ids = await plantFailed(store, many);
  const body = { reason: 'a new version comes', filter: {} };
  const { headers } = await operatorOf(running[0]).send('POST', '/v1/operations/replays', body);
  const location = headers.get('location') ?? '';
  expect(await running[0]?.kill('SIGTERM')).toBe(0);
  const next = await start();
  const { progress } = await reached(operatorOf(next), location, 'finished', 40_000);
  expect(progress.succeeded).toBe(many);
  await expectEachOnce(ids);
});
