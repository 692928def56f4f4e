import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { afterDays } from '../../../src/standard/working-days.ts';
import { plantFigures } from '../../support/figures.ts';
import { type Answer, Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Random } from '../../support/generate/random.ts';
import { plantCounts } from '../../support/terms.ts';

const [amsterdam, purmerend, beemster] = ['0363', '0439', '0370'] as const;
const office = '00000001234567890000';

let gateway: TestGateway;
let manager: Caller;
let operator: Caller;
let designations: Record<string, () => Promise<unknown>>;
beforeAll(async () => {
  // What counts does not run: figures are planted.
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  for (const code of [amsterdam, purmerend, beemster]) await gateway.party(code);
  manager = await gateway.party(office, { kind: 'regional-office' });
  const { key } = await createStaffKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    'operator',
  );
  operator = new Caller(gateway.address, key);
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  await gateway.store.pool.query('delete from figure; delete from term_count');
  designations = {};
});

const plant = (...figures: Parameters<typeof plantFigures>[1][]) =>
  plantFigures(gateway.store.pool, ...figures);
const problemOf = ({ body }: Answer) => body.type?.split('/').at(-1);
const today = dutchDate(new Date());

/** Lets the office act for a gemeente until the end of what is done. */
async function designated<T>(codes: readonly string[], act: () => Promise<T>): Promise<T> {
  for (const code of codes) {
    const path = `/v1/parties/${code}/designations`;
    const { body } = await gateway.administrator.send('POST', path, { office });
    designations[code] = () => gateway.administrator.send('DELETE', `${path}/${body.id}`);
  }
  try {
    return await act();
  } finally {
    for (const code of codes) await designations[code]?.();
  }
}

