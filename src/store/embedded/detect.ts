import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cluster, readOwned } from './cluster.ts';
import { explain } from './explain.ts';
import { run } from './run.ts';

/** A server as its `postmaster.pid` describes it, once it is certain that it is this cluster's. */
interface RunningServer {
  readonly pid: number;
  /** Undefined in the first moments. */
  readonly port: number | undefined;
  readonly ready: boolean;
}

/** The server that runs on the cluster's data, if any, by its `postmaster.pid`. */
export async function findServer(cluster: Cluster): Promise<RunningServer | undefined> {
  const lines = await pidFile(cluster);
  const pid = Number.parseInt(lines?.[0] ?? '', 10);
  if (!(pid > 0) || !(await isServerOf(cluster, pid))) return undefined;
  const port = Number.parseInt(lines?.[3] ?? '', 10);
  return {
    pid,
    port: port > 0 ? port : undefined,
    ready: (lines?.[7] ?? '').trim() === 'ready',
  };
}

async function pidFile(cluster: Cluster): Promise<string[] | undefined> {
  try {
    return (await readOwned(cluster, 'data/postmaster.pid')).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explain(`The cluster in ${cluster.folder} cannot be read`, error);
  }
}

/**
 * Whether a live process is the server of this cluster and not another that got the number of a
 * dead one, as happens soon in containers, nor a dead one that nobody reaped.
 */
async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    // A server stays in its data folder. A dead process has none.
    return (await workingFolder(cluster, pid)) === (await identity(cluster.data));
  }
  if (process.platform === 'win32') return isAlive(pid);
  const { output } = await run('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { cwd: '/' });
  return /^[^Z]\S*\s.*postgres/.test(output.trim());
}

/** The identity of a process's working directory, undefined when it is dead or not the server's. */
async function workingFolder(cluster: Cluster, pid: number): Promise<string | undefined> {
  const path = `/proc/${pid}/cwd`;
  try {
    return await identity(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    if (code !== 'EACCES') throw error;
  }
  // Not even root may look at a process of another account in a container without CAP_SYS_PTRACE,
  // which is Docker's default. The server's own account may, if the server it is.
  const args = ['-L', '-c', '%d:%i', path];
  const { ok, output } = await run('stat', args, { cwd: '/', account: cluster.account });
  return ok ? output.trim() : undefined;
}

/** Device and inode, which one folder has under all its names. */
async function identity(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Postgres itself clears the pid file of a dead server, but takes any live process with that
 * number for the server. It keeps a second guard, the shared memory that belongs to the folder.
 */
export async function removeMisleadingPidFile(cluster: Cluster): Promise<void> {
  const pid = Number.parseInt((await pidFile(cluster))?.[0] ?? '', 10);
  if (!(pid > 0) || !isAlive(pid) || (await isServerOf(cluster, pid))) return;
  cluster.log(`Removing a stale postmaster.pid: process ${pid} is not a server of this cluster`);
  await rm(join(cluster.data, 'postmaster.pid'), { force: true });
}
