import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCountable } from '../standard/working-days.ts';
import { type ConsoleConfig, consoleOf } from './config-console.ts';
import { type DoorConfig, doorOf } from './config-door.ts';
import { secretsFromFiles, tlsFaults } from './config-files.ts';
import { type OauthConfig, oauthOf } from './config-oauth.ts';
import { type RedisConfig, redisOf } from './config-redis.ts';
import { consoleTokensOf } from './config-tokens.ts';
import { readSettings } from './read-settings.ts';
import { type Settings, secrets } from './settings.ts';

/** Every setting, read and validated once. Sizes in bytes. */
export interface Config {
  readonly port: number;
  /** The address of the gateway for callers, with the path that a proxy puts before it. */
  readonly publicUrl: string | undefined;
  readonly host: string;
  /** The contact for the API of this installation, in its description. */
  readonly apiContact: { readonly name: string; readonly email: string; readonly url: string };
  readonly logLevel: string;
  readonly dataDir: string;
  /** Absent: the embedded Postgres under `dataDir`. */
  readonly databaseUrl?: string;
  /** Connects as the owner of the tables, to migrate them; absent: `databaseUrl` does that too. */
  readonly migrationDatabaseUrl?: string;
  /** How long a statement may take, and how long Postgres may be silent; see `src/store/session.ts`. */
  readonly databaseSeconds: number;
  /** Absent: the queue runs in this process. */
  readonly redis?: RedisConfig;
  /** Steps that a process does at a time. */
  readonly workerConcurrency: number;
  readonly encryptionKey?: string;
  /** The previous key, while the keys are rotated. */
  readonly previousEncryptionKey?: string;
  /** The OAuth issuer whose tokens are believed; absent: none. See `src/parties/credentials/tokens.ts`. */
  readonly oauth?: OauthConfig;
  /** How people sign in to the console. */
  readonly console: ConsoleConfig;
  readonly role: 'all' | 'api' | 'worker';
  readonly schemaDir: string;
  /** The municipalities of the CBS. */
  readonly gemeentenFile: string;
  readonly maxMessageBytes: number;
  /** How much is kept of refused messages, per party: rows, and their bytes together. */
  readonly keptRefusals: { readonly count: number; readonly bytes: number };
  /** What every caller must satisfy; see `src/http/server/door.ts`. */
  readonly door: DoorConfig;
  /** How long things are kept; see `src/retention/terms.ts`. */
  readonly terms: {
    readonly payloadDays: number;
    readonly refusedDays: number;
    readonly accessLogMonths: number;
    readonly ledgerYears: number;
  };
  /** How long events are kept, in whole months after the one in which they happened. */
  readonly eventMonths: number;
  /** How long texts of signals are kept, in whole months after they were closed. */
  readonly signalMonths: number;
  /** From which time of the day in the Netherlands all is verified, as `04:00`; absent: never by the clock. */
  readonly verifyAt: string | undefined;
  /** Plain dates that are no working day though no holiday. */
  readonly equalisedDays: ReadonlySet<string>;
  /** An aanbieder with fewer children than this is small; see `src/region/sizes/sizes.ts`. */
  readonly smallProviderChildren: number;
  /** CSS with the tokens of the region, for the console; absent: our own alone. */
  readonly consoleTokens: string | undefined;
  /** How long a stopping process still answers, so that a load balancer notices that it stops. */
  readonly drainSeconds: number;
}

/** Settings that cannot be used; the message lists all of them and says what to do. */
export class ConfigError extends Error {}

