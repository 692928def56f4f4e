import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

const dijk = '12345678';
const wal = '12345679';
const house = '00000003123456780000';
let gateway: TestGateway;
let aanbieder: Caller;
let neighbour: Caller;
let gemeente: Caller;
let software: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party(dijk);
  neighbour = await gateway.party(wal);
  gemeente = await gateway.party('0363');
  software = await gateway.party(house);
});
afterAll(() => gateway.remove());

interface Wish {
  readonly by?: Caller;
  readonly party?: string;
  readonly mandatary?: string;
  readonly until?: string;
}

/** Gives a mandate for these types, and takes it back when the test is over. */
async function mandate(messageTypes: string[], wish: Wish = {}) {
  const { by = aanbieder, party = dijk, mandatary = house, ...more } = wish;
  const path = `/v1/parties/${party}/mandates`;
  const given = await by.send('POST', path, { mandatary, messageTypes, ...more });
  expect(given.status).toBe(201);
  const withdraw = () => by.send('DELETE', `${path}/${given.body.id}`);
  return {
    id: given.body.id as string,
    withdraw,
    [Symbol.asyncDispose]: async () => void (await withdraw()),
  };
}

async function accepted(caller: Caller, xml: string): Promise<string> {
  const posted = await caller.post(xml);
  expect(posted.body).toMatchObject({ status: 'received' });
  return posted.body.id;
}

/** Posts what can be answered, and waits until it is in the mailbox. */
async function arrived(caller: Caller, xml: string, reader = caller): Promise<string> {
  const id = await accepted(caller, xml);
  expect((await reader.settled(id)).body.status).toBe('accepted');
  return id;
}

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const inboxOf = async (caller: Caller, query: string) =>
  ids((await caller.get(`/v1/inbox?limit=1000&${query}`)).body.items);
const problem = (code: string) => ({ body: { type: `urn:ijw-gateway:problem:${code}` } });

/** What the access log tells of a message, sealed or not. */
async function rowsOf(messageId: string): Promise<object[]> {
  const columns = 'id, at, action, actor_party, party, counterparty, mandate_id';
  const { rows } = await gateway.store.pool.query(
    `select action, actor_party, party, counterparty, mandate_id from (
      select ${columns} from access_log_fresh where message_id = $1
      union all select ${columns} from access_log where message_id = $1
    ) told order by at, id`,
    [messageId],
  );
  return rows;
}

