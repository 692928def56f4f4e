import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { directions } from '../exchange/message-list.ts';
import type { ProblemCode } from '../problem.ts';
import { callOf, waitsOf } from './caller.ts';
import { present } from './message-details.ts';
import {
  HeenberichtId,
  ItemLinks,
  identification,
  MessageOutcome,
  messageExample,
  presentItem,
} from './message-items.ts';
import { FailureSchema, WaitingSchema } from './said-of-waiting.ts';
import {
  Berichttype,
  Cursor,
  GemeenteOrAanbieder,
  Id,
  IdParams,
  Limit,
  Line,
  Link,
  Moment,
  momentOf,
  Next,
  Nullable,
  OneOf,
  PartyCode,
  problems,
  Status,
  WaitSeconds,
} from './schemas.ts';
import {
  bytesOf,
  sendXml,
  takeXml,
  type XmlParts,
  xmlAnswer,
  xmlBody,
  xmlRoute,
} from './xml-body.ts';

const submitted = { id: Id, type: Berichttype, status: Status };

const summary = {
  id: Id,
  type: Nullable(Berichttype),
  status: Status,
  sender: PartyCode,
  recipient: Nullable(
    Type.Unsafe<string>({
      ...GemeenteOrAanbieder,
      description: 'Of a refused message as its Header says; null where that could not be read',
    }),
  ),
  ...identification,
  outcome: MessageOutcome,
  size: Type.Integer({ description: 'Bytes' }),
  receivedAt: Moment,
  changedAt: Moment,
  forgottenAt: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'Since then nobody can read it any more' }),
  ),
};
const Summary = Type.Object(
  { ...summary, heenbericht: HeenberichtId, links: ItemLinks },
  {
    title: 'MessageSummary',
    description: 'The message without its content',
    examples: [messageExample],
  },
);

const details = {
  ...summary,
  heenbericht: HeenberichtId,
  deliveredAt: Nullable(Moment),
  timeline: Type.Array(Type.Object({ status: Status, at: Moment })),
  findings: Type.Array(
    Type.Object({
      rule: Type.String({ description: 'Code of the rule, see `GET /v1/rules`' }),
      retourCode: Type.Optional(Type.String({ description: 'As it stands in the retour' })),
      path: Type.String({ description: 'Where in the message' }),
      message: Type.String({ description: 'What to change' }),
    }),
    { description: 'What is wrong with it, 1000 at most' },
  ),
  findingCount: Type.Integer({ description: 'Findings in all' }),
  refusedCount: Type.Optional(Type.Integer({ description: 'How often these bytes were refused' })),
  problem: Type.Optional(Type.Unsafe<unknown>({ $ref: 'Problem#' })),
  errorCode: Type.Optional(
    Type.String({ description: 'Why processing gave up: for who helps you' }),
  ),
  waiting: Type.Optional(
    Type.Unsafe<unknown>({
      ...WaitingSchema,
      description: 'As long as it is `received`: why it is, and when it is tried again',
    }),
  ),
  failure: Type.Optional(
    Type.Unsafe<unknown>({
      ...FailureSchema,
      description: 'Why it `failed`, and what to do',
    }),
  ),
  dismissal: Type.Optional(
    Type.Object(
      { reason: Type.String(), at: Moment },
      { description: 'An operator gave it up, and says why' },
    ),
  ),
  disclosures: Type.Array(Type.Object({ at: Moment, reason: Type.String() }), {
    description: 'When operators said that they must read it, and why; see the access log',
  }),
  redelivered: Type.Boolean({
    description: 'Put back into the mailbox after it had been delivered',
  }),
  links: Type.Object(
    {
      content: Link,
      heenbericht: Type.Optional(Link),
      answer: Type.Optional(Link),
      requests: Type.Optional(
        Type.Array(Link, {
          description: 'Of a JW301 or JW319: the JW315 or JW317 that it honours or answers',
        }),
      ),
      decisions: Type.Optional(
        Type.Array(Link, {
          description: 'Of a JW315 or JW317: the JW319 and JW301 that answered it',
        }),
      ),
    },
    {
      title: 'MessageLinks',
      description:
        'Its content, and the messages that belong to it, as far as they are yours to see',
      examples: [
        {
          content: { href: `/v1/messages/${messageExample.id}/content` },
          answer: { href: '/v1/messages/01a20563-9c1d-7b02-8a40-1f5d3c2b7e90' },
        },
      ],
    },
  ),
};
const Details = Type.Object(details, { description: 'The message without its content' });

