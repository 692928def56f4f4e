import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { AllocationQuery } from '../../ledger/views/allocation-walk.ts';
import type { AllocationItem } from '../../ledger/views/allocations.ts';
import { centsNumber } from '../../standard/money.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import type { PublicAddress } from '../server/public-address.ts';
import { Cursor, Limit, momentOf, problems } from '../server/schemas.ts';
import {
  AllocationDetails,
  AllocationPage,
  AllocationParams,
  AllocationSearch,
  AllocationsQuery,
  EntryPage,
} from './allocation-schemas.ts';

const tags = ['Allocations'];

/**
 * The allocations of a party, from `src/ledger/`. All of it is about children: no cache may keep it.
 */
export const allocations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  listAllocations(app, parts);
  searchAllocations(app, parts);
  showAllocation(app, parts);
  listEntries(app, parts);
};

function listAllocations(app: RouteApp, parts: AppParts): void {
  app.get(
    '/allocations',
    {
      config: { load: 'heavy', access: ['party'], dutch: 'Uw toewijzingen' },
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
      return page(parts, 'allocations', request, cursor, {
        ...filter,
        ...(changedSince && { changedSince: momentOf(changedSince) }),
      });
    },
  );
}

function searchAllocations(app: RouteApp, parts: AppParts): void {
  app.post(
    '/allocations/searches',
    {
      config: { load: 'heavy', access: ['party'], dutch: 'Uw toewijzingen van een kind zoeken' },
      schema: {
        tags,
        summary: "Find one's own allocations of a child",
        description:
          'The BSN is in the body, because URLs are logged. Keeps nothing. For a child that is not known here, or only to others, the list is empty.',
        body: AllocationSearch,
        response: {
          200: AllocationPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { cursor, ...filter } = request.body;
      return page(parts, 'allocations of a child', request, cursor, filter);
    },
  );
}

function showAllocation(app: RouteApp, parts: AppParts): void {
  const { at } = parts.publicAddress;
  app.get(
    '/allocations/:id',
    {
      config: {
        access: ['party'],
        dutch: 'Een toewijzing opzoeken, met de gemelde starts en stops',
      },
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
      return { ...present(item, at), deliveries };
    },
  );
}

function listEntries(app: RouteApp, parts: AppParts): void {
  const { at } = parts.publicAddress;
  app.get(
    '/allocations/:id/entries',
    {
      config: { access: ['party'], dutch: 'De geschiedenis van een toewijzing' },
      schema: {
        tags,
        summary: 'Read the history of an allocation',
        description:
          'The entries of the ledger about it, in the order of the chain of its gemeente: allocations, changes, starts and stops; and requests, with their answers, that it honours or that ask to change it.',
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
}

/** A page of allocations. Reading it is noted in the access log. */
async function page(
  parts: AppParts,
  list: string,
  request: FastifyRequest,
  cursor: string | undefined,
  query: AllocationQuery,
) {
  const { principal } = request;
  const { at } = parts.publicAddress;
  const [milliseconds, id] = parts.cursors.read<[number, string]>(list, principal, cursor) ?? [];
  const { items, next } = await parts.allocations.list(callOf(request), {
    ...query,
    ...(milliseconds !== undefined &&
      id !== undefined && { after: { changedAt: new Date(milliseconds), id } }),
  });
  const position = next && [next.changedAt.getTime(), next.id];
  return {
    items: items.map((item) => present(item, at)),
    next: parts.cursors.write(list, principal, position),
  };
}

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
