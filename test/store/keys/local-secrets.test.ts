import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  localMasterKeys,
  localOperatorKey,
  removePreviousMasterKey,
  replaceLocalMasterKey,
} from '../../../src/store/keys/local-secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a secret is made once, and only its owner can read it', async () => {
  const first = await localOperatorKey(folder, () => 'first');
  const second = await localOperatorKey(folder, () => 'second');
  expect([first.key, second.key]).toEqual(['first', 'first']);
  expect([first.made, second.made]).toEqual([true, false]);
  expect((await stat(first.file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o077).toBe(0);
});

test('starts at the same moment get the same secret and leave no drafts', async () => {
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, index) => localOperatorKey(folder, () => `key ${index}`)),
  );
  expect(new Set(made.map(({ key }) => key)).size).toBe(1);
  expect(made.filter((secret) => secret.made)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['operator.key']);
});

const fingerprintIn = async () => (await localMasterKeys(folder))().current.fingerprint;

test('the master key survives a restart', async () => {
  const first = await fingerprintIn();
  expect(await fingerprintIn()).toEqual(first);
  expect(await readFile(join(folder, 'encryption.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('a new master key takes the place of the old one, which stays beside it until it is thrown away', async () => {
  const keys = await localMasterKeys(folder);
  const old = keys().current.fingerprint;
  await replaceLocalMasterKey(folder);
  // Who had the files open before sees both.
  expect(keys().previous?.fingerprint).toEqual(old);
  const made = keys().current.fingerprint;
  expect(made).not.toEqual(old);
  // Not finished: the same key, not a third one.
  await replaceLocalMasterKey(folder);
  expect(keys().current.fingerprint).toEqual(made);
  expect((await readdir(folder)).sort()).toEqual(['encryption.key', 'encryption.key.previous']);
  expect((await stat(join(folder, 'encryption.key'))).mode & 0o777).toBe(0o600);
  await removePreviousMasterKey(folder);
  await removePreviousMasterKey(folder);
  expect(keys()).toEqual({ current: expect.objectContaining({ fingerprint: made }) });
});

test('a replacement that died between its two steps goes on, and the key is there all the time', async () => {
  const keys = await localMasterKeys(folder);
  const old = keys().current.fingerprint;
  const file = join(folder, 'encryption.key');
  await link(file, `${file}.previous`);
  expect(keys().current.fingerprint).toEqual(old);
  expect(keys().previous).toBeUndefined();
  await replaceLocalMasterKey(folder);
  expect(keys().previous?.fingerprint).toEqual(old);
});

test('a key that is gone, or is no key, is named by its file and never by its content', async () => {
  const keys = await localMasterKeys(folder);
  const file = join(folder, 'encryption.key');
  await writeFile(`${file}.previous`, 'no key at all');
  expect(keys).toThrow(/encryption\.key\.previous is not 32 bytes/);
  expect(keys).not.toThrow(/no key at all/);
  await rm(file);
  expect(keys).toThrow(/encryption\.key is gone/);
});

test('an empty file is not taken for a key, nor silently replaced', async () => {
  await writeFile(join(folder, 'encryption.key'), '');
  await expect(localMasterKeys(folder)).rejects.toThrow(/encryption\.key is empty/);
});
