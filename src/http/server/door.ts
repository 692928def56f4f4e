import type { FastifyPluginOptions, FastifyServerOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '../../problem.ts';
import type { RedisSettings } from '../../queue/redis.ts';
import { addressReader } from './address.ts';
import { Entrance } from './entrance.ts';
import { Pressure } from './pressure.ts';
import { rateLimit } from './rate-limit.ts';
import type { SpendingLimits } from './spending.ts';

/** Settings that hold for all requests. */
export interface DoorSettings {
  /** Requests in a minute of one party, one key without a party, or one network without a key. */
  readonly requestsPerMinute: number;
  /** What the messages of one party may cost in a minute. */
  readonly spendingPerMinute: SpendingLimits;
  /** The most connections; absent: as many as the limit of file descriptors allows. */
  readonly maxConnections?: number;
  /** How long a request may take to come in, in seconds. */
  readonly requestSeconds: number;
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** The header in which those proxies pass on the certificate of a client; absent: none is read. */
  readonly clientCertHeader?: string;
  /** Absent: each process counts for itself. */
  readonly redis?: RedisSettings;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The address that it comes from; null when it is not known. */
    address: string | null;
  }
}

/** Milliseconds in which the headers have to come in. */
const headersMs = 20_000;
/** The longest wait of a long poll (`waitSeconds` is at most 30), in milliseconds. */
const longestWaitMs = 30_000;

/**
 * How long the server waits for slow clients. A client that takes longer gets 408 and is disconnected; a client that
 * does not read its answer is disconnected too.
 */
export function serverTimeouts({ requestSeconds }: DoorSettings) {
  const requestMs = requestSeconds * 1000;
  return {
    requestTimeout: requestMs,
    connectionTimeout: requestMs + longestWaitMs,
    // Longer than the timeouts of usual load balancers, so that the balancer closes an idle connection, not we.
    keepAliveTimeout: 72_000,
    http: {
      requestTimeout: requestMs,
      headersTimeout: Math.min(headersMs, requestMs),
      // How often Node checks for slow clients; its default is every 30 seconds.
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
      // Node's answer to a request without Host has no problem document; the hook below sends one.
      requireHostHeader: false,
    },
  } satisfies FastifyServerOptions & { http: object };
}

/**
 * What holds for every route: 503 while the process cannot keep up, and
 * `countRequest`, which the guard calls when it knows the caller.
 */
export const door = fastifyPlugin<DoorSettings & FastifyPluginOptions>(async (app, settings) => {
  const entrance = new Entrance();
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    const caller = headers.authorization ?? raw.socket.remoteAddress ?? '';
    // A caller that is gone by then must not keep a turn: no later hook would hear of it.
    entrance.enter(caller, () => done(raw.socket.destroyed ? new Problem('busy') : undefined));
  });
  const addressOf = addressReader(settings.trustedProxies);
  app.decorateRequest('address', null);
  app.addHook('onRequest', async (request) => {
    const { headers, raw } = request;
    request.address = addressOf(raw);
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw new Problem('invalid-request');
  });
  // Ignores an `Expect` header other than 100-continue; Node would answer 417 without a body.
  app.server.on('checkExpectation', (request, response) =>
    app.server.emit('request', request, response),
  );
  const pressure = new Pressure();
  app.addHook('onClose', async () => pressure.stop());
  app.addHook('onRequest', async (request) => {
    // Under load the process is still alive: a restart would make it worse.
    if (pressure.tooHigh && request.routeOptions.url !== '/health/live') throw new Problem('busy');
  });

  await app.register(rateLimit, settings);
});
