import { type Static, type TSchema, Type } from 'typebox';

/** Facts of a setting besides its type, for its documentation and for the sentence when it is wrong. */
interface SettingFacts {
  /** The default in words, where it is not a value. */
  readonly unless?: string;
  /** It may be in a file, as containers pass secrets: the setting with `_FILE` after its name is the path. */
  readonly secret?: true;
  /** An example of a value, where there is no default. */
  readonly example?: string;
  /** The fault of a wrong value, as in `CLIENT_CERT_HEADER is no header.`. */
  readonly fault?: string;
}

/** A setting, for its documentation and for reading it. */
export interface SettingSchema extends TSchema, SettingFacts {
  readonly type: 'string' | 'integer';
  /** A phrase for people; links are from the root of the project. */
  readonly description: string;
  readonly default?: string | number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const mebibyte = 1024 * 1024;
const postgresUrl = ['postgres:', 'postgresql:'];
const redisUrl = ['redis:', 'rediss:'];
const webUrl = ['https:', 'http:'];

/** Every setting, in the order of the documentation. */
export const Settings = Type.Object({
  PORT: WholeNumber('0 picks a free port', { default: 8080, minimum: 0, maximum: 65_535 }),
  HOST: Text('address to listen on; 0.0.0.0 for all', { default: '127.0.0.1' }),
  LOG_LEVEL: OneOf('the log is JSON, without personal data', [
    'info',
    'fatal',
    'error',
    'warn',
    'debug',
    'trace',
    'silent',
  ]),
  DATA_DIR: Text('where the embedded Postgres and its keys live; not used with `DATABASE_URL`', {
    default: './data',
  }),
  DATABASE_URL: Url(
    '`postgres://user:password@host:5432/database`, Postgres 16 or later',
    postgresUrl,
    {
      unless: 'the embedded Postgres',
      secret: true,
      example: 'postgres://user:password@host:5432/database',
    },
  ),
  MIGRATION_DATABASE_URL: Url(
    'as the owner of the tables, who brings them up to date; `DATABASE_URL` is then of a role that owns nothing',
    postgresUrl,
    { secret: true, example: 'postgres://owner:password@host:5432/database' },
  ),
  DATABASE_TIMEOUT_SECONDS: WholeNumber(
    'how long a statement may take, and about how long a Postgres may say nothing; see [a Postgres of your own](docs/guides/go-to-production.md#a-postgres-of-your-own)',
    { default: 30, minimum: 1, maximum: 600 },
  ),
  ENCRYPTION_KEY: AskedText('32 bytes, in hexadecimal or base64; demanded with `DATABASE_URL`', {
    unless: 'made in `DATA_DIR`',
    secret: true,
    example: '...',
  }),
  PREVIOUS_ENCRYPTION_KEY: AskedText(
    'the key until now, while [it is rotated](docs/guides/back-up.md#a-new-master-key)',
    { secret: true, example: '...' },
  ),
  OAUTH_ISSUER: Url(
    'whose tokens are believed, as their `iss` says it; set together with `OAUTH_AUDIENCE`',
    webUrl,
  ),
  OAUTH_AUDIENCE: AskedText('what the `aud` of a token must name'),
  OAUTH_JWKS_URL: Url("where the issuer's public keys are, https", webUrl, {
    unless: '`OAUTH_ISSUER`/.well-known/jwks.json',
  }),
  OAUTH_PARTY_CLAIM: Text('the claim that holds the code of the party', { default: 'party' }),
  OAUTH_CLOCK_SKEW_SECONDS: WholeNumber('how far the clocks of issuer and gateway may differ', {
    default: 60,
    minimum: 0,
    maximum: 240,
  }),
  OIDC_ISSUER: Url(
    'who knows the people that sign in to the console (OpenID Connect), as it names itself; set together with the client; see [signing in](docs/guides/sign-in.md)',
    webUrl,
    { example: 'https://login.example/realms/region' },
  ),
  OIDC_CLIENT_ID: AskedText('as which client the issuer knows the gateway'),
  OIDC_CLIENT_SECRET: AskedText('the secret of that client', { secret: true }),
  OIDC_ROLES_CLAIM: Text(
    'the claim with the roles of a person: `operator`, `auditor`, `administrator`, `party:0363`, `contract-manager:` and an OIN',
    { default: 'ijw_roles' },
  ),
  OIDC_NAME_CLAIM: Text('the claim with the name that the pages show', { default: 'name' }),
  CONSOLE_IDLE_MINUTES: WholeNumber('after how long without use a person signs in again', {
    default: 30,
    minimum: 1,
    maximum: 720,
  }),
  CONSOLE_API_KEYS: OneOf('`off`: people sign in to the console at the issuer only', ['on', 'off']),
  REDIS_URL: Url(
    '`redis://user:password@host:6379/0` (`rediss:` for TLS), for the queue; demanded with `ROLE=api` and `ROLE=worker`',
    redisUrl,
    { secret: true, example: 'redis://user:password@host:6379/0' },
  ),
  REDIS_SENTINELS: AskedText(
    '`host:port,host:port`: the Sentinels that know where Redis is; `REDIS_URL` then says how to enter it',
    { example: 'host:port,host:port' },
  ),
  REDIS_SENTINEL_NAME: AskedText('what the Sentinels call it; set together with `REDIS_SENTINELS`'),
  REDIS_SENTINEL_PASSWORD: AskedText('of the Sentinels themselves', { secret: true }),
  REDIS_CLUSTER: OneOf('`true` when `REDIS_URL` is of a node of a Redis Cluster', [
    'false',
    'true',
  ]),
  REDIS_CA_FILE: AskedText(
    'file with the CA (PEM) that Redis and the Sentinels have their certificates from, with `rediss:`',
  ),
  WORKER_CONCURRENCY: WholeNumber('steps that a process does at a time', {
    default: 16,
    minimum: 1,
    maximum: 64,
  }),
  ROLE: OneOf('`api` answers callers, `worker` does what follows, `all` does both', [
    'all',
    'api',
    'worker',
  ]),
  SCHEMA_DIR: AskedText('folder with the XSDs: `basisschema.xsd` and `JW301.xsd` to `JW325.xsd`', {
    unless: './schemas/ijw/3.2',
  }),
  GEMEENTEN_FILE: AskedText(
    'municipalities of the CBS, tab-separated: code, naam, from, until, successor',
    { unless: "the gateway's own" },
  ),
  MAX_MESSAGE_BYTES: WholeNumber('largest message, in bytes', {
    default: 25 * mebibyte,
    minimum: 1024,
    maximum: 100 * mebibyte,
  }),
  RATE_LIMIT_PER_MINUTE: WholeNumber(
    "requests of one party, of one key that is no party's, or of one network without a valid key",
    { default: 6000, minimum: 1, maximum: 1_000_000_000 },
  ),
  RATE_LIMIT_BYTES_PER_MINUTE: WholeNumber(
    'bytes of messages that one party may post or try out in a minute',
    { default: 512 * mebibyte, minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  ),
  RATE_LIMIT_PROCESSOR_SECONDS: WholeNumber(
    'seconds of the processor that judging these may take in a minute',
    { default: 20, minimum: 1, maximum: 1_000_000 },
  ),
  MAX_CONNECTIONS: AskedNumber(
    'connections of callers at most; unless set 96 fewer than the descriptors of the process, and 10,000 at most',
    { minimum: 16, maximum: 1_000_000, unless: 'by descriptors' },
  ),
  REQUEST_TIMEOUT_SECONDS: WholeNumber(
    'how long a request may take to come in; its headers 20 seconds at most',
    { default: 300, minimum: 1, maximum: 3600 },
  ),
  PUBLIC_URL: Url(
    'where callers find the gateway, with the path below which a proxy shows it: `https://gateway.example/ijw`',
    webUrl,
    { example: 'https://gateway.example/ijw' },
  ),
  API_CONTACT_NAME: Text('whom to ask about this API, as its description says (`info.contact`)', {
    default: 'ijw-gateway',
  }),
  API_CONTACT_EMAIL: AskedText('the address for that; until it is set one that leads nowhere', {
    unless: "nobody's",
    pattern: '^[^\\s@]+@[^\\s@]+$',
    fault: 'is not an e-mail address, as in beheer@gateway.example',
  }),
  API_CONTACT_URL: Url('a page for that', webUrl, { unless: '`PUBLIC_URL`/docs' }),
  CONSOLE_TOKENS_FILE: AskedText(
    '[the house style of the region](docs/guides/console.md#the-house-style) for the console: a CSS file of `:root { --name: value; }`',
    { example: './house-style.css' },
  ),
  TRUSTED_PROXIES: AskedText(
    '`10.0.0.5,10.1.0.0/16`: proxies whose `X-Forwarded-For` and `CLIENT_CERT_HEADER` are believed',
    { example: '10.0.0.5,10.1.0.0/16' },
  ),
  CLIENT_CERT_HEADER: AskedText(
    'header in which those hand over [the certificate of a client](docs/guides/parties-and-keys.md#certificates), as `Client-Cert`',
    {
      example: 'Client-Cert',
      pattern: '^[A-Za-z][A-Za-z0-9-]*$',
      fault: 'is not the name of a header, as in Client-Cert',
    },
  ),
  KEPT_REFUSALS: WholeNumber('refused messages kept per party; the oldest go first', {
    default: 1000,
    minimum: 0,
    maximum: 1_000_000,
  }),
  KEPT_REFUSAL_BYTES: WholeNumber('the same, in bytes', {
    default: 256 * mebibyte,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  RETENTION_PAYLOAD_DAYS: WholeNumber(
    'how long a message is kept after it was done with; see [Keeping and forgetting](docs/concepts/keeping-and-forgetting.md)',
    { default: 365, minimum: 1, maximum: 36_500 },
  ),
  RETENTION_REFUSED_DAYS: WholeNumber('how long a refused message is kept', {
    default: 90,
    minimum: 1,
    maximum: 36_500,
  }),
  RETENTION_ACCESS_LOG_MONTHS: WholeNumber(
    'how long the access log is kept, in whole months after the month of its rows',
    { default: 60, minimum: 13, maximum: 1200 },
  ),
  RETENTION_EVENT_MONTHS: WholeNumber(
    'how long events (what happened to which message, and when) are kept, in whole months',
    { default: 36, minimum: 13, maximum: 1200 },
  ),
  RETENTION_LEDGER_YEARS: WholeNumber('how long the ledger knows a child after its last entry', {
    default: 20,
    minimum: 1,
    maximum: 100,
  }),
  RETENTION_SIGNAL_MONTHS: WholeNumber(
    'how long what people wrote in a signal is kept after it was closed, in whole months',
    { default: 24, minimum: 1, maximum: 1200 },
  ),
  VERIFY_AT: Text(
    'the time of day, in the Netherlands, from which the ledger, the access log and the rows are verified; `off`: never by the clock; see [verification](docs/guides/operate.md#verification)',
    {
      default: '04:00',
      pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|off)$',
      fault: 'is not a time as in 04:00, nor off',
    },
  ),
  EQUALISED_DAYS: AskedText(
    'days that are no working day though no holiday (Algemene termijnenwet 3.3), with commas between them; terms that were counted otherwise are counted again. The same for every process',
    { example: '2026-05-15,2027-05-07' },
  ),
  SMALL_PROVIDER_CHILDREN: WholeNumber(
    'an aanbieder that had fewer children than this in the twelve months before a month is small then, where aanbieders are told apart by size',
    { default: 50, minimum: 1, maximum: 1_000_000 },
  ),
  DRAIN_SECONDS: WholeNumber(
    'after SIGTERM: how long `/health/ready` says 503 while all else is answered',
    { default: 2, minimum: 0, maximum: 5 },
  ),
});

/** The settings as they were read, before it is checked whether they go together. */
export type Settings = Static<typeof Settings>;

/** The settings, each with its name. */
export const settings: readonly (readonly [name: string, schema: SettingSchema])[] =
  Object.entries<SettingSchema>(Settings.properties);

/** Settings that may be in a file: `DATABASE_URL_FILE` is the path of that of `DATABASE_URL`. */
export const secrets = settings.filter(([, { secret }]) => secret).map(([name]) => name);

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** A schema with the facts of a setting, as keywords: TypeBox uses those that it knows. */
function known<Schema extends TSchema>(schema: Schema, facts: SettingSchema) {
  return Object.assign(schema, facts);
}

function WholeNumber(description: string, range: Range & { readonly default: number }) {
  return known(Type.Integer(), { type: 'integer', ...range, description });
}

function AskedNumber(description: string, range: Range & SettingFacts) {
  return Type.Optional(known(Type.Integer(), { type: 'integer', ...range, description }));
}

/** One of these words; by default the first. */
function OneOf<const Words extends readonly [string, ...string[]]>(
  description: string,
  words: Words,
) {
  const facts = { type: 'string', enum: words, default: words[0], description } as const;
  return known(Type.Unsafe<Words[number]>(Type.String()), facts);
}

function Text(
  description: string,
  more: SettingFacts & { readonly default: string; readonly pattern?: string },
) {
  return known(Type.String(), { type: 'string', ...more, description });
}

function AskedText(description: string, more: SettingFacts & { readonly pattern?: string } = {}) {
  return Type.Optional(known(Type.String(), { type: 'string', ...more, description }));
}

/** @param protocols with which it may begin, as `https:` */
function Url(description: string, protocols: readonly string[], more: SettingFacts = {}) {
  const begins = protocols.map((protocol) => `${protocol}//`).join(' or ');
  const fault = `is not a URL that begins with ${begins}`;
  const url = Type.Refine(
    Type.String(),
    (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
  );
  return Type.Optional(known(url, { type: 'string', ...more, description, fault }));
}
