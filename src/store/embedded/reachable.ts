import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Binaries, program } from './binaries.ts';
import { explain } from './explain.ts';
import { type Account, run } from './run.ts';

/** The gateway's own folder for what can be made again. */
const CACHE = '/var/cache/ijw-gateway';

/**
 * Gives binaries that the server's account can run. When the gateway is root and was installed
 * where that account may not come (a clone under /root, say), they are copied once to a folder
 * that everybody can read and only root can write; a copy is used again when it is whole and
 * nobody else could have touched it.
 *
 * @param account the account of the server, undefined when it is one's own
 * @param folders where a copy may be, the preferred one first
 * @throws EmbeddedPostgresError when no folder will do, with the reason of each
 */
export async function reachableBinaries(
  installed: Binaries,
  account: Account | undefined,
  log: (message: string) => void,
  folders: readonly string[] = usualFolders(installed.build),
): Promise<Binaries> {
  const reasons: string[] = [];
  const works = async (binaries: Binaries): Promise<boolean> => {
    const result = await run(program(binaries, 'postgres'), ['--version'], { cwd: '/', account });
    if (!result.ok) reasons.push(`${binaries.native}: ${result.output.trim()}`);
    return result.ok;
  };
  if (await works(installed)) return installed;
  if (account) {
    for (const folder of folders) {
      try {
        if (!(await isOursAlone(dirname(folder)))) {
          reasons.push(`${dirname(folder)}: others than root can change what is in it`);
          continue;
        }
        if (!(await isFaithfulCopy(installed.native, folder))) {
          log(
            `Copying the Postgres binaries to ${folder}, where the server's account can run them`,
          );
          await copyTo(installed.native, folder);
        }
        const copied = { ...installed, native: folder };
        if (await works(copied)) return copied;
      } catch (error) {
        reasons.push(`${folder}: ${(error as Error).message}`);
      }
    }
  }
  throw explain('The Postgres binaries cannot be run', reasons.join('\n'));
}

function usualFolders(build: string): string[] {
  const name = `ijw-gateway-postgres-${build}`;
  return [join(CACHE, `postgres-${build}`), join('/var/tmp', name), join(tmpdir(), name)];
}

/** Root's, and writable by no other, or sticky like /tmp, where others cannot replace ours. */
async function isOursAlone(folder: string): Promise<boolean> {
  if (folder === CACHE) await mkdir(folder, { mode: 0o755 }).catch(unless('EEXIST'));
  const entry = await lstat(folder);
  const closed = (entry.mode & 0o022) === 0 || (entry.mode & 0o1000) !== 0;
  return entry.isDirectory() && entry.uid === 0 && closed;
}

/** Every file of the source is there with its size, is root's, and writable by no other. */
async function isFaithfulCopy(source: string, copy: string): Promise<boolean> {
  try {
    const [wanted, present] = [await lstat(source), await lstat(copy)];
    if (present.uid !== 0) return false;
    if (wanted.isDirectory()) {
      if (!present.isDirectory() || (present.mode & 0o7022) !== 0) return false;
      for (const name of await readdir(source)) {
        if (!(await isFaithfulCopy(join(source, name), join(copy, name)))) return false;
      }
      return true;
    }
    if (wanted.isSymbolicLink()) return present.isSymbolicLink();
    return present.isFile() && (present.mode & 0o7022) === 0 && present.size === wanted.size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the copy beside its folder and renames it, so that half a copy is never taken for one. */
async function copyTo(source: string, folder: string): Promise<void> {
  const mark = randomBytes(6).toString('hex');
  const fresh = `${folder}.new-${mark}`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    await cp(source, fresh, { recursive: true, verbatimSymlinks: true });
    await openToReaders(fresh);
    await settle(fresh, folder, mark, source);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function openToReaders(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  if (entry.isDirectory()) {
    for (const name of await readdir(path)) await openToReaders(join(path, name));
  }
  await chmod(path, entry.isDirectory() || (entry.mode & 0o100) !== 0 ? 0o755 : 0o644);
}

async function settle(fresh: string, folder: string, mark: string, source: string): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    // Another gateway was first, which is as good; or the old copy is broken, and is replaced.
    if (await isFaithfulCopy(source, folder)) return;
    const old = `${folder}.old-${mark}`;
    await rename(folder, old);
    await rename(fresh, folder);
    await rm(old, { recursive: true, force: true });
  }
}

function unless(code: string): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== code) throw error;
  };
}
