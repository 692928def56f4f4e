import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSpics } from '../../../src/ledger/catalogue/spic.ts';
import { forgetClient } from '../../../src/ledger/projection/forget.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';

// One play for all tests: Yara's whole conversation with De Dijk, who then asks for more and gets it;
// Ilyas, who goes from De Dijk to De Wal; and a child of another gemeente.
const yara = '999912008';
const ilyas = '999934508';
const other = '999900006';
const [amsterdam, utrecht, dijk, wal] = ['0363', '0344', '12345678', '12345679'];

let gateway: TestGateway;
let gemeente: Caller;
let otherGemeente: Caller;
let aanbieder: Caller;
let otherAanbieder: Caller;
/** Ids of messages, by what they are. */
const posted: Record<string, string> = {};

/** What a message of the conversation has in it instead. */
interface Instead {
  readonly afzender?: string;
  readonly ontvanger?: string;
  readonly bsn?: string;
  readonly number?: string;
  readonly more?: readonly (readonly [string | RegExp, string])[];
}

async function post(name: string, caller: Caller, file: string, instead: Instead = {}) {
  const { bsn = yara, number = '240031207', more = [], ...header } = instead;
  let xml = fixture(file, { identificatie: newIdentificatie(), ...header })
    .replaceAll(/999912008|999934508/g, bsn)
    .replaceAll('240031207', number);
  for (const [from, to] of more) xml = xml.replace(from, to);
  const answer = await caller.post(xml);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const settled = await caller.settled(answer.body.id);
  expect(settled.body, name).toMatchObject({ status: 'accepted', findings: [] });
  posted[name] = answer.body.id;
}

const withoutReference = [/\s*<ReferentieAanbieder>.*<\/ReferentieAanbieder>/, ''] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party(amsterdam, { retourBy: 'gateway', region: 'Noord' });
  otherGemeente = await gateway.party(utrecht, { retourBy: 'gateway' });
  aanbieder = await gateway.party(dijk, { retourBy: 'gateway' });
  otherAanbieder = await gateway.party(wal, { retourBy: 'gateway' });
  await loadSpics(
    gateway.store.pool,
    gateway.keys.rows,
    [
      'region,productCategory,code,segment,profile,intensity,validFrom,validTo',
      'Noord,45,B04P,B,4,perspectief,2022-01-01,2024-03-17',
      'Noord,45,B04P,B,4,intensief,2024-03-18,2024-12-31',
      'Zuid,45,B04P,C,9,duurzaam,2022-01-01,',
    ].join('\n'),
  );

  await post('request', aanbieder, 'conversation/01-JW315.xml');
  await post('answer', gemeente, 'conversation/03-JW319.xml');
  await post('allocation', gemeente, 'conversation/05-JW301.xml');
  await post('start', aanbieder, 'conversation/07-JW305.xml');
  await post('stop', aanbieder, 'conversation/09-JW307.xml');
  // Another request of Yara's, that has nothing to do with the allocation.
  await post('other request', aanbieder, 'conversation/01-JW315.xml', {
    more: [
      ['DIJK-2024-0117', 'DIJK-2024-0999'],
      ['<ijw:Code>B04P', '<ijw:Code>B05P'],
    ],
  });
  await post('refusal', gemeente, 'JW319/valid-refused-for-the-budget.xml', {
    more: [[/(<ReferentieAanbieder>)[^<]*/, '$1DIJK-2024-0999']],
  });
  await post('change', aanbieder, 'JW317/valid-shorter-budget.xml', {
    more: [
      ['240031103', '240031207'],
      ['DIJK-2024-0131', 'DIJK-2024-0200'],
      ['2024-03-01', '2024-03-18'],
      [
        '<Budget>350000</Budget>',
        '<Omvang><ijw:Volume>2</ijw:Volume><ijw:Eenheid>82</ijw:Eenheid><ijw:Frequentie>6</ijw:Frequentie></Omvang>',
      ],
    ],
  });

  const over = [
    ['10:30:00', '11:30:00'],
    ['2025-03-17', '2024-05-31'],
    ['</Einddatum>', '</Einddatum><RedenWijziging>09</RedenWijziging>'],
    withoutReference,
  ] as const;
  const ofIlyas = { bsn: ilyas, number: '77' };
  await post('at first', gemeente, 'conversation/05-JW301.xml', {
    ...ofIlyas,
    more: [withoutReference],
  });
  await post('goes over', gemeente, 'conversation/05-JW301.xml', { ...ofIlyas, more: over });
  await post('at the next', gemeente, 'conversation/05-JW301.xml', {
    ...ofIlyas,
    ontvanger: wal,
    number: '78',
    more: [withoutReference, ['<Ingangsdatum>2024-03-18', '<Ingangsdatum>2024-06-01']],
  });
  await post('elsewhere', otherGemeente, 'conversation/05-JW301.xml', {
    afzender: utrecht,
    bsn: other,
    more: [withoutReference],
  });
});
afterAll(() => gateway?.remove());

