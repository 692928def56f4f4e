import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { TermCursor } from '../../region/terms/list.ts';
import type { TermItem as Item } from '../../region/terms/present.ts';
import { termRoles } from '../../region/terms/viewer.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import type { PublicAddress } from '../server/public-address.ts';
import {
  Cursor,
  Gemeente,
  GemeenteOrAanbieder,
  IdParams,
  Limit,
  PlainDate,
  problems,
} from '../server/schemas.ts';
import { AgeingView, Kind, Selection, Side, TermItem, TermPage } from './term-schemas.ts';

const tags = ['Terms'];
const access = termRoles;

/** What parties have to do before a day. Terms are about children: no cache may keep them. */
export const terms: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  list(app, parts);
  ageing(app, parts);
  show(app, parts);
};

const code = (description: string) =>
  Type.Optional(Type.Unsafe<string>({ ...GemeenteOrAanbieder, description }));
const filters = {
  status: Type.Optional(Selection),
  withinDays: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 60,
      description: 'With `status=dueSoon`: calendar days from today; 5 unless told',
    }),
  ),
  kind: Type.Optional(Kind),
  side: Type.Optional(Side),
  counterparty: code('For parties: the gemeente or aanbieder on the other side'),
  party: code('For contract managers and operators: who has to do it'),
  municipality: Type.Optional(
    Type.Unsafe<string>({
      ...Gemeente,
      description: 'For contract managers and operators: the gemeente of the two',
    }),
  ),
  provider: Type.Optional(
    Type.String({
      pattern: '^[0-9]{8}$',
      description: 'For contract managers and operators: the aanbieder of the two',
      examples: ['12345678'],
    }),
  ),
  dueFrom: Type.Optional(PlainDate('Due on this day or later')),
  dueUntil: Type.Optional(PlainDate('Due on this day or earlier')),
};

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/terms',
    {
      config: {
        load: 'heavy',
        access,
        dutch: 'Wat er vóór een bepaalde dag moet gebeuren, en of dat op tijd was',
      },
      schema: {
        tags,
        summary: 'List terms: what has to be done before a day',
        description:
          'By due day, the first one first; those that are not met unless told. A gemeente or aanbieder sees what it has to do, and with `side=awaits` what it waits for. A contract manager sees the terms of the gemeenten for which it acts now, an operator all, without what tells one child from another.',
        querystring: Type.Object(
          { ...filters, limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: TermPage,
          ...problems(
            'invalid-request',
            'cursor-invalid',
            'filter-not-for-role',
            'not-designated',
            'unknown-party',
            'unauthorized',
            'forbidden',
          ),
        },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<Position>('terms', principal, cursor);
      const { items, next } = await parts.terms.list(callOf(request), {
        ...filter,
        ...(after && { after: { dueOn: after[0], id: after[1] } }),
      });
      return {
        items: items.map((item) => present(item, parts.publicAddress.at)),
        next: parts.cursors.write('terms', principal, next && positionOf(next)),
      };
    },
  );
}

function ageing(app: RouteApp, parts: AppParts): void {
  app.get(
    '/terms/ageing',
    {
      config: { load: 'heavy', access, dutch: 'Wat een partij nog moet doen, en sinds wanneer' },
      schema: {
        tags,
        summary: 'What a party has to do still, and for how long it is overdue',
        description:
          'Numbers by kind and age, and the terms that are due first. A gemeente or aanbieder asks it of itself; others name the party, a contract manager gets what is of its gemeenten.',
        querystring: Type.Object(
          {
            party: code('For contract managers and operators, who must give it'),
            oldest: Type.Integer({
              minimum: 1,
              maximum: 100,
              default: 20,
              description: 'How many of the terms that are due first are in the answer, at most',
            }),
          },
          { additionalProperties: false },
        ),
        response: {
          200: AgeingView,
          ...problems(
            'invalid-request',
            'filter-not-for-role',
            'not-designated',
            'unknown-party',
            'unauthorized',
            'forbidden',
          ),
        },
      },
    },
    async (request) => {
      const { oldest, ...rest } = await parts.terms.ageing(callOf(request), request.query);
      return { ...rest, oldest: oldest.map((item) => present(item, parts.publicAddress.at)) };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/terms/:id',
    {
      config: { access, dutch: 'Eén termijn bekijken' },
      schema: {
        tags,
        summary: 'Look up a term',
        params: IdParams,
        response: {
          200: TermItem,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => {
      const item = await parts.terms.get(callOf(request), request.params.id.toLowerCase());
      return present(item, parts.publicAddress.at);
    },
  );
}

type Position = readonly [dueOn: string, id: string];

function positionOf({ dueOn, id }: TermCursor): Position {
  return [dueOn, id];
}

/** A term with its links: only its parties may read the messages. */
function present(item: Item, at: PublicAddress['at']) {
  const { id, messageId, metBy, referentie } = item;
  const ofParty = referentie !== undefined;
  const message = (of: string) => ({ href: at(`/v1/messages/${of}`) });
  return {
    ...item,
    links: {
      self: { href: at(`/v1/terms/${id}`) },
      ...(ofParty && messageId !== null && { message: message(messageId) }),
      ...(ofParty && metBy !== null && { metBy: message(metBy) }),
    },
  };
}
