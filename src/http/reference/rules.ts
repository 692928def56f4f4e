import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { rules as allRules } from '../../standard/rules/rules.ts';
import { keptPage, pageRoute, sendPage } from '../pages/reader.ts';
import { rulesPage } from '../pages/rules-page.ts';
import type { AppParts } from '../server/parts.ts';
import { Berichttype, List, problems } from '../server/schemas.ts';

const Level = Type.Unsafe<2 | 3 | 4>({
  type: 'integer',
  enum: [2, 3, 4],
  description:
    '2: within the message; 3: against the past; 4: against a source outside of the exchange',
});

const Sentences = (description: string) =>
  Type.Object(
    { nl: Type.String(), en: Type.String() },
    {
      title: 'Sentences',
      description,
      examples: [{ nl: 'Volume is minstens 0.', en: 'Volume is at least 0.' }],
    },
  );

const Rule = Type.Object(
  {
    code: Type.String({ description: 'As the standard names it', examples: ['CS325'] }),
    level: Level,
    retourCode: Type.String({
      description:
        'With which a retour refuses a message that breaks the rule; `-` where the standard has none',
      examples: ['0001'],
    }),
    messages: List(Berichttype),
    berichtklasse: Type.String({
      description: 'The class in the message that it is about',
      examples: ['Client'],
    }),
    sentence: Sentences('What to change in a message that breaks it'),
    reading: Type.Optional(Sentences('How the gateway reads it where the standard leaves room')),
  },
  { title: 'Rule' },
);

/** The routes for the rules by which messages are checked, for builders of software. */
export const rules: FastifyPluginAsyncTypebox<AppParts> = async (app) => {
  app.get(
    '/v1/rules',
    {
      config: { access: 'anyone', dutch: 'De regels voor berichten' },
      schema: {
        tags: ['Rules'],
        summary: 'List the rules by which messages are checked',
        description: 'The whole list comes at once. `/docs/rules` shows it to people.',
        querystring: Type.Object(
          {
            message: Type.Optional(Berichttype),
            code: Type.Optional(Type.String({ maxLength: 20 })),
            level: Type.Optional(Level),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(Rule), next: Type.Null() },
            { title: 'RuleList', description: 'In the order in which findings are given' },
          ),
          ...problems('invalid-request'),
        },
      },
    },
    async (request) => {
      const { message, code, level } = request.query;
      const items = allRules
        .filter((rule) => message === undefined || rule.messages.includes(message))
        .filter((rule) => code === undefined || rule.code === code)
        .filter((rule) => level === undefined || rule.level === level);
      return { items: items, next: null };
    },
  );

  const write = keptPage((reader) => rulesPage(allRules, reader));
  app.get('/docs/rules', pageRoute, (request, reply) => sendPage(request, reply, write));
};
