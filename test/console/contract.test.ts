import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/console/pages/contracts/difference.ts';
import { keyOf } from '../support/console.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

const office = '00000001234567890000';

describe('what changed between two versions', () => {
  const line = { categorie: '45', code: 'A', from: '2026-01-01', tariff: 100 };

  test('lines that came, went and changed, and the tariffs', () => {
    const before = [line, { ...line, code: 'B' }, { ...line, code: 'C' }];
    const after = [
      { ...line, tariff: 120 },
      { ...line, code: 'C', until: '2026-12-31' },
      { ...line, code: 'D' },
      { ...line, code: 'C', from: '2027-01-01' },
    ];
    expect(differenceOf(before, after)).toEqual({
      ...{ added: 2, gone: 1, changed: 2 },
      tariffs: [{ line: after[0], before: 100, after: 120 }],
    });
  });

  test('the order of fields, and a field that is not there, change nothing', () => {
    const { tariff, ...rest } = line;
    const same = { tariff, ...rest, until: undefined };
    expect(differenceOf([line], [JSON.parse(JSON.stringify(same))])).toEqual({
      ...{ added: 0, gone: 0, changed: 0, tariffs: [] },
    });
  });
});

describe('on a page', () => {
  let gateway: TestGateway;
  let gemeente: Caller;
  let aanbieder: Caller;
  let manager: Visitor;
  const file = (tariff: string, more: readonly string[] = []) =>
    [
      'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid',
      `B-<1>;12345678;0363;2024-01-01;2150-12-31;45;B04P;${tariff};04`,
      ...more,
    ].join('\r\n');
  beforeAll(async () => {
    gateway = await startTestGateway();
    gemeente = await gateway.party('0363', { name: 'Amsterdam' });
    aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
    const team = await gateway.party(office, { name: 'Team', kind: 'regional-office' });
    await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
    const many = Array.from({ length: 60 }, (_, n) => `B-<1>;12345678;;;;45;X${n};10,00;01`);
    for (const text of [file('95,50'), file('99,00', many)]) {
      const { status, body } = await gateway.administrator.file('/v1/contracts/imports', text);
      expect(status, JSON.stringify(body)).toBeLessThan(300);
    }
    manager = new Visitor(gateway.address);
    await manager.signIn(keyOf(team));
  });
  afterAll(() => gateway?.remove());

  const addressOf = async () => {
    const { body } = await gateway.administrator.get('/v1/contracts');
    return `/console/contracts/${body.items[0].id}`;
  };

  test('its lines with tariffs, fifty at a time, and its versions with what changed', async () => {
    const path = await addressOf();
    expect((await manager.get('/console/contracts')).text).toContain(`href="${path}"`);
    const seen = await manager.get(path);
    const text = seen.text.replaceAll('\u00a0', ' ');
    expect(seen.headers.get('cache-control')).toContain('no-store');
    expect(text).toContain('<h1>Contract B-&lt;1&gt;</h1>');
    expect(text).toContain('€ 99,00 per uur');
    expect(text).toContain('60 regels erbij, 1 regel anders');
    expect(text).toContain('Ambulante jeugdhulp, 45 B04P: € 95,50 per uur wordt € 99,00 per uur');
    expect(text.match(/data-label="Tarief"/g)).toHaveLength(50);
    const rest = await manager.get(`${path}?after=50`);
    expect(rest.text.match(/data-label="Tarief"/g)).toHaveLength(11);
    const first = (await manager.get(`${path}?version=1`)).text.replaceAll('\u00a0', ' ');
    expect(first).toContain('Dit is een eerdere versie.');
    expect(first).toContain('€ 95,50 per uur');
    expect(first).not.toContain('Contract intrekken');
    expect((await manager.get(`${path}?version=9`)).status).toBe(404);
  });

  test('an aanbieder sees its own and cannot withdraw it; another party does not see it', async () => {
    const path = await addressOf();
    const own = new Visitor(gateway.address);
    const seen = await own.signIn(keyOf(aanbieder), path);
    expect(seen.text).toContain('per uur');
    expect(seen.text).not.toContain('Contract intrekken');
    const other = new Visitor(gateway.address);
    await other.signIn(keyOf(await gateway.party('0384', { name: 'Elders' })));
    expect((await other.get(path)).status).toBe(404);
  });

  test('the gemeente withdraws it; its versions stay', async () => {
    const path = await addressOf();
    const own = new Visitor(gateway.address);
    const seen = await own.signIn(keyOf(gemeente), path);
    const done = await own.follow(own.send(seen, `${path}/withdrawal`));
    expect(done.text).toContain('Het contract is ingetrokken.');
    expect(done.text).toContain('Dit contract is ingetrokken.');
    expect((await own.get(`${path}?version=1`)).text).toContain('95,50');
  });
});

describe('the report', () => {
  let gateway: TestGateway;
  let manager: Visitor;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.party('0363', { name: 'Amsterdam' });
    const team = await gateway.party(office, { name: 'Team', kind: 'regional-office' });
    manager = new Visitor(gateway.address);
    await manager.signIn(keyOf(team));
  });
  afterAll(() => gateway?.remove());

  test('says that nobody designated the office; then shows the last three weeks, and a workbook', async () => {
    expect((await manager.get('/console/report')).text).toContain(
      'Geen gemeente heeft u aangewezen.',
    );
    await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
    const seen = await manager.get('/console/report?from=01-11-2026&to=2026-11-21');
    expect(seen.text).toContain('Van 1 november 2026 tot en met 21 november 2026.');
    expect(seen.text).toContain('Gemeenten: 0363.');
    expect(seen.text).toContain('alleen volle tientallen');
    const href = /href="([^"]*workbook[^"]*)"/.exec(seen.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const file = await manager.get(href);
    expect(file.headers.get('content-disposition')).toContain('report-2026-11-01-2026-11-21.xlsx');
    expect(file.text.slice(0, 2)).toBe('PK');
  });

  test.each([
    ['from=2026-11-10&to=2026-11-09', 'to', 'Deze dag ligt voor de eerste.'],
    ['from=2020-01-01&to=2026-11-09', 'from', 'Kies ten hoogste 400 dagen.'],
    ['to=2150-01-01', 'to', 'Deze dag moet nog komen.'],
    ['from=morgen', 'from', 'Vul een dag in'],
  ])('%s: the fault stands at its field', async (query, field, sentence) => {
    const { text } = await manager.get(`/console/report?${query}`);
    expect(text).toContain(sentence);
    expect(text).toMatch(new RegExp(`id="${field}"[^>]* aria-invalid="true"`));
  });
});
