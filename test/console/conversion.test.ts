import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askedRows, bandOf } from '../../src/console/pages/conversions/filter.ts';
import { typedMarks, wishesOf } from '../../src/console/pages/conversions/typed.ts';
import { Conversions } from '../../src/region/conversion/views.ts';
import { callOf } from '../parties/access-log/support.ts';
import { Region } from '../region/conversion/world.ts';
import { keyOf, staffKey } from '../support/console.ts';
import { plantReadyConversion } from '../support/console-conversion.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { formOf, Visitor } from '../support/visitor.ts';

describe('filters in an address', () => {
  test('a band of differences goes to an address and back', () => {
    for (const [bar, query] of [
      [{ from: null, until: -5 }, { mostDifference: -6 }],
      [
        { from: -5, until: 0 },
        { leastDifference: -5, mostDifference: -1 },
      ],
      [{ from: 100, until: null }, { leastDifference: 100 }],
    ] as const)
      expect(askedRows({ difference: bandOf(bar) }, 'nl').query).toEqual(query);
  });

  test('all that fits is asked for', () => {
    const asked = {
      ...{ difference: 'lower', reason: 'no-rule', gemeenteMark: 'none', aanbiederMark: 'held' },
      ...{ step: 'refused', aanbieder: ' 12345678 ', gemeente: '0363' },
    };
    const { query, faults } = askedRows(asked, 'nl');
    expect(query).toEqual({
      ...{ mostDifference: -1, reason: 'no-rule', gemeenteMark: 'none', aanbiederMark: 'held' },
      ...{ step: 'refused', aanbieder: '12345678', gemeente: '0363' },
    });
    expect(faults.size).toBe(0);
  });

  test('what does not fit is said at its field', () => {
    const asked = { difference: '..', reason: 'x', gemeenteMark: 'y', step: 'z', aanbieder: '1' };
    const { query, faults } = askedRows(asked, 'nl');
    expect(query).toEqual({});
    expect([...faults.keys()].sort()).toEqual(Object.keys(asked).sort());
  });
});

describe('what is typed of rows', () => {
  const wish = (body: Record<string, string | string[]>) => wishesOf(typedMarks(body), 'nl');

  test('rows count once, and what is no row is left out', () => {
    const { wishes } = wish({
      ...{ mark: 'agreed', row: ['1:1', '2:3', '1:1', '0:1', 'x', '-1:1'], rows: '7:1,8:2' },
    });
    expect(wishes.map(({ row, version }) => [row, version])).toEqual([
      ...[[1, 1] as const, [2, 3] as const, [7, 1] as const, [8, 2] as const],
    ]);
  });

  test('each field that is wrong is told', () => {
    const keys = (body: Record<string, string | string[]>) => [...wish(body).faults.keys()];
    expect(keys({})).toEqual(['rows', 'marks']);
    expect(keys({ mark: 'held', row: '1:1' })).toEqual(['why']);
    expect(keys({ mark: 'held', row: '1:1', why: 'x'.repeat(501) })).toEqual(['why']);
    expect(keys({ mark: 'agreed', row: '1:1', why: 'Kind 999900006' })).toEqual(['why']);
    const changed = { mark: 'changed', row: '1:1', why: 'Korter' };
    expect(keys(changed)).toEqual(['spic-categorie', 'spic-code']);
    const to = { 'spic-categorie': '45', 'spic-code': '45B01' };
    expect(keys({ ...changed, ...to, 'spic-months': '0' })).toEqual(['spic-months']);
    expect(wish({ ...changed, ...to, 'spic-months': '12' }).wishes).toEqual([
      {
        ...{ row: 1, version: 1, mark: 'changed', reason: 'Korter' },
        to: { categorie: '45', code: '45B01', months: 12 },
      },
    ]);
  });
});

