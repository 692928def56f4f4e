import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { settings } from '../src/app/settings.ts';
import { madePages } from '../tools/docs/pages.ts';

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
      // Its package calls 0BSD by a name that is not of SPDX, so npm leaves it out.
      ...(name !== 'htmx.org' && { licenses: [expect.anything()] }),
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

test('documents lead to files and headings that are there, and each is reached', async () => {
  const below = await readdir(join(root, 'docs'), { recursive: true });
  const inDocs = below.filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
  const files = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs];
  const faults: string[] = [];
  const reached = new Set(['README.md']);
  for (const file of files) {
    const text = withoutBlocks(await readFile(join(root, file), 'utf8'));
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(target)) continue;
      const [path = '', place] = target.split('#');
      const there = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(root, there))) faults.push(`${file}: ${target}`);
      else if (place && !(await placesIn(there)).includes(place)) faults.push(`${file}: ${target}`);
      if (there !== file) reached.add(there);
    }
  }
  expect(faults).toEqual([]);
  expect(files.filter((file) => !reached.has(file))).toEqual([]);
});

test('the reference is what the program says: where it is not, `npm run docs` makes it anew', async () => {
  const pages = await madePages();
  expect(Object.keys(pages).length).toBeGreaterThan(7);
  for (const [file, text] of Object.entries(pages))
    expect(await readFile(join(root, file), 'utf8'), file).toBe(text);
  const inReference = await readdir(join(root, 'docs/reference'));
  expect(Object.keys(pages)).toEqual(
    expect.arrayContaining(inReference.map((name) => `docs/reference/${name}`)),
  );
});

test('every setting of the table is read, and it has the settings of each process', async () => {
  const files = (await readdir(join(root, 'src/app'))).filter((name) => name.startsWith('config'));
  const texts = await Promise.all(
    files.map((name) => readFile(join(root, 'src/app', name), 'utf8')),
  );
  const read = texts.flatMap((text) => [...text.matchAll(/\bset\.([A-Z_]+)\b/g)]);
  const names = new Set(read.map(([, name]) => name));
  expect([...names].sort()).toEqual(settings.map(([name]) => name).sort());
});

test('publiccode.yml is about this version', async () => {
  const code = await readFile(join(root, 'publiccode.yml'), 'utf8');
  expect(code).toContain(`softwareVersion: "${packageFile.version}"`);
  expect(code).toContain(`license: ${packageFile.license}`);
});

test('the README is read in one sitting', async () => {
  const lines = (await readFile(join(root, 'README.md'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
});

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, '');
}

/** The places in a document that a link can lead to, as GitHub names them. */
async function placesIn(file: string): Promise<string[]> {
  const text = withoutBlocks(await readFile(join(root, file), 'utf8'));
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

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
