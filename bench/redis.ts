import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../test/support/free-port.ts';

/** A Redis of the bench's own, which writes nothing to disk. */
export interface BenchRedis {
  readonly url: string;
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a redis-server on a free port.
 *
 * @returns undefined where there is no such program
 * @throws when it does not start, with what it said
 */
export async function startRedis(folder: string): Promise<BenchRedis | undefined> {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  const started = await new Promise<boolean>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
    child.once('exit', () => reject(new Error(`Redis does not start:\n${said}`)));
    child.stdout.on('data', (part) => {
      said += part;
      if (said.includes('Ready to accept connections')) resolve(true);
    });
  });
  if (!started) return undefined;
  // What a bench that breaks off would leave behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    url: `redis://127.0.0.1:${port}`,
    empty: async () => {
      const client = new Redis({ host: '127.0.0.1', port });
      try {
        await client.flushall();
      } finally {
        client.disconnect();
      }
    },
    stop: async () => {
      process.removeListener('exit', kill);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
