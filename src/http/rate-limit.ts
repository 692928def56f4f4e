import type { FastifyPluginOptions, FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { RedisSettings } from '../queue/redis.ts';
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
     * Counts a request: of the party or key when it is known who calls, else of the network.
     *
     * @throws {Problem} `too-many-requests`; `busy` when too many come of whom nothing is known
     */
    countRequest(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  }
}

/** Networks without a key that have a count of their own; the rest share one. */
const mostNetworks = 10_000;
/** All who show no valid key may together ask this many times what one of them may. */
const strangersShare = 10;

/** Under which name a caller counts; every key of a party counts for that party. */
export function nameOf({ party, credential }: Principal): string {
  return party ? `party:${party}` : `key:${credential.name}`;
}

/**
 * Limits how often somebody calls in a minute. Those who are known are counted apart from those who are
 * not, so that nobody without a key can make the gateway forget what a party did. With Redis processes
 * count together; each counts for itself as well, so that without Redis there is a limit too.
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
      // Machines that look whether it is well come often, and must not be refused.
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

/** Counts that all processes share. Who has no Redis starts sooner without its client. */
async function sharedCounts(settings: RedisSettings) {
  const { connectToCount, keyPrefix } = await import('../queue/redis.ts');
  const { client, cut } = connectToCount(settings);
  // The queue tells of a Redis that is away.
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
