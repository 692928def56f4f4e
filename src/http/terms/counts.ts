import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { termRoles } from '../../region/terms/viewer.ts';
import { callOf } from '../server/caller.ts';
import { likedBest } from '../server/media.ts';
import type { AppParts } from '../server/parts.ts';
import { Gemeente, GemeenteOrAanbieder, Month, OneOf, problems } from '../server/schemas.ts';
import { countsCsv, countsExample, separators } from './counts-csv.ts';
import { CountList } from './term-schemas.ts';

const answer = Type.Unsafe<unknown>({
  description: 'The counts',
  headers: {
    'Content-Disposition': {
      type: 'string',
      description: 'Of CSV: the name of the file',
      examples: ['attachment; filename="terms.csv"'],
    },
    Vary: {
      type: 'string',
      description: 'The answer depends on `Accept`',
      examples: ['Accept'],
    },
  },
  content: {
    'application/json': { schema: CountList },
    'text/csv': { schema: { type: 'string', examples: [countsExample] } },
  },
});

const Choice = Type.Object(
  {
    from: Month('The first month', '2026-01'),
    until: Month('The last month', '2026-12'),
    party: Type.Optional(
      Type.Unsafe<string>({
        ...GemeenteOrAanbieder,
        description: 'What this party had to do only',
      }),
    ),
    counterparty: Type.Optional(
      Type.Unsafe<string>({
        ...GemeenteOrAanbieder,
        description: 'For parties: between you and this one only',
      }),
    ),
    municipality: Type.Optional(
      Type.Unsafe<string>({
        ...Gemeente,
        description: 'For contract managers and operators: of this gemeente only',
      }),
    ),
    provider: Type.Optional(
      Type.Unsafe<string>({
        ...GemeenteOrAanbieder,
        description: 'For contract managers and operators: of this aanbieder only',
      }),
    ),
    separator: Type.Optional(
      OneOf(
        separators,
        'Of CSV. semicolon: with decimal commas, as a Dutch spreadsheet reads it; comma unless told',
      ),
    ),
  },
  { additionalProperties: false },
);

/** How terms ended, by month: for people who look back, as JSON or in a spreadsheet. */
export const termCounts: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.get(
    '/terms/counts',
    {
      config: {
        load: 'heavy',
        access: termRoles,
        dutch: 'Hoeveel er per maand op tijd was, als JSON of CSV',
      },
      schema: {
        tags: ['Terms'],
        summary: 'How many terms were met in time, by month',
        description:
          'By the month in which they were due, by who had to do it, and by kind; at most 24 months. A gemeente or aanbieder sees what it had to do, and what others had to do for it; a contract manager all of its gemeenten, an operator all. With `Accept: text/csv` it is CSV.',
        querystring: Choice,
        response: {
          200: answer,
          ...problems(
            'invalid-request',
            'too-many-months',
            'unknown-party',
            'filter-not-for-role',
            'not-designated',
            'unauthorized',
            'forbidden',
          ),
        },
      },
    },
    async (request, reply) => {
      const { separator, ...query } = request.query;
      const counts = await parts.terms.counts(callOf(request), query);
      reply.header('Cache-Control', 'private, no-store').header('Vary', 'Accept');
      const form = likedBest(request.headers.accept, ['text/csv', 'application/json']);
      if (form !== 'text/csv') return { items: counts };
      return reply
        .type('text/csv; charset=utf-8; header=present')
        .header('Content-Disposition', 'attachment; filename="terms.csv"')
        .send(countsCsv(counts, separator));
    },
  );
};
