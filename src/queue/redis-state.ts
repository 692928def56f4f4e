import type { Queue as Producer } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { keyPrefix, redisCode } from './redis.ts';

/** A state of Redis, or of the queue on it, in which steps wait or may be late. */
export interface RedisTrouble {
  readonly code: string;
  /** What it is and what to do. */
  readonly sentence: string;
}

/** By the error code of Redis, or the code of a state. */
const sentences: Readonly<Record<string, string>> = {
  QUEUE_PAUSED:
    'The queue is paused, in a dashboard perhaps: messages are accepted, and none is processed. Resume it there, or with `npx ijw queue --resume`.',
  QUEUE_LIMITED:
    'The queue has a limit of its own in Redis, set in a dashboard perhaps: steps may wait for it. Take the limit away there.',
  NOT_READY: 'Redis is away, or is still loading its data.',
  READONLY:
    'Redis is a replica that only reads: lead REDIS_URL to the master, or use REDIS_SENTINELS.',
  OOM: 'Redis is full (maxmemory): give it more memory, or remove what others keep in it.',
  MISCONF:
    'Redis cannot save to its disk and therefore takes nothing: fix that, or set stop-writes-on-bgsave-error to no. The gateway needs nothing saved.',
  NOREPLICAS: 'Redis has too few replicas to take anything (min-replicas-to-write).',
  NOPERM: `The user of REDIS_URL may not do what the queue does. Allow it: ~${keyPrefix}* +@all.`,
  EVICTS:
    'Redis throws away keys when it is full (maxmemory-policy). Nothing is lost by it, but steps come late: set maxmemory-policy to noeviction.',
  JOB_UNKNOWN:
    'There are jobs in the queue that this version did not make: two installations share this Redis, or versions far apart.',
};

/** Commands that the queue needs; an administrator may have renamed or disabled one. */
const commands = [
  ...['EVALSHA', 'EVAL', 'BZPOPMIN', 'XADD', 'XTRIM', 'HSET', 'HMGET', 'HGETALL', 'HINCRBY'],
  ...['LPUSH', 'RPUSH', 'RPOPLPUSH', 'LREM', 'LLEN', 'LRANGE', 'ZADD', 'ZRANGE', 'ZREM', 'SADD'],
  ...['SREM', 'SMEMBERS', 'SET', 'GET', 'DEL', 'EXISTS', 'PEXPIRE', 'PTTL', 'INCR'],
];

/** The sentence for a code, if there is one. */
export function sentenceOfRedis(code: string): string | undefined {
  return sentences[code];
}

/**
 * Finds states in which steps are not done although Redis answers. It also writes something, which finds states that
 * Redis does not report.
 *
 * @throws when Redis does not answer
 */
export async function findTroubles(
  client: Redis | Cluster,
  producer: Producer,
): Promise<RedisTrouble[]> {
  if (client.status !== 'ready') return [troubleOf('NOT_READY')];
  // Without the right to use INFO the checks below find nothing.
  const info = await client.info().catch(() => '');
  // Return now, because a write would end the connection.
  if (/^role:slave/m.test(info) && !/^slave_read_only:0/m.test(info))
    return [troubleOf('READONLY')];
  const found: RedisTrouble[] = [];
  const noteRefusal = (error: unknown) => {
    const trouble = troubleOf(redisCode(error));
    // Only errors that Redis itself answers; after other errors it is away.
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    if (!found.some(({ code }) => code === trouble.code)) found.push(trouble);
  };
  await client.set(`${keyPrefix}:alive`, '1', 'PX', 60_000).catch(noteRefusal);
  const meta = await producer.getMeta().catch(noteRefusal);
  if (meta?.paused) found.push(troubleOf('QUEUE_PAUSED'));
  if (meta?.concurrency !== undefined || meta?.max !== undefined)
    found.push(troubleOf('QUEUE_LIMITED'));
  if (/^maxmemory:[1-9]/m.test(info) && !/^maxmemory_policy:noeviction/m.test(info))
    found.push(troubleOf('EVICTS'));
  const missing = await missingCommands(client).catch(() => []);
  if (missing.length > 0)
    found.push({
      code: 'COMMANDS_MISSING',
      sentence: `Redis does not know commands that the queue needs: ${missing.join(', ')}. They were renamed or disabled (rename-command): undo that.`,
    });
  return found;
}

async function missingCommands(client: Redis | Cluster): Promise<string[]> {
  const known = (await client.call('COMMAND', ['INFO', ...commands])) as unknown[];
  return commands.filter((_, index) => !known[index]);
}

function troubleOf(code: string): RedisTrouble {
  return {
    code,
    sentence: sentences[code] ?? `Redis refuses what the queue asks of it (${code}).`,
  };
}
