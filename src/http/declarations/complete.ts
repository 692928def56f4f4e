import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import {
  completeDeclarations,
  incompleteDeclarations,
  listCompleteDeclarations,
} from '../../ledger/declarations/completing.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { Gemeente, List, Moment, PartyCode, problems } from '../server/schemas.ts';

const tags = ['Declarations'];
const access = ['itself', 'administrator'] as const;
const Aanbieder = Type.String({
  pattern: '^[0-9]{8}$',
  description: 'AGB code of the aanbieder',
  examples: ['12345678'],
});
const Params = Type.Object({ code: PartyCode, aanbieder: Aanbieder });
const path = '/parties/:code/complete-declarations';

const Complete = Type.Object(
  {
    gemeente: Gemeente,
    aanbieder: Aanbieder,
    declaredAt: Moment,
    declaredBy: Type.Optional(
      Type.String({
        description:
          'The prefix of a key, a token and its subject, or a command and its user; not for the aanbieder',
        examples: ['k7Qm2xTz'],
      }),
    ),
  },
  {
    title: 'CompleteDeclarations',
    description: 'The gateway has all that this aanbieder declared to the gemeente',
  },
);

/** Of which aanbieders a gemeente says that the gateway has all declarations. */
export const complete: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  list(app, parts);
  declare(app, parts);
  withdraw(app, parts);
};

function list(app: RouteApp, { store, macs }: AppParts): void {
  app.get(
    path,
    {
      config: {
        access: [...access],
        dutch: 'Tussen welke gemeenten en aanbieders de gateway alle declaraties kent',
      },
      schema: {
        tags,
        summary: 'List between whom all declarations are known',
        description:
          'Of a gemeente the aanbieders that it named, or an administrator for it; of an aanbieder the gemeenten that named it.',
        params: Type.Object({ code: PartyCode }),
        response: {
          200: Type.Object(
            { items: List(Complete) },
            { title: 'CompleteDeclarationsList', description: 'By the codes of both' },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async ({ params: { code } }) => {
      const found = await listCompleteDeclarations(store.pool, macs, code);
      // Whose key it was is the affair of the gemeente.
      const items = found.map(({ declaredBy, ...one }) =>
        one.gemeente === code ? { ...one, declaredBy } : one,
      );
      return { items };
    },
  );
}

function declare(app: RouteApp, { store, macs }: AppParts): void {
  app.put(
    `${path}/:aanbieder`,
    {
      config: {
        access: [...access],
        dutch: 'Zeggen dat de gateway alle declaraties van een aanbieder aan een gemeente kent',
      },
      schema: {
        tags,
        summary: 'Say that all declarations of an aanbieder are known',
        description:
          'For a gemeente about its own. Rules that need all that was declared and granted before refuse from then on; until then they find, and refuse nothing. Import what was declared before first. Repeating it is harmless.',
        params: Params,
        response: {
          200: { ...Complete, description: 'It was said before' },
          201: { ...Complete, description: 'Said' },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'unknown-party'),
        },
      },
    },
    async (request, reply) => {
      const { code: gemeente, aanbieder } = request.params;
      const parties = { gemeente, aanbieder };
      const { declared, created } = await completeDeclarations(
        store.pool,
        macs,
        callOf(request),
        parties,
      );
      return reply.code(created ? 201 : 200).send(declared);
    },
  );
}

function withdraw(app: RouteApp, { store, macs }: AppParts): void {
  app.delete(
    `${path}/:aanbieder`,
    {
      config: {
        access: [...access],
        dutch: 'Intrekken dat de gateway alle declaraties van een aanbieder aan een gemeente kent',
      },
      schema: {
        tags,
        summary: 'Take back that all declarations of an aanbieder are known',
        description: 'From then on rules that need all of them find, and refuse nothing.',
        params: Params,
        response: {
          200: { ...Complete, description: 'What was said; it is taken back' },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => {
      const { code: gemeente, aanbieder } = request.params;
      const parties = { gemeente, aanbieder };
      return incompleteDeclarations(store.pool, macs, callOf(request), parties);
    },
  );
}
