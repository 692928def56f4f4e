import type { EventEmitter } from 'node:events';
import { AbstractConnector, Cluster, Redis, type RedisOptions } from 'ioredis';

// ioredis listens to the first error of a socket only. One with TLS that is ended while it still says
// hello tells of another, and an error that nobody listens to ends the process. All ways to end a
// connection come through here: ours, those of BullMQ, and those of ioredis itself.
const { disconnect } = AbstractConnector.prototype;
AbstractConnector.prototype.disconnect = function disconnectQuietly(this: AbstractConnector) {
  const { stream } = this as unknown as { readonly stream?: EventEmitter };
  stream?.on('error', () => undefined);
  disconnect.call(this);
};

/** Braces: on a Redis Cluster all our keys stand in one slot, as the scripts of BullMQ need. */
export const keyPrefix = '{ijw-gateway}';

/** How Redis is reached. */
export interface RedisSettings {
  /** `redis://` or, with TLS, `rediss://`; user, password and database number may stand in it. */
  readonly url: string;
  /** With TLS: certificates (PEM) to trust instead of those that Node trusts. */
  readonly ca?: string;
  /** The URL is of one node of a Redis Cluster, which tells where the others are. */
  readonly cluster?: boolean;
  /** Who knows which Redis is the master; host and port of the URL do not count then. */
  readonly sentinel?: {
    readonly hosts: readonly { readonly host: string; readonly port: number }[];
    /** Of the master, as the Sentinels know it. */
    readonly name: string;
    readonly password?: string;
  };
}

/** A connection to Redis that comes back by itself, as often as it takes. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /** Whether commands can be sent at this moment. */
  readonly ready: boolean;
  /** Ends it and the copies that BullMQ made of it at once, whatever state they are in. */
  cut(): void;
}

/** Replies in the form that BullMQ knows. */
export type Options = RedisOptions & { replyMapping?: 'legacy' };

/** A connection to announce on: a command either is answered soon or fails soon. */
export function connectToAnnounce(settings: RedisSettings): RedisConnection {
  return connect(settings, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // A Redis that hangs takes connections and does not answer.
    socketTimeout: 3000,
  });
}

/** A connection to count requests on: somebody waits for each answer, and can do without it. */
export function connectToCount(settings: RedisSettings): RedisConnection {
  return connect(settings, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: 250,
    socketTimeout: 3000,
  });
}

/** A connection to work on: commands wait until Redis is there, as BullMQ's workers want it. */
export function connectToWork(settings: RedisSettings): RedisConnection {
  return connect(settings, {
    maxRetriesPerRequest: null,
    // Longer than a worker waits for a job in one command.
    socketTimeout: 15_000,
  });
}

function connect(settings: RedisSettings, more: Options): RedisConnection {
  const options: Options = { ...optionsOf(settings), ...more };
  const client = settings.cluster ? connectCluster(options) : new Redis(options);
  // A worker waits for jobs on a copy; BullMQ does not always end it when Redis is away.
  const copies: (Redis | Cluster)[] = [];
  const duplicate = client.duplicate.bind(client) as (...how: unknown[]) => Redis | Cluster;
  Object.assign(client, {
    duplicate: (...how: unknown[]) => {
      const copy = duplicate(...how);
      copies.push(copy);
      return copy;
    },
  });
  return {
    client,
    get ready() {
      return client.status === 'ready';
    },
    cut: () => {
      for (const connection of [client, ...copies]) connection.disconnect();
    },
  };
}

function connectCluster({
  host,
  port,
  retryStrategy,
  enableOfflineQueue,
  ...each
}: Options): Cluster {
  return new Cluster([{ host, port }], {
    enableOfflineQueue: enableOfflineQueue ?? true,
    clusterRetryStrategy: (times) => retryStrategy?.(times),
    slotsRefreshTimeout: 3000,
    redisOptions: each,
    // A certificate is for the name, not for the address behind it.
    dnsLookup: (address, callback) => callback(null, address),
  });
}

/** What all connections have in common. */
export function optionsOf({ url: text, ca, sentinel }: RedisSettings): Options {
  const url = new URL(text);
  const tls = url.protocol === 'rediss:' && { ...(ca && { ca }) };
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(url.pathname.slice(1) || 0),
    connectTimeout: 3000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2000) + Math.random() * 100,
    // A master that became a replica: the next connection finds the new master.
    reconnectOnError: (error) => error.message.includes('READONLY'),
    // What BullMQ is made for; RESP3 has nothing that it uses.
    protocol: 2,
    ...(tls && { tls }),
    ...(sentinel && {
      sentinels: [...sentinel.hosts],
      name: sentinel.name,
      sentinelPassword: sentinel.password,
      sentinelCommandTimeout: 2000,
      sentinelRetryStrategy: (times) => Math.min(times * 200, 2000),
      ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    }),
  };
}

/**
 * What may be said of an error of Redis, ioredis or BullMQ: a code. Their texts may quote what was
 * sent.
 */
export function redisCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  if (typeof code === 'number') return `BULLMQ${code}`;
  for (const [begin, known] of knownTexts) if (error.message.startsWith(begin)) return known;
  // Redis begins its answers with a code, as in `OOM command not allowed ...`.
  return /^[A-Z][A-Z0-9_]+(?= |$)/.exec(error.message)?.[0] ?? error.name;
}

const knownTexts: readonly (readonly [begin: string, code: string])[] = [
  ['Connection is closed', 'CONNECTION_CLOSED'],
  ['Socket timeout', 'SOCKET_TIMEOUT'],
  ["Stream isn't writeable", 'NOT_CONNECTED'],
  ["Cluster isn't ready", 'NOT_CONNECTED'],
  ['All sentinels are unreachable', 'SENTINELS_UNREACHABLE'],
];
