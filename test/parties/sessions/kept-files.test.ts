import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeptFiles } from '../../../src/parties/sessions/kept-files.ts';
import { deleteOldSessions } from '../../../src/parties/sessions/over.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let files: KeptFiles;
beforeAll(async () => {
  gateway = await startTestGateway();
  files = new KeptFiles(gateway.store.pool, gateway.keys.people);
});
afterAll(() => gateway?.remove());

const file = { name: 'contracten <1>.csv', bytes: Buffer.from([0, 255, 254, 10, 13, 200]) };
const query = (text: string, values: unknown[] = []) => gateway.store.pool.query(text, values);

test('a file is good for its session, to the byte, and nobody reads it in the database', async () => {
  const [mine, other] = [randomUUID(), randomUUID()];
  const id = await files.keep(mine, file);
  expect(await files.find(id, mine)).toEqual(file);
  expect(await files.find(id, other)).toBeUndefined();
  expect(await files.find(randomUUID(), mine)).toBeUndefined();
  const { rows } = await query('select sealed from kept_file where id = $1', [id]);
  expect(rows[0].sealed.toString('latin1')).not.toContain('contracten');
  // Who writes the database gives it to nobody else.
  await query('update kept_file set session_id = $2 where id = $1', [id, other]);
  expect(await files.find(id, other)).toBeUndefined();
  await files.forget(id, mine);
  expect((await query('select from kept_file where id = $1', [id])).rowCount).toBe(1);
  await files.forget(id, other);
  await files.forget(id, other);
  expect((await query('select from kept_file where id = $1', [id])).rowCount).toBe(0);
});

test('a file is over after an hour, and its row goes; a session has three at most', async () => {
  const session = randomUUID();
  const id = await files.keep(session, file);
  await query("update kept_file set kept_at = now() - interval '61 minutes' where id = $1", [id]);
  expect(await files.find(id, session)).toBeUndefined();
  await deleteOldSessions(gateway.store.pool);
  expect((await query('select from kept_file where id = $1', [id])).rowCount).toBe(0);
  const kept: string[] = [];
  for (let count = 0; count < 4; count++) kept.push(await files.keep(session, file));
  const found = await Promise.all(kept.map((one) => files.find(one, session)));
  expect(found.map((one) => one !== undefined)).toEqual([false, true, true, true]);
});
