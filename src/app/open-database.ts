import type { Logger } from 'pino';
import { migrate, openStore, type Store } from '../store/database.ts';
import { joinEmbeddedPostgres } from '../store/embedded/embedded.ts';
import { checkAlone, checkMade, checkMayMake, examine } from '../store/examine.ts';
import { grantRuntime, runtimeRole } from '../store/grants.ts';
import { MasterKey } from '../store/keys/encryption.ts';
import { localMasterKeys } from '../store/keys/local-secrets.ts';
import type { MasterKeys } from '../store/keys/master-keys.ts';
import { type Limits, limitsOf, limitsOfLongWork } from '../store/session.ts';
import { whenThere } from '../store/when-there.ts';
import type { Config } from './config.ts';

/** How a database is opened. */
export interface OpenOptions {
  /** Waits for a Postgres that cannot be reached, until this is aborted; absent: that is an error. */
  readonly wait?: AbortSignal;
  /** Statements may take any time: for a command at a terminal. */
  readonly longWork?: boolean;
  /** Refuses a database without tables, instead of making them. */
  readonly mustExist?: boolean;
}

/** A database that is open. */
interface Opened {
  readonly store: Store;
  readonly openPatient: () => Store;
  readonly openOwner: () => Store;
  readonly leave: () => Promise<void>;
}

/**
 * Opens the database that the settings name, or the embedded one, and migrates its tables. Tables are made over a
 * connection of their owner, when that is another role than that of the runtime.
 *
 * @returns `openPatient` connects as the runtime, for statements that may take any time; `openOwner` connects as the owner of the tables, or as the runtime where no other role is set; its caller
 *   closes that connection
 * @throws with a sentence that says what to do when Postgres cannot be used
 */
export async function openDatabase(
  config: Config,
  logger: Logger,
  { wait, longWork = false, mustExist = false }: OpenOptions = {},
): Promise<Opened> {
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
      const prepare = () => prepareTables(owner, log, { limits: patient, setting, mustExist });
      found.schema = await whenThere(prepare, setting, waiting);
      store = openStore({ url, limits, schema: found.schema, onError });
      const runtime = store;
      const admit = () => admitRuntime(runtime, ownerUrl ? owner : undefined, limits);
      await whenThere(admit, 'DATABASE_URL', waiting);
    } finally {
      await owner.close();
    }
    if ((await runtimeRole(store.pool)).mayAlter)
      log.warn(
        'the role of DATABASE_URL owns the ledger, and could switch off what keeps it unchanged: give it a role of its own, and set MIGRATION_DATABASE_URL',
      );
    const openPatient = () =>
      openStore({ url, size: 3, limits: patient, onError, schema: found.schema });
    return { store, openPatient, openOwner, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

/**
 * Checks the database and migrates the tables.
 *
 * @param setting that has the URL of the owner
 * @returns the schema in which the tables are
 */
async function prepareTables(
  owner: Store,
  log: Logger,
  options: { readonly limits: Limits; readonly setting: string; readonly mustExist: boolean },
): Promise<string> {
  const { limits, setting, mustExist } = options;
  const { warnings, schema } = await examine(owner, limits, setting);
  for (const warning of warnings) log.warn(warning);
  if (mustExist) await checkMade(owner, setting);
  await checkMayMake(owner, schema, setting);
  await checkAlone(owner);
  await migrate(owner.db);
  return schema;
}

/** Gives the role of the runtime its rights, where it is not the owner, and checks its session. */
async function admitRuntime(runtime: Store, owner: Store | undefined, limits: Limits) {
  const { role } = await runtimeRole(runtime.pool);
  if (owner) await grantRuntime(owner.pool, role);
  await examine(runtime, limits, 'DATABASE_URL');
}

/**
 * The master keys in the settings, or those in the files of `DATA_DIR`.
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
