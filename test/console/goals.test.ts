import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGoal } from '../../src/console/pages/goals/typed.ts';
import { keyOf } from '../support/console.ts';
import { plantAllocations } from '../support/console-allocations.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let allocation: string;
const visitors: Record<string, Visitor> = {};
const by = (who: string) => visitors[who] as Visitor;
beforeAll(async () => {
  gateway = await startTestGateway();
  const gemeente = await gateway.party('0363', { name: 'Amsterdam', retourBy: 'gateway' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk', retourBy: 'gateway' });
  const other = await gateway.party('87654321', { name: 'De Wal' });
  const planted = await plantAllocations(gemeente, aanbieder);
  allocation = planted.ids.get('101') ?? '';
  for (const [who, caller] of Object.entries({ gemeente, aanbieder, other })) {
    visitors[who] = new Visitor(gateway.address);
    await visitors[who].signIn(keyOf(caller));
  }
});
afterAll(() => gateway?.remove());

const path = (more = '') => `/console/allocations/${allocation}/goals${more}`;
const goal = { 'goal-domain': 'home', 'goal-set': '1-3-2024', 'goal-outcome': 'open' };
const count = async () => (await gateway.store.pool.query('select from goal')).rowCount;
const make = async (values: Readonly<Record<string, string>>) => {
  const { body } = await aanbieder.send('POST', `/v1/allocations/${allocation}/goals`, values);
  return body.id as string;
};

test('what is typed of a goal, and what is wrong with it', () => {
  const keys = (values: Readonly<Record<string, string>>) => [
    ...readGoal({ ...goal, ...values }, 'nl').faults.keys(),
  ];
  expect(keys({})).toEqual([]);
  expect(keys({ 'goal-domain': 'money', 'goal-set': '' })).toEqual(['goal-domain', 'goal-set']);
  expect(keys({ 'goal-text': 'a\u0000b' })).toEqual(['goal-text']);
  expect(keys({ 'goal-text': 'a\r\nb' })).toEqual([]);
  expect(keys({ 'goal-text': 'x'.repeat(2001) })).toEqual(['goal-text']);
  // A consent is whole, or not there.
  expect(keys({ 'consent-by': 'both' })).toEqual(['consent-on', 'consent-how', 'consent-with']);
  const consent = { 'consent-by': 'both', 'consent-how': 'written', 'consent-with': 'own' };
  expect(readGoal({ ...goal, ...consent, 'consent-on': '1-3-2024' }, 'nl').wish?.consent).toEqual({
    ...{ by: 'both', how: 'written', sharedWith: 'own', on: '2024-03-01' },
  });
});

test('a form that comes twice notes, changes and destroys once', async () => {
  const page = await by('aanbieder').get(path());
  for (let turn = 0; turn < 2; turn++) {
    const sent = await by('aanbieder').send(page, path(), goal);
    expect(sent.location).toContain('done=made');
  }
  expect(await count()).toBe(1);
  const { body } = await aanbieder.get(`/v1/allocations/${allocation}/goals`);
  const { id } = body.items[0];
  const edit = await by('aanbieder').get(path(`?edit=${id}`));
  const ended = { ...goal, 'goal-outcome': 'reached', 'goal-ended': '1-6-2024' };
  for (let turn = 0; turn < 2; turn++) {
    const sent = await by('aanbieder').send(edit, `/console/goals/${id}`, ended);
    expect(sent.location).toContain('done=changed');
  }
  for (let turn = 0; turn < 2; turn++) {
    const sent = await by('aanbieder').send(edit, `/console/goals/${id}/destruction`);
    expect(sent.location).toContain('done=gone');
  }
  expect(await count()).toBe(0);
});

test('days that cannot be are told at their fields', async () => {
  const page = await by('aanbieder').get(path());
  const wrong = async (values: Readonly<Record<string, string>>) => {
    const { status, text } = await by('aanbieder').send(page, path(), { ...goal, ...values });
    expect(status).toBe(400);
    return [...text.matchAll(/id="([a-z-]+)-fault"/g)].map(([, name]) => name);
  };
  expect(await wrong({ 'goal-set': '1-1-2100' })).toEqual(['goal-set']);
  expect(await wrong({ 'goal-evaluate': '1-1-2024' })).toEqual(['goal-evaluate']);
  expect(await wrong({ 'goal-outcome': 'dropped' })).toEqual(['goal-ended']);
  expect(await wrong({ 'goal-ended': '1-4-2024' })).toEqual(['goal-ended']);
  expect(await count()).toBe(0);
});

test('goals are of both sides of an allocation, and changed by who wrote them', async () => {
  const id = await make({ domain: 'safety', setOn: '2024-03-01' });
  const theirs = await by('gemeente').get(path());
  expect(theirs.text).toContain('Veiligheid');
  expect(theirs.text).not.toContain(`edit=${id}`);
  const form = await by('gemeente').get(path());
  const { fields } = { fields: { ...goal, token: tokenOf(form.text) } };
  const refused = await by('gemeente').post(`/console/goals/${id}/destruction`, fields);
  expect(refused.status).toBe(403);
  expect((await by('gemeente').post(`/console/goals/${id}`, fields)).status).toBe(403);
  // For others there is no goal, and no allocation.
  for (const at of [path(), path().replace(allocation, allocation.replace(/^./, '0'))])
    expect((await by('other').get(at)).status).toBe(404);
  const token = tokenOf((await by('other').get('/console/drafts')).text);
  const lost = await by('other').post(`/console/goals/${id}`, { ...goal, token });
  expect(lost.status).toBe(404);
  expect(await count()).toBe(1);
});

const tokenOf = (text: string) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
