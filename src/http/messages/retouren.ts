import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { ChosenFault, RetourWish } from '../../messages/retouren/verdict.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import { callOf } from '../server/caller.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import {
  Berichttype,
  IdParams,
  Link,
  List,
  languageHeader,
  Moment,
  Nullable,
  OneOf,
  problems,
} from '../server/schemas.ts';
import { Submitted } from './message-schemas.ts';

const tags = ['Messages'];
const access = ['party'] as const;
const usual = [
  ...(['invalid-request', 'unauthorized', 'forbidden', 'not-found', 'forgotten'] as const),
  ...(['no-mandate', 'no-retour', 'too-large-to-answer', 'too-many-requests'] as const),
  ...(['too-much-at-once', 'unavailable'] as const),
] as const satisfies ProblemCode[];

const RuleCode = Type.String({
  maxLength: 10,
  pattern: '^[A-Z]{2}[0-9]{3}$',
  description: 'Code of a rule, see `GET /v1/rules`',
  examples: ['TR074'],
});
const path = { maxLength: 300, pattern: '^[A-Za-z0-9/\\[\\]]+$' } as const;
const Path = Type.String({
  ...path,
  description: 'Where in the message, below Bericht',
  examples: ['Client/StopProducten/StopProduct'],
});

const fault = { rule: RuleCode, path: Path };
const exampleFault = { rule: 'TR074', path: 'Client/StopProducten/StopProduct' };

/** The most faults that one retour reports. */
const mostFaults = 100;

const RetourWishSchema = Type.Object(
  {
    verdict: OneOf(
      ['approve', 'refuse', 'refuse-within'],
      'approve: the message as a whole; refuse: by the rules in `faults`; refuse-within: it breaks a rule within the message (level 2), RetourCode 0001',
    ),
    faults: Type.Optional(
      Type.Array(
        Type.Object(fault, {
          title: 'RetourFault',
          additionalProperties: false,
          examples: [exampleFault],
        }),
        {
          minItems: 1,
          maxItems: mostFaults,
          description:
            'With `refuse`, and only then: what is wrong, of `GET /v1/messages/{id}/retour-choices`. With a fault in the Header the retour names that alone',
        },
      ),
    ),
  },
  {
    title: 'RetourWish',
    additionalProperties: false,
    examples: [{ verdict: 'refuse', faults: [exampleFault] }],
  },
);

const message = Type.String({
  description: 'What is wrong, and what to change',
  examples: ['Report the start of an allocation once.'],
});
const exampleGiven = {
  says: 'approved',
  by: 'k7Qm2xTz',
  byGateway: false,
  at: '2026-11-02T09:30:00.000Z',
  links: { retour: { href: '/v1/messages/01a20563-607e-7aa1-b735-07c007c906ff' } },
};
const exampleRule = {
  ...{ rule: 'TR074', level: 3, retourCode: '9074' },
  message: 'Report the start of an allocation once.',
  paths: ['Client/StopProducten/StopProduct'],
};

const Choices = Type.Object(
  {
    type: Berichttype,
    retour: Type.Unsafe<string>({ ...Berichttype, description: 'The type of its retour' }),
    given: Nullable(
      Type.Object(
        {
          says: OneOf(['approved', 'refused'], 'What it says'),
          by: Type.String({
            description:
              'Who sent it: the prefix of an API key, or the token and its subject; of a mandatary its code',
          }),
          byGateway: Type.Boolean({ description: 'The gateway gave it' }),
          at: Moment,
          links: Type.Object({ retour: Link }, { title: 'RetourGivenLinks' }),
        },
        { title: 'RetourGiven', examples: [exampleGiven] },
      ),
    ),
    proposals: List(Type.Object({ ...fault, message }, { title: 'RetourProposal' }), {
      description: 'What the gateway found',
    }),
    rules: List(
      Type.Object(
        {
          rule: RuleCode,
          level: Type.Integer({ minimum: 3, maximum: 4 }),
          retourCode: Type.String({ examples: ['9074'] }),
          message,
          paths: List(Path, { description: 'The classes of this message that the rule is about' }),
        },
        { title: 'RetourRule', examples: [exampleRule] },
      ),
      { description: 'By which the message can be refused, also where the gateway found nothing' },
    ),
  },
  {
    title: 'RetourChoices',
    description: 'What the message can be answered with',
    headers: { 'Content-Language': languageHeader },
    examples: [
      {
        ...{ type: 'JW307', retour: 'JW308', given: null },
        proposals: [{ ...exampleFault, message: exampleRule.message }],
        rules: [exampleRule],
      },
    ],
  },
);

