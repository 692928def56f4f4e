import type { FastifyPluginOptions, FastifyServerOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '../problem.ts';
import type { RedisSettings } from '../queue/redis.ts';
import { addressReader } from './address.ts';
import { Pressure } from './pressure.ts';
import { rateLimit } from './rate-limit.ts';
import type { SpendingLimits } from './spending.ts';

/** What is asked of those who come in, whatever they come for. */
export interface DoorSettings {
  /** Requests in a minute of one party, one key without a party, or one network without a key. */
  readonly requestsPerMinute: number;
  /** What the messages of one party may cost in a minute. */
  readonly spendingPerMinute: SpendingLimits;
  /** Connections at most; absent: as many as there are descriptors for. */
  readonly maxConnections?: number;
  /** How long a request may take to come in, in seconds. */
  readonly requestSeconds: number;
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** The header in which those hand over the certificate of a client; absent: none is looked at. */
  readonly clientCertHeader?: string;
  /** Absent: each process counts for itself. */
  readonly redis?: RedisSettings;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** From where it comes; null where that is not known. */
    address: string | null;
  }
}

/** Headers come in one go; nobody needs longer for them, in milliseconds. */
const headersMs = 20_000;
/** Longer than anything that is waited for (`waitSeconds` is 30 at most), in milliseconds. */
const longestWaitMs = 30_000;

/**
 * How long the server waits for slow clients. Whoever takes longer gets 408 and is cut off; so is
 * who does not read an answer.
 */
export function serverTimeouts({ requestSeconds }: DoorSettings) {
  const requestMs = requestSeconds * 1000;
  return {
    requestTimeout: requestMs,
    connectionTimeout: requestMs + longestWaitMs,
    // Longer than load balancers keep theirs, so that it is they who close an idle connection.
    keepAliveTimeout: 72_000,
    http: {
      requestTimeout: requestMs,
      headersTimeout: Math.min(headersMs, requestMs),
      // How often it is looked who is too late; Node would look every 30 seconds.
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
      // Node's own answer to who names no host is no problem; see below.
      requireHostHeader: false,
    },
  } satisfies FastifyServerOptions & { http: object };
}

/**
 * What holds for every route: 503 while the process cannot keep up, and
 * `countRequest`, which is called when it is known who calls.
 */
export const door = fastifyPlugin<DoorSettings & FastifyPluginOptions>(async (app, settings) => {
  const addressOf = addressReader(settings.trustedProxies);
  app.decorateRequest('address', null);
  app.addHook('onRequest', async (request) => {
    const { headers, raw } = request;
    request.address = addressOf(raw);
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw new Problem('invalid-request');
  });
  // Who expects something else than to be told to go on need not be refused (Node would, without a word).
  app.server.on('checkExpectation', (request, response) =>
    app.server.emit('request', request, response),
  );
  const pressure = new Pressure();
  app.addHook('onClose', async () => pressure.stop());
  app.addHook('onRequest', async (request) => {
    // It is alive: a restart would make it worse.
    if (pressure.tooHigh && request.routeOptions.url !== '/health/live') throw new Problem('busy');
  });

  await app.register(rateLimit, settings);
});
