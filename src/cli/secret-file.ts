import { open, unlink } from 'node:fs/promises';
import { WrongUsage } from './ending.ts';

/**
 * Writes a secret into a new file that only its owner may read. The file is made before the secret, so that a new
 * secret cannot get lost; when making the secret fails the file is deleted.
 *
 * @param path of a file that does not exist
 * @throws {WrongUsage} when it exists, or cannot be made; and what `ask` throws
 */
export async function writeSecret<T>(
  path: string,
  ask: () => Promise<T>,
  secretOf: (made: T) => string,
): Promise<T> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new WrongUsage(
      error.code === 'EEXIST'
        ? `${path} exists, and is not overwritten: no key was made. Choose another name, or remove it.`
        : `${path} cannot be made (${error.code}): no key was made. Choose another name.`,
    );
  });
  try {
    const made = await ask();
    await file.writeFile(`${secretOf(made)}\n`);
    return made;
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}
