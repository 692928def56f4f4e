import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import {
  type Answer,
  type Caller,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { jw315, jw316 } from '../support/messages.ts';
import {
  breakDelivery,
  failedMessages,
  plantFailed,
  reached,
  repairDelivery,
  statusesOf,
} from './support.ts';

let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;

beforeEach(async () => {
  gateway = await startTestGateway();
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterEach(() => gateway.remove());

const replays = '/v1/operations/replays';
const query = (text: string, values: unknown[] = []) => gateway.store.pool.query(text, values);
const own = (place: number) => jw315({ afzender: '12345678', ontvanger: '0363', ...at(place) });
const at = (place: number) => ({ identificatie: `R${place}` });

async function replay(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.address}${replays}`, {
    method: 'POST',
    headers: { ...operator.authorization, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ reason: 'the column is back', ...body }),
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    body: (await response.json()) as Answer['body'],
  };
}

test('a failed message that is replayed reaches its recipient, once, and the record says who and why', async () => {
  const [id] = (await failedMessages(gateway.store, aanbieder, [own(1)])) as [string];
  const made = await replay({ ids: [id] });
  expect(made.status).toBe(201);
  expect(made.location).toBe(`${replays}/${made.body.id}`);
  const done = await reached(operator, made.location, 'finished');
  const prefix = operator.authorization.Authorization?.slice('Bearer '.length, -44);
  expect(done).toMatchObject({
    kind: 'replay',
    reason: 'the column is back',
    by: { name: prefix, keyId: expect.any(String) },
    selection: { ids: 1 },
    count: 1,
    progress: { pending: 0, running: 0, succeeded: 1, failed: 0, skipped: 0, stopped: 0 },
    createdAt: expect.any(String),
    finishedAt: expect.any(String),
  });
  const { body } = await gemeente.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
  const seen = (await aanbieder.get(`/v1/messages/${id}`)).body;
  expect(seen).toMatchObject({ status: 'accepted' });
  expect(seen).not.toHaveProperty('errorCode');
});

test('a message that fails again stays failed, and is not tried again by itself', async () => {
  const ids = await failedMessages(gateway.store, aanbieder, [own(1)]);
  await breakDelivery(gateway.store);
  const { location } = await replay({ filter: { type: 'JW315' } });
  const done = await reached(operator, location, 'finished');
  expect(done.progress).toMatchObject({ failed: 1, succeeded: 0 });
  await repairDelivery(gateway.store);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await statusesOf(gateway.store, ids)).toEqual(['failed']);
  // Only when it is asked for: then it is done, and the first record keeps its result.
  const second = await replay({ filter: { errorCode: '23514' } });
  expect((await reached(operator, second.location, 'finished')).progress.succeeded).toBe(1);
  expect((await operator.get(location)).body.progress).toMatchObject({ failed: 1, succeeded: 0 });
});

test('a filter takes what failed of that type, party, period and error, and nothing that fails later', async () => {
  await gateway.party('0362');
  const here = await plantFailed(gateway.store, 3);
  const there = await plantFailed(gateway.store, 2, { recipient: '0362' });
  await query(`update message set error_code = 'XX000' where id = $1`, [here[0]]);
  await query(`update message set received_at = now() - interval '2 days' where id = $1`, [
    here[1],
  ]);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const count = async (filter: object) => (await replay({ filter, dryRun: true })).body.count;
  expect(await count({})).toBe(5);
  expect(await count({ party: '0362' })).toBe(2);
  expect(await count({ party: '12345678' })).toBe(5);
  expect(await count({ errorCode: 'XX000' })).toBe(1);
  expect(await count({ from: yesterday })).toBe(4);
  expect(await count({ to: yesterday })).toBe(1);
  expect(await count({ type: 'JW301' })).toBe(0);
  expect(await count({ status: 'received' })).toBe(0);
  const { location } = await replay({ filter: { party: '0362' } });
  const late = await plantFailed(gateway.store, 1, { recipient: '0362' });
  expect((await reached(operator, location, 'finished')).progress.succeeded).toBe(2);
  expect(await statusesOf(gateway.store, there)).toEqual(['accepted', 'accepted']);
  expect(await statusesOf(gateway.store, [...here, ...late])).toEqual(Array(4).fill('failed'));
});

test('a dry run says how many and which, and keeps nothing', async () => {
  const ids = await plantFailed(gateway.store, 120);
  const dry = await replay({ filter: {}, dryRun: true });
  expect(dry.status).toBe(200);
  expect(dry.body).toEqual({ count: 120, ids: ids.slice(0, 100), skippedCount: 0, skipped: [] });
  expect((await operator.get(replays)).body.items).toEqual([]);
  expect(new Set(await statusesOf(gateway.store, ids))).toEqual(new Set(['failed']));
});

test('ids of messages that cannot be replayed are kept as skipped, with why; unknown ones are named and nothing starts', async () => {
  const [failed] = (await plantFailed(gateway.store, 1)) as [string];
  const delivered = (await aanbieder.post(own(2))).body.id;
  await aanbieder.get(`/v1/messages/${delivered}?waitSeconds=10`);
  const stranger = '01a2055b-732f-712d-aff7-9ee7d3ee453f';
  const refused = await replay({ ids: [failed, stranger] });
  expect(refused.status).toBe(400);
  expect(refused.body.type).toBe('/docs/problems/unknown-messages');
  expect(refused.body.detail).toContain(stranger);
  const { location } = await replay({ ids: [delivered, failed] });
  const { progress } = await reached(operator, location, 'finished');
  expect(progress).toMatchObject({ succeeded: 1, skipped: 1 });
  const { body } = await operator.get(`${location}/messages?state=skipped`);
  expect(body.items).toEqual([
    expect.objectContaining({ id: delivered, state: 'skipped', note: 'accepted' }),
  ]);
  expect((await replay({ ids: [delivered] })).body.type).toMatch(/nothing-selected$/);
});

test('ten requests at once with one Idempotency-Key start one replay; another request under it is refused', async () => {
  await plantFailed(gateway.store, 50);
  const key = { 'Idempotency-Key': 'after the release of Tuesday' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => replay({ filter: { type: 'JW315' } }, key)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const { location } = answers[0] as { location: string };
  await reached(operator, location, 'finished');
  // Also when nothing fits any more; not for another caller, and not for something else.
  expect(await replay({ filter: { type: 'JW315' } }, key)).toMatchObject({ status: 200, location });
  const [left] = await plantFailed(gateway.store, 1);
  const colleague = await createStaffKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    'administrator',
  );
  const theirs = await replay(
    { filter: { type: 'JW315' } },
    { ...key, Authorization: `Bearer ${colleague.key}` },
  );
  expect(theirs).toMatchObject({ status: 201, body: { count: 1, by: { keyId: colleague.id } } });
  await reached(operator, theirs.location, 'finished');
  expect(await statusesOf(gateway.store, [left as string])).toEqual(['accepted']);
  const other = await replay({ filter: { type: 'JW301' } }, key);
  expect(other.status).toBe(409);
  expect(other.body.type).toMatch(/idempotency-key-reused$/);
  expect((await operator.get(replays)).body.items).toHaveLength(2);
});

test('stopping leaves messages whose turn has not come as they were; the record stays', async () => {
  const ids = await plantFailed(gateway.store, 3000);
  const { location } = await replay({ filter: {} });
  await expect
    .poll(async () => (await operator.get(location)).body.progress.succeeded, { interval: 10 })
    .toBeGreaterThan(0);
  const stopped = await operator.send('DELETE', location);
  expect(stopped.status).toBe(200);
  expect(stopped.body.progress).toMatchObject({ pending: 0 });
  expect(stopped.body.progress.stopped).toBeGreaterThan(1000);
  const end = await reached(operator, location, 'stopped');
  expect(end.progress).toMatchObject({ running: 0, pending: 0 });
  expect(end.progress.succeeded + end.progress.stopped).toBe(3000);
  expect(end.stoppedBy).toBe(end.by.name);
  const statuses = await statusesOf(gateway.store, ids);
  expect(statuses.filter((status) => status === 'failed')).toHaveLength(end.progress.stopped);
  expect(statuses.filter((status) => status === 'accepted')).toHaveLength(end.progress.succeeded);
  expect((await operator.send('DELETE', location)).body).toEqual(end);
  const finished = await replay({ ids: [ids.at(-1)] });
  const before = await reached(operator, finished.location, 'finished');
  expect((await operator.send('DELETE', finished.location)).body).toEqual(before);
});

test('new messages do not wait behind a large replay', async () => {
  await plantFailed(gateway.store, 5000);
  const { location } = await replay({ filter: {} });
  const { body } = await aanbieder.post(own(1));
  const seen = await aanbieder.get(`/v1/messages/${body.id}?waitSeconds=10`);
  expect(seen.body.status).toBe('accepted');
  const { progress } = (await operator.get(location)).body;
  expect(progress.succeeded).toBeLessThan(4000);
  await operator.send('DELETE', location);
});

test('replays of the same messages at once, and dismissals meanwhile, do each message once', async () => {
  const ids = await plantFailed(gateway.store, 600);
  const answers = await Promise.all([
    replay({ ids }),
    replay({ ids: [...ids].reverse() }),
    replay({ filter: {} }),
    ...ids
      .slice(-30)
      .map((id) =>
        operator.send('POST', `/v1/operations/messages/${id}/dismissal`, { reason: 'enough' }),
      ),
  ]);
  const dismissed = answers.slice(3).filter(({ status }) => status === 200).length;
  let succeeded = 0;
  const asked = ['ids', 'ids', 'filter'];
  for (const [n, { location }] of (answers.slice(0, 3) as { location: string }[]).entries()) {
    const { progress, count } = await reached(operator, location, 'finished');
    expect(progress.failed).toBe(0);
    expect(progress.succeeded + progress.skipped).toBe(count);
    // By a filter: what had not failed any more when that was asked is not of its set.
    expect(count).toBeLessThanOrEqual(600);
    if (asked[n] === 'ids') expect(count).toBeGreaterThanOrEqual(600 - dismissed);
    succeeded += progress.succeeded;
  }
  expect(succeeded).toBeGreaterThanOrEqual(600 - dismissed);
  const { rows } = await query('select message_id from mailbox_entry');
  expect(rows).toHaveLength(600 - dismissed);
  expect(new Set(rows.map((row) => row.message_id)).size).toBe(600 - dismissed);
  expect(gateway.logged.join()).not.toMatch(/40P01|a replay or redelivery waits/);
});

test('messages of one line are replayed in the order in which they were accepted', async () => {
  // The second waits behind the first: it was never tried, and goes by itself.
  const wishes = { afzender: '12345678', ontvanger: '0363' };
  const [first] = (await failedMessages(gateway.store, aanbieder, [jw315(wishes)])) as [string];
  const second = (await aanbieder.post(jw315(wishes))).body.id;
  const third = (await aanbieder.post(jw315(wishes))).body.id;
  const held = await replay({ ids: [second] });
  expect((await reached(operator, held.location, 'finished')).progress.skipped).toBe(1);
  const notes = (await operator.get(`${held.location}/messages`)).body.items;
  expect(notes[0]).toMatchObject({ state: 'skipped', note: 'held', status: 'received' });
  const { location } = await replay({ ids: [third, second, first] });
  expect((await reached(operator, location, 'finished')).progress.succeeded).toBe(3);
  const { body } = await gemeente.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual([first, second, third]);
});

test('a message that got stuck in received, without anything that would take it on, is replayed', async () => {
  const [id] = (await plantFailed(gateway.store, 1)) as [string];
  await query(`update message set status = 'received', error_code = null where id = $1`, [id]);
  const { location } = await replay({ filter: { status: 'received' } });
  expect((await reached(operator, location, 'finished')).progress.succeeded).toBe(1);
  expect(await statusesOf(gateway.store, [id])).toEqual(['accepted']);
});

test('what is asked for must be right: a reason, ids or a filter, known words', async () => {
  await plantFailed(gateway.store, 1);
  const wrong: [object, number, RegExp][] = [
    [{ filter: {}, reason: ' ' }, 400, /invalid-request/],
    [{ filter: {}, reason: 'x'.repeat(501) }, 400, /invalid-request/],
    [{}, 400, /one-selection/],
    [{ filter: {}, ids: ['01a2055b-732f-712d-aff7-9ee7d3ee453f'] }, 400, /one-selection/],
    [{ filter: { status: 'delivered' } }, 400, /invalid-request/],
    [{ filter: { bsn: '999900006' } }, 400, /invalid-request/],
    [{ ids: [] }, 400, /invalid-request/],
    [{ filter: { type: 'JW301' } }, 409, /nothing-selected/],
  ];
  for (const [body, status, type] of wrong) {
    const answer = await replay(body);
    expect(answer.status, JSON.stringify(body)).toBe(status);
    expect(answer.body.type).toMatch(type);
  }
  expect((await operator.get(replays)).body.items).toEqual([]);
  expect((await aanbieder.get(replays)).status).toBe(403);
});

test('a retour that is replayed reaches the sender of its heenbericht', async () => {
  const wishes = { afzender: '12345678', ontvanger: '0363', identificatie: 'HEEN1' };
  const heen = (await aanbieder.post(jw315(wishes))).body.id;
  await aanbieder.get(`/v1/messages/${heen}?waitSeconds=10`);
  const [retour] = (await failedMessages(gateway.store, gemeente, [jw316(wishes)])) as [string];
  const { location } = await replay({ ids: [retour] });
  await reached(operator, location, 'finished');
  const { body } = await aanbieder.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual([retour]);
});
