import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { waitsOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Limit,
  List,
  Moment,
  Nullable,
  problems,
  WaitSeconds,
} from '../server/schemas.ts';
import {
  AnswerId,
  HeenberichtId,
  identification,
  MessageOutcome,
  messageExample,
} from './message-items.ts';

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
    // It is ISO text already.
    receivedAt: Type.Unsafe<string>(Moment),
    position: Type.Integer({ description: '1, 2, 3 ... within this mailbox' }),
    redelivered: Type.Boolean({ description: 'Put back after it had been delivered' }),
  },
  { title: 'InboxItem', description: 'A message that waits in the mailbox', examples: [example] },
);

/** The mailbox that a recipient polls, and its acknowledgements. */
export const inbox: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listInbox(app, parts);
  acknowledge(app, parts);
};

function listInbox(app: RouteApp, parts: AppParts): void {
  app.get(
    '/inbox',
    {
      config: { access: ['party'], dutch: 'Wat u nog niet hebt bevestigd, het oudste eerst' },
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
              description: 'Only messages after this position',
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
              items: List(Item),
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
      parts.mailbox.list(request.principal, request.query, waitsOf(request, reply)),
  );
}

function acknowledge(app: RouteApp, parts: AppParts): void {
  app.post(
    '/inbox/acknowledgements',
    {
      config: {
        access: ['party'],
        dutch: 'Ontvangst bevestigen: de berichten gaan uit de postbus',
      },
      schema: {
        tags: ['Mailbox'],
        summary: 'Acknowledge messages: they leave the mailbox',
        description:
          'Repeating it is harmless. One call may name messages of several parties by whose mandates you act. A party that has ended leaves this to its successor, if it has one.',
        body: Type.Object(
          { ids: List(Id, { minItems: 1, maxItems: 1000 }) },
          { title: 'Acknowledgement', additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            {
              acknowledged: List(Id),
              unknown: List(Id, {
                description: 'Ids of no message in your mailbox',
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
}
