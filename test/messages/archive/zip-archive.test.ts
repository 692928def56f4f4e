import { expect, test } from 'vitest';
import { ArchiveFault, isArchive, openArchive } from '../../../src/messages/archive/zip-archive.ts';
import { type ZipEntry, zipOf } from '../../support/zip.ts';

const bounds = { entries: 1000, bytes: 2 ** 20, bytesTogether: 3 * 2 ** 20 };

/** What comes out of a ZIP: each name with its length, or the code of why it is not read. */
async function read(...entries: readonly ZipEntry[]): Promise<unknown[]> {
  const code = (error: unknown) => {
    if (!(error instanceof ArchiveFault)) throw error;
    return error.code;
  };
  try {
    const archive = await openArchive(zipOf(...entries), bounds);
    const found: unknown[] = [];
    for (const one of archive.messages)
      found.push([one.name, await one.read().then(({ length }) => length, code)]);
    archive.close();
    return found;
  } catch (error) {
    return [code(error)];
  }
}
const file = (name: string, bytes: string | Buffer = '<a/>', more = {}) => ({
  name,
  bytes,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => file(`${n}.xml`));

test('messages are read in order of name, and nothing else is', async () => {
  expect(
    await read(
      file('b.XML'),
      file('a/c.xml'),
      file('x.txt'),
      file('.d.xml'),
      file('__MACOSX/e.xml'),
    ),
  ).toEqual([
    ['a/c.xml', 4],
    ['b.XML', 4],
  ]);
  expect(await read(file('in.zip', zipOf(file('a.xml'))))).toEqual([]);
  expect(await read()).toEqual([]);
});

test('a thousand entries are read, and one more is not', async () => {
  expect(await read(...many(1000))).toHaveLength(1000);
  expect(await read(...many(1001))).toEqual(['zip-entries']);
});

test('a bomb is not unpacked further than it may, also when it lies', async () => {
  const bomb = Buffer.alloc(2 ** 20 + 1);
  expect(await read(file('a.xml', bomb))).toEqual([['a.xml', 'zip-size']]);
  expect(await read(file('a.xml', bomb, { claims: 100 }))).toEqual([['a.xml', 'zip-broken']]);
  const most = Buffer.alloc(2 ** 20);
  const four = ['a', 'b', 'c', 'd'].map((name) => file(`${name}.xml`, most));
  expect((await read(...four)).at(-1)).toEqual(['d.xml', 'zip-total']);
  // Those that lie are unpacked as far as they say: that counts too.
  const liars = four.map((one) => ({ ...one, bytes: bomb, claims: 2 ** 20 }));
  expect(await read(...liars)).toEqual([
    ['a.xml', 'zip-broken'],
    ['b.xml', 'zip-broken'],
    ['c.xml', 'zip-broken'],
    ['d.xml', 'zip-total'],
  ]);
});

test.each(['../a.xml', '/a.xml', 'C:/a.xml', 'b/../../a.xml'])('%s leads outside', async (name) => {
  expect(await read(file(name), file('b.xml'))).toEqual(['zip-name']);
});

test('what is under a password, packed otherwise, cut off or no ZIP says so', async () => {
  expect(
    await read(file('a.xml', 'x', { encrypted: true }), file('b.xml', 'x', { method: 99 })),
  ).toEqual([
    ['a.xml', 'zip-encrypted'],
    ['b.xml', 'zip-method'],
  ]);
  const whole = zipOf(file('a.xml'));
  for (const bytes of [whole.subarray(0, 30), Buffer.from('PK\x03\x04'), Buffer.alloc(0)])
    await expect(openArchive(bytes, bounds)).rejects.toThrow('zip-broken');
  expect([whole, Buffer.from('<a/>'), Buffer.alloc(0), Buffer.from('PK')].map(isArchive)).toEqual([
    ...[true, false, false, false],
  ]);
});
