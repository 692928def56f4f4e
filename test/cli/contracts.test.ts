import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadSpics } from '../../src/ledger/catalogue/spic.ts';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { Commands, type Result } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { emptyContracts } from '../support/lists.ts';
import { macsOf } from '../support/macs.ts';

const fileAt = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const example = fileAt('examples/contracts-example.csv');
const exampleSheets = fileAt('examples/contracts-example.xlsx');
const goodSheets = fileAt('test/ledger/contracts/files/good.xlsx');
const badSheets = fileAt('test/ledger/contracts/files/bad.xlsx');

let store: Store & { drop: () => Promise<void> };
let folder: string;
beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'ijw-contracts-'));
  const macs = await macsOf(store.db);
  for (const code of ['0363', '0384'])
    await putParty(store.db, macs, localCall('test'), {
      ...{ code, kind: 'gemeente', name: `Gemeente ${code}`, region: 'Voorbeeldregio' },
    });
  const header = 'region,productCategory,code,segment,profile,intensity,validFrom,validTo';
  const rows = [
    ...[
      '45,B01P,B,1,perspectief',
      '45,B02P,B,2,perspectief',
      '45,C03P,C,3,perspectief',
      '44,C03Z,C,3,duurzaam zwaar',
    ],
  ].map((row) => `Voorbeeldregio,${row},2018-01-01,`);
  await loadSpics(store.pool, macs, [header, ...rows].join('\n'));
});
afterAll(async () => {
  await store.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => emptyContracts(store.pool));

const commands = new Commands();
afterAll(() => commands.stop());
const ijw = (...words: string[]): Promise<Result> =>
  commands.run({
    words,
    settings: { DATABASE_URL: store.url, ENCRYPTION_KEY: testEncryptionKey },
  });

async function written(name: string, ...lines: string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.join('\n'));
  return file;
}

const header = 'contract;aanbieder;gemeenten;begin;categorie;code;tariff;eenheid';
const hours = 'A-1;12345678;0363;2027-01-01;45;45A04;';

test('contracts are imported, tried out, listed and shown', async () => {
  expect((await ijw('contracts', 'list')).stdout).toBe('There is no contract.\n');
  const tried = await ijw('contracts', 'import', example, '--dry-run');
  expect(tried.stdout).toBe(
    'Would load 3 contracts: 3 new, 0 changed, 0 the same.\nNo party has these codes yet: 12345678, 87654321.\n',
  );
  expect((await ijw('contracts', 'list')).stdout).toBe('There is no contract.\n');

  const loaded = await ijw('contracts', 'import', example);
  expect(loaded).toMatchObject({ code: 0, stderr: '' });
  expect(loaded.stdout).toMatch(/^Loaded 3 contracts: 3 new, 0 changed, 0 the same\.$/m);
  const again = await ijw('contracts', 'import', exampleSheets);
  expect(again.stdout).toMatch(/^Loaded 3 contracts: 0 new, 0 changed, 3 the same\.$/m);

  const listed = await ijw('contracts', 'list', '--party', '87654321');
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(listed.stdout).toMatch(
    /^87654321 +B-2027-021 +1 +0363 0384 +2027-01-01 +2028-12-31 +10$/m,
  );
  const shown = await ijw('contracts', 'show', '12345678', 'C-2027-003');
  expect(shown.stdout).toMatch(/^version +1, since 20\d\d-\d\d-\d\d/m);
  expect(shown.stdout).toMatch(/^gemeenten +0363 0384$/m);
  expect(shown.stdout).toMatch(
    /^45 +45A04 +- +2027-01-01 +2027-12-31 +€96\.60 +04 +per-unit +input +1-8 +2 +€25,000\.00$/m,
  );
  expect(shown.stdout).toMatch(
    /^44 +C03Z +C 3 duurzaam zwaar +2028-01-01 +- +€42,518\.40 +- +twelfths +output/m,
  );
});

test('an earlier version is shown by its number, and by the moment at which it held', async () => {
  await ijw('contracts', 'import', await written('one.csv', header, `${hours}95,50;04`));
  const { rows } = await store.pool.query<{ now: Date }>('select clock_timestamp() as now');
  const between = (rows[0]?.now ?? new Date()).toISOString();
  const changed = await ijw(
    'contracts',
    'import',
    await written('two.csv', header, `${hours}99;04`),
  );
  expect(changed.stdout).toMatch(/^Loaded 1 contract: 0 new, 1 changed, 0 the same\.$/m);
  const tariffs = async (...options: string[]) => {
    const { stdout } = await ijw('contracts', 'show', '12345678', 'A-1', '--json', ...options);
    const { version, lines } = JSON.parse(stdout);
    return [version, lines[0].tariff];
  };
  expect(await tariffs()).toEqual([2, 9900]);
  expect(await tariffs('--version-number', '1')).toEqual([1, 9550]);
  expect(await tariffs('--at', between)).toEqual([1, 9550]);
  const never = await ijw('contracts', 'show', '12345678', 'A-1', '--version-number', '3');
  expect(never).toMatchObject({ code: 1, stdout: '' });
});

