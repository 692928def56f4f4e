import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifySchema, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { callersOf } from './access.ts';
import type { AppParts } from './parts.ts';
import type { PublicAddress } from './public-address.ts';
import { problems } from './schemas.ts';

/** @param at an address within the gateway, as callers reach it */
const descriptionOf = (
  at: PublicAddress['at'],
) => `Post iJw 3.2 messages, poll what came in, and see what became of what you sent.

Provider software posts to \`/v1/messages\`; the recipient polls \`/v1/inbox\`, reads the content of
each message and acknowledges it. Errors are problem details (RFC 9457) in Dutch, or in English with
\`Accept-Language: en\`, and say what to do next. \`/v1/validations\` tries a message out; the rules
that it is held against stand at [${at('/docs/rules')}](${at('/docs/rules')}).`;

/** OpenAPI at /v1/openapi.json, made from the routes, and pages at /docs that load nothing from elsewhere. */
export const documentation = fastifyPlugin<AppParts>(async (app, { version, publicAddress }) => {
  const { at, url: publicUrl } = publicAddress;
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
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      },
      ...(publicUrl && { servers: [{ url: publicUrl }] }),
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
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`),
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: at(''),
    theme: { title: 'ijw-gateway' },
    // This layout has no bar with a field that loads descriptions from other addresses.
    uiConfig: {
      layout: 'BaseLayout',
      deepLinking: true,
      tryItOutEnabled: true,
      persistAuthorization: false,
    },
    // The plugin's own address of this page knows nothing of a path in front of it.
    uiHooks: {
      onRequest: (request, reply, done) => {
        if (request.routeOptions.url !== '/docs/static/index.html') return done();
        void reply.redirect(at('/docs/'));
      },
    },
    staticCSP: true,
    // The plugin's own policy lets pages load from elsewhere, and sends plain http to https.
    transformStaticCSP: () =>
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
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
  const isProblem = ({ content }: { content?: object }) =>
    content !== undefined && 'application/problem+json' in content;
  return Object.fromEntries(Object.entries(response).filter(([, answer]) => !isProblem(answer)));
}

const atTheDoor = problems('too-many-requests', 'too-much-at-once', 'busy');

/** With what `src/http/door.ts` may answer instead of the route. */
function withDoor(schema: FastifySchema, url: string): FastifySchema {
  if (url.startsWith('/health/')) return schema;
  return { ...schema, response: { ...atTheDoor, ...(schema.response as object | undefined) } };
}
