import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { bsnOf } from '../../region/conversion/world.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import {
  coded,
  consent,
  type GoalDesk,
  nextChild,
  openGoals,
  problemOf,
  secret,
  wish,
} from './support.ts';

let gateway: TestGateway;
let first: GoalDesk;
let desk: GoalDesk;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await openGoals(gateway);
  desk = await openGoals(gateway, first);
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  desk = await nextChild(desk);
});

const path = () => `/v1/allocations/${desk.allocation}/goals`;
const make = (json: object, by: Caller = desk.aanbieder) => by.send('POST', path(), json);
const goalOf = (id: string) => `/v1/goals/${id}`;

/** What the access log has of goals of this child, the oldest first. */
async function logged() {
  const { rows } = await gateway.store.pool.query(
    `select action, party, counterparty, actor_party, detail from (
      select id, action, party, counterparty, actor_party, detail, client_ids from access_log
      union all select id, action, party, counterparty, actor_party, detail, client_ids from access_log_fresh
    ) one where action like '%goal%' and $1 = any(client_ids) order by id`,
    [desk.client],
  );
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }));
}

test('an aanbieder notes a goal and how it ended; both sides see what is in codes, each step is in the access log', async () => {
  const made = await make(wish);
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect(made.headers.get('location')).toBe(goalOf(id));
  const { aanbieder, gemeente } = desk.parties;
  expect(made.body).toMatchObject({
    ...{ allocationId: desk.allocation, writer: aanbieder, own: true, domain: 'health' },
    ...{ domainName: 'Health, physical and mental', setOn: '2024-03-01' },
    ...{ evaluateOn: '2024-06-01', outcome: 'open', outcomeName: 'Open', outcomeOn: null },
    ...{ text: secret, outcomeText: null, consent, revision: 1 },
    changedBy: expect.any(String),
    links: { allocation: { href: `/v1/allocations/${desk.allocation}` } },
  });
  const ended = await desk.aanbieder.send('PATCH', goalOf(id), {
    ...{ revision: 1, outcome: 'reached', outcomeOn: '2024-06-03', outcomeText: 'Gelukt' },
  });
  expect(ended.body).toMatchObject({
    ...{ outcome: 'reached', outcomeOn: '2024-06-03', text: secret, outcomeText: 'Gelukt' },
    revision: 2,
  });
  const other = await desk.gemeente.get(goalOf(id));
  expect(other.body).toMatchObject({
    ...{ writer: aanbieder, own: false, domain: 'health', outcome: 'reached' },
    ...{ text: null, outcomeText: null, consent: null, changedBy: null },
    // They would tell that a text changed.
    ...{ revision: null, changedAt: null },
  });
  const { body } = await desk.gemeente.get(path());
  expect(body.items).toEqual([other.body]);

  const about = { goalId: id, allocationId: desk.allocation };
  const byAanbieder = { party: aanbieder, counterparty: gemeente, actor_party: aanbieder };
  const byGemeente = { party: gemeente, counterparty: aanbieder, actor_party: gemeente };
  const log = await logged();
  expect(log).toEqual([
    { ...byAanbieder, action: 'make-goal', detail: { ...about, revision: 1 } },
    // The gemeente does not see this row: it may be of a text.
    {
      ...byAanbieder,
      counterparty: null,
      action: 'change-goal',
      detail: { ...about, revision: 2 },
    },
    { ...byGemeente, action: 'read-goal', detail: about },
    {
      ...{ ...byGemeente, action: 'list-goals' },
      detail: { allocationId: desk.allocation, items: 1 },
    },
  ]);
  expect(JSON.stringify(log)).not.toContain(secret);
  expect((await verifyRows(gateway.store.pool, gateway.keys)).faults).toEqual([]);
});

test('the other side reads the texts when the consent says so, and no longer when it does not', async () => {
  const { body } = await make({ ...wish, consent: { ...consent, sharedWith: 'both' } });
  const shared = await desk.gemeente.get(goalOf(body.id));
  expect(shared.body).toMatchObject({ text: secret, consent: { sharedWith: 'both' }, own: false });
  const patch = { revision: 1, consent };
  expect((await desk.aanbieder.send('PATCH', goalOf(body.id), patch)).status).toBe(200);
  expect((await desk.gemeente.get(goalOf(body.id))).body).toMatchObject({
    text: null,
    consent: null,
  });
  expect((await desk.aanbieder.get(goalOf(body.id))).body).toMatchObject({ text: secret });
});

