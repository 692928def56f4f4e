import swagger from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { ProblemCode } from '../problem.ts';
import { callersOf } from './access.ts';
import { type Description, finish, serversOf } from './openapi.ts';
import type { AppParts } from './parts.ts';
import { problemCodes, problemJson, problems } from './schemas.ts';

/** @param at an address within the gateway, as callers reach it */
const descriptionOf = (
  at: AppParts['publicAddress']['at'],
) => `Post iJw 3.2 messages, poll what came in, and see what became of what you sent.

Provider software posts to \`/v1/messages\`; the recipient polls \`/v1/inbox\`, reads the content of
each message and acknowledges it. Errors are problem details (RFC 9457) in Dutch, or in English with
\`Accept-Language: en\`, and say what to do next; [all of them](${at('/docs/problems')}). \`/v1/validations\`
tries a message out, by [these rules](${at('/docs/rules')}).

This follows the Dutch REST-API Design Rules 2.2. Within \`/v1\` nothing that works stops working: [what
changes, what does not, and how that is told](${at('/docs/versions')}).`;

/** OpenAPI at /v1/openapi.json, made from the routes; `pages/api-pages.ts` shows it to people. */
export const documentation = fastifyPlugin<AppParts>(async (app, parts) => {
  const { version, publicAddress, contact } = parts;
  const { at } = publicAddress;
  const documented = new WeakMap<RouteOptions, FastifySchema>();
  // Fastify would compile a serializer for each problem of each route, a good part of the start: nobody
  // uses those, problems are written by `sendProblem`. They are for the documentation only.
  app.addHook('onRoute', (route) => {
    if (!route.schema?.response) return;
    documented.set(route, route.schema);
    route.schema = { ...route.schema, response: withoutProblems(route.schema.response) };
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
      tags: [
        { name: 'Messages', description: 'What parties send; with the key of a party' },
        { name: 'Mailbox', description: 'What parties receive; with the key of a party' },
        {
          name: 'Allocations',
          description: 'What the approved messages add up to; with the key of a party, its own',
        },
        { name: 'Rules', description: 'What messages are held against; without a key' },
        {
          name: 'Standard',
          description:
            'The schemas and code lists, without a key; examples of messages, with any key',
        },
        { name: 'Gateway', description: 'Which version answers, and who one is here' },
        {
          name: 'Parties',
          description: 'Who takes part; with any key. Made with the key of an administrator',
        },
        {
          name: 'Keys',
          description:
            'And certificates: made or registered by an administrator; listed and revoked by the party itself too',
        },
        {
          name: 'Mandates',
          description:
            'Who acts for whom; given and withdrawn by the party itself or an administrator',
        },
        {
          name: 'Operations',
          description:
            'What stands where, and mending what failed; with the key of an operator or administrator. Reasons are read by others: write no personal data in them',
        },
        {
          name: 'Access log',
          description:
            'Who read or changed what; for auditors, and for each party about its own data',
        },
        {
          name: 'Keeping',
          description:
            'What was forgotten when its term was over, and what is not forgotten; for administrators and auditors',
        },
        { name: 'Health', description: 'For machines; without a key' },
      ],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key (ijw_...), or an access token (JWT) of the OAuth issuer',
          },
          // OpenAPI has it since 3.1; the types of the plugin do not.
          certificate: {
            type: 'mutualTLS',
            description:
              'A certificate that an administrator registered for the party, shown to the proxy in front',
          } as never,
        },
      },
      security: [{ key: [] }],
    },
    transform: ({ schema, url, route }) => {
      const { response = schema?.response } = documented.get(route) ?? {};
      return { schema: withDoor(withCallers({ ...schema, response }, route), url), url };
    },
    // Its own way knows nothing of a path in front of the gateway.
    stripBasePath: false,
    transformObject: (made) =>
      finish((made as { openapiObject: Description }).openapiObject, publicAddress) as never,
  });
  app.get('/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());
});

/** Says of a route who may call it. */
function withCallers(schema: FastifySchema, { method, url }: RouteOptions): FastifySchema {
  const callers = callersOf([method].flat()[0] ?? '', url);
  if (callers === 'anyone') return { ...schema, security: [] };
  const names = callers.map((caller) => (caller === 'itself' ? 'the party itself' : caller));
  const sentence = `For: ${names.join(', ')}.`;
  const description = schema.description ? `${schema.description}\n\n${sentence}` : sentence;
  const forParties = callers.some((caller) => caller === 'party' || caller === 'itself');
  // A certificate is always of a party.
  const schemes = forParties ? ['key', 'certificate'] : ['key'];
  return { ...schema, security: schemes.map((name) => ({ [name]: [] })), description };
}

function withoutProblems(response: object): object {
  return Object.fromEntries(Object.entries(response).filter(([, answer]) => !codesOf(answer)));
}

/** The problems that a response stands for; undefined for another response. */
function codesOf(response: Answer): readonly ProblemCode[] | undefined {
  return response.content?.[problemJson]?.[problemCodes];
}

interface Answer {
  readonly content?: Readonly<
    Record<string, { readonly [problemCodes]?: readonly ProblemCode[] } | undefined>
  >;
}

/** With what every route may answer instead of what it is for: `src/http/door.ts` and faults of ours. */
const ofEveryRoute = ['invalid-request', 'internal'] as const satisfies ProblemCode[];
const ofLimitedRoutes = [
  'too-many-requests',
  'too-much-at-once',
  'busy',
  'unavailable',
] as const satisfies ProblemCode[];
const ofBodies = ['unsupported-media-type', 'too-large'] as const satisfies ProblemCode[];

/** Adds the problems that are not of a route by itself to those that it names. */
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
