import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  type Caller,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';

const [amsterdam, purmerend] = ['0363', '0439'] as const;
const [dijk, other] = ['12345678', '23456789'] as const;
const office = '00000001234567890000';

let gateway: TestGateway;
let gemeente: Caller;
let neighbour: Caller;
let aanbieder: Caller;
let stranger: Caller;
let manager: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party(amsterdam, { region: 'Noord' });
  neighbour = await gateway.party(purmerend);
  aanbieder = await gateway.party(dijk);
  stranger = await gateway.party(other);
  manager = await gateway.party(office, { kind: 'regional-office' });
});
afterAll(() => gateway?.remove());

const header = 'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid';
const csv = (...lines: string[]) => [header, ...lines].join('\r\n');
const load = (caller: Caller, ...lines: string[]) =>
  caller.file('/v1/contracts/imports', csv(...lines));
const days = '2027-01-01;2027-12-31';

/** The code of a problem. */
const problemOf = ({ body }: Answer) => body.type?.split('/').at(-1);

/** Lets the office act for a gemeente, until it is disposed. */
async function designation(by: Caller, code: string): Promise<AsyncDisposable> {
  const path = `/v1/parties/${code}/designations`;
  const { body } = await by.send('POST', path, { office });
  return {
    [Symbol.asyncDispose]: async () => void (await by.send('DELETE', `${path}/${body.id}`)),
  };
}

async function loaded(number: string, ...lines: string[]): Promise<string> {
  const rows = lines.length > 0 ? lines : [`${dijk};${amsterdam};${days};45;B09P;95,50;04`];
  const answer = await load(gateway.administrator, ...rows.map((line) => `${number};${line}`));
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.contracts[0].id;
}

test('a file is loaded, listed, and read by its parties and nobody else', async () => {
  const id = await loaded('A-1');
  const path = `/v1/contracts/${id}`;
  for (const caller of [gateway.administrator, gemeente, aanbieder]) {
    const { items } = (await caller.get('/v1/contracts')).body;
    expect(items.map((item: { number: string }) => item.number)).toContain('A-1');
    expect((await caller.get(path)).body).toMatchObject({
      ...{ id, version: 1, number: 'A-1', aanbieder: dijk, gemeenten: [amsterdam], region: null },
      ...{ begin: '2027-01-01', end: '2027-12-31', lineCount: 1, list: false },
    });
    const lines = await caller.get(`${path}/lines`);
    expect(lines.headers.get('cache-control')).toBe('private, no-store');
    expect(lines.body).toMatchObject({
      items: [{ categorie: '45', code: 'B09P', tariff: 9550, eenheid: '04', segment: null }],
      next: null,
    });
    expect((await caller.get(`${path}/versions`)).body.items).toHaveLength(1);
  }
  for (const caller of [neighbour, stranger, manager]) {
    expect((await caller.get('/v1/contracts')).body).toEqual({ items: [], next: null });
    for (const one of [path, `${path}/lines`, `${path}/versions`])
      expect(problemOf(await caller.get(one))).toBe('not-found');
    expect(problemOf(await caller.send('DELETE', path))).toBe('not-found');
  }
});

test('what was judged by an earlier version is explained by it', async () => {
  const id = await loaded('A-2', `${dijk};${amsterdam};${days};45;C01P;95,50;04`);
  await sleep(20);
  const between = new Date().toISOString();
  await sleep(20);
  await loaded('A-2', `${dijk};${amsterdam};${days};45;C01P;99;04`);
  await loaded('A-2', `${dijk};${amsterdam};${days};45;C01P;99,00;04`);
  const path = `/v1/contracts/${id}`;
  const tariffOf = async (query: string) =>
    (await aanbieder.get(`${path}/lines${query}`)).body.items[0].tariff;
  expect(await tariffOf('')).toBe(9900);
  expect(await tariffOf('?version=1')).toBe(9550);
  expect(await tariffOf(`?at=${between}`)).toBe(9550);
  const versions = (await aanbieder.get(`${path}/versions`)).body.items;
  expect(versions.map((one: { version: number }) => one.version)).toEqual([2, 1]);
  expect(problemOf(await aanbieder.get(`${path}?version=3`))).toBe('not-found');
  expect(problemOf(await aanbieder.get(`${path}?at=2020-01-01T00:00:00Z`))).toBe('not-found');
});

test('pages of lines stay in the version in which they began', async () => {
  const line = (code: string) => `${dijk};${amsterdam};${days};46;${code};10;04`;
  const id = await loaded('A-3', ...['P1', 'P2', 'P3'].map(line));
  const path = `/v1/contracts/${id}/lines`;
  const first = (await gemeente.get(`${path}?limit=2`)).body;
  await loaded('A-3', line('P9'));
  const second = (await gemeente.get(`${path}?limit=2&cursor=${first.next}`)).body;
  const codes = [...first.items, ...second.items].map(({ code }) => code);
  expect(codes).toEqual(['P1', 'P2', 'P3']);
  expect(second.next).toBeNull();
});

