import { userInfo } from 'node:os';
import { pino } from 'pino';
import { type Config, ConfigError, readConfig } from '../app/config.ts';
import { masterKeysOf, openDatabase } from '../app/open-database.ts';
import { closeOldChains } from '../ledger/chain/closing.ts';
import type { Actor } from '../parties/actor.ts';
import { type Call, localCall } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import { canHeal, errorCode, type Store } from '../store/database.ts';
import { isOfDatabase } from '../store/errors.ts';
import { keyWatch } from '../store/keys/key-watch.ts';
import { KeyRing } from '../store/keys/keys.ts';
import { candidates, findDataFolder } from './data-folder.ts';
import { Unreachable, WrongUsage } from './ending.ts';

/**
 * Opens the database of the settings for one command, and prints which on standard error. It never makes a new
 * database: an empty one would look as if all is well.
 *
 * @returns what the command returns
 * @throws {WrongUsage} for settings that cannot be used
 * @throws {Unreachable} when there is no such database, or it cannot be reached
 */
export async function withStore<T>(
  command: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  // These commands read nothing that is encrypted.
  const config = await existing(
    settings({
      ...process.env,
      ...{ ENCRYPTION_KEY: 'not needed here', ENCRYPTION_KEY_FILE: '' },
      ...{ PREVIOUS_ENCRYPTION_KEY: '', PREVIOUS_ENCRYPTION_KEY_FILE: '' },
    }),
  );
  console.error(`Database: ${nameOf(config)}`);
  const { store, leave } = await openDatabase(config, pino({ level: 'silent' }), {
    longWork: true,
    mustExist: true,
  }).catch((error: Error) => {
    throw new Unreachable(error.message, { cause: error });
  });
  try {
    return await command(store, config);
  } catch (error) {
    if (error instanceof Problem || !canHeal(error)) throw error;
    throw new Unreachable(`The database did not answer (${errorCode(error)}). Try again.`);
  } finally {
    await leave();
  }
}

/**
 * Same as {@link withStore}, for commands that need the keys.
 *
 * @throws when ENCRYPTION_KEY is missing, or is not the key of this database
 */
export async function withKeys<T>(
  command: (store: Store, keys: KeyRing, config: Config) => Promise<T>,
): Promise<T> {
  const config = settings();
  return withStore(async (store, { dataDir }) => {
    const keys = await openKeys(store, { ...config, dataDir });
    const watch = keyWatch(store, keys, (code) =>
      console.error(`It is not known which master key to write with: ${code}`),
    );
    watch.start();
    try {
      const { made } = await closeOldChains(store.pool, keys);
      for (const { municipality, number, hash } of made.filter(({ kind }) => kind === 'closing'))
        console.error(`Closed the old chain of ${municipality} at entry ${number}: ${hash}`);
      return await command(store, keys, config);
    } finally {
      await watch.stop();
    }
  });
}

/** @throws {WrongUsage} for a key that is not valid, or not the key of this database */
export async function openKeys(store: Store, config: Config): Promise<KeyRing> {
  try {
    return await KeyRing.open(store.db, await masterKeysOf(config));
  } catch (error) {
    throw isOfDatabase(error) ? error : new WrongUsage((error as Error).message);
  }
}

/** Reads the settings. @throws {WrongUsage} with each setting that is wrong */
export function settings(environment = process.env): Config {
  try {
    return readConfig(environment);
  } catch (error) {
    throw error instanceof ConfigError ? new WrongUsage(error.message) : error;
  }
}

/** The same settings, with the folder in which there is an embedded database. */
async function existing(config: Config): Promise<Config> {
  if (config.databaseUrl) return config;
  const dataDir = await findDataFolder(process.env);
  if (dataDir) return { ...config, dataDir };
  const folders = candidates(process.env).join(' and in ');
  throw new Unreachable(
    `There is no database of a gateway in ${folders}. Set DATABASE_URL, or DATA_DIR to the folder of the gateway; if it is new, start it first (npm start).`,
  );
}

/** Names the database, without the password. */
function nameOf({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return `the embedded one in ${dataDir}`;
  const { protocol, username, host, pathname } = new URL(databaseUrl);
  return `${protocol}//${username && `${username}@`}${host}${pathname}`;
}

/** Who uses the terminal, for the record of an operation. */
export function actorAt(name: string | undefined): Actor {
  return { name: `cli:${name ?? userName()}`, keyId: null };
}

/** The same, for the access log. */
export function callAtTerminal(): Call {
  return localCall(actorAt(undefined).name);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`; // In a container a user may have no name.
  }
}
