import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { migrate, openStore, type Store } from './store/database.ts';
import { joinEmbeddedPostgres } from './store/embedded.ts';
import { MasterKey } from './store/encryption.ts';
import { checkAlone, checkMade, checkMayMake, examine } from './store/examine.ts';
import { grantRuntime, runtimeRole } from './store/grants.ts';
import { localMasterKeys } from './store/local-secrets.ts';
import type { MasterKeys } from './store/master-keys.ts';
import { limitsOf, limitsOfLongWork } from './store/session.ts';
import { whenThere } from './store/when-there.ts';

/** How a database is opened. */
export interface OpenOptions {
  /** Waits for a Postgres that is away, until it is aborted; absent: that is an error. */
  readonly wait?: AbortSignal;
  /** For one who waits at a terminal: statements may take any time. */
  readonly longWork?: boolean;
  /** The tables are there already, or it is refused: none are made in a database that is empty. */
  readonly mustExist?: boolean;
}

/**
 * Opens the database that the settings name, or the embedded one, with its tables up to date. The
 * tables are made over a connection of their owner, when there is one apart from that of the runtime.
 *
 * @returns `openOwner` connects as the owner of the tables, or as the runtime where no other is known; who
 *   calls it closes it
 * @throws with a sentence that says what to do when Postgres cannot be used
 */
export async function openDatabase(
  config: Config,
  logger: Logger,
  { wait, longWork = false, mustExist = false }: OpenOptions = {},
): Promise<{ store: Store; openOwner: () => Store; leave: () => Promise<void> }> {
  const log = logger.child({ part: 'store' });
  const embedded = config.databaseUrl
    ? undefined
    : await joinEmbeddedPostgres({
        dataDir: config.dataDir,
        log: (message) => logger.info({ part: 'postgres' }, message),
      });
  const url = config.databaseUrl ?? (embedded?.runtimeUrl as string);
  const ownerUrl = embedded?.url ?? config.migrationDatabaseUrl;
  const onError = (code: string) => log.warn({ code }, 'idle connection broke');
  const patient = limitsOfLongWork(config.databaseSeconds);
  const limits = longWork ? patient : limitsOf(config.databaseSeconds);
  const waiting = {
    signal: wait,
    onWait: (code: string, sentence: string) =>
      log.warn({ code }, `waiting for Postgres. ${sentence}`),
  };
  let store: Store | undefined;
  const found: { schema?: string } = {};
  const leave = async () => {
    await store?.close();
    await embedded?.leave();
  };
  try {
    const setting = ownerUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL';
    const openOwner = () =>
      openStore({ url: ownerUrl ?? url, size: 3, limits: patient, onError, schema: found.schema });
    const owner = openOwner();
    try {
      found.schema = await whenThere(
        async () => {
          const examined = await examine(owner, patient, setting);
          for (const warning of examined.warnings) log.warn(warning);
          if (mustExist) await checkMade(owner, setting);
          await checkMayMake(owner, examined.schema, setting);
          await checkAlone(owner);
          await migrate(owner.db);
          return examined.schema;
        },
        setting,
        waiting,
      );
      store = openStore({ url, limits, schema: found.schema, onError });
      const runtime = store;
      await whenThere(
        async () => {
          const { role } = await runtimeRole(runtime.pool);
          if (ownerUrl) await grantRuntime(owner.pool, role);
          await examine(runtime, limits, 'DATABASE_URL');
        },
        'DATABASE_URL',
        waiting,
      );
    } finally {
      await owner.close();
    }
    if ((await runtimeRole(store.pool)).mayAlter)
      log.warn(
        'the role of DATABASE_URL owns the ledger, and could switch off what keeps it unchanged: give it a role of its own, and set MIGRATION_DATABASE_URL',
      );
    return { store, openOwner, leave };
  } catch (error) {
    await leave();
    throw error;
  }
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
