import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { failedMessages, statusesOf } from './support.ts';

let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
let failed: string;

beforeEach(async () => {
  gateway = await startTestGateway();
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  [failed] = (await failedMessages(gateway.store, aanbieder, [jw315()])) as [string];
});
afterEach(() => gateway.remove());

const dismiss = (id: string, reason = 'sent anew by letter') =>
  operator.send('POST', `/v1/operations/messages/${id}/dismissal`, { reason });

test('a dismissed message shows its sender the reason, and does not reach the recipient', async () => {
  const { status, body } = await dismiss(failed);
  expect(status).toBe(200);
  const by = { name: expect.stringMatching(/^ijw_/), keyId: expect.any(String) };
  expect(body).toMatchObject({
    id: failed,
    status: 'dismissed',
    reason: 'sent anew by letter',
    by,
  });
  const seen = (await aanbieder.get(`/v1/messages/${failed}`)).body;
  expect(seen).toMatchObject({
    status: 'dismissed',
    dismissal: { reason: 'sent anew by letter', at: body.at },
  });
  expect(seen.timeline.at(-1).status).toBe('dismissed');
  // Who did it is for operators.
  expect(JSON.stringify(seen)).not.toContain(body.by.name);
  expect((await gemeente.get('/v1/inbox')).body.items).toEqual([]);
  expect((await gemeente.get(`/v1/messages/${failed}`)).status).toBe(404);
  const details = (await operator.get(`/v1/operations/messages/${failed}`)).body;
  expect(details).toMatchObject({ status: 'dismissed', dismissal: { reason: body.reason, by } });
});

test('what waited behind it in its line goes on at once, one after the other', async () => {
  const behind: string[] = [];
  for (let n = 0; n < 3; n++) behind.push((await aanbieder.post(jw315())).body.id);
  const held = await operator.get('/v1/operations/messages?held=true');
  expect(held.body.items.map((item: { id: string }) => item.id)).toEqual([...behind].reverse());
  expect(held.body.items[0]).toMatchObject({ held: true, heldBy: failed, status: 'received' });
  const poll = aanbieder.get(`/v1/messages/${behind[0]}?waitSeconds=20`);
  await dismiss(failed);
  expect((await poll).body.status).toBe('accepted');
  await expect
    .poll(() => statusesOf(gateway.store, behind), { timeout: 20_000 })
    .toEqual(behind.map(() => 'accepted'));
  const { body } = await gemeente.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual(behind);
});

test('repeating it, also ten times at once, gives the first dismissal', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => dismiss(failed, `reason ${n}`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(new Set(answers.map(({ body }) => body.reason)).size).toBe(1);
  expect((await dismiss(failed, 'another one')).body).toEqual(answers[0]?.body);
});

test('only a failed message can be dismissed, and a dismissed one is not replayed', async () => {
  const delivered = (await aanbieder.post(jw315({ afzender: '12345678' }))).body.id;
  await dismiss(failed);
  await aanbieder.get(`/v1/messages/${delivered}?waitSeconds=10`);
  const refused = await dismiss(delivered);
  expect(refused).toMatchObject({
    status: 409,
    body: { type: expect.stringMatching(/not-failed$/) },
  });
  expect(refused.body.detail).toContain('accepted');
  expect((await dismiss('01a2055b-732f-712d-aff7-9ee7d3ee453f')).status).toBe(404);
  expect((await dismiss(failed, '')).status).toBe(400);
  const replay = { reason: 'too late', ids: [failed] };
  expect((await operator.send('POST', '/v1/operations/replays', replay)).status).toBe(409);
});
