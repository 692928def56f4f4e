import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { directions } from '../../messages/views/message-list.ts';
import type { ProblemCode } from '../../problem.ts';
import { callOf, waitsOf } from '../server/caller.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import {
  AskedMoment,
  Berichttype,
  Cursor,
  IdParams,
  Limit,
  Line,
  List,
  momentOf,
  Next,
  OneOf,
  PartyCode,
  problems,
  Status,
  WaitSeconds,
} from '../server/schemas.ts';
import { bytesOf, sendXml, takeXml, xmlAnswer, xmlBody, xmlRoute } from '../server/xml-body.ts';
import { present } from './message-details.ts';
import { presentItem } from './message-items.ts';
import { Details, Submitted, Summary } from './message-schemas.ts';

// In the order in which they are checked.
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
  'heenbericht-turned-round',
  'not-your-message',
  'no-mandate',
  'party-ended',
  'xsd',
  'too-complex',
  'unknown-recipient',
  'recipient-ended',
  'no-heenbericht',
  'already-answered',
  'declaration-answered',
  'answered-by-gateway',
  'not-delivered',
  'heenbericht-forgotten',
  'rules',
  'rules-past',
  'too-many-requests',
  'too-much-at-once',
  'too-much-sent',
  'busy',
  'stopping',
  'unavailable',
] as const satisfies ProblemCode[];

const ListQuery = Type.Object(
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
        description: 'The party on the other side: the recipient of what was sent, or the sender',
      }),
    ),
    identificatie: Type.Optional(
      Line(12, 'As the Header has it; a retour has that of its heenbericht'),
    ),
    status: Type.Optional(Status),
    type: Type.Optional(Berichttype),
    changedSince: Type.Optional(AskedMoment('What changed at or after this moment')),
    limit: Limit,
    cursor: Cursor,
  },
  { additionalProperties: false },
);

/** The routes for messages of a party: post, list, look up and read them. `src/messages/` does the work. */
export const messages: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  takeXml(app, parts.maxMessageBytes);
  postMessage(app, parts);
  listMessages(app, parts);
  showMessage(app, parts);
  readContent(app, parts);
};

function postMessage(app: RouteApp, parts: RouteParts): void {
  const { publicAddress } = parts;
  app.post(
    '/messages',
    {
      config: { load: 'message', access: ['party'], dutch: 'Een bericht versturen' },
      ...xmlRoute(parts),
      schema: {
        tags: ['Messages'],
        summary: 'Post a message',
        description:
          'Takes one iJw 3.2 message. 202 means that it is kept for good; follow it at `Location`. Posting the same bytes again gives 200 with the first id.',
        ...xmlBody,
        response: {
          200: Submitted('These bytes were taken before'),
          202: Submitted('Taken, and kept for good'),
          ...problems(...intakeProblems),
        },
      },
    },
    async (request, reply) => {
      const bytes = bytesOf(request.body);
      const { repeated, ...submitted } = await parts.intake.submit(callOf(request), bytes);
      request.messageId = submitted.id;
      reply.header('Location', publicAddress.at(`/v1/messages/${submitted.id}`));
      return reply.code(repeated ? 200 : 202).send(submitted);
    },
  );
}

function listMessages(app: RouteApp, parts: RouteParts): void {
  const { cursors } = parts;
  app.get(
    '/messages',
    {
      config: { load: 'heavy', access: ['party'], dutch: 'Uw berichten, verstuurd en ontvangen' },
      schema: {
        tags: ['Messages'],
        summary: "List one's own messages, sent and received",
        description:
          'With `party` those of a party by whose mandate you act, of the types of that mandate. In the order in which they last changed. To follow changes, keep the newest `changedAt` and ask from a minute before it: what changes at the same time may become visible a little later.',
        querystring: ListQuery,
        response: {
          200: Type.Object(
            { items: List(Summary), next: Next },
            { title: 'MessagePage', description: 'A page' },
          ),
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
        items: items.map(presentItem),
        next: cursors.write('messages', request.principal, next && [next.changedAt, next.id]),
      };
    },
  );
}

function showMessage(app: RouteApp, parts: RouteParts): void {
  const { publicAddress } = parts;
  app.get(
    '/messages/:id',
    {
      config: { access: ['party'], dutch: 'Een bericht opzoeken' },
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
      const language = languageOf(request.headers['accept-language']);
      reply.header('Content-Language', language).header('Vary', 'Accept-Language');
      return present(message, language, publicAddress);
    },
  );
}

function readContent(app: RouteApp, parts: RouteParts): void {
  app.get(
    '/messages/:id/content',
    {
      config: {
        load: 'content',
        access: ['party'],
        dutch: 'De XML lezen, precies zoals die is verstuurd',
      },
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
      return sendXml(reply, content);
    },
  );
}
