import { Redis } from 'ioredis';
import { optionsOf, type RedisSettings, redisCode } from './redis.ts';

/** A Redis that answers, and that cannot be used as it is set up; the message says what to do. */
export class RedisRefused extends Error {}

const oldestVersion = [6, 2] as const;
/** What is waited for at the start, in milliseconds: a Redis that is away must not hold it up. */
const probeMs = 2500;

/**
 * Looks at Redis at the start, and waits some seconds at most. Of a Cluster, one node is looked at.
 *
 * @returns the code of what is wrong when Redis cannot be reached, which may heal by itself
 * @throws {RedisRefused} when it answers and will not do: the password, its version
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
  const hear = (sentinel: boolean) => (error: unknown) => {
    first ??= error;
    refusal ??= refusalOf(error, sentinel);
  };
  client.on('error', hear(false));
  client.on('sentinelError', hear(true));
  try {
    await client.connect();
    const info = await client.info();
    refusal ??= tooOld(info) ?? otherCluster(info, settings);
  } catch (error) {
    hear(false)(error);
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
  if (!version) return undefined; // Something that speaks as Redis does and calls itself otherwise.
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
