import { userInfo } from 'node:os';
import { pino } from 'pino';
import { type Config, readConfig } from '../config.ts';
import type { Actor } from '../exchange/operations/actor.ts';
import { problemDetail } from '../http/problems.ts';
import { masterKeysOf, openDatabase } from '../open-database.ts';
import { type Call, localCall } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { Store } from '../store/database.ts';
import { KeyWatch } from '../store/key-watch.ts';
import { KeyRing } from '../store/keys.ts';

/** It could be done, and not all of it went well. */
export const notAllWell = 2;

/** Printed below the help of commands. */
export const exitCodes = `
Settings come from the environment, as those of the gateway: DATABASE_URL, or DATA_DIR.
Exit codes: 0 done; 1 it could not be done, the error says why; 2 done, but not all went well.`;

/**
 * Opens the database that the settings name for the time of one command.
 *
 * @returns what the command returns
 */
export async function withStore<T>(
  command: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  // Nothing here reads what is encrypted.
  const unread = {
    ...{ ENCRYPTION_KEY: 'not needed here', ENCRYPTION_KEY_FILE: '' },
    ...{ PREVIOUS_ENCRYPTION_KEY: '', PREVIOUS_ENCRYPTION_KEY_FILE: '' },
  };
  const config = readConfig({ ...process.env, ...unread });
  const { store, leave } = await openDatabase(config, pino({ level: 'silent' }), {
    longWork: true,
  });
  try {
    return await command(store, config);
  } finally {
    await leave();
  }
}

/**
 * As {@link withStore}, for what needs the keys.
 *
 * @throws when ENCRYPTION_KEY is missing, or is not the key of this database
 */
export async function withKeys<T>(
  command: (store: Store, keys: KeyRing, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env);
  return withStore(async (store) => {
    const keys = await KeyRing.open(store.db, await masterKeysOf(config));
    const watch = new KeyWatch(store, keys, (code) =>
      console.error(`It is not known which master key to write with: ${code}`),
    );
    watch.start();
    try {
      return await command(store, keys, config);
    } finally {
      await watch.stop();
    }
  });
}

/** Who is at the terminal, for the record. */
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

/** An error in one sentence, for a person. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) return problemDetail(error.code, error.details, 'en');
  return error instanceof Error ? error.message : String(error);
}
