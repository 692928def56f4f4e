import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import { startCommand } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { macsOf } from '../support/macs.ts';
import {
  amsterdam,
  asked,
  baken,
  ConversionTerminal,
  complete,
  diemen,
  dijk,
  mapping,
  ofBoth,
  settingsOf,
} from './conversion-support.ts';

let gateway: TestGateway;
let terminal: ConversionTerminal;
beforeAll(async () => {
  gateway = await startTestGateway();
  terminal = await ConversionTerminal.open(gateway);
});
afterAll(async () => {
  await terminal?.close();
  await gateway?.remove();
});

test('a preview is made by the gateway, and printed with its sums', async () => {
  const made = await terminal.conversion(...complete);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^state +ready$/m);
  expect(made.stdout).toMatch(/^gemeenten +0363, 0384$/m);
  expect(made.stdout).toMatch(/^mapped +11$/m);
  expect(made.stdout).toMatch(/^not mapped +2$/m);
  expect(made.stdout).toMatch(/^ +1 +data of the client is missing$/m);
  const number = /^conversion +(\d+)$/m.exec(made.stdout)?.[1] as string;
  const dutch = await terminal.conversion('show', number, '--lang', 'nl');
  expect(dutch.stdout).toMatch(/^niet gekoppeld +2$/m);
  expect(await terminal.json('show', number)).toMatchObject({
    record: {
      number: Number(number),
      state: 'ready',
      declaredUnused: 0,
      madeBy: expect.stringMatching(/^cli:/),
    },
    totals: { rows: 13, mapped: 11, held: 2 },
  });
  const later = await terminal.conversion(...complete, '--no-watch', '--json');
  expect(JSON.parse(later.stdout).record.digest === null || later.code === 0).toBe(true);
  const listed = await terminal.conversion('list', '--limit', '1');
  expect(listed.stdout).toMatch(/^ +\d+ +2026-07-01 +\w+ +0363 0384 /m);
  expect(listed.stdout).toMatch(/^More: --after \d+$/m);
});

test('rows are chosen by what is in the way, by marks and by how far they are', async () => {
  const number = await terminal.previewed();
  const numbers = async (...words: string[]) =>
    (await terminal.json('rows', number, ...words)).items.map(
      ({ toewijzingNummer }: { toewijzingNummer: string }) => toewijzingNummer,
    );
  expect((await numbers('--unmapped')).sort()).toEqual(['100472', '100872']);
  expect(await numbers('--mapped')).toHaveLength(11);
  expect(await numbers('--reason', 'begins-later')).toEqual(['100873']);
  expect((await numbers('--gemeente', diemen, '--aanbieder', baken)).sort()).toEqual([
    '20058',
    '20059',
  ]);
  expect(await numbers('--gemeente-mark', 'none', '--step', 'none')).toHaveLength(13);
  expect(await numbers('--aanbieder-mark', 'agreed')).toEqual([]);
  const { stdout } = await terminal.conversion('rows', number, '--aanbieder', dijk);
  expect(stdout).toMatch(
    /^ +\d+ +0363 +12345678 +100452 +45 45A04 +45 B01L +€5,157\.00 +€1,800\.00 +-€3,357\.00 /m,
  );
  expect((await terminal.conversion('rows', number, '--step', 'approved')).stdout).toBe(
    'No rows.\n',
  );
  const page = await terminal.conversion('rows', number, '--limit', '1');
  expect(page.stdout).toMatch(/^More: --after 1$/m);
  const [held] = (await terminal.json('rows', number, '--reason', 'client-data')).items;
  const one = await terminal.conversion('row', number, String(held.number), '--lang', 'nl');
  expect(one.stdout).toMatch(/^toewijzing +20059$/m);
  expect(one.stdout).toMatch(/^Voor het toewijzingsbericht \(JW301\) ontbreken gegevens/m);
  expect(await terminal.conversion('row', number, '99')).toMatchObject({ code: 1, stdout: '' });
});