// In the order in which they are looked for.
const intakeProblems = [
  'unauthorized',
  'forbidden',
  'unsupported-content-encoding',
  'unsupported-media-type',
  'too-large',
  'empty',
  'byte-order-mark',
  'not-utf8',
  'encoding-declaration',
  'doctype',
  'processing-instruction',
  'schema-location',
  'too-much-markup',
  'not-well-formed',
  'unknown-message',
  'wrong-namespace',
  'other-release',
  'wrong-bericht-code',
  'header-turned-round',
  'not-your-message',
  'no-mandate',
  'party-ended',
  'xsd',
  'too-complex',
  'unknown-recipient',
  'recipient-ended',
  'no-heenbericht',
  'already-answered',
  'answered-by-gateway',
  'not-delivered',
  'heenbericht-forgotten',
  'rules',
  'too-many-requests',
  'too-much-at-once',
  'too-much-sent',
  'busy',
  'stopping',
  'unavailable',
] as const satisfies ProblemCode[];

/** What parties do with messages: post, list, look up, read. */
export const messages: FastifyPluginAsyncTypebox<XmlParts> = async (app, parts) => {
  const { cursors } = parts;
  const { at } = parts.publicAddress;
  takeXml(app, parts.maxMessageBytes);

  app.post(
    '/messages',
    {
      ...xmlRoute(parts),
      schema: {
        tags: ['Messages'],
        summary: 'Post a message',
        description:
          'Takes one iJw 3.2 message. 202 means that it is kept for good; follow it at `Location`. The same bytes once more give 200 with the first id.',
        ...xmlBody,
        response: {
          200: Type.Object(submitted, { description: 'These bytes were taken before' }),
          202: Type.Object(submitted, { description: 'Taken, and kept for good' }),
          ...problems(...intakeProblems),
        },
      },
    },
    async (request, reply) => {
      const bytes = bytesOf(request.body);
      const { repeated, ...submitted } = await parts.intake.submit(callOf(request), bytes);
      request.messageId = submitted.id;
      reply.header('Location', at(`/v1/messages/${submitted.id}`));
      return reply.code(repeated ? 200 : 202).send(submitted as never);
    },
  );

  app.get(
    '/messages',
    {
      schema: {
        tags: ['Messages'],
        summary: "List one's own messages, sent and received",
        description:
          'With `party` those of a party by whose mandate you act, of the types of that mandate. In the order in which they last changed. To follow changes, keep the newest `changedAt` and ask from a minute before it: what changes at the same time may become visible a little later.',
        querystring: Type.Object(
          {
            party: Type.Optional(
              Type.Unsafe<string>({ ...PartyCode, description: "Whose; absent: one's own" }),
            ),
            direction: Type.Optional(
              OneOf(directions, 'sent: by you; received: in your mailbox, now or before'),
            ),
            counterparty: Type.Optional(
              Type.Unsafe<string>({
                ...PartyCode,
                description:
                  'Who is on the other side: the recipient of what was sent, or the sender',
              }),
            ),
            identificatie: Type.Optional(
              Line(12, 'As the Header has it; a retour has that of its heenbericht'),
            ),
            status: Type.Optional(Status),
            type: Type.Optional(Berichttype),
            changedSince: Type.Optional(Type.String({ format: 'date-time' })),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ items: Type.Array(Summary), next: Next }, { description: 'A page' }),
          ...problems(
            'invalid-request',
            'cursor-invalid',
            'unauthorized',
            'forbidden',
            'no-mandate',
          ),
        },
      },
    },
    async (request) => {
      const { changedSince, cursor, ...filter } = request.query;
      const [changedAt, id] =
        cursors.read<[string, string]>('messages', request.principal, cursor) ?? [];
      const { items, next } = await parts.messages.list(request.principal, {
        ...filter,
        ...(changedSince && { changedSince: momentOf(changedSince) }),
        ...(changedAt !== undefined && id !== undefined && { after: { changedAt, id } }),
      });
      return {
        items: items.map((item) => presentItem(item, at)) as never[],
        next: cursors.write('messages', request.principal, next && [next.changedAt, next.id]),
      };
    },
  );

  app.get(
    '/messages/:id',
    {
      schema: {
        tags: ['Messages'],
        summary: 'Look up a message',
        description:
          'With `waitSeconds` the answer comes when the message has left `received`, or when the time is over.',
        params: IdParams,
        querystring: Type.Object({ waitSeconds: WaitSeconds }, { additionalProperties: false }),
        response: {
          200: Details,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'forgotten'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const message = await parts.messages.get(
        request.principal,
        id.toLowerCase(),
        request.query.waitSeconds,
        waitsOf(request, reply),
      );
      return present(message, request.headers['accept-language'], at) as never;
    },
  );

  app.get(
    '/messages/:id/content',
    {
      schema: {
        tags: ['Messages'],
        summary: 'Read the XML, byte for byte as it was posted',
        params: IdParams,
        response: {
          200: xmlAnswer,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'forgotten'),
        },
      },
    },
    async (request, reply) => {
      const content = await parts.messages.content(
        callOf(request),
        request.params.id.toLowerCase(),
      );
      return sendXml(reply, content) as never;
    },
  );
};
