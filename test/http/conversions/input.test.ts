import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSheets } from '../../../src/ledger/sheets/write-sheets.ts';
import { amsterdam, day, dijk, rules } from '../../region/conversion/world.ts';
import type { Answer } from '../../support/gateway.ts';
import { Desk, problemOf } from './support.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let desk: Desk;
let path: string;
beforeAll(async () => {
  desk = await Desk.open();
  await desk.region.add([{ child: 1, number: '100001' }]);
  path = await desk.preview();
});
afterAll(() => desk?.[Symbol.asyncDispose]());

const places = ({ body }: Answer) =>
  body.violations.map((one: Record<string, unknown>) =>
    [one.sheet, one.line, one.element, one.rule].filter((part) => part !== undefined).join(' '),
  );
const make = (more: object) =>
  desk.caller(amsterdam).send('POST', '/v1/conversions', { day, mapping: rules, ...more });

test('faults of both lists are named by list, place and column, with nothing of a row', async () => {
  const answer = await make({
    mapping: [
      ...rules,
      { categorie: '45', toCategorie: '45', geheim: 'Yara' },
      { categorie: 'geheim', toCategorie: '45', toCode: 'B01P', months: 'twelve' },
      { ...rules[0], toCode: '45B02' },
    ],
    declared: [
      { gemeente: '363', aanbieder: dijk, toewijzingNummer: '1' },
      { gemeente: '0363', aanbieder: dijk, toewijzingNummer: '2', grantedAmount: '1,00' },
    ],
  });
  expect(answer.status).toBe(400);
  expect(problemOf(answer)).toBe('file-faults');
  expect(places(answer).sort()).toEqual(
    [
      '3 mapping column-unknown',
      '3 mapping/toCode cell-missing',
      '4 mapping/categorie categorie-form',
      '4 mapping/months integer-form',
      '5 mapping/code rules-overlap',
      '1 declared/gemeente gemeente-form',
      '2 declared/lastGranted day-missing',
    ].sort(),
  );
  expect(JSON.stringify(answer.body)).not.toMatch(/geheim|Yara|twelve/);
  const [unknown] = answer.body.violations.filter(
    ({ rule }: { rule: string }) => rule === 'column-unknown',
  );
  expect(unknown.message).toContain('toCategorie');
});

test('a preview needs a mapping, and a day that can be', async () => {
  expect(places(await make({ mapping: [] }))).toEqual(['mapping no-rows']);
  expect(places(await make({ mapping: undefined }))).toEqual(['body/mapping required']);
  expect(places(await make({ day: '2026-02-30' }))).toEqual(['body/day format']);
  expect(problemOf(await make({ day: '2036-07-01' }))).toBe('conversion-day');
  expect(places(await make({ colour: 'red' }))).toEqual(['body/* additionalProperties']);
  expect(places(await make({ mapping: [{ categorie: { x: 1 } }] }))).toEqual([
    'body/mapping/0/categorie type',
  ]);
});

test('20,000 rows of what was declared fit', async () => {
  const declared = Array.from({ length: 20_000 }, (_, n) => ({
    ...{ gemeente: '0363', aanbieder: dijk, toewijzingNummer: String(200_000 + n) },
    ...{ grantedVolume: '1234', grantedAmount: '12345.67', lastGranted: '2026-05-31' },
    ...{ creditedVolume: '12', creditedAmount: '123.45', lastUndecided: '2026-05-31' },
    ...{ undecidedVolume: '12', undecidedAmount: '123.45' },
  }));
  const answer = await make({ declared });
  expect(answer.status).toBe(202);
  const ready = await desk.ready(`/v1/conversions/${answer.body.number}`);
  expect((await desk.caller(amsterdam).get(ready)).body.declaredUnused).toBe(20_000);
});

test('a file with faults has them named by sheet, row and column', async () => {
  const gemeente = desk.caller(amsterdam);
  const file = (kind: string, text: string | Uint8Array, type?: string) =>
    gemeente.file(`/v1/conversions/files?kind=${kind}`, text, type);
  expect(places(await file('mapping', 'categorie;code;toCategorie;toCode\n45;;4;B01P\n'))).toEqual([
    '2 toCategorie categorie-form',
  ]);
  const sheet = await writeSheets([
    {
      name: 'Regels',
      columns: ['categorie', 'toCategorie', 'toCode'].map((name) => ({ name, kind: 'text' })),
      rows: [['45', '45', 'TE-LANG']],
    },
  ]);
  expect(places(await file('mapping', sheet, xlsx))).toEqual(['Regels 2 toCode product-form']);
  expect(places(await file('declared', 'gemeente;aanbieder\n'))[0]).toMatch(/toewijzingNummer/);
  expect(places(await file('else', 'x'))).toEqual(['querystring/kind enum']);
  expect(problemOf(await file('mapping', '{}', 'application/json'))).toBe('unsupported-media-type');
});

