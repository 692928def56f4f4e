import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { Commands, type Result, startCommand } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { macsOf } from '../support/macs.ts';

const example = fileURLToPath(new URL('../../examples/spic-example.csv', import.meta.url));

let store: Store & { drop: () => Promise<void> };
let folder: string;
beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'ijw-lists-'));
  const party = { name: 'Amsterdam', until: null, successor: null };
  await putParty(store.db, await macsOf(store.db), localCall('test'), {
    ...party,
    code: '0363',
    kind: 'gemeente',
    region: 'Oost',
  });
});
afterAll(async () => {
  await store.drop();
  await rm(folder, { recursive: true });
});

const commands = new Commands();
afterAll(() => commands.stop());
const inThisDatabase = (words: string[]) => ({
  words,
  // To look at a catalogue no key is needed; contracts and lists of products are checked before they are shown.
  settings: {
    DATABASE_URL: store.url,
    ...(words.join(' ') !== 'spic list' && { ENCRYPTION_KEY: testEncryptionKey }),
  },
});
const ijw = (...words: string[]): Promise<Result> => commands.run(inThisDatabase(words));
const processOfIjw = (...words: string[]): Promise<Result> =>
  startCommand(inThisDatabase(words)).ended;

async function written(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

test('a catalogue is loaded, listed and replaced', async () => {
  expect((await ijw('spic', 'list')).stdout).toBe('There is no catalogue.\n');
  const loaded = await processOfIjw('spic', 'load', example);
  expect(loaded.code).toBe(0);
  expect(loaded.stdout).toBe('Voorbeeldregio: 84 combinations; 84 added, 0 removed.\n');
  expect(loaded.stderr).toMatch(/^No gemeente has the region "Voorbeeldregio" yet/);
  const again = await ijw('spic', 'load', example);
  expect(again.stdout).toBe('Voorbeeldregio: 84 combinations; nothing new.\n');

  const header = 'region;productCategory;code;segment;profile;intensity;validFrom;validTo';
  const row = 'Oost;45;X1;B;1;licht;2020-01-01;2020-12-31';
  const own = await ijw('spic', 'load', await written('oost.csv', `\uFEFF${header}\r\n${row}\r\n`));
  expect(own).toMatchObject({ code: 0, stderr: '' });
  const listed = await processOfIjw('spic', 'list', '--region', 'Oost');
  expect(listed.stdout).toMatch(/^Oost +45 +X1 +B +1 +licht +2020-01-01 +2020-12-31$/m);
  expect(listed.stdout).not.toMatch(/Voorbeeldregio/);
  const all = await ijw('spic', 'list', '--json');
  expect(JSON.parse(all.stdout).items).toHaveLength(85);
});

test('lists of products are loaded, listed and removed', async () => {
  const text = 'gemeente,aanbieder,categorie,code\n0363,12345678,45,B09P\n0363,12345678,46,C07I\n';
  const loaded = await processOfIjw('products', 'load', await written('products.csv', text));
  expect(loaded.stdout).toBe('Products: 2, in lists: 1; 2 added, 0 removed.\n');
  expect(loaded.stderr).toBe('No party has these codes yet: 12345678.\n');
  expect(loaded.code).toBe(0);
  const listed = await ijw('products', 'list', '--party', '12345678');
  expect(listed.stdout).toMatch(/^0363 +12345678 +45 +B09P$/m);
  const removed = await processOfIjw('products', 'remove', '0363', '12345678');
  expect(removed.stdout).toBe('Removed the list of 0363 and 12345678: 2 products.\n');
  expect((await ijw('products', 'list')).stdout).toBe('There is no list.\n');
});

test('what cannot be done is said in a sentence, and ends with 1; wrong words with 2', async () => {
  const header = 'gemeente,aanbieder,categorie,code';
  const fault = await written('fault.csv', `${header}\n363,12345678,45,B09P\n`);
  const bytes = Buffer.from(`${header}\n0363,12345678,45,\xe9\n`, 'latin1');
  const latin = await written('latin.csv', bytes);
  const wrong: [string[], number, RegExp][] = [
    [['spic', 'load', join(folder, 'none.csv')], 1, /none\.csv cannot be read: ENOENT\.$/m],
    [['spic', 'load', fault], 1, /fault\.csv: Line 1: the first line must name these columns/],
    [['products', 'load', fault], 1, /fault\.csv: Line 2, column gemeente: write the 4 digits/],
    [['products', 'load', latin], 1, /latin\.csv is not UTF-8\. In Excel, save it as "CSV UTF-8"/],
    [['products', 'list', '--party', 'Diemen'], 2, /code of 4 or 8 digits/],
    [['products', 'remove', '363', '12345678'], 2, /Give a code of 4 digits/],
    [['products', 'remove', '0363', '12345678'], 1, /^0363 and 12345678 have no list\.$/m],
  ];
  const results = await Promise.all(wrong.map(([words]) => ijw(...words)));
  for (const [index, [words, code, sentence]] of wrong.entries()) {
    expect(results[index]?.code, words.join(' ')).toBe(code);
    expect(results[index]?.stderr).toMatch(sentence);
    expect(results[index]?.stderr).not.toMatch(/^ {4}at /m);
  }
});
