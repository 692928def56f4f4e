import { Redis } from 'ioredis';
import { optionsOf, type RedisSettings, redisCode } from './redis.ts';

/** A Redis that answers but cannot be used as it is configured; the message says what to do. */
export class RedisRefused extends Error {}

const oldestVersion = [6, 2] as const;
/** How long the start waits for Redis, in milliseconds. */
const probeMs = 2500;

/**
 * Checks Redis at the start, for at most some seconds. Of a Cluster it checks one node.
 *
 * @returns the code of the error when Redis cannot be reached, which may be temporary
 * @throws {RedisRefused} when it answers but cannot be used: a wrong password, an old version
 */
export async function probeRedis(settings: RedisSettings): Promise<string | undefined> {
  const client = new Redis({
    ...optionsOf(settings),
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    connectTimeout: probeMs,
    socketTimeout: probeMs,
    sentinelCommandTimeout: probeMs,
  });
  let refusal: string | undefined;
  let first: unknown;
  const note = (sentinel: boolean) => (error: unknown) => {
    first ??= error;
    refusal ??= refusalOf(error, sentinel);
  };
  client.on('error', note(false));
  client.on('sentinelError', note(true));
  try {
    await client.connect();
    const info = await client.info();
    refusal ??= tooOld(info) ?? otherCluster(info, settings);
  } catch (error) {
    note(false)(error);
  } finally {
    client.disconnect();
  }
  if (refusal) throw new RedisRefused(refusal);
  return first === undefined ? undefined : redisCode(first);
}

function refusalOf(error: unknown, sentinel: boolean): string | undefined {
  const text = error instanceof Error ? error.message : '';
  const setting = sentinel ? 'REDIS_SENTINEL_PASSWORD' : 'REDIS_URL';
  const who = sentinel ? 'A Redis Sentinel' : 'Redis';
  if (/WRONGPASS|invalid (username-)?password/.test(text))
    return `${who} does not accept the user and password of ${setting}. Correct them and start again.`;
  if (sentinel && /No such master|invalid reply: null/.test(text))
    return 'The Redis Sentinels know no master by the name in REDIS_SENTINEL_NAME.';
  if (text.includes('NOAUTH')) return `${who} asks for a password. Set it in ${setting}.`;
  if (text.includes('NOPERM'))
    return `The user of ${setting} may not do what the queue does. Allow it all commands on keys that begin with {ijw-gateway}.`;
  if (text.includes('DB index is out of range'))
    return 'Redis has no database of the number in REDIS_URL. Correct it and start again.';
  return undefined;
}

function tooOld(info: string): string | undefined {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(info);
  if (!version) return undefined; // A server that is compatible with Redis but does not give a Redis version.
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const [oldMajor, oldMinor] = oldestVersion;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return undefined;
  return `Redis ${major}.${minor} is too old: the queue needs ${oldMajor}.${oldMinor} or newer.`;
}

function otherCluster(info: string, { cluster = false }: RedisSettings): string | undefined {
  const enabled = /^cluster_enabled:1/m.test(info);
  if (enabled === cluster) return undefined;
  return enabled
    ? 'This Redis is a node of a Cluster. Set REDIS_CLUSTER=true.'
    : 'REDIS_CLUSTER is true, and this Redis is not a node of a Cluster. Leave REDIS_CLUSTER out.';
}
