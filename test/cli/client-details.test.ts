import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Desk } from '../http/drafts/support.ts';
import { Commands, type Result } from '../support/commands.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const example = fileURLToPath(
  new URL('../../examples/client-details-example.csv', import.meta.url),
);

let gateway: TestGateway;
let desk: Desk;
let folder: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  desk = await Desk.open(gateway);
  await desk.allocated();
  folder = await mkdtemp(join(tmpdir(), 'ijw-details-'));
});
afterAll(async () => {
  await gateway?.remove();
  await rm(folder, { recursive: true });
});

const commands = new Commands();
afterAll(() => commands.stop());
const ijw = (...words: string[]): Promise<Result> =>
  commands.run({
    words,
    settings: { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey },
  });
const kept = async () =>
  (await gateway.store.pool.query('select source, sealed from client_details')).rows;

test('a dry run says what would be kept, and keeps nothing', async () => {
  const { gemeente } = desk.parties;
  const { code, stdout } = await ijw('client-details', 'import', gemeente, example, '--dry-run');
  expect(stdout).toContain('Would keep the details of 1 child.');
  expect(stdout).toContain('Not known of this gemeente, and not kept: Line 3.');
  expect(code).toBe(0);
  expect(await kept()).toEqual([]);
});

test('a file that LibreOffice saved, with numbers and dates as such, says the same', async () => {
  const { gemeente } = desk.parties;
  const sheets = example.replace('.csv', '.xlsx');
  const { code, stdout, stderr } = await ijw(
    'client-details',
    'import',
    gemeente,
    sheets,
    '--dry-run',
  );
  expect(stderr).not.toContain('column');
  expect(stdout).toContain('Would keep the details of 1 child.');
  expect(stdout).toMatch(/not kept: .*3/);
  expect(code).toBe(0);
  expect(await kept()).toEqual([]);
});

test('every fault is named by row and column, without a value, and nothing is kept', async () => {
  const file = join(folder, 'faults.csv');
  const header = 'bsn;geboortedatum;geslacht;achternaam;straatnaam;postcode;ouder1Relatie';
  await writeFile(
    file,
    [
      header,
      '999912009;2012-05-14;2;Amrani;;;',
      '999912008;2012-02-30;2;Amrani;Voorbeeldkade;;10',
      '999934508;2014-09-03;3;Demir;;12AB;',
      '999934508;2014-09-03;1;Demir;;;',
      '999934508;2014-09-03;1;Demir;;;',
    ].join('\n'),
  );
  const { code, stderr } = await ijw('client-details', 'import', desk.parties.gemeente, file);
  expect(code).not.toBe(0);
  for (const place of [
    'Line 2, column bsn: Write a BSN',
    'Line 3, column geboortedatum: Write a date',
    'Line 3, column straatnaam: An address has',
    'Line 3, column ouder1Relatie: A parent has',
    'Line 4, column geslacht: Write one of these',
    'Line 4, column postcode: Write a postcode',
    'Line 6, column bsn: This child is in the file twice',
  ])
    expect(stderr).toContain(place);
  for (const value of ['999912009', 'Amrani', 'Voorbeeldkade', '12AB'])
    expect(stderr).not.toContain(value);
  expect(stderr).toContain('Nothing was kept.');
  expect(await kept()).toEqual([]);
});

test('what is imported is what a JW301 is drafted with, and goes with the child', async () => {
  const { gemeente, aanbieder } = desk.parties;
  const { stdout } = await ijw('client-details', 'import', gemeente, example, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ kept: 1, unknown: [{ sheet: null, row: 3 }] });
  const [row] = await kept();
  expect(row.sealed.toString('latin1')).not.toContain('Voorbeeldkade');
  const said = await ijw('drafts', 'complete', gemeente, aanbieder);
  expect(said.stdout).toContain(`JW301s of ${gemeente} to ${aanbieder} are drafted from now on.`);
  const request = await desk.requested('R1');
  const made = await desk.answer(request, {
    decisions: [{ decision: 'allocate', referentie: 'R1' }],
  });
  expect(made.body.items).toMatchObject([
    {
      ...{ type: 'JW301', findings: [], lacking: [], details: { source: 'import', ageDays: 0 } },
      bericht: {
        client: {
          naam: { geslachtsnaam: { achternaam: 'Amrani', voorvoegsel: 'El' } },
          relaties: { relatie: [{ soort: '10' }] },
        },
      },
    },
  ]);
  const { items } = (await desk.gemeente.get('/v1/access-log?action=import-client-details')).body;
  expect(items).toMatchObject([
    { party: gemeente, role: 'administrator' },
    // A dry run says whom the ledger knows.
    ...Array(2).fill({ party: gemeente, detail: { dryRun: true } }),
  ]);
  await gateway.store.pool.query('delete from draft; delete from client');
  expect(await kept()).toEqual([]);
});

test('an administrator says for which aanbieders a ledger is complete, and takes it back', async () => {
  const { gemeente, aanbieder } = desk.parties;
  expect((await ijw('drafts', 'completed', gemeente)).stdout).toContain(aanbieder);
  expect((await desk.gemeente.get('/v1/complete-ledgers')).body.items).toMatchObject([
    { aanbieder },
  ]);
  expect((await ijw('drafts', 'incomplete', gemeente, aanbieder)).code).toBe(0);
  expect((await ijw('drafts', 'completed', gemeente)).stdout).toContain('There is none.');
  expect((await ijw('drafts', 'incomplete', gemeente, aanbieder)).code).not.toBe(0);
  const unknown = await ijw('drafts', 'complete', gemeente, '87654321');
  expect(unknown.stderr).toContain('87654321');
});

test('where no child of a file is known, nothing is kept, and it says when one is known', async () => {
  const { gemeente } = (await desk.another()).parties;
  const { code, stdout } = await ijw('client-details', 'import', gemeente, example);
  expect(code).toBe(1);
  expect(stdout).toContain('Kept the details of 0 children.');
  expect(stdout).toContain('A child is known once its first request was approved by a retour.');
});