/**
 * Reads the settings from the environment, and from the files that it names. An empty value counts as
 * absent.
 *
 * @throws {ConfigError} naming every setting that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const given = { ...environment, ...secretsFromFiles(environment, secrets, faults) };
  const set = readSettings(given, faults);
  const door = doorOf(set, faults);
  const config: Config = {
    ...publicOf(set, faults),
    ...databaseOf(set),
    ...filesOf(set),
    ...keptOf(set),
    verifyAt: set.VERIFY_AT === 'off' ? undefined : set.VERIFY_AT,
    equalisedDays: equalisedDaysOf(set, faults),
    smallProviderChildren: set.SMALL_PROVIDER_CHILDREN,
    consoleTokens: consoleTokensOf(set, faults),
    port: set.PORT,
    host: set.HOST,
    logLevel: set.LOG_LEVEL,
    dataDir: resolve(set.DATA_DIR),
    redis: redisOf(set, given, faults),
    workerConcurrency: set.WORKER_CONCURRENCY,
    oauth: oauthOf(set, given, faults),
    console: consoleOf(set, given, faults),
    role: set.ROLE,
    maxMessageBytes: set.MAX_MESSAGE_BYTES,
    door,
    // The whole stop is to take less than 10 seconds.
    drainSeconds: set.DRAIN_SECONDS,
  };
  faults.push(...faultsTogether(config));
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

function publicOf(set: Settings, faults: string[]): Pick<Config, 'publicUrl' | 'apiContact'> {
  const publicUrl = set.PUBLIC_URL;
  if (publicUrl && /[?#]|@/.test(publicUrl))
    faults.push('PUBLIC_URL is an address alone, as in https://gateway.example/ijw.');
  const page = `${publicUrl?.replace(/\/+$/, '') ?? 'https://gateway.invalid'}/docs`;
  const apiContact = {
    name: set.API_CONTACT_NAME,
    // An address that does not exist (RFC 2606), until the installation has one.
    email: set.API_CONTACT_EMAIL ?? 'ijw-gateway@gateway.invalid',
    url: set.API_CONTACT_URL ?? page,
  };
  return { publicUrl, apiContact };
}

type DatabaseSetting =
  | 'databaseUrl'
  | 'migrationDatabaseUrl'
  | 'databaseSeconds'
  | 'encryptionKey'
  | 'previousEncryptionKey';

function databaseOf(set: Settings): Pick<Config, DatabaseSetting> {
  return {
    databaseUrl: set.DATABASE_URL,
    migrationDatabaseUrl: set.MIGRATION_DATABASE_URL,
    databaseSeconds: set.DATABASE_TIMEOUT_SECONDS,
    encryptionKey: set.ENCRYPTION_KEY,
    previousEncryptionKey: set.PREVIOUS_ENCRYPTION_KEY,
  };
}

function filesOf(set: Settings): Pick<Config, 'schemaDir' | 'gemeentenFile'> {
  return {
    schemaDir: resolve(
      set.SCHEMA_DIR ?? fileURLToPath(new URL('../../schemas/ijw/3.2', import.meta.url)),
    ),
    gemeentenFile: resolve(
      set.GEMEENTEN_FILE ??
        fileURLToPath(new URL('../standard/lists/gemeenten.tsv', import.meta.url)),
    ),
  };
}

/** @param faults gets a sentence where one is no date */
function equalisedDaysOf(set: Settings, faults: string[]): ReadonlySet<string> {
  const days = set.EQUALISED_DAYS?.split(',').map((day) => day.trim()) ?? [];
  if (days.every(isCountable)) return new Set(days);
  faults.push('EQUALISED_DAYS is not of the form 2026-05-15,2027-05-07.');
  return new Set();
}

function keptOf(
  set: Settings,
): Pick<Config, 'keptRefusals' | 'terms' | 'eventMonths' | 'signalMonths'> {
  return {
    keptRefusals: {
      count: set.KEPT_REFUSALS,
      bytes: set.KEPT_REFUSAL_BYTES,
    },
    terms: {
      payloadDays: set.RETENTION_PAYLOAD_DAYS,
      refusedDays: set.RETENTION_REFUSED_DAYS,
      // A function of the database keeps at least a year, whatever is set.
      accessLogMonths: set.RETENTION_ACCESS_LOG_MONTHS,
      ledgerYears: set.RETENTION_LEDGER_YEARS,
    },
    // Another function of the database does so for events.
    eventMonths: set.RETENTION_EVENT_MONTHS,
    signalMonths: set.RETENTION_SIGNAL_MONTHS,
  };
}

/** Faults of settings that do not go together. */
function faultsTogether(config: Config): string[] {
  const faults: string[] = [];
  if (config.databaseUrl && !config.encryptionKey)
    faults.push(
      'DATABASE_URL is set and ENCRYPTION_KEY is not: messages are only kept encrypted. Make a key with `openssl rand -hex 32`, keep it outside the database, and set ENCRYPTION_KEY.',
    );
  if (config.previousEncryptionKey && !config.encryptionKey)
    faults.push(
      'PREVIOUS_ENCRYPTION_KEY is set and ENCRYPTION_KEY is not: set both, the old key and the new one.',
    );
  if (config.migrationDatabaseUrl && !config.databaseUrl)
    faults.push(
      'MIGRATION_DATABASE_URL is set and DATABASE_URL is not: set both, with two roles on one database.',
    );
  faults.push(
    ...tlsFaults('DATABASE_URL', config.databaseUrl),
    ...tlsFaults('MIGRATION_DATABASE_URL', config.migrationDatabaseUrl),
  );
  if (config.role !== 'all' && !(config.databaseUrl && config.redis))
    faults.push(
      `ROLE=${config.role} shares the work with other processes and needs DATABASE_URL and REDIS_URL. Without them start with ROLE=all.`,
    );
  return faults;
}