test('a withdrawn contract is nobody’s, and its versions stay with those who had them', async () => {
  const id = await loaded('A-4', `${dijk};${amsterdam};${days};45;W01P;10;04`);
  const path = `/v1/contracts/${id}`;
  expect(problemOf(await aanbieder.send('DELETE', path))).toBe('not-your-contract');
  for (const _ of ['once', 'again'])
    expect((await gateway.administrator.send('DELETE', path)).body).toMatchObject({
      ...{ version: 2, gemeenten: [], lineCount: 0 },
    });
  expect(problemOf(await gemeente.get(path))).toBe('not-found');
  expect((await gemeente.get(`${path}?version=1`)).body).toMatchObject({ version: 1 });
  const { items } = (await aanbieder.get(`/v1/contracts?gemeente=${amsterdam}`)).body;
  expect(items.map((item: { number: string }) => item.number)).not.toContain('A-4');
});

describe('who may load', () => {
  const line = `${dijk};${amsterdam};${days};45;L01P;10;04`;

  test('a gemeente its own, and no other', async () => {
    expect((await load(gemeente, `G-1;${line}`)).status).toBe(200);
    expect(problemOf(await load(neighbour, `G-2;${line}`))).toBe('not-your-contract');
    // Nor one that is of another, whose number is taken: it does not learn of whom.
    const moved = line.replace(amsterdam, purmerend);
    const taken = await load(neighbour, `G-1;${moved}`);
    expect(problemOf(taken)).toBe('contract-number-taken');
    expect(JSON.stringify(taken.body)).not.toContain(amsterdam);
    const { items } = (await gemeente.get('/v1/contracts')).body;
    expect(items.find(({ number }: { number: string }) => number === 'G-1').version).toBe(1);
  });

  test('an aanbieder none', async () => {
    // Not even what is no file is read.
    for (const text of [`G-3;${line}`, 'what'])
      expect(problemOf(await load(aanbieder, text))).toBe('forbidden');
  });

  test('a contract manager those of gemeenten that designated it, as long as they do', async () => {
    const both = `${dijk};${amsterdam},${purmerend};${days};45;M01P;10;04`;
    let id = '';
    {
      await using _one = await designation(gemeente, amsterdam);
      expect(problemOf(await load(manager, `M-1;${both}`))).toBe('not-your-contract');
      await using _other = await designation(neighbour, purmerend);
      const answer = await load(manager, `M-1;${both}`);
      expect(answer.status).toBe(200);
      id = answer.body.contracts[0].id;
      expect((await manager.get(`/v1/contracts/${id}/lines`)).body.items[0].tariff).toBe(1000);
    }
    expect(problemOf(await manager.get(`/v1/contracts/${id}`))).toBe('not-found');
    expect((await manager.get('/v1/contracts')).body.items).toEqual([]);
    // A contract of both goes on; neither the office nor one gemeente changes it.
    await using _again = await designation(gemeente, amsterdam);
    const alone = both.replace(`,${purmerend}`, '');
    for (const caller of [manager, gemeente]) {
      const answer = await load(caller, `M-1;${alone}`);
      expect(problemOf(answer)).toBe('not-your-contract');
      expect(answer.body.detail).toContain(`is of ${purmerend} too`);
    }
    const { items } = (await gemeente.get('/v1/access-log?action=load-contracts')).body;
    expect(items[0]).toMatchObject({ actorParty: office, party: amsterdam });
    // What it did and read for others stands in the access log.
    const { body } = await gateway.administrator.get('/v1/contracts?limit=1');
    expect(body.items).toHaveLength(1);
    const { rows } = await gateway.store.pool.query(
      `select action, count(*)::integer as count from (
        select action, actor_party, detail::text from access_log
        union all select action, actor_party, detail::text from access_log_fresh
      ) logged where actor_party = $1 and detail like '%' || $2 || '%' group by action order by action`,
      [office, id],
    );
    expect(rows).toEqual([
      // One for each gemeente, which reads it.
      { action: 'load-contracts', count: 2 },
      { action: 'read-contracts', count: 1 },
    ]);
  });
});