test('a contract that is withdrawn is in no list, and its versions stay', async () => {
  await ijw('contracts', 'import', await written('one.csv', header, `${hours}95,50;04`));
  const gone = await ijw('contracts', 'withdraw', '12345678', 'A-1');
  expect(gone.stdout).toBe('Withdrawn: A-1 of 12345678.\n');
  expect((await ijw('contracts', 'withdraw', '12345678', 'A-1')).code).toBe(0);
  expect((await ijw('contracts', 'list')).stdout).toBe('There is no contract.\n');
  const shown = await ijw('contracts', 'show', '12345678', 'A-1');
  expect(shown.stdout).toMatch(/^gemeenten +none: it was withdrawn$/m);
  const before = await ijw('contracts', 'show', '12345678', 'A-1', '--version-number', '1');
  expect(before.stdout).toMatch(/^45 +45A04 .*95\.50/m);
  const back = await ijw(
    'contracts',
    'import',
    await written('one.csv', header, `${hours}95,50;04`),
  );
  expect(back.stdout).toMatch(/^Loaded 1 contract: 0 new, 1 changed/m);
  expect(back.stdout).toMatch(/^A-1 of 12345678: 1 line added, 0 removed\.$/m);
});

test('faults go to stderr by sheet, row and column, and nothing is kept', async () => {
  const bad = await ijw('contracts', 'import', badSheets);
  expect(bad).toMatchObject({ code: 1, stdout: '' });
  expect(bad.stderr).toMatch(/^Sheet De Dijk, row 3, column contract: This cell is merged/m);
  expect(bad.stderr).toMatch(
    /^Sheet Jeugdzicht, row 5, column tariff: .* in row 8 of sheet De Dijk\. Make the tariffs equal, /m,
  );
  expect(bad.stderr).toMatch(/bad\.xlsx: 22 faults\. Nothing was kept\.$/m);
  const one = await ijw('contracts', 'import', await written('one.csv', header, `${hours}95,50;4`));
  expect(one.stderr).toMatch(/^Line 2, column eenheid: Write one of these units: 01, 04/m);
  expect(one.stderr).toMatch(/one\.csv: 1 fault\. Nothing was kept\.$/m);
  expect((await ijw('contracts', 'list')).stdout).toBe('There is no contract.\n');
});

test('with --json scripts read what was loaded, and the faults', async () => {
  const file = await written('one.csv', header, `${hours}95,50;04`);
  const { stdout } = await ijw('contracts', 'import', file, '--json');
  expect(JSON.parse(stdout)).toEqual({
    ...{ dryRun: false, unknown: ['12345678'], productLists: [], hiddenSheets: [] },
    contracts: [
      {
        ...{ id: expect.any(String), number: 'A-1', aanbieder: '12345678', gemeenten: ['0363'] },
        ...{ version: 1, change: 'new', lines: 1, added: 1, removed: 0 },
      },
    ],
  });
  const bad = await ijw('contracts', 'import', badSheets, '--json');
  expect(bad).toMatchObject({ code: 1, stderr: '' });
  const { faults } = JSON.parse(bad.stdout);
  expect(faults).toHaveLength(22);
  expect(faults[0]).toEqual({
    ...{ sheet: 'De Dijk', row: 2, column: 'end', code: 'date-form' },
    message: expect.stringMatching(/^Write a date that exists/),
  });
  const listed = JSON.parse((await ijw('contracts', 'list', '--json')).stdout);
  expect(listed).toMatchObject({ items: [{ number: 'A-1', version: 1, lines: 1 }], next: null });
});

test('hidden sheets, and product lists beside a contract, are named', async () => {
  const hidden = await ijw('contracts', 'import', goodSheets, '--dry-run');
  expect(hidden.stdout).toMatch(/^Hidden sheets were not read: Keuzelijsten\.$/m);
  const list = await written(
    'list.csv',
    'gemeente;aanbieder;categorie;code',
    '0363;12345678;45;X1',
  );
  await ijw('products', 'load', list);
  const loaded = await ijw(
    'contracts',
    'import',
    await written('one.csv', header, `${hours}95,50;04`),
  );
  expect(loaded.stdout).toMatch(
    /^0363 and 12345678 have a product list too, .*`ijw products remove 0363 12345678`\.$/m,
  );
});

test('what cannot be done is said in a sentence', async () => {
  const wrong: [string[], number, RegExp][] = [
    [['contracts', 'import', join(folder, 'none.csv')], 1, /none\.csv cannot be read: ENOENT\.$/m],
    [['contracts', 'show', '12345678', 'A-9'], 1, /^12345678 has no contract A-9\. See/m],
    [['contracts', 'withdraw', '12345678', 'A-9'], 1, /^12345678 has no contract A-9\. See/m],
    [['contracts', 'show', '1234', 'A-9'], 2, /8 digits/],
    [['contracts', 'list', '--party', 'Diemen'], 2, /code of 4 or 8 digits/],
  ];
  for (const [words, code, sentence] of wrong) {
    const result = await ijw(...words);
    expect(result.code, words.join(' ')).toBe(code);
    expect(result.stderr).toMatch(sentence);
  }
});
