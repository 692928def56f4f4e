import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from './free-port.ts';
import { ensureProgram, serverPath } from './program.ts';
import { placeOf } from './wire.ts';

/** A PgBouncer between a test and its Postgres. */
export interface Pooler {
  /** The database by way of the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/** @param mode how long a client has a server: for a session, a transaction or a statement */
export async function startPooler(
  url: string,
  mode: 'session' | 'transaction' | 'statement',
): Promise<Pooler> {
  await ensureProgram('pgbouncer');
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-pgbouncer-'));
  const port = await freePort();
  const { username, password } = new URL(url);
  const { host, port: server } = placeOf(url);
  const users = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  await writeFile(users, `"${username}" "${password}"\n`);
  await writeFile(
    settings,
    `[databases]
* = host=${host} port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = 40
max_client_conn = 200
`,
  );
  // It refuses to run as root, and then runs as an account that must read these.
  await chmod(folder, 0o755);
  const asOther = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', [...asOther, settings], {
    env: { ...process.env, PATH: serverPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`pgbouncer stopped with ${code}: ${output}`)));
  });
  gone.catch(() => undefined); // It is ended on purpose, later.
  await Promise.race([gone, expect.poll(() => listens(port)).toBe(true)]);
  const by = new URL(url);
  by.hostname = '127.0.0.1';
  by.port = String(port);
  return {
    url: by.href,
    close: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
