import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './explain.ts';
import { type Account, run } from './run.ts';

/** The account of the server alone, where the gateway is root: made when it is not there. */
export const ownAccountName = 'ijw-postgres';
/** Accounts that programs of others run as, too. */
const SHARED = ['postgres', 'nobody'];
/** Others may be making accounts at the same moment: the system lets one at a time. */
const ATTEMPTS = 20;

/**
 * Finds the account that the server must run as, because Postgres refuses to run as root: the
 * owner of an existing cluster, else the owner of `DATA_DIR`, else one of its own.
 *
 * @param dataDir `DATA_DIR`, which exists
 * @param clusterDir the cluster's folder, which need not exist
 * @returns undefined when the gateway is not root, so that the server runs as the gateway does
 */
export async function serverAccount(
  dataDir: string,
  clusterDir: string,
  log: (message: string) => void,
): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(clusterDir);
  if (owner && owner.uid !== 0) return owner;
  return (await chosenAccount(dataDir)) ?? (await ownAccount()) ?? sharedAccount(log);
}

/** The owner of `DATA_DIR`, where somebody gave it to an account. */
export async function chosenAccount(dataDir: string): Promise<Account | undefined> {
  const owner = await ownerOf(dataDir);
  return owner && owner.uid !== 0 && (await hasName(owner.uid)) ? owner : undefined;
}

/**
 * The account of the server alone: what else runs on the machine is not it, and so cannot look into its
 * files and memory.
 *
 * @returns undefined where it is not there and cannot be made
 */
export async function ownAccount(): Promise<Account | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await accountOf(ownAccountName);
    if (found) return found;
    const flags = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
    const args = [...flags, '--shell', '/usr/sbin/nologin', ownAccountName];
    const made = await run('/usr/sbin/useradd', args, { cwd: '/' });
    if (!made.ok && !/already exists|cannot lock|in use/i.test(made.output)) return undefined;
    if (!made.ok) await sleep(100);
  }
  return accountOf(ownAccountName);
}

/** Whether it is an account that others use, too. */
export async function isShared({ uid }: Account): Promise<boolean> {
  for (const name of SHARED) if ((await idOf('-u', name)) === uid) return true;
  return false;
}

async function sharedAccount(log: (message: string) => void): Promise<Account> {
  for (const name of SHARED) {
    const account = await accountOf(name);
    if (!account) continue;
    log(
      `The database server runs as ${name}, because there is no account ${ownAccountName} and none could be made: other programs of that account can read its files. Add the account, or run the gateway as an ordinary user`,
    );
    return account;
  }
  throw new EmbeddedPostgresError(
    `Postgres does not run as root, and there is no account ${ownAccountName} to run it as. ` +
      'Add it, run the gateway as an ordinary user, or set DATABASE_URL.',
  );
}

async function accountOf(name: string): Promise<Account | undefined> {
  const uid = await idOf('-u', name);
  const gid = await idOf('-g', name);
  return uid && gid ? { uid, gid } : undefined;
}

/** @returns undefined when it is not there */
export async function ownerOf(path: string): Promise<Account | undefined> {
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