test('without consent there is no text, also not by a change; consent and codes alone are fine', async () => {
  const { consent: _, ...without } = wish;
  const refused = await make(without);
  expect([refused.status, problemOf(refused)]).toEqual([400, 'consent-needed']);
  expect(JSON.stringify(refused.body)).not.toContain(secret);
  const { body } = await make(coded);
  const send = (json: object) => desk.aanbieder.send('PATCH', goalOf(body.id), json);
  expect(problemOf(await send({ revision: 1, text: secret }))).toBe('consent-needed');
  expect(problemOf(await send({ revision: 1, outcomeText: secret }))).toBe('consent-needed');
  expect((await send({ revision: 1, text: secret, consent })).body).toMatchObject({
    ...{ text: secret, revision: 2 },
  });
  expect((await send({ revision: 2, text: null })).body).toMatchObject({ text: null, consent });
  expect(await keysIn(body.id)).toBe(0);
});

test('digits that may be a BSN are refused, and are not in the answer', async () => {
  const bsn = bsnOf(7);
  for (const written of [bsn, bsn.replace(/(...)(...)(...)/, '$1 $2.$3')])
    for (const name of ['text', 'outcomeText']) {
      const refused = await make({ ...wish, [name]: `Van ${written} dus` });
      expect([refused.status, problemOf(refused)]).toEqual([400, 'text-has-bsn']);
      expect(JSON.stringify(refused.body)).not.toContain(written);
      expect(refused.body.detail).toContain(name);
    }
});

test.each([
  [{ setOn: '2199-01-01' }, 'body/setOn', 'notAfter'],
  [{ setOn: '1899-12-31' }, 'body/setOn', 'pattern'],
  [{ evaluateOn: '2024-02-29' }, 'body/evaluateOn', 'notBefore'],
  [{ outcome: 'reached' }, 'body/outcomeOn', 'required'],
  [{ outcomeOn: '2024-06-01' }, 'body/outcomeOn', 'onlyWith'],
  [{ outcome: 'dropped', outcomeOn: '2024-02-29' }, 'body/outcomeOn', 'notBefore'],
  [{ outcome: 'dropped', outcomeOn: '2199-01-01' }, 'body/outcomeOn', 'notAfter'],
  [{ consent: { ...consent, on: '2199-01-01' } }, 'body/consent/on', 'notAfter'],
  [{ consent: { ...consent, by: 'nobody' } }, 'body/consent/by', 'enum'],
  [{ domain: 'weather' }, 'body/domain', 'enum'],
  [{ text: 'a\u0000b' }, 'body/text', 'pattern'],
  [{ text: 'a'.repeat(2001) }, 'body/text', 'maxLength'],
  [{ bsn: '1' }, 'body/*', 'additionalProperties'],
])('what a goal cannot say is refused: %o', async (change, element, rule) => {
  const { status, body } = await make({ ...wish, ...change });
  expect([status, body.type.split('/').at(-1)]).toEqual([400, 'invalid-request']);
  expect(body.violations).toContainEqual(expect.objectContaining({ element, rule }));
  for (const { message } of body.violations) expect(message).toMatch(/^[A-Z].*\.$/);
});

test('a goal that ended is opened again without the day on which it ended', async () => {
  const { body } = await make({ ...coded, outcome: 'dropped', outcomeOn: '2024-04-01' });
  const open = { revision: 1, outcome: 'open' };
  const opened = await desk.aanbieder.send('PATCH', goalOf(body.id), open);
  expect(opened.body).toMatchObject({ outcome: 'open', outcomeOn: null });
});

test('only the side that wrote a goal changes or destroys it', async () => {
  const { body } = await make(wish);
  const all: [string, string, object?][] = [
    ['PATCH', goalOf(body.id), { revision: 1, outcome: 'open' }],
    ['DELETE', `${goalOf(body.id)}/text`],
    ['DELETE', goalOf(body.id)],
  ];
  for (const [method, at, json] of all) {
    const refused = await desk.gemeente.send(method, at, json);
    expect([method, refused.status, problemOf(refused)]).toEqual([method, 403, 'not-your-goal']);
  }
  expect((await desk.aanbieder.get(goalOf(body.id))).body).toEqual(body);
  // Goals of its own it has beside those.
  const own = await make(coded, desk.gemeente);
  expect(own.body).toMatchObject({ writer: desk.parties.gemeente, own: true });
  expect((await desk.aanbieder.get(path())).body.items).toMatchObject([
    { id: body.id, own: true },
    { id: own.body.id, own: false },
  ]);
});

