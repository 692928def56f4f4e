import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { migrate, openStore, type Store } from './store/database.ts';
import { joinEmbeddedPostgres } from './store/embedded.ts';
import { MasterKey } from './store/encryption.ts';
import { grantRuntime, runtimeRole } from './store/grants.ts';
import { localMasterKeys } from './store/local-secrets.ts';
import type { MasterKeys } from './store/master-keys.ts';

/**
 * Opens the database that the settings name, or the embedded one, with its tables up to date. The
 * tables are made over a connection of their owner, when there is one apart from that of the runtime.
 */
export async function openDatabase(
  config: Config,
  logger: Logger,
): Promise<{ store: Store; leave: () => Promise<void> }> {
  const embedded = config.databaseUrl
    ? undefined
    : await joinEmbeddedPostgres({
        dataDir: config.dataDir,
        log: (message) => logger.info({ part: 'postgres' }, message),
      });
  const onError = (code: string) => logger.warn({ part: 'store', code }, 'idle connection broke');
  const store = openStore({
    url: config.databaseUrl ?? (embedded?.runtimeUrl as string),
    onError,
  });
  const leave = async () => {
    await store.close();
    await embedded?.leave();
  };
  try {
    const ownerUrl = embedded ? embedded.url : config.migrationDatabaseUrl;
    if (ownerUrl) {
      const owner = openStore({ url: ownerUrl, size: 2, onError });
      try {
        await migrate(owner.db);
        await grantRuntime(owner.pool, (await runtimeRole(store.pool)).role);
      } finally {
        await owner.close();
      }
    } else {
      await migrate(store.db);
    }
    if ((await runtimeRole(store.pool)).mayAlter)
      logger.warn(
        { part: 'store' },
        'the role of DATABASE_URL owns the ledger, and could switch off what keeps it unchanged: give it a role of its own, and set MIGRATION_DATABASE_URL',
      );
  } catch (error) {
    await leave();
    throw error;
  }
  return { store, leave };
}

/**
 * The master keys that the settings give, or those in the files of `DATA_DIR`.
 *
 * @throws when one is not readable as a key, never with its value
 */
export async function masterKeysOf(
  config: Pick<Config, 'encryptionKey' | 'previousEncryptionKey' | 'dataDir'>,
): Promise<MasterKeys> {
  const { encryptionKey, previousEncryptionKey, dataDir } = config;
  if (!encryptionKey) return localMasterKeys(dataDir);
  const current = MasterKey.parse(encryptionKey);
  const previous =
    previousEncryptionKey && MasterKey.parse(previousEncryptionKey, 'PREVIOUS_ENCRYPTION_KEY');
  return () => ({ current, ...(previous && { previous }) });
}
