import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { migrate, openStore, type Store } from './store/database.ts';
import { joinEmbeddedPostgres } from './store/embedded.ts';

/** Opens the database that the settings name, or the embedded one, with its tables up to date. */
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
  const store = openStore({
    url: config.databaseUrl ?? (embedded?.url as string),
    onError: (code) => logger.warn({ part: 'store', code }, 'idle connection broke'),
  });
  const leave = async () => {
    await store.close();
    await embedded?.leave();
  };
  try {
    await migrate(store.db);
  } catch (error) {
    await leave();
    throw error;
  }
  return { store, leave };
}
