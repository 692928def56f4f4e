import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Description, followed } from './openapi.ts';

/**
 * Holds every answer of every gateway in this process to the OpenAPI description: the status is there
 * for the route, with this type of content; the headers are those that it describes; the body fits the schema
 * and has no field that is not described. Fastify tells of each application that is made.
 *
 * @param report hears what is wrong with an answer; never a value of it
 * @returns ends it for applications that are made from then on
 */
export function holdAnswers(report: (fault: string) => void): () => void {
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onSend', (request, reply, payload, done) => {
      for (const fault of faultsOf(fastify, request, reply, payload)) report(fault);
      done();
    });
  };
  subscribe('fastify.initialization', watch);
  return () => void unsubscribe('fastify.initialization', watch);
}

/** Of which programs may make use; those for browsers and caches go with any answer. */
const toldHeaders = [
  'api-version',
  'request-id',
  'location',
  'retry-after',
  'www-authenticate',
  'content-language',
  'content-disposition',
  'deprecation',
  'sunset',
  'link',
];
const always = ['api-version', 'request-id'];

/** Pages say what is wrong as pages; a script is only told where to go. */
function errorTypes({ url, headers, routeOptions }: FastifyRequest): readonly string[] {
  // One of the console is for a server, and no page.
  const isPage =
    /^[/]console(?:[/?]|$)/.test(url) && !routeOptions.url?.endsWith('/backchannel-logout');
  if (!isPage) return ['application/problem+json'];
  return headers['hx-request'] ? ['text/html', ''] : ['text/html'];
}

function faultsOf(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): string[] {
  // An application of a test's own has no description.
  if (!app.hasDecorator('swagger')) return [];
  const { routeOptions, method } = request;
  const place = `${method} ${routeOptions.url ?? 'no route'} ${reply.statusCode}`;
  const headers = Object.keys(reply.getHeaders()).map((name) => name.toLowerCase());
  // Those of what has no route may come later; test/http/server/door.test.ts looks at them.
  const missing = routeOptions.url ? always.filter((name) => !headers.includes(name)) : [];
  const faults = missing.map((name) => `no ${name}`);
  const type = String(reply.getHeader('content-type') ?? '').split(';')[0] ?? '';
  const isHead = method === 'HEAD';
  const known = describedFor(app, isHead ? 'GET' : method, routeOptions.url);
  if (known) {
    const response = known.responses[reply.statusCode];
    if (!response) faults.push('a status that is not documented');
    else {
      const documented = Object.keys(response.headers).map((name) => name.toLowerCase());
      for (const name of toldHeaders)
        if (headers.includes(name) && !documented.includes(name)) faults.push(`header ${name}`);
      if (!response.content[type] && (type || reply.statusCode !== 304))
        faults.push(`content of type ${type || 'none'}`);
    }
  } else if (reply.statusCode >= 400 && !errorTypes(request).includes(type))
    faults.push(`an error of type ${type}`);
  if (!isHead && typeof payload === 'string' && type.endsWith('json'))
    faults.push(
      ...bodyFaults(app, known?.responses[reply.statusCode]?.content[type], type, payload),
    );
  return faults.map((fault) => `${place}: ${fault}`);
}

interface Described {
  readonly responses: Readonly<
    Record<string, { headers: object; content: Readonly<Record<string, string | undefined>> }>
  >;
}

/** What the description says, compiled when it is first needed. Each application says the same. */
let described: Map<string, Described> | undefined;
let ajv: Ajv2020;
const validators = new Map<string, ValidateFunction>();

/** What the description says of a route; undefined for pages and for what is no route. */
function describedFor(
  app: FastifyInstance,
  method: string,
  url: string | undefined,
): Described | undefined {
  described ??= read(app.describe());
  return described.get(`${method} ${url}`);
}

function read(description: Description): Map<string, Described> {
  ajv = new Ajv2020({ strict: false, validateFormats: true });
  addFormats.default(ajv);
  // Answers have moments in UTC.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  ajv.addSchema({ ...(closed(description) as object), $id: 'description' });
  const found = new Map<string, Described>();
  for (const [path, item] of Object.entries<Description>(description.paths)) {
    const route = (item.servers ? path : `/v1${path}`).replace(/\{(\w+)\}/g, ':$1');
    for (const [method, operation] of Object.entries<Description>(item)) {
      if (method === 'servers') continue;
      const responses = Object.entries<Description>(operation.responses).map(([status, one]) => {
        const at = ['paths', path, method, 'responses', status, 'content'];
        const content = Object.keys(one.content ?? {}).map((type) => [
          type,
          [...at, type, 'schema'],
        ]);
        const pointers = content.map(([type, way]) => [type, pointerOf(way as string[])]);
        const headers = followed(description, one.headers ?? {});
        return [status, { headers, content: Object.fromEntries(pointers) }];
      });
      found.set(`${method.toUpperCase()} ${route}`, { responses: Object.fromEntries(responses) });
    }
  }
  return found;
}

function pointerOf(way: readonly string[]): string {
  const steps = way.map((step) =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `description#/${steps.join('/')}`;
}

/** The description with objects that have no fields but those that it describes. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  const isOpen =
    inside.type === 'object' && inside.properties && !('additionalProperties' in inside);
  return isOpen ? { ...inside, additionalProperties: false } : inside;
}

const problem = 'description#/components/schemas/Problem';

function bodyFaults(
  app: FastifyInstance,
  pointer: string | undefined,
  type: string,
  payload: string,
): string[] {
  described ??= read(app.describe());
  const place = pointer ?? (type === 'application/problem+json' ? problem : undefined);
  if (!place) return [];
  let validate = validators.get(place);
  if (!validate) {
    validate = ajv.compile({ $ref: place });
    validators.set(place, validate);
  }
  if (validate(JSON.parse(payload))) return [];
  // Of the value only where it is and which rule it breaks: it may be personal.
  return (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) =>
      `body${instancePath} ${keyword} ${params.additionalProperty ?? params.missingProperty ?? ''}`,
  );
}
