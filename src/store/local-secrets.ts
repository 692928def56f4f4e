import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MasterKey, newSecret } from './encryption.ts';

/**
 * The master key of a gateway on embedded defaults: made at the first start and kept in
 * `DATA_DIR/encryption.key`, mode 0600.
 */
export async function localMasterKey(dataDir: string): Promise<MasterKey> {
  const file = join(dataDir, 'encryption.key');
  const { secret } = await keptSecret(file, () => newSecret().toString('hex'));
  return MasterKey.parse(secret);
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
 * A secret in a file: what stands there, or a new one. Dies halfway: a file that was not finished
 * never gets the name. Runs twice, or in two processes at once: the first to finish counts.
 */
async function keptSecret(
  file: string,
  make: () => string,
): Promise<{ secret: string; made: boolean }> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const written = await readIfThere(file);
  if (written !== undefined) return { secret: written, made: false };
  const draft = `${file}.${randomUUID()}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${make()}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  let made = true;
  try {
    // Unlike a rename this fails when the name is taken.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    made = false;
  } finally {
    await rm(draft, { force: true });
  }
  return { secret: (await readFile(file, 'utf8')).trim(), made };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    if (!text) throw new Error(`${file} is empty. Put the key back, from a backup.`);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
