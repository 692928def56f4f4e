import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeptSearches } from '../../../src/parties/sessions/kept-searches.ts';
import { deleteOldSessions } from '../../../src/parties/sessions/over.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let searches: KeptSearches;
beforeAll(async () => {
  gateway = await startTestGateway();
  searches = new KeptSearches(gateway.store.pool, gateway.keys.people);
});
afterAll(() => gateway?.remove());

const search = { by: 'identificatie', text: 'VOT24000117' };
const query = (text: string, values: unknown[] = []) => gateway.store.pool.query(text, values);

test('a search is good for its session, and nobody reads it in the database', async () => {
  const [mine, other] = [randomUUID(), randomUUID()];
  const id = await searches.keep(mine, search);
  expect(await searches.find(id, mine)).toEqual(search);
  expect(await searches.find(id, other)).toBeUndefined();
  expect(await searches.find(randomUUID(), mine)).toBeUndefined();
  const { rows } = await query('select sealed from kept_search where id = $1', [id]);
  expect(rows[0].sealed.toString('latin1')).not.toContain('VOT');
  // Who writes the database gives it to nobody else, nor another search its id.
  const second = await searches.keep(other, { by: 'id', text: 'x' });
  await query('delete from kept_search where id = $1', [id]);
  await query(
    `insert into kept_search (id, session_id, sealed)
    select $1, session_id, sealed from kept_search where id = $2`,
    [id, second],
  );
  expect(await searches.find(id, other)).toBeUndefined();
});

test('a search is over after some hours, and its row goes; a session has fifty at most', async () => {
  const session = randomUUID();
  const id = await searches.keep(session, search);
  const { rows } = await query('select sealed from kept_search where id = $1', [id]);
  await query('delete from kept_search where id = $1', [id]);
  await query(
    `insert into kept_search (id, session_id, sealed, kept_at)
    values ($1, $2, $3, now() - interval '241 minutes')`,
    [id, session, rows[0].sealed],
  );
  expect(await searches.find(id, session)).toBeUndefined();
  await deleteOldSessions(gateway.store.pool);
  expect((await query('select from kept_search where id = $1', [id])).rowCount).toBe(0);
  const first = await searches.keep(session, search);
  for (let count = 0; count < 50; count++) await searches.keep(session, search);
  expect(await searches.find(first, session)).toBeUndefined();
  const kept = await query('select from kept_search where session_id = $1', [session]);
  expect(kept.rowCount).toBe(50);
});
