import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Every setting, read and validated once. Sizes in bytes. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
  readonly dataDir: string;
  /** Absent: the embedded Postgres under `dataDir`. */
  readonly databaseUrl?: string;
  /** As who owns the tables, to bring them up to date; absent: `databaseUrl` does that too. */
  readonly migrationDatabaseUrl?: string;
  /** Absent: the queue runs in this process. */
  readonly redis?: {
    readonly url: string;
    readonly cluster?: boolean;
    readonly sentinel?: {
      readonly hosts: readonly { readonly host: string; readonly port: number }[];
      readonly name: string;
      readonly password?: string;
    };
  };
  /** Steps that a process does at a time. */
  readonly workerConcurrency: number;
  readonly encryptionKey?: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly schemaDir: string;
  /** The municipalities of the CBS. */
  readonly gemeentenFile: string;
  readonly maxMessageBytes: number;
  /** What is kept of refused messages, per party: rows and bytes together. */
  readonly keptRefusals: { readonly count: number; readonly bytes: number };
  /** How long a stopping process still answers, so that a load balancer sees that it stops. */
  readonly drainSeconds: number;
}

/** Settings that cannot be used; the message lists all of them and says what to do. */
export class ConfigError extends Error {}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const roles = ['all', 'api', 'worker'] as const;

/**
 * Reads the settings from the environment. An empty value counts as absent.
 *
 * @throws {ConfigError} naming every setting that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const text = (name: string) => environment[name]?.trim() || undefined;
  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    faults.push(`${name} is not a whole number from ${min} to ${max}.`);
    return fallback;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const value = text(name) as T | undefined;
    if (value === undefined) return fallback;
    if (values.includes(value)) return value;
    faults.push(`${name} is not one of: ${values.join(', ')}.`);
    return fallback;
  };
  const url = (name: string, protocols: string[]) => {
    const value = text(name);
    if (value === undefined) return undefined;
    // The value may hold a password: it is not repeated.
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    faults.push(
      `${name} is not a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
    return undefined;
  };

  const redis = (): Config['redis'] => {
    const redisUrl = url('REDIS_URL', ['redis:', 'rediss:']);
    const hosts = text('REDIS_SENTINELS')?.split(',').map(hostAndPort);
    const name = text('REDIS_SENTINEL_NAME');
    const password = text('REDIS_SENTINEL_PASSWORD');
    const cluster = oneOf('REDIS_CLUSTER', ['true', 'false'], 'false') === 'true';
    if (cluster && hosts) faults.push('REDIS_CLUSTER and REDIS_SENTINELS exclude each other.');
    if (redisUrl && !readableParts(redisUrl))
      faults.push(
        'REDIS_URL is not of the form redis://user:password@host:6379/0: user and password are percent-encoded, the database is a number.',
      );
    if (hosts?.includes(undefined))
      faults.push('REDIS_SENTINELS is not of the form host:port,host:port.');
    if (Boolean(hosts) !== Boolean(name))
      faults.push('REDIS_SENTINELS and REDIS_SENTINEL_NAME are set together or not at all.');
    if ((hosts || name || password) && !text('REDIS_URL'))
      faults.push(
        'The Sentinels say where Redis is; REDIS_URL says how to enter it, as in redis://:password@sentinels/0. Set it too.',
      );
    if (!redisUrl) return undefined;
    if (!hosts || !name) return { url: redisUrl, ...(cluster && { cluster }) };
    return {
      url: redisUrl,
      sentinel: {
        hosts: hosts.filter((host) => host !== undefined),
        name,
        ...(password && { password }),
      },
    };
  };

  const config: Config = {
    port: integer('PORT', 8080, 0, 65535),
    host: text('HOST') ?? '127.0.0.1',
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    migrationDatabaseUrl: url('MIGRATION_DATABASE_URL', ['postgres:', 'postgresql:']),
    redis: redis(),
    workerConcurrency: integer('WORKER_CONCURRENCY', 4, 1, 64),
    encryptionKey: text('ENCRYPTION_KEY'),
    role: oneOf('ROLE', roles, 'all'),
    schemaDir: resolve(
      text('SCHEMA_DIR') ?? fileURLToPath(new URL('../schemas/ijw/3.2', import.meta.url)),
    ),
    gemeentenFile: resolve(
      text('GEMEENTEN_FILE') ??
        fileURLToPath(new URL('./standard/lists/gemeenten.tsv', import.meta.url)),
    ),
    maxMessageBytes: integer('MAX_MESSAGE_BYTES', 25 * 1024 * 1024, 1024, 100 * 1024 * 1024),
    keptRefusals: {
      count: integer('KEPT_REFUSALS', 1000, 0, 1_000_000),
      bytes: integer('KEPT_REFUSAL_BYTES', 256 * 1024 * 1024, 0, Number.MAX_SAFE_INTEGER),
    },
    // The whole stop is to take less than 10 seconds.
    drainSeconds: integer('DRAIN_SECONDS', 2, 0, 5),
  };

  if (config.databaseUrl && !config.encryptionKey)
    faults.push(
      'DATABASE_URL is set and ENCRYPTION_KEY is not: messages are only kept encrypted. Make a key with `openssl rand -hex 32`, keep it outside the database, and set ENCRYPTION_KEY.',
    );
  if (config.migrationDatabaseUrl && !config.databaseUrl)
    faults.push(
      'MIGRATION_DATABASE_URL is set and DATABASE_URL is not: set both, with two roles on one database.',
    );
  if (config.role !== 'all' && !(config.databaseUrl && config.redis))
    faults.push(
      `ROLE=${config.role} shares the work with other processes and needs DATABASE_URL and REDIS_URL. Without them start with ROLE=all.`,
    );
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

/** `host:port`; also `[::1]:port`. */
function hostAndPort(text: string): { host: string; port: number } | undefined {
  const [, host, port] = /^\s*\[?([^\s,/@[\]]+)\]?:(\d{1,5})\s*$/.exec(text) ?? [];
  return host && Number(port) <= 65535 ? { host, port: Number(port) } : undefined;
}

function readableParts(text: string): boolean {
  const { username, password, pathname } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false; // A % that stands for itself.
  }
  return /^(\/\d{0,5})?$/.test(pathname);
}