test('a file goes out, is not overwritten, and comes back with what a side says', async () => {
  const number = await terminal.previewed();
  const csv = terminal.fileOf('rows.csv');
  expect((await terminal.conversion('export', number, csv, '--semicolons')).stdout).toBe(
    `Written to ${csv}: 13 rows.\n`,
  );
  expect((await stat(csv)).mode & 0o777).toBe(0o600);
  const again = await terminal.conversion('export', number, csv);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is not overwritten') });
  expect((await terminal.conversion('export', number, csv, '--semicolons', '--force')).code).toBe(
    0,
  );
  const sheet = terminal.fileOf('rows.xlsx');
  expect((await terminal.conversion('export', number, sheet)).code).toBe(0);
  const empty = await terminal.conversion(
    'mark',
    number,
    sheet,
    '--side',
    'gemeente',
    '--party',
    diemen,
  );
  expect(empty.stdout).toBe(`Kept what ${diemen} says of 0 rows.\n`);
  const drawn = terminal.fileOf('chart.svg');
  expect((await terminal.conversion('chart', number, drawn)).code).toBe(0);
  expect(await readFile(drawn, 'utf8')).toMatch(/^<svg /);

  const held = await terminal.filledIn(csv, diemen, ({ toewijzingNummer }) =>
    toewijzingNummer === '20058' ? { mark: 'aanhouden', reason: 'eerst overleg' } : {},
  );
  expect((await terminal.mark(number, held, diemen)).stdout).toBe(
    `Kept what ${diemen} says of 1 row.\n`,
  );
  const { items } = await terminal.json('rows', number, '--gemeente-mark', 'held');
  const { stdout } = await terminal.conversion('row', number, String(items[0].number));
  expect(stdout).toMatch(/ gemeente +0384 +cli:\w+ +1 +held +- +- +eerst overleg$/m);
});

test('faults of a file that came back are named by row, and nothing is kept', async () => {
  const number = await terminal.previewed();
  const csv = terminal.fileOf('faulty.csv');
  await terminal.conversion('export', number, csv, '--semicolons');
  const wrong = await terminal.filledIn(csv, diemen, ({ toewijzingNummer }) =>
    toewijzingNummer === '20058' ? { mark: 'aanhouden' } : { mark: 'akkoord', price: '1' },
  );
  const words = ['--side', 'gemeente', '--party', diemen];
  const bad = await terminal.conversion('mark', number, wrong, ...words);
  expect(bad).toMatchObject({ code: 1, stdout: '' });
  expect(bad.stderr).toMatch(/^Line \d, column reason: Write why you want another SPIC/m);
  expect(bad.stderr).toMatch(/^Line \d, column price: This is not what the preview has\./m);
  expect(bad.stderr).toMatch(/0384\.csv: 4 faults\. Nothing was kept\.$/m);
  // A row without a SPIC, and one of another gemeente: only the rows themselves tell.
  const [open] = (await terminal.json('rows', number, '--unmapped', '--gemeente', amsterdam)).items;
  const refused = await terminal.written(
    'refused.csv',
    'row;version;toewijzingNummer;mark',
    `${open.number};1;${open.toewijzingNummer};agreed`,
  );
  const not = await terminal.conversion(
    'mark',
    number,
    refused,
    '--side',
    'gemeente',
    '--party',
    amsterdam,
  );
  expect(not.code).toBe(1);
  expect(not.stderr).toBe(
    `Row ${open.number} of the preview: This row has no SPIC to agree to. Propose a SPIC yourself, or hold the row.\n` +
      `${refused}: 1 fault. Nothing was kept.\n`,
  );
  const other = await terminal.conversion('mark', number, refused, ...words, '--json');
  expect(JSON.parse(other.stdout)).toMatchObject({ faults: [{ code: 'row-unknown' }] });
  const early = await terminal.conversion(
    'mark',
    number,
    refused,
    '--side',
    'aanbieder',
    '--party',
    dijk,
  );
  expect(early.stderr).toMatch(/^This preview is not shared yet\./);
  expect((await terminal.json('rows', number, '--gemeente-mark', 'none')).items).toHaveLength(13);
});

