import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { forbidden, type Principal, type Role } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import { networkOf } from './address.ts';
import { certificateReader } from './client-certificate.ts';
import type { AppParts } from './parts.ts';
import { Turns } from './turns.ts';

/** A role; `itself` is the party that `:code` in the path names, or who took over from it. */
export type Caller = Role | 'itself';

const everybody = ['party', 'operator', 'auditor', 'administrator'] as const;
const parties = ['party'] as const;
const administrators = ['administrator'] as const;
const operators = ['operator', 'administrator'] as const;
const verifiers = ['auditor', 'operator', 'administrator'] as const;
const overseers = ['auditor', 'administrator'] as const;
const keyHolders = ['itself', 'administrator'] as const;
const logReaders = ['party', 'auditor'] as const;
const mandateSides = ['itself', 'administrator'] as const;

/**
 * Who may call which route: the one place that says so. HEAD goes with GET. A route that does not
 * stand here cannot be started.
 */
export const access: Readonly<Record<string, readonly Caller[] | 'anyone'>> = {
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /v1/version': 'anyone',
  'GET /v1/rules': 'anyone',
  'GET /v1/code-lists': 'anyone',
  'GET /v1/code-lists/:list': 'anyone',
  'GET /v1/schemas': 'anyone',
  'GET /v1/schemas/:file': 'anyone',
  'GET /v1/openapi.json': 'anyone',
  'GET /': 'anyone',
  'GET /docs': 'anyone',
  'GET /docs/': 'anyone',
  'GET /docs/schemas': 'anyone',
  'GET /docs/example': 'anyone',
  'GET /docs/rules': 'anyone',
  'GET /docs/versions': 'anyone',
  'GET /docs/changelog': 'anyone',
  'GET /docs/problems': 'anyone',
  'GET /docs/problems/:problem': 'anyone',
  'GET /docs/try.js': 'anyone',

  'GET /v1/me': everybody,
  // An example has the code of who asks for it.
  'GET /v1/templates': everybody,
  'GET /v1/templates/:type': everybody,

  // Of these a party sees its own: src/exchange and src/ledger hold that.
  'POST /v1/messages': parties,
  'GET /v1/messages': parties,
  'GET /v1/messages/:id': parties,
  'GET /v1/messages/:id/content': parties,
  'POST /v1/validations': parties,
  'GET /v1/inbox': parties,
  'POST /v1/inbox/acknowledgements': parties,
  'GET /v1/allocations': parties,
  'POST /v1/allocations/searches': parties,
  'GET /v1/allocations/:id': parties,
  'GET /v1/allocations/:id/entries': parties,
  'GET /v1/open-requests': parties,

  // Who takes part is no secret to those who do; settings are shown to administrators only.
  'GET /v1/parties': everybody,
  'GET /v1/parties/:code': everybody,
  'PUT /v1/parties/:code': administrators,
  'PATCH /v1/parties/:code': administrators,
  'POST /v1/parties/:code/api-keys': administrators,
  'POST /v1/parties/:code/certificates': administrators,
  'GET /v1/parties/:code/api-keys': keyHolders,
  'DELETE /v1/parties/:code/api-keys/:id': keyHolders,
  // Of both sides: who gave a mandate, and who acts by it.
  'POST /v1/parties/:code/mandates': mandateSides,
  'GET /v1/parties/:code/mandates': mandateSides,
  'DELETE /v1/parties/:code/mandates/:id': mandateSides,

  'GET /v1/operations/messages': operators,
  'GET /v1/operations/messages/:id': operators,
  'POST /v1/operations/messages/:id/dismissal': operators,
  'GET /v1/operations/counts': operators,
  'GET /v1/operations/queue': operators,
  'POST /v1/operations/replays': operators,
  'GET /v1/operations/replays': operators,
  'GET /v1/operations/replays/:id': operators,
  'GET /v1/operations/replays/:id/messages': operators,
  'DELETE /v1/operations/replays/:id': operators,
  'POST /v1/operations/redeliveries': operators,
  'GET /v1/operations/redeliveries': operators,
  'GET /v1/operations/redeliveries/:id': operators,
  'GET /v1/operations/redeliveries/:id/messages': operators,
  'DELETE /v1/operations/redeliveries/:id': operators,

  // Content is for the parties of a message. An operator who must see it says why first.
  'POST /v1/operations/messages/:id/disclosures': ['operator'],
  'GET /v1/operations/messages/:id/content': ['operator'],

  'GET /v1/access-log': logReaders,
  'POST /v1/access-log/searches': logReaders,
  'GET /v1/access-log/export': logReaders,

  'POST /v1/ledger/verifications': verifiers,
  'POST /v1/access-log/verifications': verifiers,

  'POST /v1/legal-holds': administrators,
  'GET /v1/legal-holds': overseers,
  'DELETE /v1/legal-holds/:id': administrators,
  'GET /v1/forgettings': verifiers,
  'GET /v1/forgettings/:day/items': verifiers,
};