test('marks that cannot be are named by the part of the request', async () => {
  const send = (marks: unknown) => desk.caller(amsterdam).send('POST', `${path}/marks`, { marks });
  const mark = { row: 1, version: 1 };
  expect(places(await send([{ ...mark, mark: 'changed', reason: 'x' }]))).toEqual([
    'body/marks/0/to required',
  ]);
  expect(places(await send([{ ...mark, mark: 'held' }]))).toEqual(['body/marks/0/reason required']);
  expect(places(await send([{ ...mark, mark: 'agree' }]))).toEqual([
    'body/marks/0/mark discriminator',
  ]);
  expect(places(await send([{ ...mark, mark: 'agreed', to: {} }]))).toEqual([
    'body/marks/0/* additionalProperties',
  ]);
  expect(places(await send([]))).toEqual(['body/marks minItems']);
  const many = Array.from({ length: 5001 }, () => ({ ...mark, mark: 'agreed' }));
  expect(places(await send(many))).toEqual(['body/marks maxItems']);
});

test('a workbook that people made themselves is taken, and its faults are named', async () => {
  const { row } = await desk.row(path, '100001');
  const fill = (...cells: (string | number | null)[]) =>
    writeSheets([
      {
        name: 'Rijen',
        columns: [
          { name: 'row', kind: 'integer' },
          { name: 'version', kind: 'integer' },
          ...(['toewijzingNummer', 'mark', 'reason'] as const).map(
            (name) => ({ name, kind: 'text' }) as const,
          ),
        ],
        rows: [cells],
      },
    ]);
  const imports = `${path}/marks/imports`;
  const gemeente = desk.caller(amsterdam);
  for (const [cells, faults] of [
    [[row, 1, '100002', 'akkoord', null], ['Rijen 2 toewijzingNummer other-row']],
    [[999, 1, '100001', 'akkoord', null], ['Rijen 2 row row-unknown']],
    [[row, 1, '100001', 'aanhouden', null], ['Rijen 2 reason reason-missing']],
    [[row, 1, '100001', 'ja', null], ['Rijen 2 mark choice-form']],
  ] as const) {
    const answer = await gemeente.file(imports, await fill(...cells), xlsx);
    expect(problemOf(answer)).toBe('file-faults');
    expect(places(answer)).toEqual(faults);
  }
  const taken = await gemeente.file(
    imports,
    await fill(row, 1, '100001', 'aanhouden', 'wacht'),
    xlsx,
  );
  expect(taken.body).toEqual({ marked: 1 });
  // It says of another version than there is.
  const late = await gemeente.file(imports, await fill(row, 2, '100001', 'akkoord', null), xlsx);
  expect(problemOf(late)).toBe('mark-faults');
  expect(places(late)).toEqual([`${row} version row-changed`]);
  expect((await gemeente.get(`${path}/rows/${row}`)).body.history).toMatchObject([
    { mark: 'held', reason: 'wacht' },
  ]);
});

test('a number, row or commit that is not there, or cannot be, is a problem', async () => {
  const gemeente = desk.caller(amsterdam);
  const none = '01a20563-607e-7aa1-b735-07c007c906ff';
  for (const of of ['/v1/conversions/999', `${path}/rows/999`, `${path}/commits/${none}`])
    expect(problemOf(await gemeente.get(of)), of).toBe('not-found');
  for (const of of [
    ...['/v1/conversions/0', '/v1/conversions/x', '/v1/conversions/2147483648'],
    ...[`${path}/rows/0`, `${path}/rows/1e9`, `${path}/commits/x`, `${path}/rows?step=lost`],
    ...[
      `${path}/rows?reason=x`,
      `${path}/rows?mapped=perhaps`,
      `${path}/rows?leastDifference=1e300`,
    ],
  ])
    expect((await gemeente.get(of)).status, of).toBe(of.endsWith('1e9') ? 404 : 400);
});
