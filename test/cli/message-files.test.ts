import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageFiles, Unreadable } from '../../src/cli/message-files.ts';
import { unreadableWords } from '../../src/texts/cli/file-words.ts';
import { type ZipEntry, zipOf } from '../support/zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Names and contents, or why they cannot be read. */
async function read(...paths: string[]): Promise<[name: string, said: string][]> {
  const found: [string, string][] = [];
  for await (const { name, read } of messageFiles(paths.map((path) => join(folder, path)))) {
    const said = await read().then(String, (error) => {
      if (error instanceof Unreadable) return `not read: ${error.code}`;
      throw error;
    });
    found.push([name.replace(`${folder}/`, ''), said]);
  }
  return found;
}

async function zip(...entries: ZipEntry[]): Promise<string> {
  await writeFile(join(folder, 'some.zip'), zipOf(...entries));
  return 'some.zip';
}

test('a folder is its XML, however deep, in order of name', async () => {
  await mkdir(join(folder, 'out/later'), { recursive: true });
  for (const name of ['2.xml', '10.XML', 'later/1.xml', 'notes.txt', '.hidden.xml'])
    await writeFile(join(folder, 'out', name), name);
  expect(await read('out', 'out/notes.txt')).toEqual([
    ['out/10.XML', '10.XML'],
    ['out/2.xml', '2.xml'],
    ['out/later/1.xml', 'later/1.xml'],
    // Who names a file means it.
    ['out/notes.txt', 'notes.txt'],
  ]);
});

test('a ZIP is the same, and nothing of it is written to disk', async () => {
  const name = await zip(
    { name: 'b/2.xml', bytes: 'two' },
    { name: 'a.xml', bytes: 'one', method: 0 },
    { name: 'b/', bytes: '', method: 0 },
    { name: 'read me.txt', bytes: 'no message' },
    { name: '__MACOSX/._a.xml', bytes: 'of a system' },
    { name: 'b\\3.xml', bytes: 'from Windows' },
  );
  expect(await read(name)).toEqual([
    ['some.zip/a.xml', 'one'],
    ['some.zip/b/2.xml', 'two'],
    ['some.zip/b/3.xml', 'from Windows'],
  ]);
});

test('what is not there, empty or broken is said of that file alone', async () => {
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'cut.zip'), zipOf({ name: 'a.xml', bytes: 'one' }).subarray(0, 50));
  await writeFile(join(folder, 'none.zip'), zipOf({ name: 'a.txt', bytes: 'one' }));
  await writeFile(join(folder, 'well.xml'), 'well');
  expect(await read('missing.xml', 'empty', 'cut.zip', 'none.zip', 'well.xml')).toEqual([
    ['missing.xml', 'not read: ENOENT'],
    ['empty', 'not read: no-messages'],
    ['cut.zip', 'not read: zip-broken'],
    ['none.zip', 'not read: no-messages'],
    ['well.xml', 'well'],
  ]);
});

test('a password, or a way of packing that is not known, is said of each file in the ZIP', async () => {
  const name = await zip(
    { name: '1.xml', bytes: 'secret', encrypted: true },
    { name: '2.xml', bytes: 'strange', method: 14 },
    { name: '3.xml', bytes: 'well' },
  );
  expect(await read(name)).toEqual([
    ['some.zip/1.xml', 'not read: zip-encrypted'],
    ['some.zip/2.xml', 'not read: zip-method'],
    ['some.zip/3.xml', 'well'],
  ]);
});

test.each(['../../outside.xml', '/etc/outside.xml', 'C:/outside.xml', '..\\outside.xml'])(
  'a ZIP with %s in it is not trusted',
  async (outside) => {
    const name = await zip({ name: outside, bytes: 'x' }, { name: 'a.xml', bytes: 'one' });
    expect(await read(name)).toEqual([['some.zip', 'not read: zip-name']]);
  },
);

test('a name does not control a terminal', async () => {
  const name = await zip({ name: 'a\x1b[2J\u202e.xml', bytes: 'one' });
  expect(await read(name)).toEqual([['some.zip/a\ufffd[2J\ufffd.xml', 'one']]);
});

test('a bomb is not unpacked: not one that says so, nor one that lies', async () => {
  const zeros = Buffer.alloc(105_000_000);
  const large = { bytes: zeros };
  const name = await zip(
    { name: '1.xml', ...large },
    { name: '2.xml', ...large, claims: 1000 },
    { name: '3.xml', bytes: 'well' },
  );
  const before = process.memoryUsage.rss();
  expect(await read(name)).toEqual([
    ['some.zip/1.xml', 'not read: zip-size'],
    ['some.zip/2.xml', 'not read: zip-broken'],
    ['some.zip/3.xml', 'well'],
  ]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(80_000_000);
});

test('each reason has its sentence, in both languages', () => {
  for (const code of [
    'ENOENT',
    'no-messages',
    'zip-broken',
    'zip-encrypted',
    'zip-name',
    'zip-size',
  ])
    for (const language of ['nl', 'en'] as const)
      expect(unreadableWords(code, language)).not.toContain(code);
  expect(unreadableWords('EIO', 'nl')).toBe('Dit bestand is niet te lezen (EIO).');
});
