import { lstat, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, DATA_AS_SEEN_INSIDE, readOwned, runOnData } from './cluster.ts';
import { findServer, removeMisleadingPidFile } from './detect.ts';
import { EmbeddedPostgresError, explain } from './explain.ts';

const LOG = 'server.log';
const LOG_LIMIT_BYTES = 10_000_000;
const WAIT_MS = 300_000;
const STEP_MS = 100;
const START_ATTEMPTS = 40;

/** Statements that fail are the gateway's to report; the server's log gets no word of a row. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  cluster_name: 'ijw',
};

/**
 * Sees to it that the cluster's server runs and accepts connections. To be called under the lock.
 *
 * @param settings configuration parameters on top of the defaults; they count for a server that
 *   is started here, not for one that runs already
 * @param preferredPort tried first when it must be started
 * @returns its port, and whether it was started here
 * @throws EmbeddedPostgresError with the end of the server's log when it does not start
 */
export async function ensureRunning(
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
  preferredPort?: number,
): Promise<{ port: number; started: boolean }> {
  const server = await settledServer(cluster);
  if (server) return { port: server.port, started: false };
  return { port: await start(cluster, settings, preferredPort), started: true };
}

/**
 * The server once it accepts connections, or undefined once it is gone: one that starts (perhaps
 * after a crash) or stops at this moment is waited for.
 *
 * @throws EmbeddedPostgresError after five minutes
 */
export async function settledServer(cluster: Cluster): Promise<{ port: number } | undefined> {
  const giveUpAt = Date.now() + WAIT_MS;
  for (let server = await findServer(cluster); server; server = await findServer(cluster)) {
    if (server.ready && server.port !== undefined) return { port: server.port };
    if (Date.now() > giveUpAt) {
      throw new EmbeddedPostgresError(
        `The Postgres server in ${cluster.folder} (pid ${server.pid}) has been starting or stopping ` +
          `for ${WAIT_MS / 1000} seconds. See ${join(cluster.folder, LOG)}.`,
      );
    }
    await sleep(STEP_MS);
  }
  return undefined;
}

/** Stops the server, breaking off what still runs in it. To be called under the lock. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const wait = ['-w', '-t', String(WAIT_MS / 1000)];
  const args = ['-D', DATA_AS_SEEN_INSIDE, ...wait, '-m', 'fast', 'stop'];
  const result = await runOnData(cluster, cluster.data, 'pg_ctl', args);
  if (result.ok || !(await findServer(cluster))) return;
  throw explain(`The Postgres server in ${cluster.folder} did not stop`, result.output);
}

async function start(
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
  preferredPort: number | undefined,
): Promise<number> {
  const step = `The Postgres server in ${cluster.folder} did not start`;
  await removeMisleadingPidFile(cluster);
  await rotateLog(cluster);
  let port = await portToUse(cluster, preferredPort);
  for (let attempt = 1; ; attempt++) {
    const from = await logSize(cluster);
    const options = serverOptions({ ...SETTINGS, ...settings, port: String(port) });
    const args = ['-D', DATA_AS_SEEN_INSIDE, '-w', '-t', String(WAIT_MS / 1000)];
    args.push('-l', `${DATA_AS_SEEN_INSIDE}/../${LOG}`, '-o', options, 'start');
    const result = await runOnData(cluster, cluster.data, 'pg_ctl', args);
    if (result.ok) return port;
    const tail = await logTail(cluster, from);
    if (attempt < START_ATTEMPTS && /pre-existing shared memory block/.test(tail)) {
      // The processes of a server that was killed notice within moments that it is gone.
      await sleep(STEP_MS * 5);
    } else if (attempt < START_ATTEMPTS && /Address already in use/.test(tail)) {
      port = await freePort();
    } else {
      throw explain(step, tail || result.output);
    }
  }
}

/** The port of the last time when it is free, so that others' connection strings stay true. */
async function portToUse(cluster: Cluster, preferred: number | undefined): Promise<number> {
  const wanted = preferred ?? (await lastPort(cluster));
  if (wanted !== undefined && (await listenOnce(wanted))) return wanted;
  return freePort();
}

async function lastPort(cluster: Cluster): Promise<number | undefined> {
  try {
    const match = /"port=(\d+)"/.exec(await readOwned(cluster, 'data/postmaster.opts'));
    return match ? Number(match[1]) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port) return port;
  throw explain('Postgres needs a port on 127.0.0.1', 'EADDRINUSE');
}

/** The port when it could be listened on, else undefined. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(explain('Postgres needs a port on 127.0.0.1', error));
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(got));
    });
  });
}

/** As `-c` options, quoted for the shell through which pg_ctl starts the server. */
function serverOptions(settings: Readonly<Record<string, string>>): string {
  const quote = (text: string) =>
    process.platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
  return Object.entries(settings)
    .map(([name, value]) => `-c ${quote(`${name}=${value}`)}`)
    .join(' ');
}

async function rotateLog(cluster: Cluster): Promise<void> {
  if ((await logSize(cluster)) < LOG_LIMIT_BYTES) return;
  const file = join(cluster.folder, LOG);
  await rename(file, `${file}.1`);
}

async function logSize(cluster: Cluster): Promise<number> {
  try {
    return (await lstat(join(cluster.folder, LOG))).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

async function logTail(cluster: Cluster, from: number): Promise<string> {
  try {
    return (await readOwned(cluster, LOG, from)).split('\n').slice(-20).join('\n');
  } catch (error) {
    // No log at all: pg_ctl's own text says why.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
