import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller, TestGateway } from '../support/gateway.ts';
import {
  arrived,
  dijk,
  house,
  idsOf,
  inboxOf,
  MandateWorld,
  problem,
  wal,
} from '../support/mandate-world.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

let world: MandateWorld;
let aanbieder: Caller;
let gateway: TestGateway;
let gemeente: Caller;
let neighbour: Caller;
let software: Caller;

beforeAll(async () => {
  world = await MandateWorld.make();
  ({ aanbieder, gateway, gemeente, neighbour, software } = world);
});
afterAll(() => world?.gateway.remove());

describe('the same bytes', () => {
  test('have one id, whichever of the two posts them again, and at once by both', async () => {
    await using _ = await world.mandate(['JW315', 'JW316']);
    const xml = jw315();
    const id = await arrived(software, xml);
    for (const caller of [software, aanbieder])
      expect(await caller.post(xml)).toMatchObject({ status: 200, body: { id } });
    const own = jw315();
    const first = await arrived(aanbieder, own);
    expect(await software.post(own)).toMatchObject({ status: 200, body: { id: first } });
    // Of what meanwhile would be refused: a retour, of which the message has its answer.
    const header = { identificatie: newIdentificatie() };
    await arrived(software, jw315(header));
    await using asGemeente = await world.mandate(['JW316'], { by: gemeente, party: '0363' });
    const retour = await arrived(gemeente, jw316(header));
    expect(await software.post(jw316(header))).toMatchObject({ status: 200, body: { id: retour } });
    await asGemeente.withdraw();
    expect((await software.post(jw316(header))).status).toBe(403);

    const race = jw315();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 ? software : aanbieder).post(race)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 202]);
  });

  test('are known to who posted them also when the mandate is over; to no other', async () => {
    const given = await world.mandate(['JW315']);
    const xml = jw315();
    // So large that it is looked for before it is judged.
    const large = jw315() + ' '.repeat(70_000);
    const id = await arrived(software, xml);
    const largeId = await arrived(software, large);
    const theirs = jw315();
    await arrived(aanbieder, theirs);
    await given.withdraw();
    expect(await software.post(xml)).toMatchObject({ status: 200, body: { id } });
    expect(await software.post(large)).toMatchObject({ status: 200, body: { id: largeId } });
    expect(await software.post(theirs)).toMatchObject({ status: 403, ...problem('no-mandate') });
  });
});

describe('what is refused at the door', () => {
  test('is kept for who posted it, with or without a mandate, and for no other', async () => {
    await using _ = await world.mandate(['JW315']);
    const broken = jw315().replace('<Bsn>999912008</Bsn>', '<Bsn>99991200</Bsn>');
    for (const [xml, status, code] of [
      ['not xml', 400, 'not-well-formed'],
      [broken, 400, 'xsd'],
      [jw315({ afzender: wal }), 403, 'no-mandate'],
      [jw315({ afzender: 'Dijk' }), 403, 'not-your-message'],
      [jw315({ afzender: house }), 400, 'xsd'],
    ] as const) {
      const refused = await software.post(xml);
      expect(refused, code).toMatchObject({ status, ...problem(code) });
      const { messageId } = refused.body;
      const kept = await software.get(`/v1/messages/${messageId}`);
      expect(kept.body).toMatchObject({ status: 'refused', sender: house });
      expect((await software.content(messageId)).toString()).toBe(xml);
      for (const other of [aanbieder, neighbour])
        expect((await other.get(`/v1/messages/${messageId}`)).status).toBe(404);
      expect(await world.rowsOf(messageId)).toMatchObject([
        { action: 'post', actor_party: house, party: house, mandate_id: null },
        { action: 'read-content', actor_party: house, party: house, mandate_id: null },
      ]);
    }
    // The same bytes, once they can be taken.
    const early = jw315({ afzender: wal });
    const { messageId } = (await software.post(early)).body;
    await using __ = await world.mandate(['JW315'], { by: neighbour, party: wal });
    const id = await arrived(software, early);
    expect(id).not.toBe(messageId);
  });

  test('as a mistake of who has a name of its own, unless it had a mandate', async () => {
    const xml = jw315();
    expect(await neighbour.post(xml)).toMatchObject({
      status: 403,
      ...problem('not-your-message'),
    });
    const given = await world.mandate(['JW315'], { mandatary: wal });
    await given.withdraw();
    expect(await neighbour.post(jw315())).toMatchObject({ status: 403, ...problem('no-mandate') });
  });
});