async function report(caller: Caller, from: string, to: string): Promise<Answer['body']> {
  const answer = await caller.get(`/v1/reports/region?from=${from}&to=${to}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

/** All numbers in an answer. */
function numbersIn(body: unknown): number[] {
  if (typeof body === 'number') return [body];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body).flatMap(numbersIn);
}

test('shows full tens, in the period in which they became full, and nothing of what is left', async () => {
  await plant(
    { day: '2026-01-05', count: 9 },
    { day: '2026-01-06', count: 1 },
    { day: '2026-01-07', count: 14 },
    { day: '2026-01-05', size: 'large', count: 9 },
    { day: '2026-01-05', subject: 'rule', key: 'CS139', count: 9 },
    { day: '2026-01-05', subject: 'allocated', key: '45:45A03', size: 'small', count: 6 },
    { day: '2026-01-05', subject: 'allocated', key: '45:45A03', size: 'large', count: 6 },
  );
  const messages = async (from: string, to: string) =>
    (await report(operator, from, to)).messages.find(
      ({ type }: { type: string }) => type === 'JW305',
    );
  expect(await messages('2026-01-05', '2026-01-05')).toEqual({
    type: 'JW305',
    small: null,
    large: null,
  });
  expect(await messages('2026-01-06', '2026-01-06')).toMatchObject({ small: 10 });
  expect(await messages('2026-01-05', '2026-01-06')).toMatchObject({ small: 10 });
  expect(await messages('2026-01-07', '2026-01-07')).toMatchObject({ small: 10 });
  expect(await messages('2026-01-05', '2026-01-07')).toMatchObject({ small: 20 });
  const whole = await report(operator, '2026-01-05', '2026-01-07');
  // That a rule was broken at all would tell of somebody.
  expect(whole.refusals.rules).toEqual([]);
  expect(whole.brokenMost).toEqual([]);
  // Small and large aanbieders are one cell here.
  expect(whole.products).toMatchObject([
    { categorie: '45', code: '45A03', allocated: 10, started: null },
  ]);
});

test('small and large, rules and refusals, percentiles: nothing in a report is anything but tens and days', async () => {
  const random = new Random(7);
  for (let n = 0; n < 60; n++)
    await plant({
      municipality: random.pick([amsterdam, purmerend]),
      day: afterDays('2026-01-01', random.below(20)),
      subject: random.pick(['message', 'rule', 'refusal', 'door', 'started']),
      key: random.pick(['JW301', 'CS139', 'xsd', 'with-rule', '45:45A03']),
      size: random.pick(['small', 'large']),
      count: 1 + random.below(9),
    });
  await plantCounts(gateway.store.pool, {
    month: '2026-01',
    inTime: { 1: 17, 2: 9, 3: 25 },
    late: { 7: 13 },
    missed: 9,
  });
  const body = await report(operator, '2026-01-01', '2026-01-31');
  const terms = body.terms.find(({ kind }: { kind: string }) => kind === 'decision');
  // 10 after 1 day, 20 after 3, 10 after 8 at most; those of 2 days are fewer than ten.
  expect(terms).toEqual({
    ...{ kind: 'decision', unit: 'working-days', inTime: 30, late: 10, missed: null },
    ...{ medianDays: 3, p90Days: 8 },
  });
  const { terms: _, ...rest } = body;
  const numbers = numbersIn(rest);
  expect(numbers.length).toBeGreaterThan(5);
  for (const number of numbers)
    expect([number, number % 10, number > 0]).toEqual([number, 0, true]);
});

describe('whose gemeenten', () => {
  test('who acts for one, the other or both learns nothing more of both together', async () => {
    await plant({ count: 19 }, { municipality: purmerend, count: 19 });
    const shownTo = (...codes: string[]) =>
      designated(codes, async () => {
        const { messages } = await report(manager, '2026-01-01', '2026-01-31');
        return messages.find(({ type }: { type: string }) => type === 'JW305').small;
      });
    expect(await shownTo(amsterdam)).toBe(10);
    expect(await shownTo(purmerend)).toBe(10);
    // 38 of both would say that what is left of each is nine, or nearly.
    expect(await shownTo(amsterdam, purmerend)).toBe(20);
    expect(problemOf(await manager.get('/v1/reports/region?from=2026-01-01&to=2026-01-31'))).toBe(
      'not-designated',
    );
  });

  test('a region is counted as a whole, by who acts for all of it', async () => {
    const put = (code: string, region: string | null) =>
      gateway.administrator.send('PATCH', `/v1/parties/${code}`, { region });
    for (const code of [purmerend, beemster])
      expect((await put(code, 'Waterland')).status).toBe(200);
    try {
      await plant(
        { municipality: purmerend, count: 9 },
        { municipality: beemster, count: 9 },
        { count: 10 },
      );
      const shownTo = (...codes: string[]) =>
        designated(codes, async () => {
          const { messages, gemeenten, leftOut } = await report(
            manager,
            '2026-01-01',
            '2026-01-31',
          );
          const { small } = messages.find(({ type }: { type: string }) => type === 'JW305');
          return { small, gemeenten, leftOut };
        });
      expect(await shownTo(purmerend, beemster)).toEqual({
        ...{ small: 10, gemeenten: [beemster, purmerend], leftOut: [] },
      });
      expect(await shownTo(amsterdam, purmerend)).toEqual({
        ...{ small: 10, gemeenten: [amsterdam], leftOut: [purmerend] },
      });
      expect(await shownTo(beemster)).toEqual({ small: null, gemeenten: [], leftOut: [beemster] });
    } finally {
      for (const code of [purmerend, beemster]) await put(code, null);
    }
  });

  test('each gemeente reads of it in the access log', async () => {
    await designated([amsterdam, purmerend], () => report(manager, '2026-01-01', '2026-01-31'));
    const { rows } = await gateway.store.pool.query(
      `select party, detail from access_log_fresh where action = 'read-report' order by id desc limit 2`,
    );
    expect(rows.map(({ party }) => party).sort()).toEqual([amsterdam, purmerend]);
    expect(JSON.parse(rows[0].detail)).toEqual({ from: '2026-01-01', to: '2026-01-31' });
  });
});

test('refuses periods that no report is made of', async () => {
  for (const [query, problem] of [
    ['from=2026-01-02&to=2026-01-01', 'invalid-request'],
    ['from=2024-01-01&to=2025-02-04', 'too-many-days'],
    [`from=${today}&to=${afterDays(today, 1)}`, 'day-to-come'],
    ['from=2026-01-01', 'invalid-request'],
    ['from=2026-02-30&to=2026-03-01', 'invalid-request'],
    ['from=2026-01-01&to=2026-01-02&municipality=0363', 'invalid-request'],
  ] as const)
    expect([query, problemOf(await operator.get(`/v1/reports/region?${query}`))]).toEqual([
      query,
      problem,
    ]);
  expect((await operator.get('/v1/reports/region?from=2024-01-01&to=2025-02-03')).status).toBe(200);
  expect((await operator.get(`/v1/reports/region?from=${today}&to=${today}`)).status).toBe(200);
});

test('what two parties did to each other is exact, and JSON or CSV', async () => {
  await gateway.store.pool.query(
    `insert into counterparty_figure (municipality, provider, month, by_gemeente, kind, count)
    values ('0363', '12345678', '2026-03-01', true, 'refused', 3)`,
  );
  const path = '/v1/reports/counterparties?from=2026-03&until=2026-03';
  const none = { refusedWithoutRule: 0, answeredLate: 0, answeredTwice: 0 };
  expect((await operator.get(path)).body).toEqual({
    items: [{ month: '2026-03', by: '0363', towards: '12345678', refused: 3, ...none }],
  });
  const csv = await fetch(`${gateway.address}${path}&separator=semicolon`, {
    headers: { ...operator.authorization, Accept: 'text/csv' },
  });
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(await csv.text()).toBe(
    'month;by;towards;refused;refusedWithoutRule;answeredLate;answeredTwice\r\n2026-03;0363;12345678;3;0;0;0\r\n',
  );
  expect(problemOf(await operator.get(`${path}&counterparty=0363`))).toBe('filter-not-for-role');
});

test('is written for people, in Dutch unless told, and as a workbook', async () => {
  await plant(
    { count: 20 },
    { subject: 'rule', key: 'CS139', count: 31 },
    { subject: 'door', key: 'xsd', count: 12 },
  );
  const path = '/v1/reports/region?from=2026-01-01&to=2026-01-31';
  const ask = (accept: string, language = 'nl') =>
    fetch(`${gateway.address}${path}`, {
      headers: { ...operator.authorization, Accept: accept, 'Accept-Language': language },
    });
  const dutch = await ask('text/markdown', '');
  expect(dutch.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(dutch.headers.get('content-language')).toBe('nl');
  const text = await dutch.text();
  expect(text).toContain('# Regiorapport');
  expect(text).toContain('Een leeg vak is minder dan tien');
  expect(text).toContain('| JW305 | 20 |  |');
  expect(text).toMatch(/\| CS139 \| 30 \| .+ \| \/v1\/rules\?code=CS139 \|/);
  expect(await (await ask('text/markdown', 'en')).text()).toContain('# Report of the region');
  const body: Answer['body'] = await (await ask('application/json, text/plain')).json();
  expect(body.brokenMost[0].links.rule.href).toBe('/v1/rules?code=CS139');
  expect((await operator.get(body.brokenMost[0].links.rule.href)).body.items).toHaveLength(1);
  const workbook = await ask('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  expect(workbook.headers.get('content-disposition')).toBe(
    'attachment; filename="report-2026-01-01-2026-01-31.xlsx"',
  );
  expect(
    Buffer.from(await workbook.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});
