import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { OpenRequest, RequestCursor } from '../../ledger/views/open-requests.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import type { PublicAddress } from '../server/public-address.ts';
import {
  Cursor,
  GemeenteOrAanbieder,
  Id,
  Limit,
  Link,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  problems,
} from '../server/schemas.ts';

const exampleId = '01a20563-607e-7aa1-b735-07c007c906ff';
const exampleAnswer = '01a20563-9c1d-7b02-8a40-1f5d3c2b7e90';
const example = {
  type: 'JW315',
  messageId: exampleId,
  referentie: 'DIJK-2026-0117',
  municipality: '0363',
  provider: '12345678',
  client: '5f0c1f6e-6d0e-4f0a-9d3c-3c1f0f6b2a11',
  receivedAt: '2026-11-23T09:15:00.000Z',
  since: '2026-11-23T09:15:01.000Z',
  lastAnswer: { verzoekAntwoord: '2', messageId: exampleAnswer },
  links: {
    message: { href: `/v1/messages/${exampleId}` },
    lastAnswer: { href: `/v1/messages/${exampleAnswer}` },
  },
};

const Type315or317 = OneOf(['JW315', 'JW317'], 'A request for an allocation, or for a change');
const Item = Type.Object(
  {
    type: Type315or317,
    messageId: Nullable(Type.String({ ...Id, description: 'null: it was imported' })),
    referentie: Type.String({ description: 'ReferentieAanbieder' }),
    municipality: GemeenteOrAanbieder,
    provider: GemeenteOrAanbieder,
    client: Type.String({
      format: 'uuid',
      description: 'Random id of the child, as its allocations have it. Not its BSN',
    }),
    receivedAt: Nullable(
      Type.Unsafe<Date>({ ...Moment, description: 'When the message came; null: it was imported' }),
    ),
    since: Type.Unsafe<Date>({ ...Moment, description: 'When it was approved or imported' }),
    lastAnswer: Nullable(
      Type.Object(
        {
          verzoekAntwoord: Type.String({ description: '2: under investigation' }),
          messageId: Nullable(Type.String({ ...Id, description: 'The JW319' })),
        },
        {
          title: 'RequestAnswer',
          description: 'The last JW319; null: there was no answer yet',
          examples: [example.lastAnswer],
        },
      ),
    ),
    links: Type.Object(
      { message: Type.Optional(Link), lastAnswer: Type.Optional(Link) },
      {
        title: 'OpenRequestLinks',
        description: 'The JW315 or JW317, and its last JW319',
        examples: [example.links],
      },
    ),
  },
  {
    title: 'OpenRequest',
    description: 'A request that no JW301 honoured and no JW319 refused',
    examples: [example],
  },
);

/** Requests that wait for a decision of a gemeente. They are about children: no cache may keep them. */
export const openRequests: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { at } = parts.publicAddress;

  app.get(
    '/open-requests',
    {
      config: {
        load: 'heavy',
        access: ['party'],
        dutch: 'Uw verzoeken die op een besluit wachten',
      },
      schema: {
        tags: ['Allocations'],
        summary: "List one's own requests that wait for a decision",
        description:
          'Of an aanbieder the JW315 and JW317 that it made, of a gemeente those made to it, as long as no JW301 honours them and no JW319 refuses them; under investigation is still open. Those that wait longest come first. A request counts when it was approved; before that it is in `GET /v1/messages`, with `outcome` null. A JW315 with several references is as many requests.',
        querystring: Type.Object(
          {
            type: Type.Optional(Type315or317),
            counterparty: Type.Optional(
              Type.Unsafe<string>({
                ...GemeenteOrAanbieder,
                description: 'The gemeente or aanbieder on the other side',
              }),
            ),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(Item), next: Next },
            {
              title: 'OpenRequestPage',
              description: 'A page',
              examples: [{ items: [example], next: null }],
            },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'private, no-store');
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<Position>('open requests', principal, cursor);
      const { items, next } = await parts.openRequests(callOf(request), {
        ...filter,
        ...(after && { after: placeOf(after) }),
      });
      return {
        items: items.map((item) => present(item, at)),
        next: parts.cursors.write('open requests', principal, next && textOf(next)),
      };
    },
  );
};

type Position = readonly [since: number, reference: string, municipality: string, client: string];

function placeOf([since, reference, municipality, client]: Position): RequestCursor {
  return { since: new Date(since), reference, municipality, client };
}

function textOf({ since, reference, municipality, client }: RequestCursor): Position {
  return [since.getTime(), reference, municipality, client];
}

function present(item: OpenRequest, at: PublicAddress['at']) {
  const { messageId, lastAnswer } = item;
  const link = (id: string) => ({ href: at(`/v1/messages/${id}`) });
  return {
    ...item,
    links: {
      ...(messageId !== null && { message: link(messageId) }),
      ...(lastAnswer?.messageId && { lastAnswer: link(lastAnswer.messageId) }),
    },
  };
}
