import { chmodSync, chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, explain } from './explain.ts';

const SQLITE_BUSY = 5;
const RETRY_MS = 40;

/**
 * Runs `work` while no other process (nor another caller in this one) runs work under the same
 * lock file.
 *
 * The lock is the one of an empty SQLite database, because Node has no flock of its own: SQLite
 * locks the file through the operating system, which lets go when the process dies however it
 * dies. So there is no stale lock to detect and no pid to compare. Nothing is ever written to it.
 *
 * @param file path of the lock file, made when absent (0600, owned by the owner of its folder)
 * @param waitMs how long to wait for others, in milliseconds
 * @throws EmbeddedPostgresError when others hold it for longer, or the file cannot be used
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  waitMs = 600_000,
): Promise<T> {
  const database = open(file);
  try {
    const giveUpAt = Date.now() + waitMs;
    while (!tryLock(database, file)) {
      if (Date.now() > giveUpAt) {
        throw new EmbeddedPostgresError(
          `Another process has been starting or stopping Postgres for ${Math.round(waitMs / 1000)} seconds ` +
            `(it holds ${file}). See what that process waits for, or stop it, and start again.`,
        );
      }
      await sleep(RETRY_MS + Math.random() * RETRY_MS);
    }
    return await work();
  } finally {
    database.close();
  }
}

/**
 * Takes a share of a lock, for as long as this process lives or until the share is given up.
 *
 * @returns what gives it up; harmless to call twice
 */
export function holdShare(file: string): () => void {
  const database = open(file);
  try {
    // A transaction that has read keeps its share of the lock until it ends.
    database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    database.close();
    throw explain(`The lock file ${file} cannot be shared`, error);
  }
  return () => {
    if (database.isOpen) database.close();
  };
}

/** Whether any process, here or elsewhere, has a share of a lock. */
export function isShared(file: string): boolean {
  const database = open(file);
  try {
    return !tryLock(database, file);
  } finally {
    database.close();
  }
}

function open(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: 0 });
    own(file);
    return database;
  } catch (error) {
    throw explain(`The lock file ${file} cannot be opened`, error);
  }
}

/** By path and never through a descriptor: closing one would drop the locks of this process. */
function own(file: string): void {
  const folder = statSync(dirname(file));
  const present = statSync(file);
  if (process.getuid?.() === 0 && present.uid !== folder.uid) {
    chownSync(file, folder.uid, folder.gid);
  }
  if (process.getuid?.() === present.uid && (present.mode & 0o777) !== 0o600) {
    chmodSync(file, 0o600);
  }
}

function tryLock(database: DatabaseSync, file: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw explain(`The lock file ${file} cannot be locked`, error);
  }
}