test('an aanbieder may act for another beside its own messages', async () => {
  await using _ = await world.mandate(['JW315'], { mandatary: wal });
  const own = await arrived(neighbour, jw315({ afzender: wal }));
  const theirs = await arrived(neighbour, jw315());
  expect((await aanbieder.get(`/v1/messages/${own}`)).status).toBe(404);
  expect((await neighbour.get(`/v1/messages/${theirs}`)).body.sender).toBe(dijk);
  const listed = idsOf((await neighbour.get('/v1/messages?limit=1000')).body.items);
  expect(listed).toContain(own);
  expect(listed).not.toContain(theirs);
  expect(await world.rowsOf(own)).toMatchObject([
    { mandate_id: null, party: wal, actor_party: wal },
  ]);
  expect(
    (await gateway.administrator.get(`/v1/parties/${wal}/mandates`)).body.items.at(-1),
  ).toMatchObject({
    role: 'received',
    ...{ party: dijk, mandatary: wal, active: true },
  });
});

test('a mandate ends with the party of either side, and is not inherited by a successor', async () => {
  const beemster = await gateway.party('0370');
  const purmerend = await gateway.party('0439');
  const old = await arrived(aanbieder, jw315({ ontvanger: '0370' }));
  await using _ = await world.mandate(['JW315'], { by: beemster, party: '0370' });
  await using __ = await world.mandate(['JW319'], {
    ...{ by: purmerend, party: '0439', mandatary: dijk },
  });
  const see = async (caller: Caller) => (await caller.get(`/v1/messages/${old}`)).status;
  expect(await see(software)).toBe(200);
  expect(await inboxOf(software, 'party=0370')).toEqual([old]);
  expect((await aanbieder.get('/v1/inbox?party=0439')).status).toBe(200);

  const change = (code: string, part: object) =>
    gateway.administrator.send('PATCH', `/v1/parties/${code}`, part);
  await change('0370', { until: '2021-12-31', successor: '0439' });
  await change(dijk, { until: '2021-12-31', successor: wal });
  // Keys are looked up again after a second at most.
  await expect.poll(() => see(purmerend)).toBe(200);
  expect(await see(software)).toBe(404);
  expect((await software.get('/v1/inbox?party=0370')).status).toBe(403);
  {
    await using _ = await world.mandate(['JW315'], { by: purmerend, party: '0439' });
    expect(await see(software)).toBe(404);
  }
  // De Wal succeeds De Dijk: what De Dijk could do for Purmerend is not its.
  for (const caller of [aanbieder, neighbour])
    expect((await caller.get('/v1/inbox?party=0439')).status).toBe(403);
  await change(dijk, { until: null, successor: null });
  await expect.poll(() => see(neighbour)).toBe(404);
});

test('of ids of several parties in one call only those by a mandate leave a mailbox', async () => {
  await using _ = await world.mandate(['JW316']);
  const retouren: string[] = [];
  for (const [caller, afzender] of [
    [aanbieder, dijk],
    [neighbour, wal],
  ] as const) {
    const header = { identificatie: newIdentificatie(), afzender };
    await arrived(caller, jw315(header));
    retouren.push(await arrived(gemeente, jw316(header)));
  }
  const [mine, another] = retouren;
  const acknowledge = () => software.send('POST', '/v1/inbox/acknowledgements', { ids: retouren });
  expect((await acknowledge()).body).toEqual({ acknowledged: [mine], unknown: [another] });
  expect(await inboxOf(neighbour, '')).toContain(another);
  expect((await gemeente.get(`/v1/messages/${another}`)).body.status).toBe('accepted');
  await using __ = await world.mandate(['JW316'], { by: neighbour, party: wal });
  expect((await acknowledge()).body).toEqual({ acknowledged: retouren, unknown: [] });
});

