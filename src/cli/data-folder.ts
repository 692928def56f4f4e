import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Finds the folder with the embedded database and the keys of a gateway on this machine: `DATA_DIR` if it is set,
 * otherwise the first of `./data` and the folder `data` of the program that holds a database.
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

/** The folders that are searched. */
export function candidates({ DATA_DIR }: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const configured = DATA_DIR?.trim();
  return configured
    ? [resolve(configured)]
    : [...new Set([resolve('data'), join(program, 'data')])];
}

/** A file that cannot be accessed counts as present, so that opening it gives the reason. */
async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
