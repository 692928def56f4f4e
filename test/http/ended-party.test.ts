import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dutchDate } from '../../src/standard/calendar.ts';
import { makeAuthority } from '../support/certificates.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { arrived, idsOf, inboxOf, problem } from '../support/mandate-world.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

const [beemster, purmerend, amsterdam, dijk] = ['0370', '0439', '0363', '12345678'];
const house = '00000003123456780000';
const ended = problem('party-ended');
let gateway: TestGateway;
let old: Caller;
let successor: Caller;
let stranger: Caller;
let aanbieder: Caller;
let software: Caller;
/** What came in for Beemster before it ended, and the Header of the second. */
let message: string;
const answered = { identificatie: newIdentificatie(), ontvanger: beemster };
let toAnswer: string;
let mandate: string;
/** The key of Beemster that its successor takes back. */
let spare: { id: string; caller: Caller };

const ownPath = `/v1/parties/${beemster}`;
const change = (code: string, part: object) =>
  gateway.administrator.send('PATCH', `/v1/parties/${code}`, part);

beforeAll(async () => {
  gateway = await startTestGateway();
  [old, successor, stranger, aanbieder, software] = (await Promise.all(
    [beemster, purmerend, amsterdam, dijk, house].map((code) => gateway.party(code)),
  )) as [Caller, Caller, Caller, Caller, Caller];
  const caller = await gateway.party(beemster);
  const keys = (await old.get(`${ownPath}/api-keys`)).body.items;
  spare = { id: keys.at(-1).id, caller };
  message = await arrived(aanbieder, jw315({ ontvanger: beemster }));
  toAnswer = await arrived(aanbieder, jw315(answered));
  const wish = { mandatary: house, messageTypes: ['JW301', 'JW315', 'JW316'] };
  mandate = (await old.send('POST', `${ownPath}/mandates`, wish)).body.id;
  const back = { mandatary: beemster, messageTypes: ['JW301', 'JW315', 'JW316'] };
  await stranger.send('POST', `/v1/parties/${amsterdam}/mandates`, back);
  expect((await change(beemster, { until: '2024-12-31', successor: purmerend })).status).toBe(200);
  // Who calls is looked up again after a second at most.
  await vi.waitFor(async () => {
    expect((await successor.get(`/v1/messages/${message}`)).status).toBe(200);
  }, 15_000);
});
afterAll(() => gateway?.remove());

describe('a party that has ended', () => {
  test('posts nothing any more, and no answer either', async () => {
    const jw301 = (afzender: string) =>
      fixture('JW301/valid-complete.xml', { afzender, identificatie: newIdentificatie() });
    expect(await old.post(jw301(beemster))).toMatchObject({ status: 403, ...ended });
    expect(await old.post(jw316(answered))).toMatchObject({ status: 403, ...ended });
    // By a mandate of another.
    expect(await old.post(jw301(amsterdam))).toMatchObject({
      status: 403,
      ...problem('no-mandate'),
    });
    const { rows } = await gateway.store.pool.query(
      `select from message where actor_party = $1 and status <> 'refused'`,
      [beemster],
    );
    expect(rows).toEqual([]);
  });

  test('leaves its mailbox to its successor', async () => {
    for (const ids of [[message], ['0197f3a0-0000-7000-8000-000000000001']])
      expect(await old.send('POST', '/v1/inbox/acknowledgements', { ids })).toMatchObject({
        status: 403,
        ...ended,
      });
    expect(await inboxOf(successor, `party=${beemster}`)).toEqual([message, toAnswer]);
  });

  test('reads what is its own', async () => {
    expect(await inboxOf(old, '')).toEqual([message, toAnswer]);
    expect((await old.get(`/v1/messages/${message}`)).status).toBe(200);
    expect((await old.content(message)).length).toBeGreaterThan(1000);
    expect((await old.get('/v1/access-log')).status).toBe(200);
  });

  test('gives and gets no mandate and no key, whoever asks for it', async () => {
    const given = { mandatary: house, messageTypes: ['JW305'] };
    for (const caller of [old, successor, gateway.administrator])
      expect(await caller.send('POST', `${ownPath}/mandates`, given)).toMatchObject(ended);
    const received = { mandatary: beemster, messageTypes: ['JW305'] };
    const path = `/v1/parties/${amsterdam}/mandates`;
    expect(await stranger.send('POST', path, received)).toMatchObject(ended);
    const { administrator } = gateway;
    expect(await administrator.send('POST', `${ownPath}/api-keys`)).toMatchObject(ended);
    const { certificate } = makeAuthority().client();
    expect(
      await administrator.send('POST', `${ownPath}/certificates`, { certificate }),
    ).toMatchObject(ended);
  });

  test('without a successor it may still empty its mailbox, and posts nothing', async () => {
    const wal = '12345679';
    const caller = await gateway.party(wal);
    const header = { identificatie: newIdentificatie(), afzender: wal };
    await arrived(caller, jw315(header));
    const retour = await arrived(stranger, jw316(header));
    await change(wal, { until: '2024-12-31' });
    expect(await caller.post(jw315({ afzender: wal }))).toMatchObject(ended);
    const { body } = await caller.send('POST', '/v1/inbox/acknowledgements', { ids: [retour] });
    expect(body).toEqual({ acknowledged: [retour], unknown: [] });
  });

  test('has not ended on its last day', async () => {
    const last = '12345670';
    const caller = await gateway.party(last, { until: dutchDate(new Date()) });
    // At midnight between these two it has.
    const { status } = await caller.post(jw315({ afzender: last }));
    const today = (await gateway.administrator.get('/v1/parties')).body.items.find(
      ({ code }: { code: string }) => code === last,
    ).until;
    if (today === dutchDate(new Date())) expect(status).toBe(202);
  });
});

