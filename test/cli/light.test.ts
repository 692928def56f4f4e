import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const commands = new URL('../../src/cli/commands/', import.meta.url);

/** What a file of ours loads before it does anything, and what that loads; types are gone by then. */
async function loadedBy(file: URL, seen = new Map<string, string>()): Promise<Map<string, string>> {
  const source = await readFile(file, 'utf8');
  for (const [, names = '', name = ''] of source.matchAll(
    /^(?:import|export)\s+(?!type\b)([^'";=]*?)\s+from\s+'([^']+)';/gm,
  )) {
    const onlyTypes = /^\{(?:\s*type\s[^,}]+,?)+\s*\}$/.test(names);
    if (onlyTypes || seen.has(name)) continue;
    if (!name.startsWith('.')) seen.set(name, fileURLToPath(file));
    else {
      const next = new URL(name, file);
      if (seen.has(next.href)) continue;
      seen.set(next.href, fileURLToPath(file));
      await loadedBy(next, seen);
    }
  }
  return seen;
}

const packagesOf = (loaded: Map<string, string>) =>
  [...loaded.keys()].filter((name) => !/^(file|node):/.test(name)).sort();

test('`ijw --help` loads no command, and nothing but what reads words', async () => {
  expect(packagesOf(await loadedBy(new URL('../ijw.ts', commands)))).toEqual(['commander']);
});

test.each(['parties', 'keys', 'mandates', 'designations', 'holds', 'post', 'validate'])(
  '`ijw %s` loads no Postgres and no libxml2 to call a gateway',
  async (name) => {
    const packages = packagesOf(await loadedBy(new URL(`${name}.ts`, commands)));
    const zip = ['post', 'validate'].includes(name) ? ['yauzl'] : [];
    // `commander` is loaded by then.
    expect(packages.filter((one) => one !== 'commander')).toEqual(zip);
  },
);

test('what loads Postgres is found by this', async () => {
  expect(packagesOf(await loadedBy(new URL('queue.ts', commands)))).toContain('pg');
});