describe('a software house with a mandate', () => {
  test('posts for the party, and both see one and the same message', async () => {
    await using given = await mandate(['JW315', 'JW316']);
    const xml = jw315();
    const id = await arrived(software, xml);
    const seen = await aanbieder.get(`/v1/messages/${id}`);
    expect(seen.body).toMatchObject({ sender: dijk, recipient: '0363', type: 'JW315' });
    expect((await software.get(`/v1/messages/${id}`)).body).toEqual(seen.body);
    expect((await software.content(id)).toString()).toBe(xml);
    expect(await inboxOf(gemeente, '')).toContain(id);
    expect(await rowsOf(id)).toEqual([
      {
        ...{ action: 'post', actor_party: house, party: dijk, counterparty: '0363' },
        mandate_id: given.id,
      },
      {
        ...{ action: 'read-content', actor_party: house, party: dijk, counterparty: '0363' },
        mandate_id: given.id,
      },
    ]);
  });

  test('polls, reads and acknowledges what came in for the party', async () => {
    await using given = await mandate(['JW315', 'JW316']);
    const header = { identificatie: newIdentificatie() };
    await arrived(software, jw315(header));
    const retour = await accepted(gemeente, jw316(header));
    await gemeente.settled(retour);
    expect(await inboxOf(software, `party=${dijk}`)).toContain(retour);
    expect((await software.content(retour)).toString()).toBe(jw316(header));
    expect(await rowsOf(retour)).toContainEqual({
      ...{ action: 'read-content', actor_party: house, party: dijk, counterparty: '0363' },
      mandate_id: given.id,
    });
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [retour] });
    expect(done.body).toEqual({ acknowledged: [retour], unknown: [] });
    expect((await gemeente.get(`/v1/messages/${retour}`)).body.status).toBe('delivered');
    expect(await inboxOf(aanbieder, '')).not.toContain(retour);
  });

  test('posts the retour of a gemeente that let it', async () => {
    await using _ = await mandate(['JW315', 'JW316'], { by: gemeente, party: '0363' });
    const header = { identificatie: newIdentificatie() };
    const heen = await arrived(aanbieder, jw315(header));
    const retour = await arrived(software, jw316(header));
    const { body } = await software.get(`/v1/messages/${retour}`);
    expect(body).toMatchObject({ sender: '0363', recipient: dijk });
    expect(body.links.heenbericht.href).toBe(`/v1/messages/${heen}`);
  });

  test('asks a dry run what was said before, for who it may post for, and for no other', async () => {
    const start = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
    const tryOut = async () => {
      const response = await fetch(`${gateway.address}/v1/validations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/xml', ...software.authorization },
        body: start,
      });
      // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect
      return ((await response.json()) as any).notAssessed as string[];
    };
    expect(await tryOut()).toContain('TR019');
    {
      await using _ = await mandate(['JW315', 'JW307']);
      expect(await tryOut()).toContain('TR019');
    }
    await using _ = await mandate(['JW305']);
    expect(await tryOut()).not.toContain('TR019');
  });

  test('lists the messages of a party, and its own are what it was refused', async () => {
    await using _ = await mandate(['JW315']);
    const id = await arrived(software, jw315());
    const header = { identificatie: newIdentificatie() };
    await arrived(aanbieder, jw315(header));
    const retour = await arrived(gemeente, jw316(header));
    const listed = await software.get(`/v1/messages?party=${dijk}&limit=1000`);
    expect(ids(listed.body.items)).toContain(id);
    expect(ids(listed.body.items)).not.toContain(retour);
    const refused = await software.post(jw315({ ontvanger: '0999' }));
    expect(refused).toMatchObject({ status: 422, ...problem('unknown-recipient') });
    const own = await software.get('/v1/messages?limit=1000');
    expect(ids(own.body.items)).toContain(refused.body.messageId);
    expect(own.body.items.every(({ sender }: { sender: string }) => sender === house)).toBe(true);
    expect(ids((await software.get(`/v1/messages?party=${house}`)).body.items)).toEqual(
      ids(own.body.items),
    );
    expect((await aanbieder.get(`/v1/messages/${refused.body.messageId}`)).status).toBe(404);
    // Page by page, with the filters that everybody has.
    const pages: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await software.get(`/v1/messages?party=${dijk}&type=JW315&limit=1${cursor}`);
      pages.push(...ids(page.body.items));
      if (!page.body.next) break;
      cursor = `&cursor=${page.body.next}`;
    }
    expect(pages).toEqual(ids(listed.body.items));
    expect((await software.get(`/v1/messages?party=${dijk}&type=JW316`)).body.items).toEqual([]);
  });
});

describe('what a mandate does not allow', () => {
  test('is all of another type: it is not there', async () => {
    await using _ = await mandate(['JW315']);
    const header = { identificatie: newIdentificatie() };
    const heen = await arrived(software, jw315(header));
    const retour = await arrived(gemeente, jw316(header));
    for (const path of [`messages/${retour}`, `messages/${retour}/content`])
      expect((await software.get(`/v1/${path}`)).status).toBe(404);
    // Not even that it was answered, for the answer is another message.
    expect((await software.get(`/v1/messages/${heen}`)).body.links.answer).toBeUndefined();
    expect((await aanbieder.get(`/v1/messages/${heen}`)).body.links.answer).toBeDefined();
    expect(await inboxOf(software, `party=${dijk}`)).not.toContain(retour);
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [retour] });
    expect(done.body).toEqual({ acknowledged: [], unknown: [retour] });
    expect(await inboxOf(aanbieder, '')).toContain(retour);
    const start = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
    const refused = await software.post(start);
    expect(refused).toMatchObject({ status: 403, ...problem('no-mandate') });
    expect(refused.body.detail).toContain('JW305');
    expect(refused.body.detail).toContain(dijk);
  });

  test('is all of another party, whether that is there or not', async () => {
    await using _ = await mandate(['JW315']);
    const answers: object[] = [];
    for (const party of [wal, '99999999']) {
      const posted = await software.post(jw315({ afzender: party }));
      expect(posted).toMatchObject({ status: 403, ...problem('no-mandate') });
      const { messageId: _, ...body } = posted.body;
      const inbox = await software.get(`/v1/inbox?party=${party}`);
      const list = await software.get(`/v1/messages?party=${party}`);
      for (const answer of [inbox, list])
        expect(answer).toMatchObject({ status: 403, ...problem('no-mandate') });
      answers.push(JSON.parse(JSON.stringify([body, inbox.body]).replaceAll(party, '(party)')));
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('is to see what its party does not: what never came into the mailbox', async () => {
    await using _ = await mandate(['JW315'], { by: gemeente, party: '0363' });
    const id = await arrived(aanbieder, jw315());
    expect((await software.get(`/v1/messages/${id}`)).status).toBe(200);
    const broken = jw315().replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>2012-05-02<');
    const rejected = await accepted(aanbieder, broken);
    expect((await aanbieder.settled(rejected)).body.status).toBe('rejected');
    for (const caller of [gemeente, software])
      for (const path of [rejected, `${rejected}/content`])
        expect((await caller.get(`/v1/messages/${path}`)).status).toBe(404);
    const listed = await software.get('/v1/messages?party=0363&limit=1000');
    expect(ids(listed.body.items)).not.toContain(rejected);
  });

  test('is to act as the other side of a message', async () => {
    // It acts for the aanbieder: what the gemeente may not see yet, nor answer, is the gemeente's.
    await using _ = await mandate(['JW315', 'JW316']);
    const header = { identificatie: newIdentificatie() };
    const id = await arrived(software, jw315(header));
    const done = await software.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
    expect(done.body.unknown).toEqual([id]);
    expect(await software.post(jw316(header))).toMatchObject({
      status: 403,
      ...problem('no-mandate'),
    });
  });

  test('is to go on after it is over, withdrawn or given back; what was taken stays taken', async () => {
    const until = new Date(Date.now() + 1500).toISOString();
    await mandate(['JW315'], { until });
    const xml = jw315();
    const id = await arrived(software, xml);
    await expect.poll(async () => (await software.get(`/v1/messages/${id}`)).status).toBe(404);
    expect(await software.post(jw315())).toMatchObject({ status: 403, ...problem('no-mandate') });
    expect((await aanbieder.get(`/v1/messages/${id}`)).body.status).toBe('accepted');

    for (const [caller, code] of [
      [aanbieder, dijk],
      [software, house],
      [gateway.administrator, dijk],
    ] as const) {
      await using again = await mandate(['JW315']);
      expect((await software.content(id)).toString()).toBe(xml);
      const ended = await caller.send('DELETE', `/v1/parties/${code}/mandates/${again.id}`);
      expect(ended.body).toMatchObject({ active: false, withdrawnAt: expect.any(String) });
      expect((await software.get(`/v1/messages/${id}/content`)).status).toBe(404);
      expect((await software.get(`/v1/inbox?party=${dijk}`)).status).toBe(403);
    }
  });
});

describe('the same bytes', () => {
  test('have one id, whoever of the two posts them again, and at once by both', async () => {
    await using _ = await mandate(['JW315', 'JW316']);
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
    await using asGemeente = await mandate(['JW316'], { by: gemeente, party: '0363' });
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
    const given = await mandate(['JW315']);
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
    await using _ = await mandate(['JW315']);
    const broken = jw315().replace('<Bsn>999912008</Bsn>', '<Bsn>99991200</Bsn>');
    for (const [xml, status, code] of [
      ['not xml', 400, 'not-well-formed'],
      [broken, 422, 'xsd'],
      [jw315({ afzender: wal }), 403, 'no-mandate'],
      [jw315({ afzender: 'Dijk' }), 403, 'not-your-message'],
      [jw315({ afzender: house }), 422, 'xsd'],
    ] as const) {
      const refused = await software.post(xml);
      expect(refused, code).toMatchObject({ status, ...problem(code) });
      const { messageId } = refused.body;
      const kept = await software.get(`/v1/messages/${messageId}`);
      expect(kept.body).toMatchObject({ status: 'refused', sender: house });
      expect((await software.content(messageId)).toString()).toBe(xml);
      for (const other of [aanbieder, neighbour])
        expect((await other.get(`/v1/messages/${messageId}`)).status).toBe(404);
      expect(await rowsOf(messageId)).toMatchObject([
        { action: 'post', actor_party: house, party: house, mandate_id: null },
        { action: 'read-content', actor_party: house, party: house, mandate_id: null },
      ]);
    }
    // The same bytes, once they can be taken.
    const early = jw315({ afzender: wal });
    const { messageId } = (await software.post(early)).body;
    await using __ = await mandate(['JW315'], { by: neighbour, party: wal });
    const id = await arrived(software, early);
    expect(id).not.toBe(messageId);
  });

  test('as a mistake of who has a name of its own, unless it had a mandate', async () => {
    const xml = jw315();
    expect(await neighbour.post(xml)).toMatchObject({
      status: 403,
      ...problem('not-your-message'),
    });
    const given = await mandate(['JW315'], { mandatary: wal });
    await given.withdraw();
    expect(await neighbour.post(jw315())).toMatchObject({ status: 403, ...problem('no-mandate') });
  });
});

test('an aanbieder may act for another beside its own messages', async () => {
  await using _ = await mandate(['JW315'], { mandatary: wal });
  const own = await arrived(neighbour, jw315({ afzender: wal }));
  const theirs = await arrived(neighbour, jw315());
  expect((await aanbieder.get(`/v1/messages/${own}`)).status).toBe(404);
  expect((await neighbour.get(`/v1/messages/${theirs}`)).body.sender).toBe(dijk);
  const listed = ids((await neighbour.get('/v1/messages?limit=1000')).body.items);
  expect(listed).toContain(own);
  expect(listed).not.toContain(theirs);
  expect(await rowsOf(own)).toMatchObject([{ mandate_id: null, party: wal, actor_party: wal }]);
  expect(
    (await gateway.administrator.get(`/v1/parties/${wal}/mandates`)).body.items.at(-1),
  ).toMatchObject({
    role: 'received',
    ...{ party: dijk, mandatary: wal, active: true },
  });
});

test('a mandate is of the party that gave it, and is not inherited by a successor of either side', async () => {
  const beemster = await gateway.party('0370');
  const purmerend = await gateway.party('0439');
  const old = await arrived(aanbieder, jw315({ ontvanger: '0370' }));
  const ended = { name: 'x', until: '2021-12-31' };
  for (const [code, kind, successor] of [
    ['0370', 'gemeente', '0439'],
    [dijk, 'aanbieder', wal],
  ] as const)
    await gateway.administrator.send('PUT', `/v1/parties/${code}`, { kind, successor, ...ended });
  // Keys are looked up again after a second at most.
  await expect.poll(async () => (await purmerend.get(`/v1/messages/${old}`)).status).toBe(200);
  const see = async (caller: Caller) => (await caller.get(`/v1/messages/${old}`)).status;
  {
    await using _ = await mandate(['JW315'], { by: purmerend, party: '0439' });
    expect(await see(software)).toBe(404);
  }
  {
    await using _ = await mandate(['JW315'], { by: beemster, party: '0370' });
    expect(await see(software)).toBe(200);
    expect(await inboxOf(software, 'party=0370')).toEqual([old]);
  }
  // De Wal succeeds De Dijk: what De Dijk may do for Purmerend is not its.
  await using _ = await mandate(['JW319'], { by: purmerend, party: '0439', mandatary: dijk });
  expect((await aanbieder.get('/v1/inbox?party=0439')).status).toBe(200);
  expect((await neighbour.get('/v1/inbox?party=0439')).status).toBe(403);
  const open = { kind: 'aanbieder', name: 'De Dijk', until: null, successor: null };
  await gateway.administrator.send('PUT', `/v1/parties/${dijk}`, { ...open, retourBy: 'party' });
  await expect.poll(async () => (await neighbour.get(`/v1/messages/${old}`)).status).toBe(404);
});

test('of ids of several parties in one call only those by a mandate leave a mailbox', async () => {
  await using _ = await mandate(['JW316']);
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
  await using __ = await mandate(['JW316'], { by: neighbour, party: wal });
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
  await using _ = await mandate(['JW316'], { by: third, party });
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

test('a software house that does not say whose mailbox it polls is told to', async () => {
  expect(await software.get('/v1/inbox')).toMatchObject({ status: 422, ...problem('no-mailbox') });
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
      status: 422,
      ...problem(code),
    });
  // A software house lets nobody act for it.
  const house2 = { ...wish, mandatary: wal };
  expect((await software.send('POST', `/v1/parties/${house}/mandates`, house2)).status).toBe(400);
});