describe('a mandatary of a party that has ended', () => {
  test('finds nothing, posts nothing and acknowledges nothing', async () => {
    const { items } = (await software.get(`/v1/parties/${house}/mandates`)).body;
    expect(items).toMatchObject([{ id: mandate, active: false, withdrawnAt: null }]);
    for (const path of [`/v1/messages/${message}`, `/v1/messages/${message}/content`])
      expect((await software.get(path)).status).toBe(404);
    for (const path of ['/v1/inbox', '/v1/messages'])
      expect(await software.get(`${path}?party=${beemster}`)).toMatchObject(problem('no-mandate'));
    expect(await software.post(jw316(answered))).toMatchObject(problem('no-mandate'));
    const ids = [message];
    const { body } = await software.send('POST', '/v1/inbox/acknowledgements', { ids });
    expect(body).toEqual({ acknowledged: [], unknown: ids });
  });
});

describe('the successor', () => {
  test('sees the keys and mandates that are left, which nobody else does', async () => {
    for (const what of ['api-keys', 'mandates']) {
      const seen = await successor.get(`${ownPath}/${what}`);
      expect(seen).toMatchObject({ status: 200, body: (await old.get(`${ownPath}/${what}`)).body });
      for (const caller of [stranger, software, aanbieder])
        expect((await caller.get(`${ownPath}/${what}`)).status).toBe(404);
      expect((await old.get(`/v1/parties/${purmerend}/${what}`)).status).toBe(404);
    }
    const { items } = (await successor.get(`${ownPath}/mandates`)).body;
    expect(idsOf(items)).toContain(mandate);
  });

  test('ends them, and both read that in the access log', async () => {
    const paths = [`${ownPath}/api-keys/${spare.id}`, `${ownPath}/mandates/${mandate}`];
    for (const path of paths) {
      expect((await stranger.send('DELETE', path)).status).toBe(404);
      expect((await successor.send('DELETE', path)).status).toBe(200);
    }
    await expect.poll(async () => (await spare.caller.get('/v1/inbox')).status).toBe(401);
    for (const caller of [old, successor])
      for (const action of ['revoke-key', 'withdraw-mandate']) {
        const { items } = (await caller.get(`/v1/access-log?action=${action}`)).body;
        expect(items).toMatchObject([{ actorParty: purmerend, party: beemster }]);
      }
  });

  test('answers in the name of the other, and empties its mailbox', async () => {
    const retour = await successor.post(jw316(answered));
    expect(retour.status).toBe(202);
    await successor.settled(retour.body.id);
    const ids = [message, toAnswer];
    const { body } = await successor.send('POST', '/v1/inbox/acknowledgements', { ids });
    expect(body).toEqual({ acknowledged: ids, unknown: [] });
  });
});

test('who sends again what it posted by a mandate that ended learns that it was taken, and no more', async () => {
  const path = `/v1/parties/${dijk}/mandates`;
  const wish = { mandatary: house, messageTypes: ['JW315'] };
  const given = await aanbieder.send('POST', path, wish);
  const xml = jw315();
  const id = await arrived(software, xml);
  expect((await software.post(xml)).body).toEqual({ id, type: 'JW315', status: 'accepted' });
  await aanbieder.send('DELETE', `${path}/${given.body.id}`);
  expect(await software.post(xml)).toMatchObject({
    status: 200,
    body: { id, type: 'JW315', status: 'received' },
  });
});