/** Retouren that are composed for their party: for who answers messages itself and has no software for it. */
export const retouren: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  choices(app, parts);
  send(app, parts);
};

function choices(app: RouteApp, parts: RouteParts): void {
  app.get(
    '/messages/:id/retour-choices',
    {
      config: { access, load: 'heavy', dutch: 'Waarmee u een bericht kunt goed- of afkeuren' },
      schema: {
        tags,
        summary: 'Look up what a message can be answered with',
        description:
          'For a message that you received and answer with a retour, before or after you acknowledged it: what the gateway found, all rules of levels 3 and 4 by which it can be refused, and the retour that it has already.',
        params: IdParams,
        response: { 200: Choices, ...problems(...usual) },
      },
    },
    async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      reply.header('Content-Language', language).header('Vary', 'Accept-Language');
      const id = request.params.id.toLowerCase();
      const found = await parts.retouren.choices(callOf(request), id);
      const { type, retour, given, proposals, rules } = found;
      return {
        ...{ type, retour },
        given: given
          ? {
              ...{ says: given.says, by: given.by, byGateway: given.byGateway, at: given.at },
              links: { retour: { href: parts.publicAddress.at(`/v1/messages/${given.id}`) } },
            }
          : null,
        proposals: proposals.map((one) => ({
          ...one,
          message: findingSentence(one.rule, language),
        })),
        rules: rules.map(({ rule: { code, level, retourCode, sentence }, paths }) => ({
          ...{ rule: code, level, retourCode, message: sentence[language], paths },
        })),
      };
    },
  );
}

function send(app: RouteApp, parts: RouteParts): void {
  app.post(
    '/messages/:id/retouren',
    {
      config: { access, load: 'message', dutch: 'Een bericht goed- of afkeuren met een retour' },
      schema: {
        tags,
        summary: 'Answer a message with a retour',
        description:
          'For a party that answers messages itself (`retourBy`: party) and has no software for it. Composes the retour on a JW301, JW305, JW307, JW315, JW317 or JW319 that you received, and posts it as `POST /v1/messages` would. A message has one retour: sending the same twice sends it once, and the second answer is 200; another one is refused with who was first, and when.',
        params: IdParams,
        body: RetourWishSchema,
        response: {
          200: Submitted('It was sent before'),
          202: Submitted('Sent, and kept for good'),
          ...problems(
            ...usual,
            ...(['retour-given', 'retour-rule', 'retour-place', 'party-ended'] as const),
            ...(['already-answered', 'answered-by-gateway', 'not-delivered'] as const),
            ...(['heenbericht-forgotten', 'no-heenbericht', 'xsd', 'too-complex'] as const),
            ...(['too-much-sent', 'busy', 'stopping'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const wish = wishOf(request.body.verdict, request.body.faults);
      const { repeated, ...submitted } = await parts.retouren.send(callOf(request), id, wish);
      request.messageId = submitted.id;
      reply.header('Location', parts.publicAddress.at(`/v1/messages/${submitted.id}`));
      return reply.code(repeated ? 200 : 202).send(submitted);
    },
  );
}

/** @throws {Problem} `invalid-request` for faults without a refusal, or a refusal without faults */
function wishOf(
  verdict: RetourWish['verdict'],
  faults: readonly ChosenFault[] | undefined,
): RetourWish {
  const wrong = (rule: string, params?: Readonly<Record<string, string>>) =>
    new Problem('invalid-request', {
      faults: [{ element: 'body/faults', rule, ...(params && { params }) }],
    });
  if (verdict === 'refuse') {
    if (!faults) throw wrong('required');
    return { verdict, faults };
  }
  if (faults) throw wrong('onlyWith', { limit: 'verdict=refuse' });
  return { verdict };
}
