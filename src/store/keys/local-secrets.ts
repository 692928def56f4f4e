import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MasterKey, newSecret } from './encryption.ts';
import type { MasterKeys } from './master-keys.ts';

/**
 * The master keys of a gateway on embedded defaults: the key is made at the first start and kept in
 * `DATA_DIR/encryption.key`, mode 0600. While it is rotated the previous key is beside it.
 *
 * @returns reads the files again each time
 */
export async function localMasterKeys(dataDir: string): Promise<MasterKeys> {
  const { file, previousFile } = keyFiles(dataDir);
  await keptSecret(file, () => newSecret().toString('hex'));
  return () => {
    const previous = readIfThere(previousFile);
    const current = readIfThere(file);
    if (current === undefined) throw new Error(`${file} is gone. Put the key back, from a backup.`);
    return {
      current: MasterKey.parse(current, file),
      ...(previous !== undefined &&
        previous !== current && { previous: MasterKey.parse(previous, previousFile) }),
    };
  };
}

/**
 * Puts a new master key in `encryption.key`, and the previous one in `encryption.key.previous`. When it dies halfway
 * both files are whole, and the next call goes on. While a rotation is not finished it changes nothing. The caller holds
 * the lock of a rotation: of two calls at once one would overwrite the key of the other.
 */
export async function replaceLocalMasterKey(dataDir: string): Promise<void> {
  const { file, previousFile } = keyFiles(dataDir);
  await link(file, previousFile).catch(unlessTaken);
  if (readIfThere(previousFile) !== readIfThere(file)) return;
  await syncFolder(dataDir);
  await rename(await writtenDraft(file, newSecret().toString('hex')), file);
  await syncFolder(dataDir);
}

/** Deletes the previous key, once no row is under it any more. */
export async function removePreviousMasterKey(dataDir: string): Promise<void> {
  await rm(keyFiles(dataDir).previousFile, { force: true });
}

function keyFiles(dataDir: string): { file: string; previousFile: string } {
  const file = join(dataDir, 'encryption.key');
  return { file, previousFile: `${file}.previous` };
}

/**
 * The administrator's key of a gateway on embedded defaults: `DATA_DIR/operator.key`, mode 0600.
 *
 * @param make makes a new key, at the first start
 * @returns the key, its file, and whether it was made now
 */
export async function localOperatorKey(
  dataDir: string,
  make: () => string,
): Promise<{ file: string; key: string; made: boolean }> {
  const file = join(dataDir, 'operator.key');
  const { secret, made } = await keptSecret(file, make);
  return { file, key: secret, made };
}

/**
 * The secret in a file, or a new one. When it dies halfway, a file that is not complete never gets the name. When it runs
 * twice, or in two processes at once, the first to finish counts.
 */
async function keptSecret(
  file: string,
  make: () => string,
): Promise<{ secret: string; made: boolean }> {
  await mkdir(join(file, '../..'), { recursive: true, mode: 0o700 });
  const written = readIfThere(file);
  if (written !== undefined) return { secret: written, made: false };
  const draft = await writtenDraft(file, make());
  let made = true;
  try {
    // Unlike a rename this fails when the name is taken.
    await link(draft, file);
  } catch (error) {
    unlessTaken(error);
    made = false;
  } finally {
    await rm(draft, { force: true });
  }
  return { secret: readFileSync(file, 'utf8').trim(), made };
}

/** Writes a file beside this one, flushed to disk. */
async function writtenDraft(file: string, secret: string): Promise<string> {
  const draft = `${file}.${randomUUID()}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

function unlessTaken(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

/** Flushes a folder, so that a new name survives a crash of the machine. Windows cannot. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readIfThere(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (!text) throw new Error(`${file} is empty. Put the key back, from a backup.`);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
