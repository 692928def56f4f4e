import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCall } from '../../../src/parties/principal.ts';
import { endTexts } from '../../../src/region/signals/ending.ts';
import { placeHold } from '../../../src/retention/legal-holds.ts';
import { NotBelieved } from '../../../src/store/keys/row-mac.ts';
import { signedSignal } from '../../../src/store/keys/signed-signals.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { bsnOf } from '../conversion/world.ts';
import {
  amsterdam,
  dijk,
  makeSignalWorld,
  managerOf,
  office,
  type SignalWorld,
  wal,
} from './world.ts';

let world: SignalWorld;
beforeAll(async () => {
  world = await makeSignalWorld();
  await world.designate(amsterdam);
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** A signal that was closed so many months ago, or is open. */
async function closed(
  months: number | null,
  wish: object = {},
  by: string = dijk,
): Promise<string> {
  const { pool } = world.store;
  const { rows } = world.keys;
  const base = { kind: 'other', text: 'Wat er speelt', gemeenten: [amsterdam] } as const;
  const { id } = await world.signals.report(callOf(by), { ...base, ...wish });
  if (months === null) return id;
  await world.signals.close(callOf(by), id, { version: 1, reason: 'withdrawn', text: 'Klaar' });
  await rows.rewrite(pool, signedSignal, id, () =>
    pool.query(
      `update signal set closed_at = now() - make_interval(months => $2, days => 1) where id = $1`,
      [id, months],
    ),
  );
  return id;
}

test('texts go when their term is over, and keys with them; what is open, newer, or under a hold stays', async () => {
  const { pool } = world.store;
  const { rows: macs } = world.keys;
  const { allocation, client } = await world.child(bsnOf(0));
  const about = { allocation, gemeenten: undefined };
  const over = [await closed(24), await closed(30, about)];
  const held = await closed(24, {}, wal);
  const kept = [await closed(null), await closed(23), held];
  await placeHold(pool, macs, localCall('test'), { party: wal }, 'an inquiry');
  const manager = managerOf(office);
  expect(await endTexts(pool, macs, 24)).toBe(2);
  expect(await endTexts(pool, macs, 24)).toBe(0);
  for (const id of over) {
    expect(await world.signals.get(manager, id)).toMatchObject({
      ...{ text: null, answers: [{ by: dijk, text: null }], closeReason: 'withdrawn' },
    });
    expect((await pool.query('select from data_key where id = $1', [id])).rowCount).toBe(0);
  }
  for (const id of kept)
    expect((await world.signals.get(manager, id)).text, id).toBe('Wat er speelt');
  // The child has its key still, and the signal says of whom it was.
  expect((await pool.query('select from data_key where id = $1', [client])).rowCount).toBe(1);
  expect((await world.signals.get(manager, over[1] ?? '')).client).toBe(client);
});

test('a signal that somebody wrote keeps its texts, and no others theirs', async () => {
  const { pool } = world.store;
  const { rows: macs } = world.keys;
  const [one, written, other] = [await closed(26), await closed(25), await closed(24)];
  await pool.query('alter table signal disable trigger user');
  await pool.query(`update signal set gemeenten = '{0384}' where id = $1`, [written]);
  await pool.query('alter table signal enable trigger user');
  await expect(endTexts(pool, macs, 24)).rejects.toThrow(NotBelieved);
  const { rows } = await pool.query('select id from signal where texts_kept and id = any($1)', [
    [one, written, other],
  ]);
  expect(rows.map(({ id }) => id)).toEqual([written]);
});
