import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { reached } from './support.ts';

let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
let ids: string[];

const redeliveries = '/v1/operations/redeliveries';
const reason = 'the back office restored a backup';

beforeEach(async () => {
  gateway = await startTestGateway();
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  ids = [];
  for (let n = 0; n < 5; n++) ids.push((await aanbieder.post(jw315())).body.id);
  await expect
    .poll(async () => (await gemeente.get('/v1/inbox')).body.items.length, { timeout: 20_000 })
    .toBe(5);
});
afterEach(() => gateway.remove());

const acknowledge = (...some: string[]) =>
  gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: some });
const inbox = async (more = '') => (await gemeente.get(`/v1/inbox${more}`)).body.items;
const redeliver = (body: object) => operator.send('POST', redeliveries, { reason, ...body });
const finished = (location: string) => reached(operator, location, 'finished');

test('a recipient that polls after its last position gets what was delivered before, marked', async () => {
  await acknowledge(...ids);
  const poll = gemeente.get('/v1/inbox?after=5&waitSeconds=20');
  const { status, headers } = await redeliver({ party: '0363', ids: [ids[3], ids[1]] });
  expect(status).toBe(201);
  expect((await poll).body.items.length).toBeGreaterThan(0);
  const record = await finished(headers.get('location') ?? '');
  expect(record).toMatchObject({ kind: 'redelivery', party: '0363', progress: { succeeded: 2 } });
  // In the order in which they were delivered first.
  expect(await inbox('?after=5')).toEqual([
    expect.objectContaining({ id: ids[1], position: 6, redelivered: true }),
    expect.objectContaining({ id: ids[3], position: 7, redelivered: true }),
  ]);
});

test('the message stays delivered, at the moment of its first delivery, and its sender sees that it went again', async () => {
  await acknowledge(...ids);
  const before = (await aanbieder.get(`/v1/messages/${ids[0]}`)).body;
  const { headers } = await redeliver({ party: '0363', ids: [ids[0]] });
  await finished(headers.get('location') ?? '');
  const { deliveredAt } = before;
  const during = (await aanbieder.get(`/v1/messages/${ids[0]}`)).body;
  expect(during).toEqual({ ...before, redelivered: true });
  await acknowledge(ids[0] as string);
  expect(await inbox()).toEqual([]);
  const after = (await aanbieder.get(`/v1/messages/${ids[0]}`)).body;
  expect(after).toMatchObject({ status: 'delivered', deliveredAt, redelivered: true });
});

test('a period is that of acknowledgement; without one the whole mailbox comes back', async () => {
  await acknowledge(...ids.slice(0, 2));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const backup = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await acknowledge(...ids.slice(2, 4));
  const dry = await redeliver({ party: '0363', from: backup, dryRun: true });
  expect(dry).toMatchObject({ status: 200, body: { count: 2, ids: ids.slice(2, 4) } });
  expect(await inbox()).toHaveLength(1);
  const early = await redeliver({ party: '0363', to: backup });
  expect((await finished(early.headers.get('location') ?? '')).progress.succeeded).toBe(2);
  expect((await inbox()).map((item: { id: string }) => item.id)).toEqual([
    ids[4],
    ...ids.slice(0, 2),
  ]);
  const all = await redeliver({ party: '0363' });
  expect((await finished(all.headers.get('location') ?? '')).progress.succeeded).toBe(2);
  expect(await inbox()).toHaveLength(5);
});

test('what is in the mailbox already, or in that of another, is skipped; nothing at all is refused', async () => {
  await gateway.party('0362');
  await acknowledge(ids[0] as string);
  const { headers } = await redeliver({ party: '0363', ids: ids.slice(0, 2) });
  const location = headers.get('location') ?? '';
  expect((await finished(location)).progress).toMatchObject({ succeeded: 1, skipped: 1 });
  const { body } = await operator.get(`${location}/messages?state=skipped`);
  expect(body.items).toEqual([expect.objectContaining({ id: ids[1], note: 'not-acknowledged' })]);
  const dry = await redeliver({ party: '0362', ids: [ids[0]], dryRun: true });
  expect(dry.body).toMatchObject({ count: 0, skipped: [{ id: ids[0], reason: 'not-in-mailbox' }] });
  expect((await redeliver({ party: '0362', ids: [ids[0]] })).body.type).toMatch(/nothing-selected/);
  expect((await redeliver({ party: '0999' })).body.type).toMatch(/unknown-party/);
  const both = await redeliver({ party: '0363', ids, from: new Date().toISOString() });
  expect(both.body.type).toMatch(/one-selection/);
});

test('positions stay unique and in order while new messages come in and others are put back twice at once', async () => {
  await acknowledge(...ids);
  // Of two at once, one puts a message back: what is not acknowledged is not put back again.
  for (let round = 0; round < 4; round++) {
    const posting = Promise.all(Array.from({ length: 5 }, () => aanbieder.post(jw315())));
    const both = await Promise.all([
      redeliver({ party: '0363', ids }),
      redeliver({ party: '0363', ids }),
    ]);
    for (const { status, headers } of both)
      if (status === 201) await finished(headers.get('location') ?? '');
    ids.push(...(await posting).map(({ body }) => body.id));
    await expect.poll(async () => (await inbox()).length, { timeout: 20_000 }).toBe(ids.length);
    const items = await inbox();
    const positions = items.map((item: { position: number }) => item.position);
    expect(positions).toEqual([...new Set<number>(positions)].sort((a, b) => a - b));
    expect(new Set(items.map((item: { id: string }) => item.id))).toEqual(new Set(ids));
    await acknowledge(...ids);
  }
});
