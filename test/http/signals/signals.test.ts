import { afterAll, beforeAll, expect, test } from 'vitest';
import { bsnOf } from '../../region/conversion/world.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { plantChild } from '../../support/signals.ts';

const [amsterdam, dijk, office] = ['0363', '12345678', '00000001234567890000'] as const;
let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let manager: Caller;
let about: { client: string; allocation: string };
beforeAll(async () => {
  gateway = await startTestGateway({ SMALL_PROVIDER_CHILDREN: '2' });
  aanbieder = await gateway.party(dijk);
  gemeente = await gateway.party(amsterdam);
  manager = await gateway.party(office, { kind: 'regional-office' });
  await gemeente.send('POST', `/v1/parties/${amsterdam}/designations`, { office });
  const { store, keys } = gateway;
  about = await plantChild(store.pool, keys, { bsn: bsnOf(0), number: '101' });
});
afterAll(() => gateway?.remove());

const text = 'Het budget past niet bij het plan.';
const wish = () => ({ kind: 'budget', segment: 'C', text, allocation: about.allocation });

test('a signal from its report to its end', async () => {
  const made = await aanbieder.send('POST', '/v1/signals', wish());
  expect(made.status).toBe(201);
  expect(made.headers.get('cache-control')).toBe('private, no-store');
  const { id } = made.body;
  const self = `/v1/signals/${id}`;
  expect(made.body).toMatchObject({
    ...{ version: 1, status: 'open', size: 'small', text, links: { self: { href: self } } },
    ...about,
  });
  const found = await manager.get('/v1/signals?status=open&kind=budget&segment=C');
  expect(found.body.items).toMatchObject([{ id, provider: dijk }]);
  expect(found.body.items[0]).not.toHaveProperty('text');

  const answer = { version: 1, text: 'Wij bellen u.' };
  expect((await manager.send('POST', `${self}/answers`, answer)).body).toMatchObject({
    ...{ status: 'answered', version: 2 },
    answers: [{ by: office, text: 'Wij bellen u.' }],
  });
  const late = await manager.send('POST', `${self}/answers`, answer);
  expect(late).toMatchObject({ status: 409, body: { type: '/docs/problems/signal-changed' } });
  expect(late.body.detail).toContain('version 2');

  const another = (await gemeente.send('POST', '/v1/signals', { kind: 'other', text })).body.id;
  const link = `${self}/links/${another}`;
  expect((await manager.send('PUT', link)).body.linked).toEqual([another]);
  expect((await gemeente.get(self)).body.linked).toEqual([another]);
  expect((await aanbieder.get(self)).body.linked).toEqual([]);
  expect((await manager.send('DELETE', link)).body.linked).toEqual([]);

  const closing = { version: 2, reason: 'solved', text: 'Zo is het besproken.' };
  expect((await manager.send('POST', `${self}/closure`, closing)).status).toBe(200);
  const after = (await aanbieder.get(self)).body;
  expect(after).toMatchObject({ status: 'closed', closeReason: 'solved', closedBy: office });
  expect(after.answers).toHaveLength(2);
});

test('an operator sees coded rows, and counts them', async () => {
  await aanbieder.send('POST', '/v1/signals', wish());
  const { body } = await gateway.administrator.get('/v1/signals');
  const { items } = body;
  expect(items.length).toBeGreaterThan(0);
  const one = await gateway.administrator.get(`/v1/signals/${items[0].id}`);
  for (const shown of [items[0], one.body])
    for (const name of ['text', 'client', 'allocation']) expect(shown).not.toHaveProperty(name);
  const counts = await gateway.administrator.get(
    '/v1/signals/counts?from=2026-01-01&until=2027-12-31',
  );
  expect(counts.status).toBe(200);
  expect((await aanbieder.get('/v1/signals/counts?from=2026-01-01&until=2026-12-31')).status).toBe(
    403,
  );
});

test.each([
  ['a text with a BSN', { text: 'Over 999 900 006' }, 400, 'text-has-bsn'],
  ['no words', { text: '    ' }, 400, 'invalid-request'],
  ['a text that is too long', { text: 'a'.repeat(4001) }, 400, 'invalid-request'],
  ['a kind that there is not', { kind: 'money' }, 400, 'invalid-request'],
  ['gemeenten with an allocation', { gemeenten: [amsterdam] }, 400, 'invalid-request'],
  ['nobody concerned', { allocation: undefined }, 400, 'invalid-request'],
  [
    'the same gemeente twice',
    { allocation: undefined, gemeenten: [amsterdam, amsterdam] },
    400,
    'invalid-request',
  ],
  [
    'a gemeente that is not here',
    { allocation: undefined, gemeenten: ['0998'] },
    400,
    'unknown-party',
  ],
  [
    'an allocation that there is not',
    { allocation: '0197f3a0-0000-8000-8000-000000000001' },
    404,
    'not-found',
  ],
])('%s is refused, in words that say what to do', async (_, change, status, type) => {
  const { status: given, body } = await aanbieder.send('POST', '/v1/signals', {
    ...wish(),
    ...change,
  });
  expect({ status: given, type: body.type }).toEqual({ status, type: `/docs/problems/${type}` });
  for (const { message = '' } of body.violations ?? []) expect(message).toMatch(/\w+ \w+/);
});

test('who was not designated, or no longer is, sees nothing', async () => {
  const other = '00000001234567890001';
  const stranger = await gateway.party(other, { kind: 'regional-office' });
  const path = `/v1/parties/${amsterdam}/designations`;
  expect((await stranger.get('/v1/signals')).status).toBe(403);
  const { body } = await gemeente.send('POST', path, { office: other });
  expect((await stranger.get('/v1/signals')).body.items.length).toBeGreaterThan(0);
  await gemeente.send('DELETE', `${path}/${body.id}`);
  expect((await stranger.get('/v1/signals')).status).toBe(403);
});
