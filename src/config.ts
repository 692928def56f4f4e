import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificatesIn, secretsFromFiles, tlsFaults } from './config-files.ts';

/** Every setting, read and validated once. Sizes in bytes. */
export interface Config {
  readonly port: number;
  /** Where callers reach the gateway, with the path below which a proxy shows it. */
  readonly publicUrl: string | undefined;
  readonly host: string;
  /** Whom to ask about the API of this installation, as its description says. */
  readonly apiContact: { readonly name: string; readonly email: string; readonly url: string };
  readonly logLevel: string;
  readonly dataDir: string;
  /** Absent: the embedded Postgres under `dataDir`. */
  readonly databaseUrl?: string;
  /** As who owns the tables, to bring them up to date; absent: `databaseUrl` does that too. */
  readonly migrationDatabaseUrl?: string;
  /** How long a statement may take, and how long Postgres may say nothing; see `src/store/session.ts`. */
  readonly databaseSeconds: number;
  /** Absent: the queue runs in this process. */
  readonly redis?: {
    readonly url: string;
    /** Certificates (PEM) that are trusted instead of those that Node trusts. */
    readonly ca?: string;
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
  /** The one before, while the keys are rotated. */
  readonly previousEncryptionKey?: string;
  /** The OAuth issuer whose tokens are believed; absent: none. See `src/parties/tokens.ts`. */
  readonly oauth?: {
    readonly issuer: string;
    readonly audience: string;
    readonly jwksUrl: string;
    readonly partyClaim: string;
    readonly clockSkewSeconds: number;
  };
  readonly role: 'all' | 'api' | 'worker';
  readonly schemaDir: string;
  /** The municipalities of the CBS. */
  readonly gemeentenFile: string;
  readonly maxMessageBytes: number;
  /** What is kept of refused messages, per party: rows and bytes together. */
  readonly keptRefusals: { readonly count: number; readonly bytes: number };
  /** What is asked of everybody who comes in; see `src/http/door.ts`. */
  readonly door: {
    readonly requestsPerMinute: number;
    readonly spendingPerMinute: { readonly bytes: number; readonly processorSeconds: number };
    readonly requestSeconds: number;
    /** Absent: as many as there are descriptors for. */
    readonly maxConnections?: number;
    readonly trustedProxies: readonly string[];
    /** Absent: certificates of clients are not looked at. */
    readonly clientCertHeader?: string;
  };
  /** How long things are kept; see `src/exchange/forgetting/terms.ts`. */
  readonly terms: {
    readonly payloadDays: number;
    readonly refusedDays: number;
    readonly accessLogMonths: number;
    readonly ledgerYears: number;
  };
  /** How long events are kept, in whole months after the one in which they happened. */
  readonly eventMonths: number;
  /** How long a stopping process still answers, so that a load balancer sees that it stops. */
  readonly drainSeconds: number;
}

/** Settings that cannot be used; the message lists all of them and says what to do. */
export class ConfigError extends Error {}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const roles = ['all', 'api', 'worker'] as const;

/** What may stand in a file, as containers hand secrets over: `DATABASE_URL_FILE` is its path. */
const secrets = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'REDIS_URL',
  'REDIS_SENTINEL_PASSWORD',
  'ENCRYPTION_KEY',
  'PREVIOUS_ENCRYPTION_KEY',
];

