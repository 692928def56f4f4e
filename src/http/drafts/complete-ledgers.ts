import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { List, Moment, problems } from '../server/schemas.ts';

const tags = ['Drafts'];
const access = ['party'] as const;
const Aanbieder = Type.String({
  pattern: '^[0-9]{8}$',
  description: 'AGB code of the aanbieder',
  examples: ['12345678'],
});
const Params = Type.Object({ aanbieder: Aanbieder });

const Declared = Type.Object(
  {
    aanbieder: Aanbieder,
    declaredAt: Moment,
    declaredBy: Type.String({
      description: 'The prefix of a key, a token and its subject, or a command and its user',
      examples: ['k7Qm2xTz'],
    }),
  },
  {
    title: 'CompleteLedger',
    description: 'The gateway has all allocations of the gemeente to this aanbieder',
  },
);

/** For which aanbieders a gemeente says that the gateway has all of its allocations. */
export const completeLedgers: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  list(app, parts);
  declare(app, parts);
  withdraw(app, parts);
};

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/complete-ledgers',
    {
      config: { access, dutch: 'Voor welke aanbieders de gateway al uw toewijzingen kent' },
      schema: {
        tags,
        summary: 'List the aanbieders for which the ledger is complete',
        description: 'Those that the gemeente declared itself, or an administrator for it.',
        response: {
          200: Type.Object(
            { items: List(Declared) },
            { title: 'CompleteLedgers', description: 'By the code of the aanbieder' },
          ),
          ...problems('unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => ({ items: await parts.drafts.completeLedgers(callOf(request)) }),
  );
}

function declare(app: RouteApp, parts: AppParts): void {
  app.put(
    '/complete-ledgers/:aanbieder',
    {
      config: { access, dutch: 'Zeggen dat de gateway al uw toewijzingen bij een aanbieder kent' },
      schema: {
        tags,
        summary: 'Declare the ledger complete for an aanbieder',
        description:
          'For a gemeente. A JW301 has all current allocations of a child at the aanbieder, so it is drafted only where the gateway knows all of them: none is handled beside the gateway. Repeating it is harmless.',
        params: Params,
        response: {
          200: { ...Declared, description: 'It was declared before' },
          201: { ...Declared, description: 'Declared' },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'unknown-party'),
        },
      },
    },
    async (request, reply) => {
      const { aanbieder } = request.params;
      const { declared, created } = await parts.drafts.declareComplete(callOf(request), aanbieder);
      return reply.code(created ? 201 : 200).send(declared);
    },
  );
}

function withdraw(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/complete-ledgers/:aanbieder',
    {
      config: {
        access,
        dutch: 'Intrekken dat de gateway al uw toewijzingen bij een aanbieder kent',
      },
      schema: {
        tags,
        summary: 'Take back that the ledger is complete for an aanbieder',
        description: 'From then on no JW301 to this aanbieder is drafted.',
        params: Params,
        response: {
          200: { ...Declared, description: 'What was declared; it is taken back' },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => parts.drafts.withdrawComplete(callOf(request), request.params.aanbieder),
  );
}
