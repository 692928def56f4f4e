import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { expect } from 'vitest';
import { freePort } from './free-port.ts';
import { expectNothingPersonal } from './leaks.ts';
import { ensureProgram } from './program.ts';

const running = new Set<ChildProcess>();
// A test run that breaks off leaves no servers behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A Redis of a test's own: it may be killed, emptied, filled up and held still. */
export class TestRedis {
  readonly port: number;
  readonly #settings: readonly string[];
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, settings: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#settings = settings;
  }

  /** @param settings as on the command line of redis-server: `['--requirepass', 'secret']` */
  static async start(settings: readonly string[] = []): Promise<TestRedis> {
    await ensureProgram('redis-server');
    const folder = mkdtempSync(join(tmpdir(), 'ijw-gateway-redis-'));
    const redis = new TestRedis(await freePort(), folder, settings);
    await redis.start();
    return redis;
  }

  /** A Sentinel that watches this master, quick to find it gone. */
  static async startSentinel(
    master: TestRedis,
    name: string,
    password: string,
  ): Promise<TestRedis> {
    const folder = mkdtempSync(join(tmpdir(), 'ijw-gateway-sentinel-'));
    const file = join(folder, 'sentinel.conf');
    await writeFile(
      file,
      [
        `sentinel monitor ${name} 127.0.0.1 ${master.port} 2`,
        `sentinel auth-pass ${name} ${password}`,
        `sentinel down-after-milliseconds ${name} 1000`,
        `sentinel failover-timeout ${name} 3000`,
      ].join('\n'),
    );
    const sentinel = new TestRedis(await freePort(), folder, [file, '--sentinel']);
    await sentinel.start();
    return sentinel;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it (again), empty, on the same port. */
  async start(): Promise<void> {
    // The file of a Sentinel comes first.
    const file = this.#settings.filter((setting) => setting.endsWith('.conf'));
    const more = this.#settings.filter((setting) => !setting.endsWith('.conf'));
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    // Nothing is written to disk.
    const memory = file.length > 0 ? [] : ['--save', '', '--appendonly', 'no'];
    const settings = [...file, ...own, ...memory, ...more];
    const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`redis-server stopped with ${code}: ${output}`);
    });
    let output = '';
    const ready = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        output += chunk;
        if (/Ready to accept connections|Sentinel ID is/.test(output)) resolve();
      });
    });
    gone.catch(() => undefined); // After the start it is stopped on purpose.
    await Promise.race([ready, gone]);
    this.#child = child;
  }

  /** Kills it as a power failure would: all that it held is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Holds it still: it takes connections and answers nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Asks it something over a connection of its own. */
  async ask<T>(question: (client: Redis) => Promise<T>, options: RedisOptions = {}): Promise<T> {
    const client = new Redis({
      host: '127.0.0.1',
      port: this.port,
      protocol: 2,
      maxRetriesPerRequest: 3,
      ...options,
      replyMapping: 'legacy',
    });
    // The question fails of it; ioredis would print it too.
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  /** What the queue put there in a test, as far as it is still there at its end. */
  async #expectNothingPersonal(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.resume();
    const found = await this.ask(everythingIn).catch((error: Error) => {
      // A password, or a Redis of another kind: a test of its own looks at those.
      if (/NOAUTH|WRONGPASS|unknown command|NOPERM|closed|MOVED|CLUSTERDOWN/i.test(error.message))
        return [];
      throw error;
    });
    expectNothingPersonal('Redis', found.join('\n'));
  }

  /** Stops it and forgets all. */
  async remove(): Promise<void> {
    await this.#expectNothingPersonal();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Every key with everything in it, as text. */
export async function everythingIn(client: Redis): Promise<string[]> {
  const found: string[] = [];
  for await (const keys of client.scanStream({ count: 1000 }))
    for (const key of keys as string[]) found.push(key, ...(await valuesOf(client, key)));
  return found;
}

async function valuesOf(client: Redis, key: string): Promise<string[]> {
  const type = await client.type(key);
  if (type === 'string') return [(await client.get(key)) ?? ''];
  if (type === 'hash')
    return Object.entries(await client.hgetall(key))
      .flat()
      .map(String);
  if (type === 'list') return client.lrange(key, 0, -1);
  if (type === 'set') return client.smembers(key);
  if (type === 'zset') return client.zrange(key, '0', '-1');
  if (type === 'stream')
    return (await client.xrange(key, '-', '+')).flatMap(([id, fields]) => [id, ...fields]);
  if (type === 'none') return []; // Gone meanwhile.
  return expect.unreachable(`no way to read a ${type}`);
}
