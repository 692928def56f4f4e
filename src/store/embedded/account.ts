import { stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './explain.ts';
import { type Account, run } from './run.ts';

/** Unprivileged accounts to try, the fitting one first. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * Finds the account that the server must run as, because Postgres refuses to run as root: the
 * owner of an existing cluster, else the owner of `DATA_DIR`, else `postgres` or `nobody`.
 *
 * @param dataDir `DATA_DIR`, which exists
 * @param clusterDir the cluster's folder, which need not exist
 * @returns undefined when the gateway is not root, so that the server runs as the gateway does
 */
export async function serverAccount(
  dataDir: string,
  clusterDir: string,
): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(clusterDir);
  if (owner && owner.uid !== 0) return owner;
  const folderOwner = await ownerOf(dataDir);
  if (folderOwner && folderOwner.uid !== 0 && (await hasName(folderOwner.uid))) return folderOwner;
  for (const name of CANDIDATES) {
    const uid = await idOf('-u', name);
    const gid = await idOf('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'Postgres does not run as root, and there is no account `postgres` or `nobody` to run it as. ' +
      'Add an account `postgres`, run the gateway as an ordinary user, or set DATABASE_URL.',
  );
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** initdb wants the account to have a name. `id` asks every source of accounts, not just a file. */
async function hasName(uid: number): Promise<boolean> {
  return (await run('id', ['-nu', String(uid)], { cwd: '/' })).ok;
}

async function idOf(option: '-u' | '-g', name: string): Promise<number | undefined> {
  const result = await run('id', [option, name], { cwd: '/' });
  const number = Number.parseInt(result.output, 10);
  return result.ok && number > 0 ? number : undefined;
}
