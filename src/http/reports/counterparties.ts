import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { BetweenCount } from '../../region/report/counterparties.ts';
import { termRoles } from '../../region/terms/viewer.ts';
import { callOf } from '../server/caller.ts';
import { csvLines } from '../server/csv.ts';
import { likedBest } from '../server/media.ts';
import type { AppParts } from '../server/parts.ts';
import { Gemeente, GemeenteOrAanbieder, List, Month, OneOf, problems } from '../server/schemas.ts';

const separators = ['comma', 'semicolon'] as const;

const number = (description: string) => Type.Integer({ description, examples: [3] });

const Counts = Type.Object(
  {
    items: List(
      Type.Object(
        {
          month: Month('When', '2026-11'),
          by: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who did it' }),
          towards: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'To whom' }),
          refused: number('Retouren that refused, and JW325s that refused something, of its own'),
          refusedWithoutRule: number('Those among them for which no rule was found broken'),
          answeredLate: number('Answers that were due in this month, and came late or not yet'),
          answeredTwice: number('Answers to what was answered already, refused at the door'),
        },
        { title: 'BetweenCount' },
      ),
    ),
  },
  { title: 'BetweenCounts', description: 'In the order of months, of who did it and to whom' },
);

const columns = [
  ...(['month', 'by', 'towards', 'refused', 'refusedWithoutRule'] as const),
  ...(['answeredLate', 'answeredTwice'] as const),
] satisfies (keyof BetweenCount)[];

/** Counts between two parties as CSV (RFC 4180), with a line of column names. */
export function betweenCsv(
  counts: readonly BetweenCount[],
  separator: (typeof separators)[number] = 'comma',
): string {
  const lines = counts.map((one) => columns.map((name) => one[name]));
  return csvLines([columns, ...lines], separator === 'semicolon' ? ';' : ',');
}

const answer = Type.Unsafe<unknown>({
  description: 'The counts',
  headers: {
    'Content-Disposition': {
      type: 'string',
      description: 'Of CSV: the name of the file',
      examples: ['attachment; filename="counterparties.csv"'],
    },
    Vary: { type: 'string', description: 'The answer depends on `Accept`', examples: ['Accept'] },
  },
  content: {
    'application/json': { schema: Counts },
    'text/csv': { schema: { type: 'string', examples: [csvLines([columns])] } },
  },
});

const Choice = Type.Object(
  {
    from: Month('The first month', '2026-01'),
    until: Month('The last month', '2026-12'),
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
      OneOf(separators, 'Of CSV: semicolon as a Dutch spreadsheet reads it; comma unless told'),
    ),
  },
  { additionalProperties: false },
);

/** What gemeenten and aanbieders did to each other by month: for people who look back, as JSON or in a spreadsheet. */
export const counterparties: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.get(
    '/reports/counterparties',
    {
      config: {
        load: 'heavy',
        access: termRoles,
        dutch:
          'Hoe vaak partijen zonder regel afkeurden, te laat of dubbel antwoordden, als JSON of CSV',
      },
      schema: {
        tags: ['Reports'],
        summary: 'Refused without a rule, answered late, answered twice: by counterparty and month',
        description:
          'At most 24 months. A gemeente or aanbieder sees what is between it and others, in both directions; a contract manager all of the gemeenten for which it acts now, an operator all. These are exact numbers, of parties that know the messages. With `Accept: text/csv` it is CSV.',
        querystring: Choice,
        response: {
          200: answer,
          ...problems(
            ...(['invalid-request', 'too-many-months', 'filter-not-for-role'] as const),
            ...(['not-designated', 'unauthorized', 'forbidden'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const { separator, ...query } = request.query;
      const counts = await parts.between.counts(callOf(request), query);
      reply.header('Cache-Control', 'private, no-store').header('Vary', 'Accept');
      const form = likedBest(request.headers.accept, ['text/csv', 'application/json']);
      if (form !== 'text/csv') return { items: counts };
      return reply
        .type('text/csv; charset=utf-8; header=present')
        .header('Content-Disposition', 'attachment; filename="counterparties.csv"')
        .send(betweenCsv(counts, separator));
    },
  );
};
