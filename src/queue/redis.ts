import type { EventEmitter } from 'node:events';
import { AbstractConnector, Cluster, Redis, type RedisOptions } from 'ioredis';

// ioredis listens only to the first error of a socket. A TLS socket that is closed during its handshake emits a second
// one, and an error without a listener ends the process. All ways to end a connection go through `disconnect`: ours,
// those of BullMQ, and those of ioredis itself.
const { disconnect } = AbstractConnector.prototype;
AbstractConnector.prototype.disconnect = function disconnectQuietly(this: AbstractConnector) {
  const { stream } = this as unknown as { readonly stream?: EventEmitter };
  stream?.on('error', () => undefined);
  disconnect.call(this);
};

/** The braces put all our keys in one slot of a Redis Cluster, which the scripts of BullMQ need. */
export const keyPrefix = '{ijw-gateway}';

/** How to reach Redis. */
export interface RedisSettings {
  /** `redis://` or, with TLS, `rediss://`; may include user, password and database number. */
  readonly url: string;
  /** With TLS: certificates (PEM) to trust instead of those that Node trusts. */
  readonly ca?: string;
  /** The URL is that of one node of a Redis Cluster, which gives the addresses of the others. */
  readonly cluster?: boolean;
  /** The Sentinels, which know the master; host and port of the URL are not used then. */
  readonly sentinel?: {
    readonly hosts: readonly { readonly host: string; readonly port: number }[];
    /** The name of the master for the Sentinels. */
    readonly name: string;
    readonly password?: string;
  };
}

/** A connection to Redis that reconnects automatically. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /** Whether commands can be sent at this moment. */
  readonly ready: boolean;
  /** Ends it at once, with the copies that BullMQ made of it, in any state. */
  cut(): void;
}

/** With replies in the form that BullMQ expects. */
export type Options = RedisOptions & { replyMapping?: 'legacy' };

/** A connection for announcements: a command is answered or fails within seconds. */
export function connectToAnnounce(settings: RedisSettings): RedisConnection {
  return connect(settings, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // A Redis that hangs accepts connections but does not answer.
    socketTimeout: 3000,
  });
}

/** A connection to count requests on: a request waits for each answer but does not depend on it, so it is short. */
export function connectToCount(settings: RedisSettings): RedisConnection {
  return connect(settings, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: 250,
    socketTimeout: 3000,
  });
}

/** A connection for workers: commands wait until Redis is there, as BullMQ requires. */
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
  // A worker waits for jobs on a copy; BullMQ does not always close that when Redis is away.
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
    // Keeps the name instead of its address, because a TLS certificate is for the name.
    dnsLookup: (address, callback) => callback(null, address),
  });
}

/** The options that all connections have in common. */
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
    // The master has become a replica: reconnect to find the new master.
    reconnectOnError: (error) => error.message.includes('READONLY'),
    // BullMQ is made for RESP2 and uses nothing of RESP3.
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
 * The code of an error of Redis, ioredis or BullMQ. Their texts are not used, because they may quote data that was
 * sent.
 */
export function redisCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  if (typeof code === 'number') return `BULLMQ${code}`;
  for (const [begin, known] of knownTexts) if (error.message.startsWith(begin)) return known;
  // Redis begins the text of an error with a code, as in `OOM command not allowed ...`.
  return /^[A-Z][A-Z0-9_]+(?= |$)/.exec(error.message)?.[0] ?? error.name;
}

const knownTexts: readonly (readonly [begin: string, code: string])[] = [
  ['Connection is closed', 'CONNECTION_CLOSED'],
  ['Socket timeout', 'SOCKET_TIMEOUT'],
  ["Stream isn't writeable", 'NOT_CONNECTED'],
  ["Cluster isn't ready", 'NOT_CONNECTED'],
  ['All sentinels are unreachable', 'SENTINELS_UNREACHABLE'],
];
