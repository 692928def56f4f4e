import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  breakDelivery,
  plantedBsn,
  plantFailed,
  repairDelivery,
} from '../../operations/support.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { jw315 } from '../../support/messages.ts';

let gateway: TestGateway;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
/** By what happened to them. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  gateway = await startTestGateway();
  operator = gateway.administrator;
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  await gateway.party('0362');
  // An Identificatie takes any text: here a BSN was written.
  const post = async (name: string, wishes: object = {}) => {
    const answer = await aanbieder.post(jw315({ identificatie: plantedBsn, ...wishes }));
    ids[name] = answer.body.id ?? answer.body.messageId;
    return answer;
  };
  await post('delivered', { dagtekening: '2024-01-01' });
  await aanbieder.get(`/v1/messages/${ids.delivered}?waitSeconds=10`);
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [ids.delivered] });
  await post('accepted', { dagtekening: '2024-01-02' });
  await aanbieder.get(`/v1/messages/${ids.accepted}?waitSeconds=10`);
  expect((await post('refused', { ontvanger: '0999' })).status).toBe(400);
  await breakDelivery(gateway.store);
  await post('failed', { dagtekening: '2024-01-03' });
  expect((await aanbieder.get(`/v1/messages/${ids.failed}?waitSeconds=10`)).body.status).toBe(
    'failed',
  );
  await repairDelivery(gateway.store);
  await post('held', { dagtekening: '2024-01-04' });
  await post('elsewhere', { ontvanger: '0362' });
  await aanbieder.get(`/v1/messages/${ids.elsewhere}?waitSeconds=10`);
});
afterAll(() => gateway.remove());

const messages = '/v1/operations/messages';
const found = async (query: string) => {
  const { body } = await operator.get(`${messages}?${query}`);
  const names = Object.entries(ids);
  return body.items.map((item: { id: string }) => names.find(([, id]) => id === item.id)?.[0]);
};

test('operators see the messages of all parties, newest first, each with its codes', async () => {
  const { body } = await operator.get(messages);
  expect(body.items.map((item: { id: string }) => item.id)).toEqual(Object.values(ids).reverse());
  const item = (name: string) => body.items.find(({ id }: { id: string }) => id === ids[name]);
  expect(item('failed')).toMatchObject({ status: 'failed', errorCode: '23514', held: false });
  expect(item('held')).toMatchObject({ status: 'received', held: true, heldBy: ids.failed });
  expect(item('refused')).toMatchObject({ status: 'refused', refusal: 'unknown-recipient' });
  expect(item('delivered').deliveredAt).toEqual(expect.any(String));
});

test('each filter finds what it says, alone and together', async () => {
  expect(await found('status=failed')).toEqual(['failed']);
  expect(await found('status=received')).toEqual(['held']);
  expect(await found('status=accepted')).toEqual(['elsewhere', 'accepted']);
  expect(await found('status=refused')).toEqual(['refused']);
  expect(await found('party=0362')).toEqual(['elsewhere']);
  expect(await found('party=0363')).toEqual(['held', 'failed', 'accepted', 'delivered']);
  expect(await found('party=12345678&status=delivered')).toEqual(['delivered']);
  expect(await found('errorCode=23514')).toEqual(['failed']);
  expect(await found('held=true')).toEqual(['held']);
  expect(await found('held=false&party=0363')).toEqual(['failed', 'accepted', 'delivered']);
  expect(await found('type=JW301')).toEqual([]);
  const { body } = await operator.get(`${messages}/${ids.accepted}`);
  expect(await found(`from=${body.receivedAt}`)).not.toContain('delivered');
  expect(await found(`to=${body.receivedAt}`)).toEqual(['delivered']);
  for (const wrong of [
    'status=lost',
    'party=1',
    'errorCode=a%20b',
    'from=today',
    'from=2024-12-31T23:59:60Z',
    'to=2024-12-31T23:59:60Z',
    'bsn=1',
  ])
    expect((await operator.get(`${messages}?${wrong}`)).status, wrong).toBe(400);
});

test('text that cannot be kept is refused', async () => {
  const reason = 'a\u0000b';
  const calls: [method: string, path: string, body: object][] = [
    ['POST', '/v1/operations/replays', { reason, ids: [ids.failed] }],
    ['POST', `${messages}/${ids.failed}/dismissal`, { reason }],
    ['PUT', '/v1/parties/0363', { kind: 'gemeente', name: reason }],
    ['PUT', '/v1/parties/0363', { kind: 'gemeente', name: 'x', region: reason }],
  ];
  for (const [method, path, body] of calls) {
    const answer = await gateway.administrator.send(method, path, body);
    expect([answer.status, answer.body.type], path).toEqual([
      400,
      '/docs/problems/invalid-request',
    ]);
  }
});

test('pages follow each other without a gap or a repeat, while more comes in', async () => {
  const seen: string[] = [];
  let cursor = '';
  for (let page = 0; page < 10; page++) {
    const { body } = await operator.get(`${messages}?limit=2${cursor}`);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    if (page === 0) await plantFailed(gateway.store, 2, { recipient: '0362' });
    if (!body.next) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(seen).toEqual(Object.values(ids).reverse());
});

test('counts are per status, type, party and error code; delivered ones when asked for', async () => {
  const { body } = await operator.get('/v1/operations/counts?party=0363');
  expect(body).toEqual({
    count: 3,
    held: 1,
    byStatus: { accepted: 1, failed: 1, received: 1 },
    byType: { JW315: 3 },
    byParty: { '0363': 3, '12345678': 3 },
    byErrorCode: { '23514': 1 },
    complete: true,
  });
  const delivered = await operator.get('/v1/operations/counts?status=delivered');
  expect(delivered.body).toMatchObject({ count: 1, byStatus: { delivered: 1 } });
  const none = await operator.get('/v1/operations/counts?type=JW301');
  expect(none.body).toMatchObject({ count: 0, held: 0, byStatus: {} });
});

test('a message shows the step that is to come, and the replays that it was part of', async () => {
  const held = (await operator.get(`${messages}/${ids.held}`)).body;
  expect(held.waiting).toEqual({
    ...{ cause: 'held', message: expect.stringContaining('failed'), tries: 0 },
    ...{ nextTryAt: null, lastError: null },
  });
  const replay = { reason: 'try', ids: [ids.held] };
  await operator.send('POST', '/v1/operations/replays', replay);
  await expect
    .poll(async () => (await operator.get(`${messages}/${ids.held}`)).body.operations, {
      timeout: 10_000,
    })
    .toEqual([
      {
        ...{ id: expect.any(String), kind: 'replay', state: 'skipped', reason: 'try' },
        ...{ by: expect.stringMatching(/^ijw_/), createdAt: expect.stringMatching(/Z$/) },
      },
    ]);
  const bsn = 'child 999900006 waits';
  for (const [path, wish] of [
    ['replays', { reason: bsn, ids: [ids.held] }],
    ['redeliveries', { reason: bsn, party: '0363', ids: [ids.held] }],
    [`messages/${ids.held}/dismissal`, { reason: bsn }],
  ] as const)
    expect((await operator.send('POST', `/v1/operations/${path}`, wish)).body).toMatchObject({
      status: 400,
      type: expect.stringMatching(/text-has-bsn$/),
    });
});

test('the queue shows depth, the held line and the worker', async () => {
  const { body } = await operator.get('/v1/operations/queue');
  expect(body).toMatchObject({
    depth: 1,
    oldestWaitingSince: null,
    heldMessages: 1,
    heldLineCount: 1,
    heldLines: [{ heldBy: ids.failed, errorCode: '23514', waiting: 1 }],
    workers: [{ pid: process.pid, version: expect.any(String) }],
    redis: 'not-used',
    announced: null,
  });
});

test('nothing that a party wrote is shown to operators, or logged', async () => {
  const paths = [messages, `${messages}/${ids.failed}`, `${messages}/${ids.refused}`];
  paths.push('/v1/operations/counts', '/v1/operations/queue', '/v1/operations/replays');
  for (const path of paths) {
    const { status, body } = await operator.get(path);
    expect(status).toBe(200);
    expect(JSON.stringify(body), path).not.toContain(plantedBsn);
  }
  expect(gateway.logged.join()).not.toContain(plantedBsn);
  // The parties themselves do see it.
  expect((await aanbieder.get(`/v1/messages/${ids.failed}`)).body.identificatie).toBe(plantedBsn);
});

test('records are listed by pages, each kind apart', async () => {
  const failed = await plantFailed(gateway.store, 3, { recipient: '0362' });
  for (const id of failed)
    await operator.send('POST', '/v1/operations/replays', { reason: id, ids: [id] });
  const first = (await operator.get('/v1/operations/replays?limit=2')).body;
  expect(first.items.map((item: { reason: string }) => item.reason)).toEqual([
    failed[2],
    failed[1],
  ]);
  const second = (await operator.get(`/v1/operations/replays?limit=1&cursor=${first.next}`)).body;
  expect(second.items[0]).toMatchObject({ reason: failed[0], kind: 'replay' });
  expect((await operator.get('/v1/operations/redeliveries')).body).toEqual({
    items: [],
    next: null,
  });
  const path = `/v1/operations/redeliveries/${first.items[0].id}`;
  for (const method of ['GET', 'DELETE'])
    expect((await operator.send(method, path)).status).toBe(404);
  expect((await operator.get(`${path}/messages`)).status).toBe(404);
});

test('a message that breaks a rule shows which, where, and the answer that the gateway wrote', async () => {
  const broken = jw315().replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>2012-05-02<');
  const { body } = await aanbieder.post(broken.replace('<Bsn>999912008<', '<Bsn>999934508<'));
  await aanbieder.settled(body.id);
  const shown = await operator.get(`${messages}/${body.id}`);
  expect(shown.body).toMatchObject({
    status: 'rejected',
    findings: [{ rule: 'CS139', path: 'Client/Geboortedatum' }],
    findingCount: 1,
    byGateway: false,
  });
  const answer = await operator.get(`${messages}/${shown.body.answerId}`);
  expect(answer.body).toMatchObject({ type: 'JW316', byGateway: true, heenberichtId: body.id });
});

test('all of it is for administrators', async () => {
  const calls: [string, string, object?][] = [
    ['GET', messages],
    ['GET', `${messages}/${ids.failed}`],
    ['POST', `${messages}/${ids.failed}/dismissal`, { reason: 'x' }],
    ['GET', '/v1/operations/counts'],
    ['GET', '/v1/operations/queue'],
    ['GET', '/v1/operations/replays'],
    ['POST', '/v1/operations/replays', { reason: 'x', filter: {} }],
    ['POST', '/v1/operations/redeliveries', { reason: 'x', party: '0363' }],
    ['DELETE', `/v1/operations/replays/${ids.failed}`],
  ];
  for (const [method, path, body] of calls)
    expect((await aanbieder.send(method, path, body)).status, path).toBe(403);
});