test('faults of a mapping and of what was declared go to stderr, and no preview is asked for', async () => {
  const before = (await terminal.json('list')).items.length;
  const rules = await terminal.written(
    'mapping.csv',
    'categorie;code;eenheid;toCategorie;toCode',
    '45;45A04;;45;45A04',
    '45;45A05;4;45;B01P',
  );
  const figures = await terminal.written(
    'declared.csv',
    'gemeente;aanbieder;toewijzingNummer;grantedAmount',
    '0363;12345678;100452;100,00',
  );
  const words = [...ofBoth, '--mapping', rules, '--declared', figures];
  const bad = await terminal.conversion(...words);
  expect(bad).toMatchObject({ code: 1, stdout: '' });
  expect(bad.stderr).toMatch(/^Line 2, column toCode: This rule maps a product to itself\./m);
  expect(bad.stderr).toMatch(/^Line 3, column eenheid: Write one of these units/m);
  expect(bad.stderr).toMatch(/mapping\.csv: 2 faults\. No preview was asked for\.$/m);
  expect(bad.stderr).toMatch(/^Line 2, column lastGranted: Fill in a date here/m);
  expect(bad.stderr).toMatch(/declared\.csv: 1 fault\. No preview was asked for\.$/m);
  const { faults } = JSON.parse((await terminal.conversion(...words, '--json')).stdout);
  expect(faults).toHaveLength(3);
  expect(faults[0]).toMatchObject({
    file: rules,
    row: 2,
    column: 'toCode',
    code: 'rule-to-itself',
  });
  expect((await terminal.json('list')).items).toHaveLength(before);
});

test('where no worker runs it says so, and the preview is kept', async () => {
  const store = await makeStore();
  try {
    const macs = await macsOf(store.db);
    const party = { code: amsterdam, kind: 'gemeente', name: 'Amsterdam' } as const;
    await putParty(store.db, macs, localCall('test'), party);
    const words = ['conversion', ...asked, '--gemeente', amsterdam, '--mapping', mapping];
    const waited = await startCommand({ words, settings: settingsOf(store.url) }).ended;
    expect(waited.code).toBe(0);
    expect(waited.stderr).toMatch(/^No worker runs now: it is kept, and begins when a gateway/);
    expect(waited.stdout).toMatch(/^state +being made: 0 looked at$/m);
  } finally {
    await store.drop();
  }
});

test('what cannot be done is said in a sentence', async () => {
  const number = await terminal.previewed();
  const wrong: [string[], number, RegExp][] = [
    [[...asked, '--mapping', mapping], 2, /--gemeente/],
    [[...asked, '--gemeente', '36', '--mapping', mapping], 2, /4 digits/],
    [
      [...asked, '--gemeente', amsterdam, '--mapping', terminal.fileOf('none.csv')],
      1,
      /none\.csv cannot be read: ENOENT/,
    ],
    [
      ['preview', '--day', '2096-07-01', '--gemeente', amsterdam, '--mapping', mapping],
      1,
      /too far away/,
    ],
    [[...asked, '--gemeente', '0479', '--mapping', mapping], 1, /0479/],
    [['show', '0'], 2, /Give a number/],
    [['show', '4711'], 1, /^Not found/],
    [['export', number, terminal.fileOf('rows.ods')], 1, /\.xlsx or \.csv/],
    [['chart', number, terminal.fileOf('chart.png')], 1, /\.svg/],
    [['revert', number, '1', '--reason', 'by mistake'], 2, /nothing-declared/],
    [['stop', number, '01a2055b-732f-712d-aff7-9ee7d3ee453f'], 1, /^Not found/],
    [['report', number, '--commit', '01a2055b-732f-712d-aff7-9ee7d3ee453f'], 1, /no such commit/],
  ];
  for (const [words, code, sentence] of wrong) {
    const result = await terminal.conversion(...words);
    expect(result.code, words.join(' ')).toBe(code);
    expect(result.stderr).toMatch(sentence);
  }
});
