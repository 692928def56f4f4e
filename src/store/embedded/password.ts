import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chown, lstat, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, explain } from './explain.ts';

/** The folders of a cluster that may have its password. */
export interface PasswordFolders {
  /** `DATA_DIR` as an absolute path. */
  readonly dataDir: string;
  /** The folder of the server. */
  readonly folder: string;
  readonly log: (message: string) => void;
}

/**
 * The superuser's password is beside the server's folder, not in it, so that other programs of the account of the server
 * cannot read it. Earlier versions had it in that folder.
 */
const fileOf = (cluster: Pick<PasswordFolders, 'dataDir'>) =>
  join(cluster.dataDir, 'postgres.password');
const coming = (cluster: Pick<PasswordFolders, 'dataDir'>) => `${fileOf(cluster)}.new`;
const earlier = (cluster: Pick<PasswordFolders, 'folder'>) => join(cluster.folder, 'password');

/** 48 hexadecimal digits. */
export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/** The superuser's password. */
export async function superuserPassword(cluster: PasswordFolders): Promise<string> {
  try {
    const password = (await read(fileOf(cluster))) ?? (await read(earlier(cluster)));
    if (password) return password;
    const what = password === '' ? 'is empty' : 'is not there';
    throw new EmbeddedPostgresError(`${fileOf(cluster)} ${what}: restore it from a backup.`);
  } catch (error) {
    throw explain(`The password of the cluster in ${cluster.folder} cannot be read`, error);
  }
}

/** Keeps the password of a cluster that is being made. To be called under the lock. */
export async function keepPassword(cluster: PasswordFolders, password: string): Promise<void> {
  await write(cluster, password);
  await rename(coming(cluster), fileOf(cluster));
}

/**
 * Takes the password out of the server's folder, where an earlier version put it, and makes it another:
 * others may have read it. To be called under the lock, when nobody else is present.
 *
 * Dies halfway: the next start finds both, and goes on with the one that lets it in.
 *
 * @param change tries a password, and when it lets in gives all roles those that follow from the new one
 */
export async function takeOutPassword(
  cluster: PasswordFolders,
  change: (password: string, next: string) => Promise<boolean>,
): Promise<void> {
  const old = await read(earlier(cluster));
  if (old === undefined) return;
  // Of a start that died: the roles may have it already.
  let next = await read(coming(cluster));
  if (!next) {
    next = newPassword();
    await write(cluster, next);
  }
  if (!(await change(old, next)) && !(await change(next, next))) return;
  await rename(coming(cluster), fileOf(cluster));
  await rm(earlier(cluster), { force: true });
  cluster.log(`The password of the database is in ${fileOf(cluster)} now, and was changed`);
}

/** For who owns `DATA_DIR` alone: that is who runs the gateway, or root. */
async function write(cluster: PasswordFolders, password: string): Promise<void> {
  const file = coming(cluster);
  await rm(file, { force: true });
  await writeFile(file, `${password}\n`, { mode: 0o600, flush: true });
  const { uid, gid } = await stat(cluster.dataDir);
  if (process.getuid?.() === 0) await chown(file, uid, gid);
}

/** @returns undefined when there is no such file; never by way of a symbolic link */
async function read(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return (await handle.readFile('utf8')).trim();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
