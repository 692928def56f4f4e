import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, joinEmbeddedPostgres } from '../../src/store/embedded/embedded.ts';

const run = promisify(execFile);

/**
 * A Postgres of a test's own that flushes to disk, so that it may be killed in earnest. Who has
 * joined it starts it again, on the same port.
 */
export class TestPostgres {
  readonly url: string;
  readonly #folder: string;
  readonly #member: EmbeddedPostgres;
  /** What was said about its deaths and returns. */
  readonly log: string[];

  private constructor(folder: string, member: EmbeddedPostgres, log: string[]) {
    this.#folder = folder;
    this.#member = member;
    this.url = member.url;
    this.log = log;
  }

  static async start(): Promise<TestPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-faults-'));
    const log: string[] = [];
    const member = await joinEmbeddedPostgres({ dataDir: folder, log: (line) => log.push(line) });
    const postgres = new TestPostgres(folder, member, log);
    process.once('exit', postgres.#end);
    return postgres;
  }

  /** Kills the postmaster, and waits until it serves again after its recovery. */
  async kill(): Promise<void> {
    const pid = await this.#pid();
    process.kill(pid, 'SIGKILL');
    await this.#until(async () => (await this.#pid()) !== pid && (await this.#answers()));
  }

  /** Holds the server and all its sessions still. */
  async pause(ms: number): Promise<void> {
    const pids = await this.#pids();
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await sleep(ms);
    for (const pid of pids) signal(pid, 'SIGCONT');
    await this.#until(() => this.#answers());
  }

  async remove(): Promise<void> {
    for (const pid of await this.#pids()) signal(pid, 'SIGCONT');
    await this.#member.leave();
    process.off('exit', this.#end);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** For a test run that breaks off: the server has a session of its own and would stay. */
  readonly #end = (): void => {
    const pid =
      existsSync(this.#pidFile) && Number(readFileSync(this.#pidFile, 'utf8').split('\n')[0]);
    if (pid) signal(pid, 'SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  };

  get #pidFile(): string {
    return join(this.#folder, 'postgres/data/postmaster.pid');
  }

  /** NaN while there is none. */
  async #pid(): Promise<number> {
    const file = await readFile(this.#pidFile, 'utf8').catch(() => 'none');
    return Number(file.split('\n')[0]);
  }

  /** The postmaster, then its children. */
  async #pids(): Promise<number[]> {
    const postmaster = await this.#pid();
    if (Number.isNaN(postmaster)) return [];
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const all = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const children = all
      .filter(([, parent]) => parent === postmaster)
      .map(([pid]) => pid as number);
    return [postmaster, ...children];
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined); // It says so by not answering.
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined); // It broke; there is nothing left to end.
    }
  }

  async #until(condition: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + 60_000;
    while (!(await condition())) {
      if (Date.now() > giveUpAt) throw new Error(`Postgres is away:\n${this.log.join('\n')}`);
      await sleep(50);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // A session that ended.
  }
}
