import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { type Answer, Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type PlantedTerm, plantCounts, plantTerm } from '../../support/terms.ts';

const [amsterdam, purmerend] = ['0363', '0439'] as const;
const [dijk, wal] = ['12345678', '12345679'] as const;
const office = '00000001234567890000';

let gateway: TestGateway;
let gemeente: Caller;
let neighbour: Caller;
let aanbieder: Caller;
let stranger: Caller;
let manager: Caller;
let operator: Caller;
let auditor: Caller;
beforeAll(async () => {
  // What follows terms does not run: they are planted.
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  gemeente = await gateway.party(amsterdam);
  neighbour = await gateway.party(purmerend);
  aanbieder = await gateway.party(dijk);
  stranger = await gateway.party(wal);
  manager = await gateway.party(office, { kind: 'regional-office' });
  const staff = async (role: 'operator' | 'auditor') => {
    const { db } = gateway.store;
    const { key } = await createStaffKey(db, gateway.keys.rows, localCall('test'), role);
    return new Caller(gateway.address, key);
  };
  operator = await staff('operator');
  auditor = await staff('auditor');
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  await gateway.store.pool.query('delete from term; delete from term_count');
});

const plant = (given: PlantedTerm = {}) => plantTerm(gateway.store.pool, given);
/** Days that were over long before any test, and that come long after it. */
const [past, future] = ['2020-01-06', '2999-01-04'] as const;

/** The code of a problem. */
const problemOf = ({ body }: Answer) => body.type?.split('/').at(-1);
const idsIn = ({ body }: Answer) => body.items.map(({ id }: { id: string }) => id);

test('a term is listed and read by its parties, and by nobody else', async () => {
  const message = randomUUID();
  const id = await plant({ dueOn: past, messageId: message });
  const path = `/v1/terms/${id}`;
  const links = { self: { href: path }, message: { href: `/v1/messages/${message}` } };
  const shown = {
    ...{ id, kind: 'decision', status: 'overdue', owedBy: amsterdam, owedTo: dijk },
    ...{ dueOn: past, dueAt: '2020-01-06T23:00:00.000Z', unit: 'working-days' },
    ...{ client: null, toewijzingNummer: null, referentie: null, links },
  };
  for (const [caller, query] of [
    [gemeente, ''],
    [aanbieder, '?side=awaits'],
  ] as const) {
    const listed = await caller.get(`/v1/terms${query}`);
    expect(listed.body).toMatchObject({ items: [shown], next: null });
    expect(listed.headers.get('cache-control')).toBe('private, no-store');
    const one = await caller.get(path.toUpperCase().replace('/V1/TERMS', '/v1/terms'));
    expect(one.body).toMatchObject(shown);
    expect(one.headers.get('cache-control')).toBe('private, no-store');
  }
  for (const caller of [neighbour, stranger]) {
    expect((await caller.get('/v1/terms?status=all')).body).toEqual({ items: [], next: null });
    expect(problemOf(await caller.get(path))).toBe('not-found');
  }
  for (const of of ['/v1/terms?status=all', path])
    expect(problemOf(await manager.get(of))).toBe('not-designated');
  for (const path of ['', `/${id}`, '/ageing', '/counts?from=2026-01&until=2026-01'])
    expect(problemOf(await auditor.get(`/v1/terms${path}`))).toBe('forbidden');
});

test('operators and contract managers get no more than they may', async () => {
  const id = await plant({ dueOn: future, messageId: randomUUID() });
  for (const caller of [operator, gateway.administrator]) {
    const { body } = await caller.get(`/v1/terms/${id}`);
    for (const name of ['client', 'toewijzingNummer', 'referentie'])
      expect(body).not.toHaveProperty(name);
    expect(body.links).toEqual({ self: { href: `/v1/terms/${id}` } });
  }
  const path = `/v1/parties/${amsterdam}/designations`;
  const { body: given } = await gemeente.send('POST', path, { office });
  const { body } = await manager.get(`/v1/terms?municipality=${amsterdam}`);
  expect(body.items).toMatchObject([{ id, client: null, links: { self: {} } }]);
  expect(body.items[0]).not.toHaveProperty('referentie');
  const { items } = (await gemeente.get('/v1/access-log?action=list-terms')).body;
  expect(items[0]).toMatchObject({ actorParty: office, party: amsterdam });
  await gemeente.send('DELETE', `${path}/${given.id}`);
  expect(problemOf(await manager.get('/v1/terms'))).toBe('not-designated');
});

test('pages follow each other with the same filters', async () => {
  const days = ['2999-01-01', '2999-01-02', '2999-01-02', '2999-01-03'];
  const planted: string[] = [];
  for (const dueOn of days) planted.push(await plant({ dueOn }));
  await plant({ dueOn: past });
  const found: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `limit=1&dueFrom=2999-01-01${cursor && `&cursor=${cursor}`}`;
    const page: Answer = await gemeente.get(`/v1/terms?${query}`);
    found.push(...idsIn(page));
    cursor = page.body.next;
  }
  expect(found.toSorted()).toEqual(planted.toSorted());
});

test('all filters work together', async () => {
  const today = dutchDate(new Date());
  const over = await plant({ dueOn: past, kind: 'retour' });
  const late = await plant({ dueOn: past, status: 'late' });
  const soon = await plant({ dueOn: future, provider: wal });
  const list = async (query: string) => idsIn(await gemeente.get(`/v1/terms?${query}`));
  expect(await list('status=overdue&kind=retour')).toEqual([over]);
  expect(await list('status=late')).toEqual([late]);
  expect(await list('status=all')).toHaveLength(3);
  expect(await list(`counterparty=${wal}`)).toEqual([soon]);
  expect(await list(`dueFrom=${today}&dueUntil=${future}`)).toEqual([soon]);
  expect(await list('status=dueSoon&withinDays=60')).toEqual([]);
});