describe('a file with faults', () => {
  test('changes nothing, and names each fault by row and column, in both languages', async () => {
    const wrong = [
      `F-1;${dijk};${amsterdam};${days};45;F01P;10;04`,
      `F-1;${dijk};${amsterdam};${days};45;F02P;10,1234;04`,
      `F-1;1234567;${amsterdam};${days};45;F03P;10;04`,
    ];
    const answer = await load(gateway.administrator, ...wrong);
    expect(problemOf(answer)).toBe('file-faults');
    expect(answer.body).toMatchObject({
      violationCount: 2,
      violations: [
        { line: 3, element: 'tariff', rule: 'money-decimals' },
        { line: 4, element: 'aanbieder', rule: 'aanbieder-form' },
      ],
    });
    for (const { message } of answer.body.violations)
      expect(message).not.toMatch(/10,1234|1234567/);
    const { items } = (await gateway.administrator.get('/v1/contracts')).body;
    expect(items.map((item: { number: string }) => item.number)).not.toContain('F-1');
  });

  test.each([
    ['application/json', '{}', 'unsupported-media-type'],
    ['text/csv', '', 'file-faults'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK', 'file-faults'],
  ])('%s that is none', async (type, bytes, code) => {
    const answer = await gateway.administrator.file('/v1/contracts/imports', bytes, type);
    expect(problemOf(answer)).toBe(code);
  });

  test('a dry run says the same, and keeps nothing', async () => {
    const line = `D-1;${dijk};${amsterdam};${days};45;D01P;10;04`;
    const answer = await gateway.administrator.file('/v1/contracts/validations', csv(line));
    expect(answer.body).toMatchObject({
      kept: false,
      contracts: [{ id: null, number: 'D-1', version: 1, change: 'new', lineCount: 1 }],
    });
    const { items } = (await gateway.administrator.get('/v1/contracts')).body;
    expect(items.map((item: { number: string }) => item.number)).not.toContain('D-1');
  });
});

describe('a contract check', () => {
  const wish = {
    ...{ gemeente: amsterdam, aanbieder: dijk, product: { categorie: '54', code: 'K01P' } },
    ...{ ingangsdatum: '2027-03-01', einddatum: '2027-06-30' },
  };
  beforeAll(async () => {
    await loaded('K-1', `${dijk};${amsterdam};${days};54;K01P;95,50;04`);
  });
  const ask = (caller: Caller, more: object = {}) =>
    caller.send('POST', '/v1/contract-checks', { ...wish, ...more });

  test('answers both parties, with the tariff', async () => {
    for (const caller of [gemeente, aanbieder])
      expect((await ask(caller)).body).toEqual({
        ...{ outcome: 'yes', reason: 'agreed', redenAfwijzing: null, refusedBy: null, remarks: [] },
        message: 'The gemeente and the aanbieder agreed on this help.',
        line: expect.objectContaining({
          ...{ categorie: '54', code: 'K01P', tariff: 9550, from: '2027-01-01' },
          contract: { id: expect.any(String), number: 'K-1', version: 1 },
        }),
      });
  });

  test('says no with the reason of a JW319, and whether TR381 refuses', async () => {
    const other = { product: { categorie: '54', code: 'X' } };
    expect((await ask(aanbieder, other)).body).toMatchObject({
      ...{ outcome: 'no', reason: 'not-in-contract', redenAfwijzing: '4', refusedBy: 'TR381' },
      line: null,
    });
    const old = { geboortedatum: '2000-01-01' };
    expect((await ask(gemeente, old)).body).toMatchObject({
      ...{ outcome: 'no', reason: 'too-old', redenAfwijzing: '9', refusedBy: null },
    });
    const nobody = { gemeente: '0384' };
    expect((await ask(aanbieder, nobody)).body).toMatchObject({
      ...{ outcome: 'no', reason: 'no-contract', redenAfwijzing: '3', refusedBy: null },
    });
  });

  test('is for nobody else', async () => {
    for (const caller of [neighbour, stranger, manager])
      expect(problemOf(await ask(caller))).toBe('check-of-others');
    await using _designation = await designation(gemeente, amsterdam);
    expect((await ask(manager)).body).toMatchObject({ outcome: 'yes', line: { tariff: 9550 } });
    expect(problemOf(await ask(gateway.administrator))).toBe('forbidden');
  });

  test('refuses what is no question, and never repeats it', async () => {
    const turned = await ask(gemeente, { einddatum: '2027-02-28' });
    expect(problemOf(turned)).toBe('invalid-request');
    for (const more of [{ ingangsdatum: '2027-02-30' }, { bsn: '999900006' }, { budget: -1 }])
      expect(problemOf(await ask(gemeente, more))).toBe('invalid-request');
  });

  test('speaks Dutch', async () => {
    const answer = await fetch(`${gateway.address}/v1/contract-checks`, {
      method: 'POST',
      headers: { ...gemeente.authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify(wish),
    });
    expect(answer.headers.get('content-language')).toBe('nl');
    expect(await answer.json()).toMatchObject({
      message: 'De gemeente en de aanbieder hebben deze zorg afgesproken.',
    });
  });
});