test('pages of a mailbox by a mandate skip nothing of its types, and hold nothing else', async () => {
  const party = '12345680';
  const third = await gateway.party(party);
  const types: string[] = [];
  for (let n = 0; n < 9; n++) {
    const header = { identificatie: newIdentificatie(), afzender: party };
    await arrived(third, jw315(header));
    types.push(n % 3 ? 'JW316' : 'JW301');
    const answer =
      n % 3
        ? jw316(header)
        : fixture('conversation/05-JW301.xml', {
            identificatie: newIdentificatie(),
            ontvanger: party,
          });
    await arrived(gemeente, answer);
  }
  await using _ = await world.mandate(['JW316'], { by: third, party });
  const positions: number[] = [];
  for (let after = 0; ; ) {
    const { body } = await software.get(`/v1/inbox?party=${party}&limit=2&after=${after}`);
    expect(body.items.every(({ type }: { type: string }) => type === 'JW316')).toBe(true);
    positions.push(...body.items.map(({ position }: { position: number }) => position));
    if (body.next === null) break;
    expect(body.next).toBe(body.items.at(-1).position);
    after = body.next;
  }
  expect(positions).toEqual(types.flatMap((type, n) => (type === 'JW316' ? [n + 1] : [])));
});

test('a software house that does not say whose mailbox it polls is asked to', async () => {
  expect(await software.get('/v1/inbox')).toMatchObject({ status: 400, ...problem('no-mailbox') });
  expect((await software.get(`/v1/inbox?party=${house}`)).status).toBe(400);
});

test('giving and listing over HTTP: 201, then 200, and both sides see it', async () => {
  const path = `/v1/parties/${wal}/mandates`;
  const wish = { mandatary: house, messageTypes: ['JW323', 'JW325'], from: '2020-01-01T00:00:00Z' };
  const made = await gateway.administrator.send('POST', path, wish);
  expect(made).toMatchObject({
    status: 201,
    body: { party: wal, mandatary: house, messageTypes: ['JW323', 'JW325'], active: true },
  });
  const again = await neighbour.send('POST', path, wish);
  expect(again).toMatchObject({ status: 200, body: made.body });
  const listed = (caller: Caller, code: string, query: string) =>
    caller.get(`/v1/parties/${code}/mandates?${query}`);
  const given = await listed(neighbour, wal, 'role=given&active=true');
  expect(given.body.items).toContainEqual({ role: 'given', ...made.body });
  const received = await listed(software, house, 'role=received&active=true&limit=1000');
  expect(received.body.items).toContainEqual({ role: 'received', ...made.body });
  expect((await listed(software, house, 'role=given')).body).toEqual({ items: [], next: null });
  const [first] = (await listed(software, house, 'limit=1')).body.items;
  const { body } = await listed(software, house, 'limit=1');
  const next = await listed(software, house, `limit=1&cursor=${body.next}`);
  expect(next.body.items[0].id > first.id).toBe(true);
  await neighbour.send('DELETE', `${path}/${made.body.id}`);

  for (const wrong of [
    { ...wish, messageTypes: [] },
    { ...wish, messageTypes: ['JW999'] },
    { ...wish, mandatary: '123' },
    { ...wish, until: 'tomorrow' },
    { mandatary: house },
    { ...wish, types: ['JW315'] },
  ])
    expect((await neighbour.send('POST', path, wrong)).status, JSON.stringify(wrong)).toBe(400);
  for (const [wrong, code] of [
    [{ ...wish, mandatary: wal }, 'mandate-to-itself'],
    [{ ...wish, mandatary: '99999999' }, 'unknown-party'],
    [{ ...wish, until: '2020-01-01T00:00:00Z' }, 'mandate-period'],
  ] as const)
    expect(await neighbour.send('POST', path, wrong)).toMatchObject({
      status: 400,
      ...problem(code),
    });
  // A software house lets nobody act for it.
  const house2 = { ...wish, mandatary: wal };
  expect((await software.send('POST', `/v1/parties/${house}/mandates`, house2)).status).toBe(400);
});
