import { readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { EmbeddedPostgresError } from './explain.ts';
import { holdShare, isShared } from './lock.ts';

/**
 * Guards a `DATA_DIR` that two containers share, where neither sees the processes of the other:
 * to each the other's server looks dead, and two servers on one cluster would ruin it.
 *
 * Every gateway holds a share of a lock file for as long as it is present, which the kernel keeps
 * across containers, and the last one that started left a note with its kernel and namespace.
 * Call it under the lock.
 *
 * @returns what ends the guard
 * @throws EmbeddedPostgresError when gateways elsewhere are present
 */
export async function guardAgainstElsewhere(cluster: Cluster): Promise<() => void> {
  const shares = join(cluster.dataDir, 'postgres.present');
  const note = join(cluster.dataDir, 'postgres.place');
  const here = await thisNamespace();
  if ((await notedNamespace(note)) !== here) {
    if (isShared(shares)) {
      throw new EmbeddedPostgresError(
        `A gateway in another container or on another machine uses ${cluster.dataDir}. ` +
          'Stop it first, or give both the same DATABASE_URL.',
      );
    }
    // Removes the file that a process of another account left when it died here.
    await rm(`${note}.new`, { force: true });
    await writeFile(`${note}.new`, `${here}\n`, { mode: 0o644 });
    await rename(`${note}.new`, note);
  }
  return holdShare(shares);
}

async function notedNamespace(note: string): Promise<string | undefined> {
  try {
    return (await readFile(note, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The running kernel and, in it, the namespace within which processes see each other. */
async function thisNamespace(): Promise<string> {
  if (process.platform !== 'linux') return process.platform;
  const kernel = await known(readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
  return `${kernel} ${await known(readlink('/proc/self/ns/pid'))}`;
}

/** Some sandboxes hide these; what is hidden is the same for all in it. */
async function known(fact: Promise<string>): Promise<string> {
  try {
    return (await fact).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return 'hidden';
    throw error;
  }
}
