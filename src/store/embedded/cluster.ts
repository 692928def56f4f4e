import { constants } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from './account.ts';
import { type Binaries, installedBinaries, program } from './binaries.ts';
import { explain } from './explain.ts';
import { keepPassword, newPassword } from './password.ts';
import { reachableBinaries } from './reachable.ts';
import { type Account, run } from './run.ts';

/** The superuser: it makes the gateway's role and database, and holds who is present. */
export const SUPERUSER = 'postgres';

/**
 * Every program runs with the cluster's data folder as its working directory and knows it by
 * this name only. The directory is entered by root before the account changes to the server's,
 * so that account needs no way through the folders above it (a `DATA_DIR` under /root, with mode
 * 0700), and no path of a user passes through the shell that pg_ctl starts the server with.
 * `/proc/self/cwd` is the form of `.` that stays true as an absolute path, which Postgres wants.
 */
export const DATA_AS_SEEN_INSIDE = process.platform === 'linux' ? '/proc/self/cwd' : '.';

/** A cluster: everything of the embedded Postgres of one `DATA_DIR`. */
export interface Cluster {
  /** `DATA_DIR` as an absolute path. */
  readonly dataDir: string;
  /** `DATA_DIR/postgres`, owned by the server's account: `data/`, `server.log`. */
  readonly folder: string;
  readonly data: string;
  readonly binaries: Binaries;
  /** What the server must run as, undefined when that is one's own account. */
  readonly account: Account | undefined;
  readonly log: (message: string) => void;
}

const INIT_PREFIX = 'postgres.new-';

/**
 * Finds what is needed to run the cluster of `dataDir`; makes `dataDir` but not the cluster.
 *
 * @throws EmbeddedPostgresError when the binaries are missing or cannot be run here
 */
export async function openCluster(
  dataDir: string,
  log: (message: string) => void,
): Promise<Cluster> {
  const folder = join(dataDir, 'postgres');
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const installed = await installedBinaries();
    const account = await serverAccount(dataDir, folder, log);
    const binaries = await reachableBinaries(installed, account, log);
    return { dataDir, folder, data: join(folder, 'data'), binaries, account, log };
  } catch (error) {
    throw explain(`The embedded Postgres in ${folder} cannot be used`, error);
  }
}

/** Runs initdb, pg_ctl or postgres on the cluster's data, as the server's account. */
export function runOnData(
  cluster: Pick<Cluster, 'binaries' | 'account'>,
  data: string,
  name: 'initdb' | 'pg_ctl' | 'postgres',
  args: readonly string[],
) {
  return run(program(cluster.binaries, name), args, {
    cwd: data,
    account: cluster.account,
    // initdb may be interrupted, and cleans up; a start or stop is better finished.
    ownSession: name === 'pg_ctl',
  });
}

/** Whether the cluster was made, wholly: it gets its name only when initdb has finished. */
export async function isInitialised(cluster: Cluster): Promise<boolean> {
  try {
    return (await lstat(join(cluster.data, 'PG_VERSION'))).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw explain(`The cluster in ${cluster.folder} cannot be read`, error);
  }
}

/**
 * Makes the cluster, in a folder beside its own that gets the right name last: a process that
 * dies halfway leaves nothing that is taken for a cluster, but something to `sweep`. To be called under the
 * lock.
 *
 * @param options.sync false leaves out the flush to disk, for tests
 */
export async function initialise(cluster: Cluster, options: { sync: boolean }): Promise<void> {
  const step = `The database could not be made in ${cluster.folder}`;
  let fresh: string | undefined;
  try {
    cluster.log(`Making a Postgres cluster in ${cluster.folder}`);
    fresh = await mkdtemp(join(cluster.dataDir, INIT_PREFIX));
    const password = newPassword();
    await fill(cluster, fresh, password);
    const args = ['-D', DATA_AS_SEEN_INSIDE, '-U', SUPERUSER, '--encoding=UTF8', '--locale=C'];
    args.push('--auth=scram-sha-256', `--pwfile=${DATA_AS_SEEN_INSIDE}/../password`);
    if (!options.sync) args.push('--no-sync');
    const result = await runOnData(cluster, join(fresh, 'data'), 'initdb', args);
    if (!result.ok) throw explain(step, result.output);
    await rm(join(fresh, 'password'));
    await keepPassword(cluster, password);
    await rename(fresh, cluster.folder);
    await flushFolder(cluster.dataDir);
  } catch (error) {
    // The first failure is reported; what cannot be removed now is swept the next time.
    if (fresh) await rm(fresh, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    throw explain(step, error);
  }
}

/**
 * The folder, its data folder and, for initdb alone, the password: all the server's account's and no
 * other's.
 */
async function fill(cluster: Cluster, fresh: string, password: string): Promise<void> {
  const data = join(fresh, 'data');
  const passwordFile = join(fresh, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await chmod(fresh, 0o700);
  if (cluster.account) {
    const { uid, gid } = cluster.account;
    for (const path of [data, passwordFile, fresh]) await chown(path, uid, gid);
  }
}

/**
 * Removes what a dead process left of its initdb; an orphaned initdb may still be writing there.
 * To be called under the lock.
 */
export async function sweep(cluster: Cluster): Promise<void> {
  for (const name of await readdir(cluster.dataDir)) {
    if (!name.startsWith(INIT_PREFIX)) continue;
    cluster.log(`Removing ${name}, left by a process that died while making the cluster`);
    await rm(join(cluster.dataDir, name), { recursive: true, force: true, maxRetries: 5 }).catch(
      (error: Error) => cluster.log(`It could not be removed now: ${error.message}`),
    );
  }
}

/** So that the new name outlives a power cut, too. Windows cannot flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Reads a file of the cluster's folder. As root that folder is another account's, which must not
 * lead us elsewhere by a symbolic link.
 */
export async function readOwned(cluster: Cluster, name: string, from = 0): Promise<string> {
  const handle = await open(
    join(cluster.folder, name),
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0),
  );
  try {
    const { size } = await handle.stat();
    const length = Math.max(0, size - from);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
