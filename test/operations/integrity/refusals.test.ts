import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { entryOf } from '../../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../../src/parties/access-log/note.ts';
import { sealBatch } from '../../../src/parties/access-log/seal.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';

/* What was refused: none of it is dropped, and none counted once more, that the gateway did not. */

let gateway: TestGateway;
let aanbieder: Caller;
beforeAll(async () => {
  gateway = await startTestGateway({ KEPT_REFUSALS: '3' });
  aanbieder = await gateway.party('12345678');
});
afterAll(() => gateway?.remove());

const query = async (text: string, values: unknown[] = []) =>
  (await gateway.store.pool.query(text, values)).rows;
const faults = async () =>
  (await verifyRows(gateway.store.pool, gateway.keys)).faults.map(({ table, kind, id }) => [
    ...[table, kind, id],
  ]);
const refused = async (what: string): Promise<string> =>
  (await aanbieder.post(`<x what="${what}"/>`)).body.messageId;
const kept = async () =>
  (await query("select id from message where status = 'refused'")).map(({ id }) => id);
const seal = async () => {
  while (await sealBatch(gateway.store.pool, gateway.keys));
};

test('the gateway drops the oldest: the log says which, to their sender too, and all is well', async () => {
  const ids: string[] = [];
  for (const what of ['a', 'b', 'c', 'd', 'e']) ids.push(await refused(what));
  expect((await kept()).sort()).toEqual(ids.slice(2));
  expect(await faults()).toEqual([]);
  await seal();
  expect(await faults()).toEqual([]);
  const { body } = await aanbieder.get('/v1/access-log?action=drop-refused');
  expect(body.items.map((item: { messageId: string }) => item.messageId).sort()).toEqual(
    ids.slice(0, 2),
  );
});

test.each([
  ['before the log of its post is sealed', async () => undefined],
  ['after', seal],
])('one that somebody else drops is found, %s', async (_when, first) => {
  const id = await refused(`dropped ${_when}`);
  await first();
  const client = await gateway.store.pool.connect();
  await client.query('begin');
  await client.query('delete from message where id = $1', [id]);
  await client.query('delete from data_key where id = $1', [id]);
  await client.query('commit');
  client.release();
  expect(await faults()).toEqual([['message', 'gone', id]]);
  // Not by a row of the log either, unless the gateway writes it.
  await query(
    `insert into access_log_fresh (id, action, actor, message_id)
    values (gen_random_uuid(), 'drop-refused', 'gateway', $1)`,
    [id],
  );
  expect((await faults()).map(([table, kind]) => [table, kind])).toEqual([
    ['access_log_fresh', 'not-believed'],
  ]);
  await query("delete from access_log_fresh where action = 'drop-refused' and mac is null");
  // As the gateway does it.
  const entry = entryOf(localCall('gateway'), 'drop-refused', { messageId: id });
  await noteAccess(gateway.store.pool, gateway.keys.rows, entry);
  expect(await faults()).toEqual([]);
});

const countOf = async (id: string) =>
  (await query('select refused_count as count from message where id = $1', [id]))[0].count;

test('it is counted each time, also when many come at once; once more by somebody else is found', async () => {
  const id = await refused('counted');
  for (let time = 2; time <= 4; time++) expect(await refused('counted')).toBe(id);
  await Promise.all(Array.from({ length: 6 }, () => refused('counted')));
  expect(await countOf(id)).toBe(10);
  expect(await faults()).toEqual([]);
  await query('update message set refused_count = refused_count + 1 where id = $1', [id]);
  expect(await faults()).toEqual([['message', 'not-believed', id]]);
  // The gateway counts on, and does not sign what it finds.
  expect(await refused('counted')).toBe(id);
  expect(await countOf(id)).toBe(12);
  expect(await faults()).toEqual([['message', 'not-believed', id]]);
  await expect(
    query('update message set refused_count = 10 where id = $1', [id]),
  ).rejects.toMatchObject({ code: '23001' });
});
