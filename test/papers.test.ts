import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const packageFile = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const atWork: Record<string, string> = packageFile.dependencies;

test('one command gives a bill of materials in CycloneDX with everything that is at work', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], {
    cwd: root,
    maxBuffer: 1e8,
    shell: process.platform === 'win32',
  });
  const bill = JSON.parse(stdout);
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: expect.stringMatching(/^1\.\d$/),
    metadata: { component: { type: 'application', version: packageFile.version } },
  });
  interface Component {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses?: readonly unknown[];
  }
  const components: readonly Component[] = bill.components;
  for (const [name, version] of Object.entries(atWork)) {
    const own = components.find((one) => one.name === name && one.version === version);
    expect(own, name).toMatchObject({
      purl: expect.stringMatching(/^pkg:npm\//),
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [expect.anything()],
    });
  }
  // What came along with those too, and no tools.
  expect(components.length).toBeGreaterThan(Object.keys(atWork).length);
  expect(bill.dependencies.length).toBe(components.length + 1);
  const names = new Set(components.map(({ name }) => name));
  for (const name of ['vitest', 'typescript', '@biomejs/biome']) expect(names).not.toContain(name);
});

test('the review of dependencies names each direct one, and no other', async () => {
  const review = (await readFile(join(root, 'SECURITY.md'), 'utf8')).split(
    '## Direct dependencies',
  )[1];
  const named = [...(review ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  const direct = [...Object.keys(atWork), ...Object.keys(packageFile.optionalDependencies)];
  expect(named.sort()).toEqual(direct.sort());
});

test.each(['SECURITY.md', 'docs/threat-model.md'])(
  '%s names files that are there',
  async (file) => {
    const text = await readFile(join(root, file), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(join(root, dirname(file), link)), link).toBe(true);
  },
);

test('a clone has the same bytes whatever git does with ends of lines on that machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-lines-'));
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.nl', ...args], {
      cwd: folder,
    });
  const files = {
    'a.sh': '#!/bin/sh\necho a\n',
    'test/fuzz/finds/raw/b': 'GET / HTTP/1.1\r\n\r\n',
  };
  try {
    await git('init', '--quiet');
    await git('config', 'core.autocrlf', 'true');
    await copyFile(join(root, '.gitattributes'), join(folder, '.gitattributes'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'lines');
    for (const name of Object.keys(files)) await rm(join(folder, name));
    await git('checkout', '--quiet', '--', '.');
    for (const [name, text] of Object.entries(files))
      expect(await readFile(join(folder, name), 'utf8'), name).toBe(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