/**
 * Reads the settings from the environment, and from the files that it names. An empty value counts as
 * absent.
 *
 * @throws {ConfigError} naming every setting that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const settings = { ...environment, ...secretsFromFiles(environment, secrets, faults) };
  const text = (name: string) => settings[name]?.trim() || undefined;
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
    const caFile = text('REDIS_CA_FILE');
    const ca = caFile && certificatesIn('REDIS_CA_FILE', caFile, faults);
    if (caFile && redisUrl && new URL(redisUrl).protocol !== 'rediss:')
      faults.push('REDIS_CA_FILE is for Redis over TLS: begin REDIS_URL with rediss://.');
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
    if (!hosts || !name) return { url: redisUrl, ...(ca && { ca }), ...(cluster && { cluster }) };
    return {
      url: redisUrl,
      ...(ca && { ca }),
      sentinel: {
        hosts: hosts.filter((host) => host !== undefined),
        name,
        ...(password && { password }),
      },
    };
  };

  const trustedProxies =
    text('TRUSTED_PROXIES')
      ?.split(',')
      .map((proxy) => proxy.trim()) ?? [];
  if (!trustedProxies.every(isAddressOrRange))
    faults.push('TRUSTED_PROXIES is not of the form 10.0.0.5,10.1.0.0/16,fd00::/8.');

  const maxConnections = text('MAX_CONNECTIONS') && integer('MAX_CONNECTIONS', 0, 16, 1_000_000);
  const clientCertHeader = text('CLIENT_CERT_HEADER');
  if (clientCertHeader && !/^[A-Za-z][A-Za-z0-9-]*$/.test(clientCertHeader))
    faults.push('CLIENT_CERT_HEADER is not the name of a header, as in Client-Cert.');
  if (clientCertHeader && trustedProxies.length === 0)
    faults.push(
      'CLIENT_CERT_HEADER is set and TRUSTED_PROXIES is not: anybody can write a header, so it is believed only from the addresses of your proxies. Set both.',
    );

  const oauth = (): Config['oauth'] => {
    const issuer = url('OAUTH_ISSUER', ['https:', 'http:']);
    const audience = text('OAUTH_AUDIENCE');
    const jwksUrl =
      url('OAUTH_JWKS_URL', ['https:', 'http:']) ??
      `${issuer?.replace(/\/$/, '')}/.well-known/jwks.json`;
    const partyClaim = text('OAUTH_PARTY_CLAIM') ?? 'party';
    const clockSkewSeconds = integer('OAUTH_CLOCK_SKEW_SECONDS', 60, 0, 240);
    const set = Object.keys(settings).filter((name) => name.startsWith('OAUTH_') && text(name));
    if (set.length === 0) return undefined;
    if (!text('OAUTH_ISSUER') || !audience)
      faults.push(
        `${set.join(', ')}: tokens are believed when both OAUTH_ISSUER and OAUTH_AUDIENCE are set. Set both, or no OAUTH_ setting at all.`,
      );
    if (!issuer || !audience) return undefined;
    if (!safeToAsk(jwksUrl))
      faults.push(
        'OAUTH_JWKS_URL (or OAUTH_ISSUER, from which it follows) does not begin with https://: who is on the network between could put keys of his own in place. Only on this machine itself may it be http://.',
      );
    return { issuer, audience, jwksUrl, partyClaim, clockSkewSeconds };
  };

  const publicUrl = url('PUBLIC_URL', ['https:', 'http:']);
  if (publicUrl && /[?#]|@/.test(publicUrl))
    faults.push('PUBLIC_URL is an address alone, as in https://gateway.example/ijw.');

  const apiContact = {
    name: text('API_CONTACT_NAME') ?? 'ijw-gateway',
    // Of nobody (RFC 2606), as long as nobody says whose the installation is.
    email: text('API_CONTACT_EMAIL') ?? 'ijw-gateway@gateway.invalid',
    url:
      url('API_CONTACT_URL', ['https:', 'http:']) ??
      `${publicUrl?.replace(/\/+$/, '') ?? 'https://gateway.invalid'}/docs`,
  };
  if (!/^[^\s@]+@[^\s@]+$/.test(apiContact.email))
    faults.push('API_CONTACT_EMAIL is not an e-mail address, as in beheer@gateway.example.');

  const config: Config = {
    publicUrl,
    apiContact,
    port: integer('PORT', 8080, 0, 65535),
    host: text('HOST') ?? '127.0.0.1',
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    migrationDatabaseUrl: url('MIGRATION_DATABASE_URL', ['postgres:', 'postgresql:']),
    databaseSeconds: integer('DATABASE_TIMEOUT_SECONDS', 30, 1, 600),
    redis: redis(),
    workerConcurrency: integer('WORKER_CONCURRENCY', 4, 1, 64),
    encryptionKey: text('ENCRYPTION_KEY'),
    previousEncryptionKey: text('PREVIOUS_ENCRYPTION_KEY'),
    oauth: oauth(),
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
    door: {
      requestsPerMinute: integer('RATE_LIMIT_PER_MINUTE', 6000, 1, 1_000_000_000),
      spendingPerMinute: {
        bytes: integer('RATE_LIMIT_BYTES_PER_MINUTE', 2 ** 29, 1, Number.MAX_SAFE_INTEGER),
        processorSeconds: integer('RATE_LIMIT_PROCESSOR_SECONDS', 20, 1, 1_000_000),
      },
      requestSeconds: integer('REQUEST_TIMEOUT_SECONDS', 300, 1, 3600),
      trustedProxies,
      ...(maxConnections && { maxConnections }),
      ...(clientCertHeader && { clientCertHeader }),
    },
    terms: {
      payloadDays: integer('RETENTION_PAYLOAD_DAYS', 365, 1, 36_500),
      refusedDays: integer('RETENTION_REFUSED_DAYS', 90, 1, 36_500),
      // A function of the database keeps a year, whoever asks.
      accessLogMonths: integer('RETENTION_ACCESS_LOG_MONTHS', 60, 13, 1200),
      ledgerYears: integer('RETENTION_LEDGER_YEARS', 20, 1, 100),
    },
    // So does another for events.
    eventMonths: integer('RETENTION_EVENT_MONTHS', 36, 13, 1200),
    // The whole stop is to take less than 10 seconds.
    drainSeconds: integer('DRAIN_SECONDS', 2, 0, 5),
  };

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

/** `10.0.0.5`, `10.1.0.0/16`, `fd00::/8`. */
function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

function safeToAsk(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}
