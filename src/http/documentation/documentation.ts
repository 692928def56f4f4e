import swagger from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { ProblemCode } from '../../problem.ts';
import type { Caller } from '../server/access.ts';
import type { ApiPart } from '../server/api-parts.ts';
import type { AppParts } from '../server/parts.ts';
import { problemCodes, problemJson, problems } from '../server/schemas.ts';
import { type Description, finish, serversOf } from './openapi.ts';

/** @param at gives the address of a path within the gateway, for callers */
const descriptionOf = (
  at: AppParts['publicAddress']['at'],
) => `Post iJw 3.2 messages, poll what came in, and follow what you sent.

Provider software posts to \`/v1/messages\`; the recipient polls \`/v1/inbox\`, reads the content of
each message and acknowledges it. Errors are problem details (RFC 9457) in Dutch, or in English with
\`Accept-Language: en\`, and say what to do next; [the list of them](${at('/docs/problems')}). \`/v1/validations\`
tries a message out, by [these rules](${at('/docs/rules')}).

This follows the Dutch REST-API Design Rules 2.2. Within \`/v1\` nothing that works stops working: [what
changes, what does not, and how changes are announced](${at('/docs/versions')}).`;

const key = {
  type: 'http',
  scheme: 'bearer',
  description: 'An API key (ijw_...), or an access token (JWT) of the OAuth issuer',
} as const;

/** New in OpenAPI 3.1. The types of the plugin lack it: it gets another scheme, which is replaced later. */
const certificate = {
  type: 'mutualTLS',
  description:
    'A certificate that an administrator registered for the party, shown to the proxy in front',
};

/** OpenAPI at /v1/openapi.json, made from the routes; `pages/api-pages.ts` makes pages for people from it. */
export const documentation = fastifyPlugin<AppParts>(async (app, options) => {
  const { version, publicAddress, contact } = options;
  const { at } = publicAddress;
  const documented = new WeakMap<RouteOptions, FastifySchema>();
  const tags = new Set<string>();
  const parts: ApiPart[] = [];
  app.decorate('apiParts', parts);
  // The response schemas of problems are for the documentation only: `sendProblem` writes problems. Without this,
  // Fastify would compile a serializer for each of them, which takes a good part of the start.
  app.addHook('onRoute', (route) => {
    for (const tag of route.schema?.tags ?? []) tags.add(tag);
    if (!route.schema?.response) return;
    documented.set(route, route.schema);
    route.schema = { ...route.schema, response: withoutProblems(route.schema.response) };
  });
  app.addHook('onReady', async () => {
    const names = new Set(parts.map(({ name }) => name));
    for (const tag of tags)
      if (!names.has(tag))
        throw new Error(`Calls have the tag ${tag}, and no part of the API does.`);
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ijw-gateway',
        version,
        description: descriptionOf(at),
        contact,
        license: {
          name: 'EUPL-1.2',
          url: 'https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12',
        },
      },
      externalDocs: {
        description: 'Versions and changes',
        url: `${publicAddress.url ?? at('')}/docs/versions`,
      },
      servers: serversOf(publicAddress),
      components: { securitySchemes: { key, certificate: { type: 'http', scheme: 'mutual' } } },
      security: [{ key: [] }],
    },
    transform: ({ schema, url, route }) => {
      const { response = schema?.response } = documented.get(route) ?? {};
      return { schema: withDoor(withCallers({ ...schema, response }, route), url), url };
    },
    // The plugin does not know a path that a proxy puts before the routes.
    stripBasePath: false,
  });
  let described: Description | undefined;
  app.decorate('describe', () => {
    described ??= describe(app.swagger(), parts, publicAddress);
    return described;
  });
  app.get('/v1/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, () =>
    app.describe(),
  );
});

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI description of all routes that are registered at the first call. */
    describe(): Description;
  }
}

/** Completes the description that the plugin made from the routes. */
function describe(
  made: object,
  parts: readonly ApiPart[],
  address: AppParts['publicAddress'],
): Description {
  if (!isDescription(made)) throw new Error('The plugin describes no routes');
  const tags = parts.map(({ name, about }) => ({ name, description: about }));
  const components = { ...made.components, securitySchemes: { key, certificate } };
  return finish({ ...made, tags, components }, address);
}

function isDescription(made: object): made is Description {
  return 'paths' in made;
}

/** Adds to a route who may call it. */
function withCallers(schema: FastifySchema, { config }: RouteOptions): FastifySchema {
  const callers = config?.access ?? 'anyone';
  if (callers === 'anyone') return { ...schema, security: [] };
  const names = callers.map((caller) => (caller === 'itself' ? 'the party itself' : caller));
  const sentence = `For: ${names.join(', ')}.`;
  const description = schema.description ? `${schema.description}\n\n${sentence}` : sentence;
  const ofParties: readonly Caller[] = ['party', 'contract-manager', 'itself'];
  const forParties = callers.some((caller) => ofParties.includes(caller));
  // Only parties have certificates.
  const schemes = forParties ? ['key', 'certificate'] : ['key'];
  return { ...schema, security: schemes.map((name) => ({ [name]: [] })), description };
}

function withoutProblems(response: object): object {
  return Object.fromEntries(Object.entries(response).filter(([, answer]) => !codesOf(answer)));
}

/** The codes of the problems in a response; undefined for a response without problems. */
function codesOf(response: Answer): readonly ProblemCode[] | undefined {
  return response.content?.[problemJson]?.[problemCodes];
}

interface Answer {
  readonly content?: Readonly<
    Record<string, { readonly [problemCodes]?: readonly ProblemCode[] } | undefined>
  >;
}

/** Problems that any route may answer: those of `src/http/server/door.ts`, and faults of the gateway. */
const ofEveryRoute = ['invalid-request', 'internal'] as const satisfies ProblemCode[];
const ofLimitedRoutes = [
  'too-many-requests',
  'too-much-at-once',
  'busy',
  'unavailable',
] as const satisfies ProblemCode[];
const ofBodies = ['unsupported-media-type', 'too-large'] as const satisfies ProblemCode[];

/** Adds the general problems to those that a route lists itself. */
function withDoor(schema: FastifySchema, url: string): FastifySchema {
  const responses = Object.values((schema.response ?? {}) as Record<number, Answer>);
  const codes = [
    ...responses.flatMap((response) => codesOf(response) ?? []),
    ...ofEveryRoute,
    ...(url.startsWith('/health/') ? [] : ofLimitedRoutes),
    ...(schema.body ? ofBodies : []),
  ];
  const others = withoutProblems((schema.response as object | undefined) ?? {});
  return { ...schema, response: { ...others, ...problems(...new Set(codes)) } };
}
