import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Where the embedded database and the keys of a gateway on this machine are: `DATA_DIR`, or else `./data` or
 * the folder `data` of the program, whichever holds a database.
 *
 * @returns undefined when there is none
 */
export async function findDataFolder(
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<string | undefined> {
  for (const folder of candidates(environment))
    if (await isThere(join(folder, 'postgres', 'data', 'PG_VERSION'))) return folder;
  return undefined;
}

/** The folders in which one is looked for. */
export function candidates({ DATA_DIR }: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const told = DATA_DIR?.trim();
  return told ? [resolve(told)] : [...new Set([resolve('data'), join(program, 'data')])];
}

/** What cannot be seen is there: whoever opens it hears why that fails. */
async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
