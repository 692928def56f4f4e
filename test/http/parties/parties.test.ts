import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';

const dijk = '12345678';
const house = '00000003123456780000';
let gateway: TestGateway;
/** Everybody who may ask, but administrators. */
let callers: Record<string, Caller>;

beforeAll(async () => {
  gateway = await startTestGateway();
  const staff = async (role: 'operator' | 'auditor') =>
    new Caller(
      gateway.address,
      (await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role)).key,
    );
  callers = {
    gemeente: await gateway.party('0439', { name: 'Purmerend', region: 'Zaanstreek' }),
    aanbieder: await gateway.party(dijk, { name: 'De Dijk', retourBy: 'gateway' }),
    'software house': await gateway.party(house, { name: 'Zorgsoft' }),
    operator: await staff('operator'),
    auditor: await staff('auditor'),
  };
  await gateway.party('0370', { name: 'Beemster', until: '2021-12-31', successor: '0439' });
  await gateway.party('12345679', { name: 'De Wal' });
});
afterAll(() => gateway?.remove());

const listed = async (caller: Caller | undefined, query = '') =>
  (await caller?.get(`/v1/parties${query}`))?.body;
const codesAt = async (query: string, caller = callers.aanbieder) =>
  (await listed(caller, query)).items.map(({ code }: { code: string }) => code);
const beemster = {
  ...{ code: '0370', kind: 'gemeente', name: 'Beemster', until: '2021-12-31', successor: '0439' },
};

describe('the list of parties', () => {
  test('shows everybody who is connected, without settings and without software houses', async () => {
    const [first] = Object.values(callers);
    const wanted = await listed(first);
    expect(wanted.next).toBeNull();
    expect(wanted.items).toEqual([
      beemster,
      { code: '0439', kind: 'gemeente', name: 'Purmerend', until: null, successor: null },
      { code: dijk, kind: 'aanbieder', name: 'De Dijk', until: null, successor: null },
      { code: '12345679', kind: 'aanbieder', name: 'De Wal', until: null, successor: null },
    ]);
    for (const [name, caller] of Object.entries(callers))
      expect(await listed(caller), name).toEqual(wanted);
  });

  test('shows administrators the settings, and software houses too', async () => {
    const { items } = await listed(gateway.administrator);
    expect(items).toHaveLength(5);
    const settings = { retourBy: 'party', level3: 'enforce', declarations: 'party', region: null };
    expect(items[0]).toMatchObject({ code: house, kind: 'software-house' });
    expect(items).toContainEqual({ ...beemster, ...settings });
    expect(items).toContainEqual(expect.objectContaining({ code: '0439', region: 'Zaanstreek' }));
  });

  test('can be chosen by kind, by the beginning of a code and by a part of a name', async () => {
    expect(await codesAt('?kind=gemeente')).toEqual(['0370', '0439']);
    expect(await codesAt('?kind=aanbieder')).toEqual([dijk, '12345679']);
    expect(await codesAt('?kind=software-house')).toEqual([]);
    expect(await codesAt('?kind=software-house', gateway.administrator)).toEqual([house]);
    expect(await codesAt('?codePrefix=03')).toEqual(['0370']);
    expect(await codesAt('?codePrefix=12345679')).toEqual(['12345679']);
    expect(await codesAt('?codePrefix=0')).toEqual(['0370', '0439']);
    expect(await codesAt('?codePrefix=1234567')).toEqual([dijk, '12345679']);
    for (const prefix of ['9', '99', '039', '13', '2'])
      expect(await codesAt(`?codePrefix=${prefix}`), prefix).toEqual([]);
    expect(await codesAt('?codePrefix=0369')).toEqual([]);
    expect(await codesAt('?name=de%20')).toEqual([dijk, '12345679']);
    expect(await codesAt('?name=DIJK')).toEqual([dijk]);
    // A wildcard of SQL patterns is an ordinary character here.
    for (const sign of ['%25', '_', '*']) expect(await codesAt(`?name=${sign}`)).toEqual([]);
    expect(await codesAt('?name=e&kind=gemeente&codePrefix=04')).toEqual(['0439']);
  });

  test('goes on page by page, with the same filter', async () => {
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await listed(
        callers.aanbieder,
        `?limit=1&name=e${cursor && `&cursor=${cursor}`}`,
      );
      expect(page.items.length).toBeLessThan(2);
      found.push(...page.items.map(({ code }: { code: string }) => code));
      cursor = page.next;
    }
    expect(found).toEqual(['0370', '0439', dijk, '12345679']);
  });

  test.each(['kind=province', 'codePrefix=x', 'codePrefix=', 'name=', 'name=a%00', 'region=x'])(
    'with ?%s is 400',
    async (query) => {
      const answer = await callers.aanbieder?.get(`/v1/parties?${query}`);
      expect(answer?.status).toBe(400);
      expect(answer?.body.type).toContain('invalid-request');
    },
  );
});

describe('one party', () => {
  test('is shown to everybody by its code, also when it has ended', async () => {
    for (const [name, caller] of Object.entries(callers))
      expect((await caller.get('/v1/parties/0370')).body, name).toEqual(beemster);
    const { body } = await gateway.administrator.get('/v1/parties/0370');
    expect(body).toEqual({
      ...beemster,
      retourBy: 'party',
      level3: 'enforce',
      declarations: 'party',
      region: null,
    });
  });

  test('a software house receives nothing: administrators see it', async () => {
    expect((await gateway.administrator.get(`/v1/parties/${house}`)).body.name).toBe('Zorgsoft');
    for (const [name, caller] of Object.entries(callers))
      expect((await caller.get(`/v1/parties/${house}`)).status, name).toBe(404);
  });

  test.each([
    ['nl', /ontvangt berichten via deze gateway/],
    ['en', /receives messages through this gateway/],
  ])('that is not connected is 404, and says so (%s)', async (language, sentence) => {
    for (const caller of [callers.aanbieder, gateway.administrator]) {
      const response = await fetch(`${gateway.address}/v1/parties/0998`, {
        headers: { ...caller?.authorization, 'Accept-Language': language },
      });
      expect(response.status).toBe(404);
      const problem = (await response.json()) as { type: string; detail: string };
      expect(problem.type).toMatch(/[:/#]party-not-connected$/);
      expect(problem.detail).toMatch(sentence);
      expect(problem.detail).toContain('GET /v1/parties');
    }
  });

  test('a code that no party can have is 400', async () => {
    for (const code of ['036', '036x', '123456789'])
      expect((await callers.aanbieder?.get(`/v1/parties/${code}`))?.status, code).toBe(400);
  });
});

test('nobody without a key sees who is connected', async () => {
  const nobody = new Caller(gateway.address);
  for (const path of ['/v1/parties', '/v1/parties/0439', '/v1/parties/0998'])
    expect((await nobody.get(path)).status).toBe(401);
});