test('for everybody else a goal is one that there is not', async () => {
  const { body } = await make({ ...wish, consent: { ...consent, sharedWith: 'both' } });
  const house = await gateway.party('00000003123456780000');
  const types = { mandatary: '00000003123456780000', messageTypes: ['JW301', 'JW305', 'JW315'] };
  const given = await desk.aanbieder.send(
    'POST',
    `/v1/parties/${desk.parties.aanbieder}/mandates`,
    types,
  );
  expect(given.status).toBe(201);
  const office = '00000001234567890000';
  const manager = await gateway.party(office, { kind: 'regional-office' });
  const designations = `/v1/parties/${desk.parties.gemeente}/designations`;
  expect((await desk.gemeente.send('POST', designations, { office })).status).toBe(201);
  const asks = (goal: string, allocation: string): [string, string, object?][] => [
    ['GET', goalOf(goal)],
    ['PATCH', goalOf(goal), { revision: 1, outcome: 'open' }],
    ['DELETE', `${goalOf(goal)}/text`],
    ['DELETE', goalOf(goal)],
    ['GET', `/v1/allocations/${allocation}/goals`],
    ['POST', `/v1/allocations/${allocation}/goals`, wish],
  ];
  const there = asks(body.id, desk.allocation);
  const nowhere = asks(randomUUID(), randomUUID());
  const before = (await logged()).length;
  for (const caller of [first.aanbieder, first.gemeente, house])
    for (const [index, [method, at, json]] of there.entries()) {
      const [, none = ''] = nowhere[index] ?? [];
      const answers = await Promise.all([
        caller.send(method, at, json),
        caller.send(method, none, json),
      ]);
      const said = answers.map(({ status, body: { instance: _, requestId: __, ...rest } }) => [
        status,
        rest,
      ]);
      expect(said[0]).toEqual(said[1]);
      expect(answers[0]?.status).toBe(404);
    }
  const staff = async (role: 'operator' | 'auditor') => {
    const { db } = gateway.store;
    const { key } = await createStaffKey(db, gateway.keys.rows, localCall('test'), role);
    return new Caller(gateway.address, key);
  };
  const others = [manager, await staff('operator'), await staff('auditor'), gateway.administrator];
  for (const caller of others)
    for (const [method, at, json] of there)
      expect((await caller.send(method, at, json)).status).toBe(403);
  expect((await logged()).length).toBe(before);
  expect((await desk.aanbieder.get(goalOf(body.id))).body).toEqual(body);
});

test('what is posted twice, or many times at once, is one goal; another text is another goal', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => make(wish)));
  expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
  expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
  const [{ body } = { body: {} }] = all;
  // Also after its outcome was noted.
  const patch = { revision: 1, outcome: 'dropped', outcomeOn: '2024-06-03' };
  await desk.aanbieder.send('PATCH', goalOf(body.id), patch);
  expect((await make(wish)).body).toMatchObject({ id: body.id, outcome: 'dropped' });
  expect((await make({ ...wish, text: 'Iets anders' })).status).toBe(201);
  // The same words of the other side are its own.
  expect((await make(wish, desk.gemeente)).status).toBe(201);
  expect((await desk.aanbieder.get(path())).body.items).toHaveLength(3);
});

test('one who changes what another changed meanwhile is told so; of many at once one is first', async () => {
  const { body } = await make(wish);
  const send = (evaluateOn: string) =>
    desk.aanbieder.send('PATCH', goalOf(body.id), { revision: 1, evaluateOn });
  const all = await Promise.all(['2024-07-01', '2024-08-01', '2024-09-01', '2024-10-01'].map(send));
  expect(all.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  const late = all.find(({ status }) => status === 409);
  expect(late && problemOf(late)).toBe('goal-changed');
  expect(late?.body.detail).toContain('is 2 now');
  expect((await desk.aanbieder.get(goalOf(body.id))).body).toMatchObject({ revision: 2 });
});

test('a side has fifty goals of an allocation at most, also when it posts at once; the other side its own', async () => {
  for (let count = 0; count < 48; count++)
    await make({
      ...coded,
      evaluateOn: `2025-01-${String((count % 28) + 1).padStart(2, '0')}`,
      domain: count < 28 ? 'home' : 'social',
    });
  const all = await Promise.all(
    Array.from({ length: 5 }, (_, n) => make({ ...coded, evaluateOn: `2026-02-0${n + 1}` })),
  );
  expect(all.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409]);
  const refused = await make({ ...coded, evaluateOn: '2026-03-01' });
  expect(problemOf(refused)).toBe('too-many-goals');
  expect(refused.body.detail).toContain('50');
  expect((await make(coded, desk.gemeente)).status).toBe(201);
  // What is there may be posted again.
  const again = await make({ ...coded, domain: 'home', evaluateOn: '2025-01-01' });
  expect(again.status).toBe(200);
  expect((await desk.gemeente.get(path())).body.items).toHaveLength(51);
});

