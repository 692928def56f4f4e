import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { AllocationQuery } from '../ledger/allocation-walk.ts';
import type { AllocationItem } from '../ledger/allocations.ts';
import { centsNumber } from '../standard/money.ts';
import {
  AllocationDetails,
  AllocationPage,
  AllocationParams,
  AllocationSearch,
  AllocationsQuery,
  EntryPage,
} from './allocation-schemas.ts';
import { callOf } from './caller.ts';
import type { AppParts } from './parts.ts';
import type { PublicAddress } from './public-address.ts';
import { Cursor, Limit, momentOf, problems } from './schemas.ts';

const tags = ['Allocations'];

/** What parties see of their allocations. All of it is about children: no cache may keep it. */
export const allocations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { at } = parts.publicAddress;

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });

  app.get(
    '/allocations',
    {
      schema: {
        tags,
        summary: "List one's own allocations",
        description:
          'In the order in which they last changed. To follow changes, keep the newest `changedAt` and ask from a minute before it: what changes at the same time may become visible a little later. `segment`, `profile` and `intensity` are those of the catalogue.',
        querystring: AllocationsQuery,
        response: {
          200: AllocationPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { changedSince, cursor, ...filter } = request.query;
      return page('allocations', request, cursor, {
        ...filter,
        ...(changedSince && { changedSince: momentOf(changedSince) }),
      });
    },
  );

  app.post(
    '/allocations/searches',
    {
      schema: {
        tags,
        summary: "Find one's own allocations of a child",
        description:
          'The BSN stands in the body, because addresses come in logs. Keeps nothing. A child that is not known, or only to others, has none.',
        body: AllocationSearch,
        response: {
          200: AllocationPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { cursor, ...filter } = request.body;
      return page('allocations of a child', request, cursor, filter);
    },
  );

  app.get(
    '/allocations/:id',
    {
      schema: {
        tags,
        summary: 'Look up an allocation, with the starts and stops that were reported',
        params: AllocationParams,
        response: {
          200: AllocationDetails,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { deliveries, ...item } = await parts.allocations.get(callOf(request), id);
      return { ...present(item, at), deliveries: [...deliveries] };
    },
  );

  app.get(
    '/allocations/:id/entries',
    {
      schema: {
        tags,
        summary: 'Read the story of an allocation',
        description:
          'The entries of the ledger that made it what it is, in the order of the chain of its gemeente: allocations, changes, starts and stops; and requests, with their answers, that it honours or that ask to change it.',
        params: AllocationParams,
        querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
        response: {
          200: EntryPage,
          ...problems(
            'invalid-request',
            'cursor-invalid',
            'unauthorized',
            'forbidden',
            'not-found',
          ),
        },
      },
    },
    async (request) => {
      const { principal, params, query } = request;
      const { id } = params;
      const list = `entries of ${id}`;
      const { about, items, next } = await parts.allocations.entries(callOf(request), id, {
        limit: query.limit,
        after: parts.cursors.read<number>(list, principal, query.cursor) ?? 0,
      });
      const ofTheChain = principal.actsFor.includes(about.municipality);
      return {
        items: items.map(({ messageId, chainNumber, amountCents, ...entry }) => ({
          ...entry,
          amountCents: amountCents === null ? null : centsNumber(amountCents),
          chainNumber: ofTheChain ? chainNumber : null,
          links: messageId === null ? {} : { message: { href: at(`/v1/messages/${messageId}`) } },
        })),
        next: parts.cursors.write(list, principal, next),
      };
    },
  );

  async function page(
    list: string,
    request: FastifyRequest,
    cursor: string | undefined,
    query: AllocationQuery,
  ) {
    const { principal } = request;
    const [milliseconds, id] = parts.cursors.read<[number, string]>(list, principal, cursor) ?? [];
    const { items, next } = await parts.allocations.list(callOf(request), {
      ...query,
      ...(milliseconds !== undefined &&
        id !== undefined && { after: { changedAt: new Date(milliseconds), id } }),
    });
    const place = next && [next.changedAt.getTime(), next.id];
    return {
      items: items.map((item) => present(item, at)),
      next: parts.cursors.write(list, principal, place),
    };
  }
};

function present(
  { predecessors, successors, budgetCents, ...item }: AllocationItem,
  at: PublicAddress['at'],
) {
  const href = at(`/v1/allocations/${item.id}`);
  const presentFollow = ({ toewijzingNummer, id }: AllocationItem['predecessors'][number]) => ({
    toewijzingNummer,
    ...(id !== undefined && { href: at(`/v1/allocations/${id}`) }),
  });
  return {
    ...item,
    budgetCents: budgetCents === null ? null : centsNumber(budgetCents),
    predecessors: predecessors.map(presentFollow),
    successors: successors.map(presentFollow),
    links: { self: { href }, entries: { href: `${href}/entries` } },
  };
}
