import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allocationColumns } from '../../src/ledger/import/import-rows.ts';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { type Command, Commands, type Result, startCommand } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { macsOf } from '../support/macs.ts';

const encryptionKey = 'ab'.repeat(32);

let store: Store & { drop: () => Promise<void> };
let folder: string;
beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'ijw-import-'));
});
afterAll(async () => {
  await store.drop();
  await rm(folder, { recursive: true });
});

const commands = new Commands();
afterAll(() => commands.stop());

function onThisLedger(words: string[]): Command {
  const settings = { DATABASE_URL: store.url, ENCRYPTION_KEY: encryptionKey };
  return { words: ['ledger', ...words], settings };
}

const ijw = (...words: string[]): Promise<Result> => commands.run(onThisLedger(words));

async function count(table: string): Promise<number> {
  const { rows } = await store.pool.query(`select count(*)::int from ${table}`);
  return rows[0].count;
}

test('for a code without a party it says how to make it', async () => {
  const result = await ijw('import', 'examples/import');
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(
    '0363 is no party of the gateway: make it with `ijw parties put 0363 --name NAME` and run this again. 8 not taken.',
  );
  for (const code of ['0363', '12345678'])
    await putParty(store.db, await macsOf(store.db, encryptionKey), localCall('test'), {
      code,
      kind: code === '0363' ? 'gemeente' : 'aanbieder',
      name: code,
      until: null,
      successor: null,
    });
});

test('a dry run, the import, and the same again', async () => {
  const dry = await ijw('import', '--dry-run', 'examples/import');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/^would be imported +5$/m);
  expect(dry.stdout).toMatch(/^known before +3$/m);
  expect(await count('ledger_entry')).toBe(0);

  const real = await startCommand(onThisLedger(['import', '--json', 'examples/import'])).ended;
  expect(real).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(real.stdout)).toMatchObject({
    imported: 5,
    entries: 9,
    // The rows of allocations.xlsx are those of allocations.csv.
    known: 3,
    skipped: 0,
    refused: 0,
    faults: [],
    missingParties: [],
    hiddenSheets: [],
    dryRun: false,
  });
  const again = await ijw('import', 'examples/import');
  expect(again.stdout).toMatch(/^imported +0$/m);
  expect(again.stdout).toMatch(/^known before +8$/m);
  expect((await ijw('verify')).stdout).toMatch(/^All chains are whole\. 9 entries/m);
});

test('what is wrong is named without its value; what cannot be done ends with 1', async () => {
  const file = join(folder, 'wrong.xml');
  await writeFile(file, 'a secret');
  const wrong = await ijw('import', file);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toBe(`${file}: it is no XML as the standard wants it (not-well-formed).\n`);
  const empty = await mkdtemp(join(folder, 'empty-'));
  await writeFile(join(empty, '~$open.xlsx'), 'what Excel keeps beside a workbook that is open');
  const results = await Promise.all(
    [join(folder, 'none'), empty].map((path) => ijw('import', path)),
  );
  expect(results.map(({ code }) => code)).toEqual([1, 1]);
  expect(results[0]?.stderr).toMatch(/none cannot be read: ENOENT\.\n$/);
  expect(results[1]?.stderr).toMatch(/^There is nothing to import/);
});