/** Who may call this route; nobody where the table has no entry. */
export function callersOf(method: string, route: string | undefined): readonly Caller[] | 'anyone' {
  return access[entryOf(method, route)] ?? [];
}

function entryOf(method: string, route: string | undefined): string {
  return `${method === 'HEAD' ? 'GET' : method} ${route}`;
}

/** Of whom nothing is known yet, so many are looked up at once: of all, and of one network. */
const strangersAtOnce = { total: 4, each: 2, waiting: 1000 };

/** Lets in who may come in, by the table. To be registered before the routes. */
export const guard = fastifyPlugin<{
  readonly authenticator: AppParts['authenticator'];
  readonly door: Pick<AppParts['door'], 'trustedProxies' | 'clientCertHeader'>;
}>(async (app, { authenticator, door }) => {
  const certificateOf = certificateReader(door);
  app.decorateRequest('principal');
  app.decorateRequest('shown');
  app.decorateRequest('stillIn', async function stillIn(this: FastifyRequest) {
    await authenticator.authenticate(this.shown);
  });

  const lookups = new Turns(strangersAtOnce);
  const identify = async ({ shown, address }: FastifyRequest) => {
    if (authenticator.knows(shown)) return authenticator.authenticate(shown);
    const turn = lookups.ask(address === null ? 'unknown' : networkOf(address));
    try {
      await turn.coming;
      return await authenticator.authenticate(shown);
    } finally {
      turn.end();
    }
  };

  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat())
      if (!Object.hasOwn(access, entryOf(one, url)))
        throw new Error(`${one} ${url} has no entry in the table of src/http/access.ts.`);
  });

  app.addHook('onRequest', async (request, reply) => {
    const callers = callersOf(request.method, request.routeOptions.url);
    if (request.is404 || callers === 'anyone') return app.countRequest(request, reply);
    try {
      const { authorization } = request.headers;
      request.shown = { authorization, certificate: certificateOf(request) };
      request.principal = await identify(request);
    } finally {
      // Who could not say who it is counts by its address.
      await app.countRequest(request, reply);
    }
    admit(request.principal, callers, (request.params as { code?: string }).code);
  });

  // A key or certificate may be revoked, or expire, while a long poll waits. What was changed is told
  // all the same.
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (request.method === 'GET' && request.principal && reply.statusCode < 400)
      await request.stillIn();
    return payload;
  });
});

/** @throws {Problem} `forbidden`; `not-found` for what is another party's */
function admit(
  { role, actsFor }: Principal,
  callers: readonly Caller[],
  code: string | undefined,
): void {
  if (callers.includes(role)) return;
  if (role !== 'party' || !callers.includes('itself')) {
    const needed = callers.map((caller) => (caller === 'itself' ? 'party' : caller));
    throw forbidden(role, needed);
  }
  if (code === undefined || !actsFor.includes(code)) throw new Problem('not-found');
}
