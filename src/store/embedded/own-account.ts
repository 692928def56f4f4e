import { lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chosenAccount, isShared, ownAccount, ownAccountName, ownerOf } from './account.ts';
import { installedBinaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { findServer } from './detect.ts';
import { EmbeddedPostgresError } from './explain.ts';
import { reachableBinaries } from './reachable.ts';
import type { Account } from './run.ts';

/**
 * Gives a cluster to an account of its own, when an earlier version gave it to one that other programs
 * run as, too. To be called under the lock. Not while its server runs: then another time.
 *
 * Dies halfway: the folder is root's, so the next start goes on with it.
 */
export async function withOwnAccount(cluster: Cluster): Promise<Cluster> {
  const { account, dataDir, folder, log } = cluster;
  const owner = account && (await ownerOf(folder));
  if (!owner || (owner.uid !== 0 && !(await isShared(owner)))) return cluster;
  // DATA_DIR was given to that account.
  const chosen = await chosenAccount(dataDir);
  if (chosen?.uid === owner.uid || (await findServer(cluster))) return cluster;
  const own = chosen ?? (await ownAccount());
  if (!own) return cluster;
  // Nobody but root reaches what is in it until all of it is given.
  await lchown(folder, 0, 0);
  for (const name of await readdir(folder)) await giveAll(join(folder, name), own);
  await lchown(folder, own.uid, own.gid);
  if (!chosen)
    log(`The database server runs as ${ownAccountName} from now on, an account of its own`);
  const binaries = await reachableBinaries(await installedBinaries(), own, log);
  return { ...cluster, account: own, binaries };
}

async function giveAll(path: string, account: Account): Promise<void> {
  const found = await lstat(path);
  if (found.isDirectory())
    for (const name of await readdir(path)) await giveAll(join(path, name), account);
  // Another name of a file that is not of the cluster: it is not given away.
  else if (found.nlink > 1)
    throw new EmbeddedPostgresError(
      `${path} has another name elsewhere: Postgres makes no such file. Find out who did, and remove it.`,
    );
  await lchown(path, account.uid, account.gid);
}
