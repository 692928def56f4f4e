import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify';
import { Problem } from '../problem.ts';
import { guard } from './access.ts';
import { accessLog } from './access-log.ts';
import { administration } from './administration.ts';
import { allocations } from './allocations.ts';
import { apiKeys } from './api-keys.ts';
import { codeLists } from './code-lists.ts';
import { connectionAnswers } from './connection-errors.ts';
import { capConnections, connectionsFor, descriptorLimit } from './connections.ts';
import { documentation } from './documentation.ts';
import { door, serverTimeouts } from './door.ts';
import { forgettings } from './forgettings.ts';
import { inbox } from './inbox.ts';
import { legalHolds } from './legal-holds.ts';
import { machines } from './machines.ts';
import { mandates } from './mandates.ts';
import { me } from './me.ts';
import { messages } from './messages.ts';
import { openRequests } from './open-requests.ts';
import { operations } from './operations.ts';
import { apiPages } from './pages/api-pages.ts';
import { home } from './pages/home.ts';
import { problemPages } from './pages/problem-pages.ts';
import { textPages } from './pages/text-pages.ts';
import { parties } from './parties.ts';
import type { AppParts } from './parts.ts';
import { answerError, sendProblem } from './problems.ts';
import { replays } from './replays.ts';
import { buildValidator } from './request-faults.ts';
import { rules } from './rules.ts';
import { schemaFiles } from './schema-files.ts';
import { securityHeaders } from './security-headers.ts';
import { shareBounds, shares } from './shares.ts';
import { cutSlowBodies, keepUntilRead } from './slow-bodies.ts';
import { Spending } from './spending.ts';
import { templates } from './templates.ts';
import { limitUploads } from './uploads.ts';
import { validations } from './validations.ts';
import { verifications } from './verifications.ts';
import { version } from './version.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Composes the routes; each audience is a plugin of its own. Does not listen yet. */
export async function buildApp(parts: AppParts): Promise<App> {
  const onConnections = connectionAnswers(parts);
  const headers = { ...securityHeaders, 'API-Version': parts.version };
  const withHeaders = (request: FastifyRequest, reply: FastifyReply) =>
    // By its id whoever looks after the gateway finds the call in all its logs.
    reply.headers(headers).header('Request-Id', request.id);
  const app = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    clientErrorHandler: onConnections.answerError,
    // What Fastify cannot even look up a route for, such as `/%`: its own answer would repeat it.
    frameworkErrors: (error, request, reply) =>
      answerError(error, request, withHeaders(request, reply)),
    genReqId: () => crypto.randomUUID(),
    ...serverTimeouts(parts.door),
    routerOptions: { maxParamLength: 100 },
    schemaController: { compilersFactory: { buildValidator: buildValidator as never } },
    // Strict about numbers, ajv holds those that it makes of text to no limit when they are infinite.
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: 'array', strictNumbers: false },
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  const connections = parts.door.maxConnections ?? connectionsFor(descriptorLimit());
  capConnections(app.server, connections, onConnections, parts.logger);
  cutSlowBodies(app.server, onConnections);
  app.server.on('connect', onConnections.answerConnect);
  app.decorate('publicAddress', parts.publicAddress);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Problem('not-found')));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        path: pathOf(request, reply.statusCode),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        party: request.principal?.party,
        key: keyOf(request),
        messageId: request.messageId,
      },
      'request',
    );
  });
  app.decorateRequest('messageId');
  app.addHook('onRequest', (request, reply, done) => {
    withHeaders(request, reply);
    done();
  });
  // A caller that keeps its connection would hold up the stop until it times out.
  app.addHook('onSend', (request, reply, _payload, done) => {
    // What Fastify does not route, as a method that it does not know, comes by no hook before this one.
    if (!reply.hasHeader('API-Version')) withHeaders(request, reply);
    if (parts.stopping()) reply.header('Connection', 'close');
    else keepUntilRead(request, reply);
    done();
  });

  await app.register(door, parts.door);

  await app.register(guard, parts);

  const spending = new Spending(parts.door.spendingPerMinute);
  const bounds = shareBounds(connections, parts.store.pool.options.max);
  await app.register(shares, { bounds, spending, spentOn: parts.spentOn });

  await app.register(documentation, parts);
  await app.register(apiPages, parts);
  await app.register(home, parts);
  await app.register(problemPages, parts);
  await app.register(textPages, parts);
  await app.register(machines, parts);
  await app.register(rules, parts);
  await app.register(version, { prefix: '/v1', ...parts });
  await app.register(codeLists, { prefix: '/v1', ...parts });
  await app.register(schemaFiles, { prefix: '/v1', ...parts });
  await app.register(templates, { prefix: '/v1', ...parts });
  await app.register(me, { prefix: '/v1', ...parts, bounds });
  const uploads = limitUploads(parts.maxMessageBytes, spending);
  await app.register(messages, { prefix: '/v1', ...parts, uploads });
  await app.register(validations, { prefix: '/v1', ...parts, uploads });
  await app.register(inbox, { prefix: '/v1', ...parts });
  await app.register(allocations, { prefix: '/v1', ...parts });
  await app.register(openRequests, { prefix: '/v1', ...parts });
  await app.register(parties, { prefix: '/v1', ...parts });
  await app.register(administration, { prefix: '/v1', ...parts });
  await app.register(apiKeys, { prefix: '/v1', ...parts });
  await app.register(mandates, { prefix: '/v1', ...parts });
  await app.register(operations, { prefix: '/v1', ...parts });
  await app.register(replays, { prefix: '/v1', ...parts });
  await app.register(accessLog, { prefix: '/v1', ...parts });
  await app.register(verifications, { prefix: '/v1', ...parts });
  await app.register(legalHolds, { prefix: '/v1', ...parts });
  await app.register(forgettings, { prefix: '/v1', ...parts });
  return app;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The route, with the ids in it. Anything else may be what somebody typed there: eight digits are a birth
 * date as well as a code, unless they lead to something.
 */
function pathOf({ routeOptions, params }: FastifyRequest, status: number): string {
  const given = params as Readonly<Record<string, string>>;
  return (routeOptions.url ?? '(none)').replace(/:(\w+)/g, (all, name: string) => {
    const value = given[name] ?? '';
    const known = uuid.test(value) || (name === 'code' && status < 400);
    return known ? value : all;
  });
}

/** The prefix of the key. The subject of a token may be the name of a person: that is for the access log. */
function keyOf({ principal }: FastifyRequest): string | undefined {
  if (!principal) return undefined;
  return principal.credential.keyId === null ? 'token' : principal.credential.name;
}