async function list(caller: Caller, query = '') {
  const { status, body } = await caller.get(`/v1/allocations${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Number and parties of each, in the order of the list. */
async function numbers(caller: Caller, query = ''): Promise<string[]> {
  const { items } = await list(caller, query);
  return items.map(
    (item: Record<string, string>) =>
      `${item.toewijzingNummer} ${item.municipality} ${item.provider}`,
  );
}

const ofYara = `240031207 ${amsterdam} ${dijk}`;
const ofIlyas = `77 ${amsterdam} ${dijk}`;
const next = `78 ${amsterdam} ${wal}`;
const elsewhere = `240031207 ${utrecht} ${dijk}`;

/** The allocation with this number, as this party lists it. */
async function find(caller: Caller, number: string) {
  const { items } = await list(caller);
  return items.find((item: { toewijzingNummer: string }) => item.toewijzingNummer === number);
}

describe('the list', () => {
  test('shows each party its own, in the order in which they last changed', async () => {
    expect(await numbers(gemeente)).toEqual([ofYara, ofIlyas, next]);
    expect(await numbers(otherGemeente)).toEqual([elsewhere]);
    expect(await numbers(aanbieder)).toEqual([ofYara, ofIlyas, elsewhere]);
    expect(await numbers(otherAanbieder)).toEqual([next]);
  });

  test('says of each what holds, and what the catalogue calls it on the day that it begins', async () => {
    const item = await find(aanbieder, '240031207');
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
      toewijzingNummer: '240031207',
      municipality: amsterdam,
      provider: dijk,
      client: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'allocated',
      product: { categorie: '45', code: 'B04P' },
      spic: { segment: 'B', profile: '4', intensity: 'intensief' },
      begin: '2024-03-18',
      end: '2025-03-17',
      decidedOn: '2024-03-15',
      reason: null,
      volume: '1',
      unit: '82',
      frequency: '6',
      budgetCents: null,
      predecessors: [],
      successors: [],
      changedAt: expect.stringMatching(/Z$/),
      links: {
        self: { href: `/v1/allocations/${item.id}` },
        entries: { href: `/v1/allocations/${item.id}/entries` },
      },
    });
    // A gemeente without a region, and a product on a day that the catalogue does not know.
    expect((await list(otherGemeente)).items[0].spic).toBeNull();
  });

  test.each([
    ['status=allocated', [ofYara, next]],
    ['status=withdrawn', [ofIlyas]],
    ['status=deleted', []],
    ['productCategory=45&productCode=B04P', [ofYara, ofIlyas, next]],
    ['productCode=B05P', []],
    ['productCategory=46', []],
    ['segment=B', [ofYara, ofIlyas, next]],
    ['segment=B&profile=4&intensity=intensief', [ofYara, ofIlyas, next]],
    ['intensity=perspectief', []],
    // The catalogue of another region.
    ['segment=C', []],
    [`provider=${wal}`, [next]],
    [`provider=${dijk}&status=withdrawn`, [ofIlyas]],
    [`municipality=${amsterdam}`, [ofYara, ofIlyas, next]],
    // Of others.
    [`municipality=${utrecht}`, []],
    [`municipality=${utrecht}&provider=${dijk}&productCode=B04P&status=allocated`, []],
    ['changedSince=2024-01-01T00:00:00Z', [ofYara, ofIlyas, next]],
    ['changedSince=2999-01-01T00:00:00Z', []],
  ])('with %s', async (query, expected) => {
    expect(await numbers(gemeente, `?${query}`)).toEqual(expected);
  });

  test('goes on from what changed last', async () => {
    const { items } = await list(gemeente);
    const since = items[1].changedAt;
    expect(await numbers(gemeente, `?changedSince=${since}`)).toEqual([ofIlyas, next]);
  });

  test('comes in pages that hold all of it once', async () => {
    const seen: string[] = [];
    let query = '?limit=1';
    for (let pages = 1; ; pages++) {
      const { items, next } = await list(aanbieder, query);
      seen.push(...items.map((item: { id: string }) => item.id));
      if (next === null) {
        expect(pages).toBe(3);
        break;
      }
      query = `?limit=1&cursor=${next}`;
    }
    const { items } = await list(aanbieder);
    expect(seen).toEqual(items.map((item: { id: string }) => item.id));
  });

  test.each([
    'changedSince=yesterday',
    'changedSince=2024-12-31T23:59:60Z',
    'status=running',
    'segment=%00',
    'limit=0',
    'provider=1',
    'bsn=999912008',
  ])('refuses %s', async (query) => {
    const { status, body } = await gemeente.get(`/v1/allocations?${query}`);
    expect(status).toBe(400);
    expect(body.type).toBe('/docs/problems/invalid-request');
  });
});

describe('one allocation', () => {
  test('has the starts and stops that were reported', async () => {
    const item = await find(gemeente, '240031207');
    const { status, body, headers } = await gemeente.get(item.links.self.href);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body).toEqual({
      ...item,
      deliveries: [
        { kind: 'start', begin: '2024-03-19', end: null, reason: null, removed: false },
        { kind: 'stop', begin: '2024-03-19', end: '2024-07-05', reason: '20', removed: false },
      ],
    });
  });

  test("names what it follows and what follows it, with an address where that is one's own", async () => {
    const [first, second] = [await find(gemeente, '77'), await find(gemeente, '78')];
    expect(second.predecessors).toEqual([{ toewijzingNummer: '77', href: first.links.self.href }]);
    expect(first.successors).toEqual([{ toewijzingNummer: '78', href: second.links.self.href }]);
    expect((await find(aanbieder, '77')).successors).toEqual([{ toewijzingNummer: '78' }]);
    expect((await find(otherAanbieder, '78')).predecessors).toEqual([{ toewijzingNummer: '77' }]);
  });

  test('of others is not there, like one that nobody has', async () => {
    const { id } = await find(gemeente, '78');
    for (const [caller, one] of [
      [aanbieder, id],
      [otherGemeente, id],
      [gemeente, crypto.randomUUID()],
    ] as const)
      for (const path of [`/v1/allocations/${one}`, `/v1/allocations/${one}/entries`]) {
        const { status, body } = await caller.get(path);
        expect([status, body.type]).toEqual([404, '/docs/problems/not-found']);
      }
    expect((await gemeente.get('/v1/allocations/240031207')).status).toBe(400);
    expect((await gateway.administrator.get(`/v1/allocations/${id}`)).status).toBe(403);
  });
});

test('a gemeente also sees those of one that it succeeded', async () => {
  const [beemster, purmerend] = ['0370', '0439'];
  const before = await gateway.party(beemster, { retourBy: 'gateway' });
  const after = await gateway.party(purmerend);
  await post('before', before, 'conversation/05-JW301.xml', {
    afzender: beemster,
    ontvanger: wal,
    bsn: '999900018',
    more: [withoutReference, [/2024-/g, '2021-'], [/2025-/g, '2022-']],
  });
  const ended = { until: '2022-01-01', successor: purmerend };
  await gateway.administrator.send('PATCH', `/v1/parties/${beemster}`, ended);
  expect(await numbers(after)).toEqual([`240031207 ${beemster} ${wal}`]);
  const { links } = await find(after, '240031207');
  expect((await after.get(links.self.href)).status).toBe(200);
  expect((await after.get(links.entries.href)).body.items).toHaveLength(1);
});

describe('the story of an allocation', () => {
  test('goes from the request to what was last said, with the messages that reported it', async () => {
    const { links } = await find(aanbieder, '240031207');
    const { status, body, headers } = await gemeente.get(links.entries.href);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body.next).toBeNull();
    const linkTo = (name: string) => ({ message: { href: `/v1/messages/${posted[name]}` } });
    expect(body.items).toMatchObject([
      {
        chainNumber: 1,
        kind: 'requested',
        effectiveDate: '2024-03-18',
        links: linkTo('request'),
        said: { kind: 'requested', content: { referentieAanbieder: 'DIJK-2024-0117' } },
      },
      { kind: 'answered', links: linkTo('answer'), said: { content: { verzoekAntwoord: '2' } } },
      {
        chainNumber: 3,
        kind: 'allocated',
        path: 'Client/ToegewezenProducten/ToegewezenProduct',
        effectiveDate: '2024-03-18',
        amountCents: null,
        recordedAt: expect.stringMatching(/Z$/),
        links: linkTo('allocation'),
        said: { late: false, content: { toewijzingNummer: '240031207', einddatum: '2025-03-17' } },
      },
      { kind: 'started', effectiveDate: '2024-03-19', links: linkTo('start') },
      { kind: 'stopped', effectiveDate: '2024-07-05', links: linkTo('stop') },
      // It asks to change this allocation; the other request, entries 6 and 7, has nothing to do with it.
      {
        chainNumber: 8,
        kind: 'requested',
        effectiveDate: expect.any(String),
        links: linkTo('change'),
      },
    ]);
    for (const { links } of body.items)
      expect((await aanbieder.get(links.message.href)).status).toBe(200);
    // The aanbieder would see by the numbers how much the gemeente does with others.
    expect((await aanbieder.get(links.entries.href)).body).toEqual({
      ...body,
      items: body.items.map((item: object) => ({ ...item, chainNumber: null })),
    });
  });

  test('comes in pages', async () => {
    const { links } = await find(aanbieder, '240031207');
    const whole = await aanbieder.get(links.entries.href);
    const first = await aanbieder.get(`${links.entries.href}?limit=4`);
    expect(first.body.items).toEqual(whole.body.items.slice(0, 4));
    const last = await aanbieder.get(`${links.entries.href}?limit=4&cursor=${first.body.next}`);
    expect(last.body).toEqual({ items: whole.body.items.slice(4), next: null });
  });
});

describe('a search by BSN', () => {
  const search = (caller: Caller, body: object) =>
    caller.send('POST', '/v1/allocations/searches', body);

  test("finds one's own allocations of that child", async () => {
    const { status, body, headers } = await search(gemeente, { bsn: ilyas });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body).toEqual({
      items: [await find(gemeente, '77'), await find(gemeente, '78')],
      next: null,
    });
    const ofDijk = await search(aanbieder, { bsn: ilyas });
    expect(ofDijk.body.items).toEqual([await find(aanbieder, '77')]);
    // Not theirs, or nobody's.
    for (const [caller, bsn] of [
      [otherGemeente, ilyas],
      [otherAanbieder, yara],
      [gemeente, other],
      [gemeente, '999999990'],
    ] as const)
      expect((await search(caller, { bsn })).body).toEqual({ items: [], next: null });
  });

  test('narrows down and pages as the list does', async () => {
    const running = await search(gemeente, { bsn: ilyas, status: 'allocated' });
    expect(running.body.items).toEqual([await find(gemeente, '78')]);
    const first = await search(gemeente, { bsn: ilyas, limit: 1 });
    const second = await search(gemeente, { bsn: ilyas, limit: 1, cursor: first.body.next });
    expect([...first.body.items, ...second.body.items]).toEqual(
      (await search(gemeente, { bsn: ilyas })).body.items,
    );
    expect(second.body.next).toBeNull();
  });

  test.each([
    { bsn: '99991200' },
    { bsn: '999912008 ' },
    { bsn: '9999 12008' },
    { bsn: ['999912008', '999912009'] },
    { bsn: { is: '999912008' } },
    { '999912008': true },
    { bsn: '999912008', name: '999912008' },
    { bsn: '999912008', cursor: ['999912008', '999912008'] },
    {},
  ])('refuses %j without repeating what was asked', async (wrong) => {
    const { status, body } = await search(gemeente, wrong);
    expect([status, body.type]).toEqual([400, '/docs/problems/invalid-request']);
    expect(JSON.stringify(body)).not.toMatch(/99991200|9999 1/);
  });

  test('refuses what is not JSON without repeating it', async () => {
    const response = await fetch(`${gateway.address}/v1/allocations/searches`, {
      method: 'POST',
      headers: { ...gemeente.authorization, 'Content-Type': 'application/json' },
      body: '{"bsn": 999912008x}',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('999912');
  });

  test('leaves no BSN in the log, nor anything else that is personal', () => {
    const log = gateway.logged.join('');
    expect(log).toContain('/v1/allocations/searches');
    for (const personal of ['99991200', ilyas, 'DIJK-2024', 'Amrani'])
      expect(log).not.toContain(personal);
  });
});

describe('a child that was forgotten', () => {
  test('leaves the number, and entries without what they said', async () => {
    const before = await find(otherGemeente, '240031207');
    const { body } = await otherGemeente.get(before.links.entries.href);
    await inTransaction(gateway.store.pool, (client) => forgetClient(client, before.client));
    expect(await find(otherGemeente, '240031207')).toMatchObject({
      id: before.id,
      status: 'forgotten',
      product: null,
      spic: null,
      begin: null,
      end: null,
      volume: null,
      predecessors: [],
    });
    const after = await otherGemeente.get(before.links.self.href);
    expect(after.body).toMatchObject({ status: 'forgotten', deliveries: [] });
    const story = await otherGemeente.get(before.links.entries.href);
    expect(story.body.items).toEqual(body.items.map((entry: object) => ({ ...entry, said: null })));
    const found = await otherGemeente.send('POST', '/v1/allocations/searches', { bsn: other });
    expect(found.body).toEqual({ items: [], next: null });
    expect(await numbers(otherGemeente, '?status=forgotten')).toEqual([elsewhere]);
  });
});
