import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { presentValidation, takenSentence } from '../../texts/validation-texts.ts';
import { callOf } from '../server/caller.ts';
import type { RouteParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  languageHeader,
  Nullable,
  problems,
  Status,
} from '../server/schemas.ts';
import { bytesOf, takeXml, xmlBody, xmlRoute } from '../server/xml-body.ts';
import { triedOut } from './tried-out.ts';

const Recipient = Type.Object(
  {
    code: GemeenteOrAanbieder,
    connected: Type.Boolean({ description: 'It takes messages today' }),
    until: Nullable(
      Type.String({
        format: 'date',
        description: 'The last day on which it does; null: for further notice, or it is not known',
      }),
    ),
    successor: Nullable(GemeenteOrAanbieder),
  },
  {
    title: 'ValidationRecipient',
    description:
      'Who would get it; one that is not connected is a finding too. null: it is a retour, which goes back, or its Header names no party',
    examples: [{ code: '0370', connected: false, until: '2021-12-31', successor: '0439' }],
  },
);

/** A finding of a message that was tried out. */
export const Finding = Type.Object(
  {
    line: Type.Integer({ description: 'From 1; 0 when it is not known', examples: [51] }),
    element: Type.String({
      description:
        'Path below Bericht, also of an element that is missing; empty for the document as a whole',
      examples: ['Client/Bsn'],
    }),
    rule: Type.String({
      description:
        'Code of a rule, see `GET /v1/rules`, or of the problem with which a post would be refused, or of a finding of the gateway itself',
      examples: ['pattern'],
    }),
    level: Type.Integer({
      description:
        '1: the XSD, or what a post would be refused for; 2, 3 and 4: a rule, see `GET /v1/rules`',
    }),
    retourCode: Type.Optional(
      Type.String({ description: 'The code that the retour would have', examples: ['0001'] }),
    ),
    message: Type.String({ description: 'What to change', examples: ['Bsn has 9 digits.'] }),
  },
  { title: 'ValidationFinding' },
);

const Taken = Type.Object(
  {
    id: Id,
    status: Status,
    message: Type.String({
      description: 'What happened to it, and what to do',
      examples: [
        'This message was taken before, as 01a20563-607e-7aa1-b735-07c007c906ff. There is no need to send it again: follow it with `GET /v1/messages/01a20563-607e-7aa1-b735-07c007c906ff`.',
      ],
    }),
    links: Type.Object({ self: Link }, { title: 'ValidationTakenLinks' }),
  },
  {
    title: 'ValidationTaken',
    description:
      'This message was taken before, and a post of it gives the same id again: so it is not checked against the past. null: it was not, or it is not yours',
  },
);

const Outcome = Type.Object(
  {
    valid: Type.Boolean({ description: 'There is no finding' }),
    type: Nullable(Berichttype),
    findings: List(Finding, {
      description:
        'What a post would be refused for comes first, the others in the order of the document; of the faults against the XSD the first 100, of all 10,000 at most',
    }),
    findingCount: Type.Integer({
      description: 'Findings in all, those that are not given included',
    }),
    recipient: Nullable(Recipient),
    taken: Nullable(Taken),
    notAssessed: List(Type.String({ examples: ['TR379'] }), {
      description:
        'Codes of rules that were not checked: because of faults against the XSD; or because they need the past, and the caller is not the Afzender and may not post for it, or the message was taken before',
    }),
  },
  {
    title: 'Validation',
    description: 'What is wrong with it; nothing was kept',
    headers: { 'Content-Language': languageHeader },
  },
);

/** The dry run: a party checks a message before it posts it. */
export const validations: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  takeXml(app, parts.maxMessageBytes);

  app.post(
    '/validations',
    {
      config: { load: 'heavy', access: ['party'], dutch: 'Een bericht uitproberen' },
      ...xmlRoute(parts),
      schema: {
        tags: ['Messages'],
        summary: 'Try a message out',
        description:
          'Reports everything that is wrong with a message: the XSD, the rules within it, the rules against the past, and those against external lists; and why a post would be refused: that it is not yours to post (`not-your-message`), that Afzender and Ontvanger are swapped, that its recipient is not connected, that there is nothing that it answers (`no-heenbericht`), or that this has its answer. Keeps nothing, and forwards nothing. Anyone may try any message; but the past, and what it answers, is looked up only for a message that you may post: one of your own, or one of a party by whose mandate you act. Of another, and as long as there are faults against the XSD, the rules that need it are not checked, and are listed in `notAssessed`. Faults against the XSD (level 1) may make a rule elsewhere in the message complain: fix those first.',
        ...xmlBody,
        response: {
          200: Outcome,
          ...problems(
            'unauthorized',
            'forbidden',
            'unsupported-content-encoding',
            'unsupported-media-type',
            'too-large',
            'too-many-requests',
            'too-much-at-once',
            'too-much-sent',
            'busy',
            'unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const validation = await triedOut(parts, callOf(request), bytesOf(request.body));
      const language = languageOf(request.headers['accept-language']);
      reply.header('Content-Language', language).header('Vary', 'Accept-Language');
      const { recipient, taken } = validation;
      const { at } = parts.publicAddress;
      return {
        ...presentValidation(validation, language),
        recipient,
        taken: taken && {
          ...{ id: taken.id, status: taken.status, message: takenSentence(taken, language) },
          links: { self: { href: at(`/v1/messages/${taken.id}`) } },
        },
      };
    },
  );
};
