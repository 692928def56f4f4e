import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { deliver } from '../../src/messages/judging/deliver.ts';
import { putOff } from '../../src/messages/lifecycle/line-up.ts';
import { children, request } from '../support/crash/lives.ts';
import { aanbieder, World } from '../support/crash/world.ts';
import { newIdentificatie } from '../support/messages.ts';

const approved = { approved: true, findings: [], firstUse: false, refuses: false, notes: [] };

test('a message that is put off while the one before it is being finished is due soon all the same', async () => {
  const world = await World.make();
  onTestFinished(() => world.remove());
  const gateway = world.start();
  const post = () => world.post(() => gateway, aanbieder, request(children[0], newIdentificatie()));
  const first = await post();
  const second = await post();

  const { keys } = world.ground;
  const { pool } = world.ground.store;
  const dueIn = async () => {
    const { rows } = await pool.query<{ due: number }>(
      `select extract(epoch from next_announce_at - now())::float8 as due
      from outbox where id = $1`,
      [second],
    );
    return rows[0]?.due;
  };
  // One that waits for nobody who is being finished is put off for long.
  await putOff(pool, [second]);
  expect(await dueIn()).toBeGreaterThan(30);
  const client = await pool.connect();
  await client.query('begin');
  await deliver(client as unknown as Pool, keys, first, approved);
  // Looks while the first is not committed: it is not its turn.
  const look = async () => {
    const delivery = await deliver(pool, keys, second, approved);
    if (!delivery) await putOff(pool, [second]);
    return delivery;
  };
  const looked = look();
  const blocked = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const waits = async () => (await pool.query(blocked)).rowCount === 1;
  const done = looked.then(() => true);
  // It has looked, or waits, which it is not to do.
  await expect.poll(async () => (await waits()) || Promise.race([done, false])).toBe(true);
  const waited = await waits();
  await client.query('commit');
  client.release();
  expect(await looked).toBeUndefined();
  expect(waited).toBe(false);
  expect(await dueIn()).toBeLessThan(15);
});
