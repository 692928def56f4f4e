import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localMasterKey, localOperatorKey } from '../../src/store/local-secrets.ts';

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

test('the master key survives a restart', async () => {
  const first = await localMasterKey(folder);
  expect((await localMasterKey(folder)).fingerprint).toEqual(first.fingerprint);
  expect(await readFile(join(folder, 'encryption.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('an empty file is not taken for a key, nor silently replaced', async () => {
  await writeFile(join(folder, 'encryption.key'), '');
  await expect(localMasterKey(folder)).rejects.toThrow(/encryption\.key is empty/);
});
