import type { FastifyPluginOptions, FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { RedisSettings } from '../../queue/redis.ts';
import { networkOf } from './address.ts';
import { type Counted, MinuteCounts } from './request-counts.ts';

interface RateLimits {
  /** Requests in a minute of one party, one key without a party, or one network without a key. */
  readonly requestsPerMinute: number;
  /** Absent: each process counts for itself. */
  readonly redis?: RedisSettings;
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Counts a request for its party or key, or for its network when the caller is not known.
     *
     * @throws {Problem} `too-many-requests`; `busy` when too many requests come from unknown callers
     */
    countRequest(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  }
}

/** The most networks without a key that have their own count; the others share one. */
const mostNetworks = 10_000;
/** All callers without a valid key together may make this many times the requests of one of them. */
const strangersShare = 10;

/** The name under which a caller is counted; every key of a party counts for that party. */
export function nameOf({ party, credential }: Principal): string {
  return party ? `party:${party}` : `key:${credential.name}`;
}

/**
 * Limits the requests of a caller in a minute. Known callers are counted apart from unknown ones, so that nobody
 * without a key can push the count of a party out of memory. With Redis all processes count together; each also counts
 * for itself, so that there is a limit when Redis is away.
 */
export const rateLimit = fastifyPlugin<RateLimits & FastifyPluginOptions>(
  async (app, { requestsPerMinute, redis }) => {
    const known = new MinuteCounts();
    const strangers = new MinuteCounts(mostNetworks);
    const shared = redis && (await sharedCounts(redis));
    app.addHook('onClose', async () => shared?.cut());

    const check = (reply: FastifyReply, { count, seconds }: Counted) => {
      if (count <= requestsPerMinute) return;
      reply.header('Retry-After', seconds);
      throw new Problem('too-many-requests', { params: { limit: requestsPerMinute, seconds } });
    };

    app.decorate('countRequest', async (request, reply) => {
      // Health checks come often and must not be refused.
      if (request.routeOptions.url?.startsWith('/health/')) return;
      const { principal, address } = request;
      if (!principal && strangers.add('all').count > strangersShare * requestsPerMinute)
        throw new Problem('busy');
      const counts = principal ? known : strangers;
      const network = address === null ? 'unknown' : networkOf(address);
      const name = counts.nameFor(principal ? nameOf(principal) : `address:${network}`);
      check(reply, counts.add(name));
      const together = await shared?.add(name);
      if (together) check(reply, together);
    });
  },
);

const minuteMs = 60_000;

/** Counts that all processes share. Imports the client only here, so that a start without Redis is faster. */
async function sharedCounts(settings: RedisSettings) {
  const { connectToCount, keyPrefix } = await import('../../queue/redis.ts');
  const { client, cut } = connectToCount(settings);
  // The queue reports a Redis that is away.
  client.on('error', () => undefined);
  /** Undefined when Redis is away. */
  const add = async (name: string): Promise<Counted | undefined> => {
    const key = `${keyPrefix}:requests:${name}`;
    const replies = await client
      .multi()
      .set(key, 0, 'PX', minuteMs, 'NX')
      .incr(key)
      .pttl(key)
      .exec()
      .catch(() => undefined);
    const [count, left] = [replies?.[1]?.[1], replies?.[2]?.[1]];
    if (typeof count !== 'number' || typeof left !== 'number') return undefined;
    return { count, seconds: Math.max(1, Math.ceil(left / 1000)) };
  };
  return { add, cut };
}
