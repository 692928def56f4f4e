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
import { documentation } from './documentation/documentation.ts';
import { features } from './features.ts';
import { guard } from './server/access.ts';
import { type ConnectionAnswers, connectionAnswers } from './server/connection-errors.ts';
import { capConnections, connectionsFor, descriptorLimit } from './server/connections.ts';
import { door, serverTimeouts } from './server/door.ts';
import type { AppParts } from './server/parts.ts';
import { answerError, sendProblem } from './server/problems.ts';
import { buildValidator, requestOptions } from './server/request-faults.ts';
import { securityHeaders } from './server/security-headers.ts';
import { shareBounds, shares } from './server/shares.ts';
import { cutSlowBodies, keepUntilRead } from './server/slow-bodies.ts';
import { Spending } from './server/spending.ts';
import { limitUploads } from './server/uploads.ts';

/** The longest part of a path that a parameter takes. */
const maxParamLength = 100;

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Composes what holds for all routes, and the features. Does not listen yet. */
export async function buildApp(parts: AppParts): Promise<App> {
  const onConnections = connectionAnswers(parts);
  const withHeaders = headerSetter(parts);
  const app = createApp(parts, onConnections, withHeaders);
  const connections = parts.door.maxConnections ?? connectionsFor(descriptorLimit());
  capConnections(app.server, connections, onConnections, parts.logger);
  cutSlowBodies(app.server, onConnections);
  app.server.on('connect', onConnections.answerConnect);
  app.decorate('publicAddress', parts.publicAddress);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new Problem('not-found')));
  logRequests(app);
  addHeaders(app, parts, withHeaders);

  await app.register(door, parts.door);

  await app.register(guard, parts);

  const spending = new Spending(parts.door.spendingPerMinute);
  const bounds = shareBounds(connections, parts.store.pool.options.max);
  await app.register(shares, { bounds, spending, spentOn: parts.spentOn });

  await app.register(documentation, parts);
  const uploads = limitUploads(parts.maxMessageBytes, spending);
  for (const feature of [...features, ...parts.above])
    await app.register(feature, { ...parts, bounds, uploads });
  return app;
}

/** Stands for the address of a page that cannot be read: there is no such page, and people see that as a page. */
const unreadablePage = '/console/unreadable';

/** Whether an address below the pages for people cannot be routed: by its encoding, or because a part is too long. */
function isUnreadablePage(url: string): boolean {
  if (!url.startsWith('/console/')) return false;
  const path = url.split('?', 1)[0] ?? '';
  try {
    return path.split('/').some((part) => decodeURIComponent(part).length > maxParamLength);
  } catch {
    return true;
  }
}

type SetHeaders = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Makes the function that sets the headers of every answer. The request id is in all log lines of the request. */
function headerSetter({ version }: AppParts): SetHeaders {
  const headers = { ...securityHeaders, 'API-Version': version };
  return (request, reply) => reply.headers(headers).header('Request-Id', request.id);
}

function createApp(
  parts: AppParts,
  { answerError: clientErrorHandler }: ConnectionAnswers,
  withHeaders: SetHeaders,
): App {
  return Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    clientErrorHandler,
    // Paths for which Fastify cannot even look up a route, such as `/%`: its own answer would repeat the path.
    frameworkErrors: (error, request, reply) =>
      answerError(error, request, withHeaders(request, reply)),
    rewriteUrl: ({ url = '/' }) => (isUnreadablePage(url) ? unreadablePage : url),
    genReqId: () => crypto.randomUUID(),
    ...serverTimeouts(parts.door),
    routerOptions: { maxParamLength },
    schemaController: { compilersFactory: { buildValidator: buildValidator } },
    ajv: { customOptions: requestOptions },
  }).withTypeProvider<TypeBoxTypeProvider>();
}

/** Logs one line for each request. */
function logRequests(app: App): void {
  app.decorateRequest('messageId');
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
}

function addHeaders(app: App, { stopping }: AppParts, withHeaders: SetHeaders): void {
  app.addHook('onRequest', (request, reply, done) => {
    withHeaders(request, reply);
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    // Requests that Fastify does not route, for instance with an unknown method, run no earlier hook than this one.
    if (!reply.hasHeader('API-Version')) withHeaders(request, reply);
    // A connection that a caller keeps open would delay the stop until it times out.
    if (stopping()) reply.header('Connection', 'close');
    else keepUntilRead(request, reply);
    done();
  });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The path for the log: the pattern of the route with ids and existing codes filled in. Other parameters are left out,
 * because a caller may have typed anything: eight digits can be a birth date as well as a code.
 */
function pathOf({ routeOptions, params }: FastifyRequest, status: number): string {
  const given = params as Readonly<Record<string, string>>;
  return (routeOptions.url ?? '(none)').replace(/:(\w+)/g, (all, name: string) => {
    const value = given[name] ?? '';
    const known = uuid.test(value) || (name === 'code' && status < 400);
    return known ? value : all;
  });
}

/**
 * The prefix of the key; `token` or `person`. The subject of a token may be the name of a person, so it is only in the
 * access log.
 */
function keyOf({ principal }: FastifyRequest): string | undefined {
  if (!principal) return undefined;
  const { keyId, name } = principal.credential;
  return keyId === null ? name.split(':', 1)[0] : name;
}
