import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture } from '../support/messages.ts';
import { bareEnvironment } from '../support/process.ts';

const launcher = fileURLToPath(new URL('../../bin/ijw.cjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ijw-launcher-')));
  // As `npm link` does.
  await symlink(launcher, join(folder, 'ijw'));
  await writeFile(join(folder, 'good.xml'), fixture('JW315/valid-complete.xml'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly file?: string;
  readonly input?: string;
  readonly environment?: Record<string, string>;
  readonly signal?: NodeJS.Signals;
}

async function run(words: string[], { file, input = '', environment, signal }: Run = {}) {
  const child = spawn(process.execPath, [file ?? join(folder, 'ijw'), ...words], {
    cwd: folder,
    env: { ...bareEnvironment, ...environment },
  });
  child.stdin.on('error', () => undefined); // It need not read.
  if (!signal) child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    // It is ready, and hears signals.
    if (signal && !stdout) child.kill(signal);
    stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  const [code, ended] = await once(child, 'close');
  return { code, signal: ended, stdout, stderr };
}

/** What an older Node does with the launcher: shown by a version that it believes. */
async function asOldNode(root: string): Promise<string> {
  await mkdir(join(root, 'bin'), { recursive: true });
  await copyFile(launcher, join(root, 'bin/ijw.cjs'));
  const file = join(root, 'old.cjs');
  await writeFile(
    file,
    `if (!process.env.NEW) Object.defineProperty(process.versions, 'node', { value: '18.20.0' });
    process.env.NEW = '1';
    require('./bin/ijw.cjs');`,
  );
  return file;
}

/** A project whose own Node is a script, and that prints what it was started with. */
async function project(script: string): Promise<string> {
  const root = await mkdtemp(join(folder, 'project-'));
  await mkdir(join(root, 'node_modules/node/bin'), { recursive: true });
  await writeFile(
    join(root, 'node_modules/node/package.json'),
    JSON.stringify({ name: 'node', version: '24.21.0', bin: { node: 'bin/node' } }),
  );
  await writeFile(join(root, 'node_modules/node/bin/node'), `#!/bin/sh\n${script}\n`, {
    mode: 0o755,
  });
  return asOldNode(root);
}

test('it starts the command line from any folder, whose files are those of the words', async () => {
  const { code, stdout, stderr } = await run(['validate', 'good.xml', '--lang', 'en']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^good\.xml: JW315, all is well$/m);
});

test('standard input and exit codes pass', async () => {
  const input = fixture('JW315/invalid-negative-volume.xml');
  const { code, stdout } = await run(['validate', '-'], { input });
  expect(stdout).toMatch(/^-: JW315, 1 fout$/m);
  expect(code).toBe(1);
  expect((await run(['nothing'])).code).toBe(2);
});

test('an older Node starts the one of the project, with the words, the folder and the streams', async () => {
  const file = await project('echo "$@"; pwd; cat; exit 7');
  const { code, stdout } = await run(['queue', 'two words'], { file, input: 'said\n' });
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/bin\/ijw\.cjs queue two words$/),
    folder,
    'said',
    '',
  ]);
  expect(code).toBe(7);
});

test('signals pass on, and it ends as the command did', async () => {
  const heard = await project(
    'trap "echo heard; exit 5" TERM; echo ready; while :; do sleep 0.05; done',
  );
  const ended = await run([], { file: heard, signal: 'SIGTERM' });
  expect(ended).toMatchObject({ code: 5, stdout: expect.stringMatching(/heard$/m) });
  const killed = await project('echo ready; kill -KILL $$');
  expect(await run([], { file: killed })).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('who stops reading its output gets no complaint', async () => {
  const child = spawn(process.execPath, [launcher, '--help'], { env: bareEnvironment });
  child.stdout.destroy();
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ code: child.exitCode, stderr }).toEqual({ code: 0, stderr: '' });
});

test('without the Node of the project it says how to get it', async () => {
  const root = await mkdtemp(join(folder, 'bare-'));
  const { code, stderr } = await run([], { file: await asOldNode(root) });
  expect(stderr).toBe(
    `This needs Node 24.12 or newer, and runs on 18.20.0. Run \`npm ci\` in ${root}, which brings it along.\n`,
  );
  expect(code).toBe(1);
});
