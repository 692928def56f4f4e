import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify';
import { Authenticator } from '../parties/api-keys.ts';
import { Problem } from '../problem.ts';
import { administration } from './administration.ts';
import { allocations } from './allocations.ts';
import { answerConnectionError } from './connection-errors.ts';
import { documentation } from './documentation.ts';
import { inbox } from './inbox.ts';
import { ledger } from './ledger.ts';
import { machines } from './machines.ts';
import { messages } from './messages.ts';
import { operations } from './operations.ts';
import type { AppParts } from './parts.ts';
import { answerError, sendProblem } from './problems.ts';
import { replays } from './replays.ts';
import { rules } from './rules.ts';
import { ProblemSchema } from './schemas.ts';
import { limitUploads } from './uploads.ts';
import { validations } from './validations.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Composes the routes; each audience is a plugin of its own. Does not listen yet. */
export async function buildApp(parts: AppParts): Promise<App> {
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    clientErrorHandler: answerConnectionError,
    genReqId: () => crypto.randomUUID(),
    // Longer than a message of the largest size takes on a slow line.
    requestTimeout: 300_000,
    routerOptions: { maxParamLength: 100 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array' } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.addSchema(ProblemSchema);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Problem('not-found')));
  // Only the route is logged: an address may hold what somebody typed there.
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        party: request.principal?.party,
      },
      'request',
    );
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('API-Version', parts.version);
  });
  // A caller that keeps its connection would hold up the stop until it times out.
  app.addHook('onSend', async (_request, reply) => {
    if (parts.stopping()) reply.header('Connection', 'close');
  });

  const authenticator = new Authenticator(parts.store.db);
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request) => {
    const { allow } = request.routeOptions.config;
    if (request.is404 || allow === 'anyone' || isDocumentation(request.routeOptions.url)) return;
    const principal = await authenticator.authenticate(request.headers.authorization);
    if (principal.role !== allow) throw new Problem('forbidden');
    request.principal = principal;
  });

  await app.register(documentation, parts);
  await app.register(machines, parts);
  await app.register(rules, parts);
  const uploads = limitUploads(parts.maxMessageBytes);
  await app.register(messages, { prefix: '/v1', ...parts, uploads });
  await app.register(validations, { prefix: '/v1', ...parts, uploads });
  await app.register(inbox, { prefix: '/v1', ...parts });
  await app.register(allocations, { prefix: '/v1', ...parts });
  await app.register(administration, { prefix: '/v1', ...parts });
  await app.register(operations, { prefix: '/v1', ...parts });
  await app.register(replays, { prefix: '/v1', ...parts });
  await app.register(ledger, { prefix: '/v1', ...parts });
  return app;
}

// The pages come from a plugin that knows nothing of who may call.
function isDocumentation(route: string | undefined): boolean {
  return route === '/docs' || route?.startsWith('/docs/') === true;
}
