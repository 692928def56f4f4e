import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { SignalItem as Item } from '../../region/signals/present.ts';
import { signalRoles } from '../../region/signals/viewer.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import type { PublicAddress } from '../server/public-address.ts';
import { Cursor, Gemeente, IdParams, Limit, PlainDate, problems } from '../server/schemas.ts';
import { Kind, Segment, SignalPage, SignalView, SignalWish, Status } from './signal-schemas.ts';

export const tags = ['Signals'];

/** Reporting, listing and reading signals. They may be about children: no cache may keep them. */
export const signals: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  report(app, parts);
  list(app, parts);
  show(app, parts);
};

function report(app: RouteApp, parts: AppParts): void {
  app.post(
    '/signals',
    {
      config: { load: 'heavy', access: ['party'], dutch: 'Een knelpunt melden' },
      schema: {
        tags,
        summary: 'Report what does not fit',
        description:
          'About an allocation of yours, or in general. A contract manager of the gemeente that it concerns reads and answers it; that gemeente reads it too. A party has at most 200 signals that are not closed. Sent twice it is reported twice: withdraw one.',
        body: SignalWish,
        response: {
          201: SignalView,
          ...problems(
            ...(['invalid-request', 'text-has-bsn', 'unknown-party', 'not-found'] as const),
            ...(['signal-reporter', 'too-many-signals', 'unauthorized', 'forbidden'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const { allocation, ...rest } = request.body;
      const made = await parts.signals.report(callOf(request), {
        ...rest,
        ...(allocation !== undefined && { allocation: allocation.toLowerCase() }),
      });
      return reply.code(201).send(present(made, parts.publicAddress.at));
    },
  );
}

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/signals',
    {
      config: { load: 'heavy', access: signalRoles, dutch: 'Knelpunten, de nieuwste eerst' },
      schema: {
        tags,
        summary: 'List signals',
        description:
          'The newest first, without what people wrote. An aanbieder sees those that it reported, a gemeente those that concern it, a contract manager those of the gemeenten for which it acts now, an operator all without what tells of which child they are.',
        querystring: Type.Object(
          {
            kind: Type.Optional(Kind),
            status: Type.Optional(Status),
            segment: Type.Optional(Segment),
            municipality: Type.Optional(
              Type.Unsafe<string>({ ...Gemeente, description: 'That concern this gemeente' }),
            ),
            provider: Type.Optional(
              Type.String({
                pattern: '^[0-9]{8}$',
                description: 'About this aanbieder',
                examples: ['12345678'],
              }),
            ),
            from: Type.Optional(PlainDate('Reported on this day or later, in Amsterdam')),
            until: Type.Optional(PlainDate('Reported on this day or earlier')),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: SignalPage,
          ...problems(
            ...(['invalid-request', 'cursor-invalid', 'not-designated'] as const),
            ...(['unauthorized', 'forbidden'] as const),
          ),
        },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<string>('signals', principal, cursor);
      const { items, next } = await parts.signals.list(callOf(request), {
        ...filter,
        ...(after !== undefined && { after }),
      });
      return {
        items: items.map((item) => present(item, parts.publicAddress.at)),
        next: parts.cursors.write('signals', principal, next),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/signals/:id',
    {
      config: { access: signalRoles, dutch: 'Eén knelpunt lezen, met de antwoorden' },
      schema: {
        tags,
        summary: 'Read a signal, with its answers',
        params: IdParams,
        response: {
          200: SignalView,
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-designated',
            'not-found',
          ),
        },
      },
    },
    async (request) => {
      const details = await parts.signals.get(callOf(request), request.params.id.toLowerCase());
      return present(details, parts.publicAddress.at);
    },
  );
}

/** A signal with its link. */
export function present<T extends Item>(item: T, at: PublicAddress['at']) {
  return { ...item, links: { self: { href: at(`/v1/signals/${item.id}`) } } };
}