describe('on a page', () => {
  let gateway: TestGateway;
  let conversions: Conversions;
  let number: number;
  const office = '00000001234567890000';
  const visitors: Record<string, Visitor> = {};
  const by = (who: string) => visitors[who] as Visitor;
  beforeAll(async () => {
    gateway = await startTestGateway();
    const keys: Record<string, string> = {
      gemeente: keyOf(await gateway.party('0363', { name: 'Amsterdam' })),
      aanbieder: keyOf(await gateway.party('12345678', { name: 'De Dijk' })),
      other: keyOf(await gateway.party('87654321', { name: 'De Wal' })),
      manager: keyOf(await gateway.party(office, { name: 'Team', kind: 'regional-office' })),
      administrator: await staffKey(gateway, 'administrator'),
      operator: await staffKey(gateway, 'operator'),
    };
    await gateway.administrator.send('POST', '/v1/parties/0363/designations', { office });
    ({ number } = await plantReadyConversion(gateway, { shared: false }));
    conversions = new Conversions(gateway);
    for (const [who, key] of Object.entries(keys)) {
      visitors[who] = new Visitor(gateway.address);
      await visitors[who].signIn(key);
    }
  });
  afterAll(() => gateway?.remove());

  const path = (more = '') => `/console/conversions/${number}${more}`;

  test('nobody learns of a conversion that is not theirs, or was not shared', async () => {
    for (const who of ['aanbieder', 'other'])
      for (const more of [
        '',
        '/rows',
        '/rows/1',
        '/all',
        '/workbook',
        '/csv',
        '/progress?making=yes',
      ]) {
        const there = await by(who).get(path(more));
        const nowhere = await by(who).get(path(more).replace(`/${number}`, '/999'));
        expect(there.status, more).toBe(404);
        expect(nowhere.status, more).toBe(404);
      }
    expect((await by('operator').get('/console/conversions')).status).toBe(403);
    expect((await by('aanbieder').get('/console/conversions')).text).toContain(
      'nog geen omzetting',
    );
  });

  test('shared once, however often its form comes; not by an aanbieder', async () => {
    const page = await by('manager').get(path());
    for (let turn = 0; turn < 2; turn++) {
      const sent = await by('manager').send(page, path('/share'));
      expect(sent.status).toBe(303);
    }
    const shown = await by('aanbieder').get(path());
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain(path('/share'));
    const rows = await by('aanbieder').get(path('/rows'));
    const { token = '' } = tokenIn(rows.text);
    for (const more of ['/share', '/commits'])
      expect((await by('aanbieder').post(path(more), { token })).status, more).toBe(403);
  });

  test('a file has what is seen: the rows of the filters', async () => {
    const csv = async (who: string, more: string) =>
      (await by(who).get(path(`/csv${more}`))).text.trim().split('\r\n');
    const all = await csv('manager', '');
    const mapped = await csv('manager', '?reason=mapped');
    expect([all.length, mapped.length]).toEqual([4 + 1, 3 + 1]);
    expect(all[0]).toContain(';');
    expect((await csv('manager', '?reason=unmapped&lang=en'))[0]).not.toContain(';');
    await by('manager').get(path('?lang=nl'));
    const book = await by('manager').get(path('/workbook?reason=mapped'));
    expect(book.text.startsWith('PK')).toBe(true);
    // A filter that does not fit leads to the page, and is no file of all.
    const wrong = await by('manager').get(path('/csv?reason=nonsense'));
    expect(wrong.location).toContain('/rows?reason=nonsense');
    const page = await by('manager').get(path('/rows?reason=mapped'));
    expect(page.text).toContain(path('/csv?reason=mapped'));
  });

  test('a preview is made once, however often its form comes; not by an aanbieder', async () => {
    const count = async () => (await gateway.store.pool.query('select from conversion')).rowCount;
    const before = (await count()) ?? 0;
    const page = await by('manager').get('/console/conversions/new');
    const { token: own = '', once = '' } = formOf(page, '/console/conversions/new').fields;
    const fields = { token: own, once };
    const send = (who: string, more: Readonly<Record<string, string>>) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...more })) body.set(name, value);
      body.set(
        'preview-mapping',
        new Blob(['categorie;code;toCategorie;toCode;months\n45;45A04;45;45B01;12\n']),
        'r.csv',
      );
      return by(who).ask('/console/conversions/new', { method: 'POST', body });
    };
    expect((await send('manager', { 'preview-day': '1-1-2027' })).location).toMatch(/[0-9]$/);
    expect((await send('manager', { 'preview-day': '1-1-2027' })).location).toMatch(/conversions$/);
    expect(await count()).toBe(before + 1);
    const far = await send('manager', { 'preview-day': '1-1-2090' });
    expect([far.status, far.text.includes('hoogstens 3 jaar')]).toEqual([400, true]);
    const others = await send('manager', {
      'preview-day': '1-1-2027',
      'preview-gemeenten': '0384',
    });
    expect([others.status, others.text.includes('heeft u niet aangewezen')]).toEqual([400, true]);
    const theirs = await by('aanbieder').get('/console/conversions/new');
    expect(theirs.text).toContain('U kunt geen proefomzetting maken');
    const { token = '' } = tokenIn((await by('aanbieder').get('/console/conversions')).text);
    expect((await send('aanbieder', { token, 'preview-day': '1-1-2027' })).status).toBe(403);
    expect(await count()).toBe(before + 1);
  });

  test('a mark that comes twice is said once, also with a reason or another SPIC', async () => {
    const { items } = await conversions.rows(
      callOf('0363'),
      number,
      { mapped: true },
      { limit: 9 },
    );
    const [first, second] = items.map((row) => row.number);
    const { token = '' } = tokenIn((await by('manager').get(path('/rows'))).text);
    const held = { token, mark: 'held', from: 'rows', row: `${first}:1`, why: 'Eerst overleg' };
    const changed = {
      ...{ token, mark: 'changed', from: 'row', rows: `${second}:1`, why: 'Korter' },
      ...{ 'spic-categorie': '45', 'spic-code': '45B03' },
    };
    for (const fields of [held, changed, held, changed]) {
      const sent = await by('manager').post(path('/marks'), fields);
      expect(sent.status, sent.text).toBe(303);
    }
    for (const row of [first, second]) {
      const { marks } = await conversions.row(callOf('0363'), number, row ?? 0);
      expect(marks).toHaveLength(1);
    }
    const shown = await by('aanbieder').get(path(`/rows/${second}`));
    expect(shown.text).toContain('Korter');
    // Who said it is of the own side only.
    expect(shown.text).not.toMatch(/<span class="wraps">ijw_/);
  });

  test('rows of others, of nobody and of another version are told per row, and nothing is kept', async () => {
    const { token = '' } = tokenIn((await by('manager').get(path('/rows'))).text);
    const { items } = await conversions.rows(
      callOf('0363'),
      number,
      { mapped: true },
      { limit: 9 },
    );
    const third = items[2]?.number;
    const sent = await by('manager').post(path('/marks'), {
      ...{ token, mark: 'agreed', from: 'all', filter: '?reason=mapped&x=<b>' },
      rows: `${third}:1,${items[0]?.number}:99`,
    });
    expect(sent.status).toBe(400);
    expect(sent.text).toContain('1 rij kan zo niet');
    expect(sent.text).toContain('Het gaat om 2 rijen');
    expect(sent.text).not.toContain('<b>');
    const { row } = await conversions.row(callOf('0363'), number, third ?? 0);
    expect(row.marks.gemeente).toBeNull();
  });

  test('an administrator sees all and says nothing for a party', async () => {
    const rows = await by('administrator').get(path('/rows'));
    expect(rows.text).toContain('500001');
    expect(rows.text).not.toContain('type="checkbox"');
    const { token = '' } = tokenIn(rows.text);
    const fields = { token, mark: 'agreed', from: 'rows', row: '1:1' };
    expect((await by('administrator').post(path('/marks'), fields)).status).toBeGreaterThan(399);
  });

  test('the workbook is that of the API', async () => {
    const got = await by('gemeente').get(path('/workbook'));
    expect(got.status).toBe(200);
    expect(got.headers.get('content-disposition')).toContain(`conversion-${number}.xlsx`);
    expect(got.text.startsWith('PK')).toBe(true);
  });

  test('what was said and what would go is counted as the rows say it', async () => {
    const region = new Region(gateway);
    const said = await conversions.said(callOf('0363'), number);
    expect(said).toEqual({ gemeente: { none: 2, held: 1, changed: 1 }, aanbieder: { none: 4 } });
    const none = { rows: 0, messages: 0 };
    expect(await region.commits.ready(callOf('0363'), number)).toEqual({
      first: none,
      again: none,
    });
    const { items } = await conversions.rows(
      callOf('0363'),
      number,
      { gemeenteMark: 'changed' },
      { limit: 9 },
    );
    const [row] = items;
    if (!row) throw new Error('There is no such row.');
    const agree = { row: row.number, version: row.version, mark: 'agreed' } as const;
    await conversions.mark(callOf('12345678'), number, [agree]);
    const one = { rows: 1, messages: 1 };
    expect(await region.commits.ready(callOf('0363'), number)).toEqual({ first: one, again: none });
    const page = await by('manager').get(path());
    expect(page.text).toContain('(1 bericht)');
    for (const done of ['sent', 'nothing'])
      expect((await by('manager').send(page, path('/commits'))).location).toContain(`done=${done}`);
    expect(await region.commits.list(callOf('0363'), number)).toHaveLength(1);
  });
});

function tokenIn(text: string): { token?: string } {
  const content = text.slice(text.indexOf('<main'));
  const [, token] =
    /name="token" value="([^"]*)"/.exec(content) ?? /name="token" value="([^"]*)"/.exec(text) ?? [];
  return token === undefined ? {} : { token };
}
