import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { waitsOf } from './caller.ts';
import {
  AnswerId,
  HeenberichtId,
  identification,
  MessageOutcome,
  messageExample,
} from './message-items.ts';
import type { AppParts } from './parts.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Limit,
  Moment,
  Nullable,
  problems,
  WaitSeconds,
} from './schemas.ts';

const { status: _, size: __, changedAt: ___, forgottenAt: ____, ...ofMessage } = messageExample;
const example = { ...ofMessage, position: 17, redelivered: false };
const Item = Type.Object(
  {
    id: Id,
    type: Berichttype,
    sender: GemeenteOrAanbieder,
    recipient: GemeenteOrAanbieder,
    ...identification,
    heenbericht: HeenberichtId,
    answer: AnswerId,
    outcome: MessageOutcome,
    receivedAt: Moment,
    position: Type.Integer({ description: '1, 2, 3 ... within this mailbox' }),
    redelivered: Type.Boolean({ description: 'Put back after it had been delivered' }),
  },
  { title: 'InboxItem', description: 'A message that waits in the mailbox', examples: [example] },
);

/** What a recipient polls and acknowledges. */
export const inbox: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.get(
    '/inbox',
    {
      schema: {
        tags: ['Mailbox'],
        summary: 'What is not yet acknowledged, oldest first',
        description:
          'With `waitSeconds` an empty mailbox answers when a message comes in, or when the time is over. Read the content of each message, keep it, then acknowledge it. `after` pages past messages that are not acknowledged.',
        querystring: Type.Object(
          {
            limit: Limit,
            after: Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              default: 0,
              description: 'Only what stands after this position',
            }),
            waitSeconds: WaitSeconds,
            party: Type.Optional(
              Type.Unsafe<string>({
                ...GemeenteOrAanbieder,
                description:
                  "Whose mailbox: one's own, that of an ended party whose successor one is, or that of a party by whose mandate one acts: then only messages of its types",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              items: Type.Array(Item),
              next: Nullable(
                Type.Integer({
                  description: 'Pass as `after` for the next page; null: this is all',
                }),
                { examples: [null] },
              ),
            },
            { title: 'InboxPage', description: 'What waits in the mailbox' },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'no-mandate', 'no-mailbox'),
        },
      },
    },
    (request, reply) =>
      parts.mailbox.list(request.principal, request.query, waitsOf(request, reply)) as never,
  );

  app.post(
    '/inbox/acknowledgements',
    {
      schema: {
        tags: ['Mailbox'],
        summary: 'Acknowledge messages: they leave the mailbox',
        description:
          'Repeating it is harmless. One call may name messages of several parties by whose mandates you act. A party that has ended leaves this to its successor, if it has one.',
        body: Type.Object(
          { ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) },
          { title: 'Acknowledgement', additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              acknowledged: Type.Array(Id),
              unknown: Type.Array(Id, {
                description: 'Of no message in your mailbox',
                examples: [[]],
              }),
            },
            {
              title: 'Acknowledged',
              description: 'Which of these have left the mailbox, now or before',
            },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'party-ended'),
        },
      },
    },
    (request) => parts.mailbox.acknowledge(request.principal, request.body.ids),
  );
};
