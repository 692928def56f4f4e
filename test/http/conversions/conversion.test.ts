import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amsterdam, bsnOf, day, dijk, rules, until, wal } from '../../region/conversion/world.ts';
import type { Answer } from '../../support/gateway.ts';
import { Desk, problemOf } from './support.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const noStore = 'private, no-store';

let desk: Desk;
let path: string;
beforeAll(async () => {
  desk = await Desk.open();
  await desk.region.add([
    { child: 1, number: '100001', started: '2026-03-10' },
    { child: 1, number: '100002', code: '45A05' },
    { child: 2, number: '100003' },
    { child: 3, number: '100004', code: '45A99' },
    { child: 4, number: '100005', aanbieder: wal },
  ]);
});
afterAll(() => desk?.[Symbol.asyncDispose]());

const bytesOf = async (caller = desk.caller(amsterdam), of = `${path}/workbook`) => {
  const response = await fetch(desk.region.gateway.address + of, {
    headers: caller.authorization,
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

test('a preview is made of files that were read, and its record says what came of it', async () => {
  const gemeente = desk.caller(amsterdam);
  const csv = `categorie;code;toCategorie;toCode;months\n45;45A04;45;45B01;18\n45;45A05;45;45B02;\n`;
  const read = await gemeente.file('/v1/conversions/files?kind=mapping', csv);
  expect(read).toMatchObject({
    status: 200,
    body: { kind: 'mapping', rows: rules, hiddenSheets: [] },
  });
  const figures = `gemeente;aanbieder;toewijzingNummer;grantedVolume;grantedAmount;lastGranted\n0363;${dijk};100001;10;955,00;31-05-2026\n0363;${dijk};999;;;\n`;
  const declared = (await gemeente.file('/v1/conversions/files?kind=declared', figures)).body.rows;
  expect(declared).toEqual([
    {
      ...{ gemeente: '0363', aanbieder: dijk, toewijzingNummer: '100001' },
      ...{ grantedVolume: '10', grantedAmount: '955.00', lastGranted: '2026-05-31' },
    },
    { gemeente: '0363', aanbieder: dijk, toewijzingNummer: '999' },
  ]);
  path = await desk.preview({ mapping: read.body.rows, declared });
  const found = await gemeente.get(path);
  expect(found.headers.get('cache-control')).toBe(noStore);
  expect(found.body).toMatchObject({
    ...{ number: 1, day, gemeenten: [amsterdam], aanbieders: null, sharedAt: null },
    ...{ declaredUnused: 1, progress: { done: 4, total: 4, leftOut: 0 } },
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    totals: { rows: 5, mapped: 4, unmapped: 1, held: 0, agreed: { gemeente: 0, both: 0 } },
    pairs: [
      { gemeente: amsterdam, aanbieder: dijk, totals: { rows: 4 } },
      { gemeente: amsterdam, aanbieder: wal, totals: { rows: 1 } },
    ],
    reasons: [{ reason: 'no-rule', rows: 1, message: expect.stringMatching(/No rule/) }],
    commits: [],
    links: { rows: { href: `${path}/rows` }, chart: { href: `${path}/chart` } },
  });
  expect((await gemeente.get('/v1/conversions')).body).toMatchObject({
    items: [{ number: 1, state: 'ready' }],
    next: null,
  });
  const again = await gemeente.get(`${path}/reproduction`);
  expect(again.body).toEqual({ same: true, forgotten: 0, rows: 5, digest: found.body.digest });
});

test('rows are chosen by filters, page by page, and their reasons are in the language of the caller', async () => {
  const gemeente = desk.caller(amsterdam);
  const numbers = async (query: string) => {
    const { body } = await gemeente.get(`${path}/rows?${query}`);
    return body.items.map((one: Answer['body']) => one.toewijzingNummer);
  };
  expect(await numbers('mapped=false')).toEqual(['100004']);
  expect(await numbers('reason=no-rule')).toEqual(['100004']);
  expect(await numbers(`aanbieder=${wal}`)).toEqual(['100005']);
  expect(await numbers('gemeenteMark=agreed')).toEqual([]);
  expect(await numbers('aanbiederMark=none&step=none&gemeente=0363')).toHaveLength(5);
  expect((await numbers('mostDifference=0')).length).toBeGreaterThan(0);
  expect(await numbers('leastDifference=9007199254740991')).toEqual([]);
  const found: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Answer = await gemeente.get(`${path}/rows?limit=2${cursor && `&cursor=${cursor}`}`);
    found.push(...page.body.items.map((one: Answer['body']) => one.row));
    cursor = page.body.next;
  }
  expect(found).toEqual([1, 2, 3, 4, 5]);
  const { row } = await desk.row(path, '100004');
  const response = await fetch(`${desk.region.gateway.address}${path}/rows/${row}`, {
    headers: gemeente.authorization,
  });
  expect(response.headers.get('content-language')).toBe('nl');
  expect(response.headers.get('cache-control')).toBe(noStore);
  expect(await response.json()).toMatchObject({
    unmapped: { reason: 'no-rule', message: expect.stringMatching(/^Geen enkele regel/) },
    ...{ proposal: null, holds: [], why: [], history: [], step: 'none' },
  });
  const first = await desk.row(path, '100001');
  expect(first).toMatchObject({
    ...{ version: 1, gemeente: amsterdam, aanbieder: dijk, unmapped: null, rule: 1 },
    old: { product: { categorie: '45', code: '45A04' }, einddatum: '2026-12-31', budget: null },
    remains: { declared: 'file', undecided: 0, tariff: 9550 },
    proposal: { product: { code: '45B01' }, price: { total: 540_000 }, redenWijziging: '10' },
    marks: { gemeente: null, aanbieder: null },
  });
  expect(JSON.stringify(first)).not.toContain(bsnOf(1));
});

test('an aanbieder sees nothing until it is shared, and its own rows then', async () => {
  const aanbieder = desk.caller(dijk);
  for (const of of ['', '/rows', '/rows/1', '/workbook', '/csv', '/chart', '/commits'])
    expect(problemOf(await aanbieder.get(path + of)), of).toBe('not-found');
  expect((await aanbieder.get('/v1/conversions')).body.items).toEqual([]);
  const marks = [{ row: 1, version: 1, mark: 'agreed' }];
  expect(problemOf(await aanbieder.send('POST', `${path}/marks`, { marks }))).toBe('not-found');
  const forIt = { marks, for: { side: 'aanbieder', party: dijk } };
  const early = await desk.administrator.send('POST', `${path}/marks`, forIt);
  expect(problemOf(early)).toBe('conversion-not-shared');

  const shared = await desk.caller(amsterdam).send('POST', `${path}/share`);
  expect(shared).toMatchObject({ status: 200, body: { sharedAt: expect.any(String) } });
  const twice = await desk.caller(amsterdam).send('POST', `${path}/share`);
  expect(twice.body.sharedAt).toBe(shared.body.sharedAt);
  const { body } = await aanbieder.get(path);
  expect(body).toMatchObject({
    ...{ gemeenten: [], madeBy: null, digest: null, declaredUnused: null, commits: [] },
    totals: { rows: 4 },
    pairs: [{ aanbieder: dijk }],
  });
  expect((await desk.caller(wal).get(`${path}/rows`)).body.items).toMatchObject([
    { toewijzingNummer: '100005' },
  ]);
  for (const of of ['/commits', '/reproduction'])
    expect(problemOf(await aanbieder.get(path + of)), of).toBe('forbidden');
  expect(problemOf(await aanbieder.send('POST', `${path}/commits`, {}))).toBe('forbidden');
});

test('the chart can do nothing, and says in words what it shows', async () => {
  const { response, bytes } = await bytesOf(desk.caller(amsterdam), `${path}/chart`);
  const { headers } = response;
  expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe(noStore);
  expect(headers.get('content-language')).toBe('nl');
  expect(bytes.toString()).toMatch(/^<svg .*<desc [^>]*>.*toewijzing/s);
  const csv = await bytesOf(desk.caller(amsterdam), `${path}/csv?separator=semicolon`);
  expect(csv.response.headers.get('content-disposition')).toContain('conversion-1.csv');
  const lines = csv.bytes.toString().trim().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^row;version;gemeente;/);
  expect(lines[1]).toMatch(/^1;1;0363;\d{8};/);
});

test('the workbook of an aanbieder comes back with its marks', async () => {
  const aanbieder = desk.caller(dijk);
  const { response, bytes } = await bytesOf(aanbieder);
  expect(response.headers.get('content-type')).toBe(xlsx);
  expect(response.headers.get('content-disposition')).toContain('conversion-1.xlsx');
  expect(response.headers.get('cache-control')).toBe(noStore);
  const imports = `${path}/marks/imports`;
  // Nothing is filled in: silence is no agreement.
  expect((await aanbieder.file(imports, bytes, xlsx)).body).toEqual({ marked: 0 });
  const csv = await bytesOf(aanbieder, `${path}/csv?separator=semicolon`);
  const [header = '', ...lines] = csv.bytes.toString().trimEnd().split('\r\n');
  const filled = lines.map((line) => {
    const cells = line.split(';');
    if (line.includes('100001')) cells[header.split(';').indexOf('mark')] = 'akkoord';
    return cells.join(';');
  });
  const back = await aanbieder.file(imports, [header, ...filled].join('\r\n'));
  expect(back).toMatchObject({ status: 200, body: { marked: 1 } });
  expect((await aanbieder.get(path)).body.totals.agreed).toEqual({
    ...{ gemeente: 0, aanbieder: 1, both: 0 },
  });
});

test('marks that are wrong are named by row, and none is kept', async () => {
  const gemeente = desk.caller(amsterdam);
  const rowOf = async (number: string) => (await desk.row(path, number)).row;
  const [first, unmapped] = [await rowOf('100003'), await rowOf('100004')];
  const answer = await gemeente.send('POST', `${path}/marks`, {
    marks: [
      { row: first, version: 1, mark: 'agreed' },
      { row: 999, version: 1, mark: 'agreed' },
      { row: unmapped, version: 1, mark: 'agreed' },
      { row: first, version: 1, mark: 'held', reason: 'twice' },
      {
        ...{ row: await rowOf('100002'), version: 1, mark: 'changed', reason: 'other' },
        to: { categorie: '45', code: 'ZZZZZ' },
      },
      { row: await rowOf('100005'), version: 7, mark: 'agreed' },
    ],
  });
  expect(answer.status).toBe(409);
  expect(problemOf(answer)).toBe('mark-faults');
  const seen = answer.body.violations.map((one: Answer['body']) => [
    ...[one.line, one.element, one.rule],
  ]);
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(
    expect.arrayContaining([
      [999, 'row', 'row-unknown'],
      [unmapped, 'mark', 'nothing-to-agree'],
      [first, 'row', 'row-twice'],
      [await rowOf('100002'), 'to', 'spic-not-possible'],
      [await rowOf('100005'), 'version', 'row-changed'],
    ]),
  );
  expect(answer.body.violationCount).toBe(5);
  const other = answer.body.violations.find((one: Answer['body']) => one.element === 'to');
  expect(other.message).toMatch(/in no contract/);
  expect((await gemeente.get(path)).body.totals.agreed.gemeente).toBe(0);
});

test('the history of a row says who said it to the own side only', async () => {
  const [gemeente, aanbieder] = [desk.caller(amsterdam), desk.caller(dijk)];
  const { row } = await desk.row(path, '100003');
  const changed = {
    ...{ row, version: 1, mark: 'changed', to: { categorie: '45', code: '45B03' } },
    ...{ reason: 'lighter', decision: { beschikkingNummer: 'B-1', datum: '2026-06-01' } },
  };
  const decided = await aanbieder.send('POST', `${path}/marks`, { marks: [changed] });
  expect(problemOf(decided)).toBe('mark-side');
  const answer = await gemeente.send('POST', `${path}/marks`, { marks: [changed] });
  expect(answer.body).toEqual({ marked: 1 });
  const own = (await gemeente.get(`${path}/rows/${row}`)).body;
  expect(own).toMatchObject({
    ...{ version: 2, proposal: { product: { code: '45B03' } }, rule: null },
    marks: { gemeente: { mark: 'changed' }, aanbieder: null },
    decision: changed.decision,
    history: [
      {
        ...{ side: 'gemeente', mark: 'changed', version: 2, reason: 'lighter', party: amsterdam },
        ...{ to: { categorie: '45', code: '45B03', months: null }, decision: changed.decision },
        by: expect.any(String),
      },
    ],
  });
  const theirs = (await aanbieder.get(`${path}/rows/${row}`)).body;
  expect(theirs.history).toEqual([{ ...own.history[0], by: null }]);
  const agreed = { row, version: 2, mark: 'agreed' };
  expect((await aanbieder.send('POST', `${path}/marks`, { marks: [agreed] })).status).toBe(200);
  const both = (await aanbieder.get(`${path}/rows/${row}`)).body.history;
  expect(both.map(({ by }: { by: string | null }) => by !== null)).toEqual([false, true]);
});

test('what both agreed on is sent, the aanbieder gets drafts, and it is taken back', async () => {
  const [gemeente, aanbieder] = [desk.caller(amsterdam), desk.caller(dijk)];
  const { row } = await desk.row(path, '100001');
  const marks = [{ row, version: 1, mark: 'agreed' }];
  await gemeente.send('POST', `${path}/marks`, { marks });
  const made = await gemeente.send('POST', `${path}/commits`, {});
  expect(made).toMatchObject({ status: 202, body: { kind: 'commit', gemeenten: [amsterdam] } });
  const record = made.headers.get('location') ?? '';
  expect(record).toBe(`${path}/commits/${made.body.id}`);
  const [commit] = await desk.settled(path);
  expect(commit).toMatchObject({ id: made.body.id, state: 'finished', posts: { approved: 2 } });
  expect((await gemeente.get(record)).body).toEqual(commit);
  expect((await gemeente.send('DELETE', record)).body).toMatchObject({ state: 'finished' });
  const sent = await desk.row(path, '100001');
  expect(sent).toMatchObject({ step: 'approved', newNumber: expect.stringMatching(/^\d+$/) });
  expect((await gemeente.get(sent.links.message.href)).body).toMatchObject({ type: 'JW301' });
  expect((await gemeente.get(`${path}/rows?step=approved`)).body.items).toHaveLength(2);
  expect(problemOf(await gemeente.send('POST', `${path}/commits`, {}))).toBe('nothing-agreed');
  const drafts = await until(async () => {
    const { items } = (await aanbieder.get('/v1/drafts?state=open')).body;
    return items.length > 0 && items;
  });
  expect(drafts.map(({ type }: { type: string }) => type).sort()).toEqual(['JW305', 'JW307']);

  const back = await desk.row(path, '100003');
  const wish = { row: back.row, reason: 'vergissing', nothingDeclared: true };
  for (const nothingDeclared of [false, undefined])
    expect(
      problemOf(await gemeente.send('POST', `${path}/reverts`, { ...wish, nothingDeclared })),
    ).toBe('invalid-request');
  const reverting = await gemeente.send('POST', `${path}/reverts`, wish);
  expect(reverting).toMatchObject({ status: 202, body: { kind: 'revert', reason: 'vergissing' } });
  await desk.settled(path);
  expect(await desk.row(path, '100003')).toMatchObject({ step: 'reverted' });
  expect(problemOf(await gemeente.send('POST', `${path}/reverts`, wish))).toBe('not-converted');
});

test('the examples are read', async () => {
  for (const kind of ['mapping', 'declared']) {
    const file = new URL(`../../../examples/conversion-${kind}-example.csv`, import.meta.url);
    const { status, body } = await desk
      .caller(amsterdam)
      .file(`/v1/conversions/files?kind=${kind}`, await readFile(file));
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(body.rows.length).toBeGreaterThan(5);
    // What was read is taken as it is.
    const lists = kind === 'mapping' ? { mapping: body.rows } : { declared: body.rows };
    await desk.preview(lists);
  }
});