/** How many keys there are of a goal. */
async function keysIn(id: string): Promise<number | null> {
  return (await gateway.store.pool.query('select from data_key where id = $1', [id])).rowCount;
}

test('when the consent is withdrawn the texts, their key and the consent are gone, and what is coded stays', async () => {
  const { body } = await make(wish);
  const { rows: before } = await gateway.store.pool.query(
    "select encode(sealed, 'hex') as sealed from goal where id = $1",
    [body.id],
  );
  expect(await keysIn(body.id)).toBe(1);
  const gone = await desk.aanbieder.send('DELETE', `${goalOf(body.id)}/text`);
  expect(gone.status).toBe(200);
  expect(gone.body).toMatchObject({ domain: 'health', text: null, consent: null, revision: 2 });
  expect(await keysIn(body.id)).toBe(0);
  const { rows } = await gateway.store.pool.query(
    'select goal::text as row from goal where id = $1',
    [body.id],
  );
  expect(rows[0].row).not.toContain(before[0].sealed);
  // Once more changes nothing.
  const again = await desk.aanbieder.send('DELETE', `${goalOf(body.id)}/text`);
  expect(again.body).toEqual(gone.body);
  expect((await logged()).map(({ action }) => action)).toEqual([
    ...['make-goal', 'destroy-goal-text', 'destroy-goal-text'],
  ]);
  expect((await verifyRows(gateway.store.pool, gateway.keys)).faults).toEqual([]);
});

test('a goal that is deleted leaves nothing but rows of the access log; repeating it is harmless', async () => {
  const { body } = await make(wish);
  const deleted = await desk.aanbieder.send('DELETE', goalOf(body.id));
  expect(deleted.body).toEqual({ id: body.id, allocationId: desk.allocation });
  expect(await keysIn(body.id)).toBe(0);
  const left = await gateway.store.pool.query('select from goal where client_id = $1', [
    desk.client,
  ]);
  expect(left.rowCount).toBe(0);
  for (const [method, at] of [
    ['DELETE', goalOf(body.id)],
    ['GET', goalOf(body.id)],
    ['DELETE', `${goalOf(body.id)}/text`],
  ] as const)
    expect(problemOf(await desk.aanbieder.send(method, at))).toBe('not-found');
  expect((await logged()).map(({ action }) => action)).toEqual(['make-goal', 'delete-goal']);
  // The parties read that in the log.
  const log = await desk.gemeente.get('/v1/access-log?action=delete-goal');
  expect(log.body.items).toMatchObject([
    { clientIds: [desk.client], party: desk.parties.aanbieder },
  ]);
  expect((await verifyRows(gateway.store.pool, gateway.keys)).faults).toEqual([]);
});

test('what is destroyed while it is changed or read ends whole', async () => {
  const { body } = await make(wish);
  const calls: Promise<{ status: number }>[] = [];
  for (let n = 0; n < 4; n++) {
    calls.push(desk.aanbieder.get(goalOf(body.id)));
    calls.push(desk.aanbieder.send('PATCH', goalOf(body.id), { revision: 1, text: `Nieuw ${n}` }));
    calls.push(desk.aanbieder.send('DELETE', `${goalOf(body.id)}/text`));
  }
  const all = await Promise.all(calls);
  expect(all.filter(({ status }) => ![200, 400, 409].includes(status))).toEqual([]);
  expect((await desk.aanbieder.get(goalOf(body.id))).body).toMatchObject({ text: null });
  const deleted = await Promise.all(
    Array.from({ length: 3 }, () => desk.aanbieder.send('DELETE', goalOf(body.id))),
  );
  expect(deleted.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
  expect(await keysIn(body.id)).toBe(0);
  expect((await verifyRows(gateway.store.pool, gateway.keys)).faults).toEqual([]);
});