describe('a wrong question', () => {
  test.each([
    ['/v1/terms?party=12345678', 'filter-not-for-role', /`party`/],
    ['/v1/terms/ageing?party=12345678', 'filter-not-for-role', /`party`/],
    ['/v1/terms/counts?from=2024-01&until=2026-01', 'too-many-months', /24/],
    ['/v1/terms/counts?from=2026-03&until=2026-02', 'invalid-request', /violations/],
    ['/v1/terms/counts?from=2026-13&until=2026-02', 'invalid-request', /violations/],
    ['/v1/terms/counts?from=2026-01', 'invalid-request', /violations/],
    ['/v1/terms?status=missed', 'invalid-request', /violations/],
    ['/v1/terms?withinDays=61', 'invalid-request', /violations/],
    ['/v1/terms?dueFrom=yesterday', 'invalid-request', /violations/],
    ['/v1/terms/ageing?oldest=101', 'invalid-request', /violations/],
    ['/v1/terms/1', 'invalid-request', /violations/],
  ])('%s', async (path, problem, sentence) => {
    for (const language of ['nl', 'en']) {
      const response = await fetch(gateway.address + path, {
        headers: { ...gemeente.authorization, 'Accept-Language': language },
      });
      const body = (await response.json()) as { type: string; detail: string };
      expect(body.type.split('/').at(-1)).toBe(problem);
      expect(body.detail).toMatch(sentence);
      expect(response.headers.get('content-language')).toBe(language);
    }
  });

  test('of who looks at others', async () => {
    for (const path of ['?side=owes', `?counterparty=${dijk}`])
      expect(problemOf(await operator.get(`/v1/terms${path}`))).toBe('filter-not-for-role');
    const { body } = await operator.get('/v1/terms/ageing');
    expect(body.violations).toMatchObject([{ element: 'querystring/party', rule: 'required' }]);
    const unknown = await operator.get('/v1/terms/ageing?party=87654321');
    expect(problemOf(unknown)).toBe('unknown-party');
  });
});

test('what is left to do is counted by age', async () => {
  const id = await plant({ dueOn: past });
  await plant({ dueOn: future });
  const { body } = await gemeente.get('/v1/terms/ageing?oldest=1');
  const ages = { kind: 'decision', over20: 1, over6To20: 0, over1To5: 0, dueIn5: 0, later: 1 };
  expect(body).toMatchObject({ ages: [ages], complete: true, oldest: [{ id }] });
  const { body: same } = await operator.get(`/v1/terms/ageing?party=${amsterdam}`);
  expect(same).toMatchObject({ ages: [ages], oldest: [{ id }, {}] });
});

describe('counts', () => {
  const path = '/v1/terms/counts?from=2026-01&until=2026-12';
  const counts = (accept?: string, more = '') =>
    fetch(gateway.address + path + more, {
      headers: { ...gemeente.authorization, ...(accept && { Accept: accept }) },
    });
  beforeEach(() =>
    plantCounts(gateway.store.pool, { inTime: { 1: 1, 2: 1 }, late: { 9: 1 }, missed: 1 }),
  );

  test('are JSON unless CSV is asked for', async () => {
    const row = {
      ...{ month: '2026-11', owedBy: amsterdam, kind: 'decision', unit: 'working-days' },
      ...{ due: 4, inTime: 2, late: 1, missed: 1, shareInTime: 0.5, medianDays: 2, p90Days: 9 },
    };
    for (const accept of [
      undefined,
      '*/*',
      'application/json',
      'application/json, text/csv;q=0.5',
      'text/csv;q=0, */*',
    ]) {
      const response = await counts(accept);
      expect(response.headers.get('vary')).toMatch(/\bAccept\b/);
      expect(await response.json()).toEqual({ items: [row] });
    }
  });

  test.each(['text/csv', 'text/csv, */*;q=0.1', 'application/json;q=0.1,TEXT/CSV'])(
    'are CSV for %s',
    async (accept) => {
      const response = await counts(accept);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(response.headers.get('content-disposition')).toContain('terms.csv');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(await response.text()).toBe(
        [
          'month,owedBy,kind,unit,due,inTime,late,missed,shareInTime,medianDays,p90Days',
          `2026-11,${amsterdam},decision,working-days,4,2,1,1,0.5,2,9`,
          '',
        ].join('\r\n'),
      );
    },
  );

  test('in CSV with semicolons numbers have decimal commas', async () => {
    const response = await counts('text/csv', '&separator=semicolon');
    expect((await response.text()).split('\r\n')[1]).toBe(
      `2026-11;${amsterdam};decision;working-days;4;2;1;1;"0,5";2;9`,
    );
  });

  test('a month that is none is refused with how to write one', async () => {
    const { body } = await operator.get('/v1/terms/counts?from=2026-13&until=2026-12');
    expect(JSON.stringify(body)).toContain('as 2026-01');
    const order = await operator.get('/v1/terms/counts?from=2026-12&until=2026-11');
    expect(JSON.stringify(order.body)).toContain('This comes before from.');
  });

  test('in CSV a number below zero is no formula, and one that is not there is empty', async () => {
    await gateway.store.pool.query('delete from term_count');
    await plantCounts(gateway.store.pool, { kind: 'start', inTime: { [-3]: 1 } });
    await plantCounts(gateway.store.pool, { kind: 'stop', missed: 1 });
    const lines = (await (await counts('text/csv')).text()).split('\r\n');
    expect(lines[1]).toMatch(/,start,.*,1,'-3,'-3$/);
    expect(lines[2]).toMatch(/,stop,.*,0,,$/);
  });
});