test('a fault in a spreadsheet is named by its place, and nothing of any file is imported', async () => {
  const table = join(folder, 'wrong.csv');
  await writeFile(table, 'name;secret\nx;y');
  const header = allocationColumns.join(';');
  const rows = Array.from({ length: 60 }, () => header.replace(/\w+/g, 'secret'));
  const many = join(folder, 'sixty.csv');
  await writeFile(many, [header, ...rows].join('\n'));
  const good = join(folder, 'good.csv');
  const cells: Partial<Record<(typeof allocationColumns)[number], string>> = {
    ...{ gemeente: '0363', aanbieder: '12345678', bsn: '999900006', toewijzingNummer: '4999' },
    ...{ toewijzingsdatum: '01-01-2024', ingangsdatum: '01-01-2024' },
  };
  await writeFile(good, `${header}\n${allocationColumns.map((one) => cells[one] ?? '').join(';')}`);
  const before = await count('ledger_import');

  const one = await ijw('import', good, table);
  expect(one).toMatchObject({ code: 1, stdout: '' });
  expect(one.stderr).toBe(
    `${table}: Line 1: The first row must say what is on this sheet: precisely one of these columns belongs in it: toewijzingsdatum, soort. Remove rows above it. If this sheet has no data, remove or hide it.
1 fault in 1 spreadsheet. Nothing was imported, of other files neither.
`,
  );

  const both = await ijw('import', table, good, many);
  const lines = both.stderr.trimEnd().split('\n');
  const [, total = ''] = /^(\d+) faults in 2 spreadsheets\./.exec(lines.at(-1) ?? '') ?? [];
  expect(Number(total)).toBeGreaterThan(60 * 10);
  expect(lines.at(-2)).toBe(`And ${Number(total) - 50} more; --json names them all.`);
  expect(lines).toHaveLength(52);
  expect(lines[1]).toBe(
    `${many}: Line 2, column bsn: Write the 9 digits of a BSN. Spreadsheets drop zeros at the front: give the column the type text and write the value again.`,
  );

  const asJson = await ijw('import', '--json', table, good, many);
  expect(asJson).toMatchObject({ code: 1, stderr: '' });
  const { faults, ...rest } = JSON.parse(asJson.stdout);
  expect(rest).toMatchObject({ imported: 0, entries: 0, known: 0, missingParties: [] });
  expect(faults).toHaveLength(Number(total));
  expect(Object.keys(faults.at(-1))).toEqual([
    ...['file', 'sheet', 'row', 'column', 'code', 'message'],
  ]);
  expect(faults[0]).toMatchObject({ file: table, sheet: null, row: 1, code: 'header-kind' });
  expect(faults.at(-1)).toMatchObject({ file: many, sheet: null, row: 61 });
  for (const text of [one.stderr, both.stderr, asJson.stdout]) expect(text).not.toContain('secret');
  expect(await count('ledger_import')).toBe(before);
});

test('a workbook of LibreOffice, with sheets of both kinds and a hidden one, which is named', async () => {
  const files = 'test/ledger/import/files';
  const dry = await ijw('import', '--dry-run', `${files}/good.xlsx`);
  expect(dry.code).toBe(0);
  expect(dry.stderr).toBe(`${files}/good.xlsx: the hidden sheet Keuzelijsten was not read.\n`);
  expect(dry.stdout).toMatch(/^would be imported +4$/m);

  const real = JSON.parse((await ijw('import', '--json', `${files}/good.xlsx`)).stdout);
  expect(real).toMatchObject({
    ...{ imported: 4, known: 0, faults: [] },
    hiddenSheets: [{ file: `${files}/good.xlsx`, sheet: 'Keuzelijsten' }],
  });
  const again = await ijw('import', `${files}/good.xlsx`, `${files}/semicolons-1252.csv`);
  expect(again.stdout).toMatch(/^imported +2$/m);
  expect(again.stdout).toMatch(/^known before +4$/m);
});

test('killed halfway and run again is as once', async () => {
  const rows = Array.from({ length: 600 }, (_, index) => {
    const cells: Partial<Record<(typeof allocationColumns)[number], string>> = {
      gemeente: '0363',
      aanbieder: '12345678',
      bsn: ['999900006', '999900018', '999900031'][index % 3] as string,
      toewijzingNummer: String(5000 + index),
      toewijzingsdatum: '2024-01-01',
      ingangsdatum: '2024-01-01',
      begindatum: '2024-01-15',
    };
    return allocationColumns.map((column) => cells[column] ?? '').join(',');
  });
  const file = join(folder, 'many.csv');
  await writeFile(file, [allocationColumns.join(','), ...rows].join('\r\n'));
  const before = { entries: await count('ledger_entry'), taken: await count('ledger_import') };

  const { child, ended } = startCommand(onThisLedger(['import', file]));
  const isAtIt = async () => (await count('ledger_import')) < before.taken + 50;
  while (child.exitCode === null && (await isAtIt())) await sleep(2);
  child.kill('SIGKILL');
  expect((await ended).code).toBe(-1);
  const halfway = (await count('ledger_import')) - before.taken;
  expect(halfway).toBeLessThan(600);

  const result = JSON.parse((await ijw('import', '--json', file)).stdout);
  const taken = (await count('ledger_import')) - before.taken;
  expect(taken).toBe(600);
  expect(result.imported + result.known).toBe(600);
  expect(result.known).toBeGreaterThanOrEqual(halfway);
  expect(await count('ledger_entry')).toBe(before.entries + 1200);
  const { rows: starts } = await store.pool.query(
    `select count(*)::int as all, count(distinct toewijzing_nummer)::int as numbers from delivery
    where toewijzing_nummer ~ '^5[0-9]{3}$'`,
  );
  expect(starts).toEqual([{ all: 600, numbers: 600 }]);
  expect((await ijw('verify')).code).toBe(0);
});
