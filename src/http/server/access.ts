import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Shown } from '../../parties/credentials/authenticator.ts';
import { forbidden, type Principal, type Role } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { keyRoles } from '../../store/tables.ts';
import { networkOf } from './address.ts';
import { certificateReader } from './client-certificate.ts';
import type { AppParts } from './parts.ts';
import type { RouteLoad } from './shares.ts';
import { Turns } from './turns.ts';

/** A role; `itself` is the party that `:code` in the path names, or its successor. */
export type Caller = Role | 'itself';

/** Who may call a route. */
export type Access = readonly [Caller, ...Caller[]] | 'anyone';

/** Every role: anyone with a key. */
export const anyRole: readonly [Role, ...Role[]] = keyRoles;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this route; HEAD goes with GET. A route that does not say so cannot be registered. */
    access: Access;
    /** The purpose of the call in Dutch; `summary` has it in English. */
    dutch?: string;
    /**
     * How the caller is found out, where it is not by a key, token or certificate: a page for people has sessions. The
     * role is checked against `access` all the same.
     */
    identify?: (request: FastifyRequest) => Promise<Principal>;
    /** What it costs the process, when that is more than a request that reads or writes a few rows. */
    load?: RouteLoad;
  }
  interface FastifyInstance {
    /** All registered routes, with their config. */
    routeTable: RouteTable;
    /**
     * Who shows these credentials. Look-ups of unknown ones wait for each other.
     *
     * @param address from where the request comes
     * @throws {Problem} as {@link Authenticator.authenticate}; `too-much-at-once`, `busy`
     */
    identifyBy(shown: Shown, address: string | null): Promise<Principal>;
  }
}

/** The config of each route, by method and path as registered: `GET /v1/messages/:id`. */
export type RouteTable = ReadonlyMap<string, FastifyContextConfig>;

/** Look-ups of unknown credentials at the same time: of all callers together, and of one network. */
const strangersAtOnce = { total: 4, each: 2, waiting: 1000 };

/**
 * Authenticates each request and checks the `access` of its route. Collects the config of all routes in
 * `routeTable`. Register it before the routes.
 */
export const guard = fastifyPlugin<{
  readonly authenticator: AppParts['authenticator'];
  readonly door: Pick<AppParts['door'], 'trustedProxies' | 'clientCertHeader'>;
}>(async (app, { authenticator, door }) => {
  const certificateOf = certificateReader(door);
  app.decorateRequest('principal');
  app.decorateRequest('shown');
  app.decorateRequest('authenticateAgain', async function authenticateAgain(this: FastifyRequest) {
    const ownWay = this.routeOptions.config.identify;
    await (ownWay ? ownWay(this) : authenticator.authenticate(this.shown));
  });

  const lookups = new Turns(strangersAtOnce);
  app.decorate('identifyBy', async (shown, address) => {
    if (authenticator.knows(shown)) return authenticator.authenticate(shown);
    const turn = lookups.ask(address === null ? 'unknown' : networkOf(address));
    try {
      await turn.coming;
      return await authenticator.authenticate(shown);
    } finally {
      turn.end();
    }
  });

  const table = new Map<string, FastifyContextConfig>();
  app.decorate('routeTable', table);
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      if (!config?.access) throw new Error(`${one} ${url} does not say who may call it.`);
      // Fastify adds a HEAD to each GET.
      if (one !== 'HEAD') table.set(`${one} ${url}`, config);
    }
  });

  app.addHook('onRequest', async (request, reply) => {
    // An unknown path has no route that could set `access`.
    const { access, identify: ownWay } = request.routeOptions.config;
    const callers = request.is404 ? 'anyone' : access;
    if (callers === 'anyone') return app.countRequest(request, reply);
    try {
      const { authorization } = request.headers;
      request.shown = { authorization, certificate: certificateOf(request) };
      request.principal = ownWay
        ? await ownWay(request)
        : await app.identifyBy(request.shown, request.address);
    } finally {
      // A caller without valid credentials is counted by its address.
      await app.countRequest(request, reply);
    }
    admit(request.principal, callers, (request.params as { code?: string }).code);
  });

  // A key or certificate may be revoked, or expire, while a long poll waits: then the answer to a GET is not sent.
  // The answer to a change is sent, because the change has been made.
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (request.method === 'GET' && request.principal && reply.statusCode < 400)
      await request.authenticateAgain();
    return payload;
  });
});

/** @throws {Problem} `forbidden`; `not-found` for data of another party */
function admit(
  { role, party, actsFor }: Principal,
  callers: Exclude<Access, 'anyone'>,
  code: string | undefined,
): void {
  if (callers.includes(role)) return;
  if (party === undefined || !callers.includes('itself')) {
    const needed = callers.map((caller) => (caller === 'itself' ? 'party' : caller));
    throw forbidden(role, needed);
  }
  if (code === undefined || !actsFor.includes(code)) throw new Problem('not-found');
}
