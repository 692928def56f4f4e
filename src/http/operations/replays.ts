import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import {
  findOperation,
  listOperationItems,
  listOperations,
  stopOperation,
} from '../../operations/operation-records.ts';
import { actorOf } from '../../parties/actor.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { Cursor, IdParams, Limit, List, Next, problems } from '../server/schemas.ts';
import { AskedItemState, Operation, OperationItem, operationAnswer } from './operation-schemas.ts';
import { folders, type Kind, startRedelivery, startReplay } from './starts.ts';

const tags = ['Operations'];
/** The routes for replays and redeliveries that operators start. */
export const replays: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  startReplay(app, parts);
  startRedelivery(app, parts);
  for (const kind of ['replay', 'redelivery'] as const) {
    listRecords(app, parts, kind);
    showRecord(app, parts, kind);
    listMessagesOfRecord(app, parts, kind);
    stop(app, parts, kind);
  }
};

function listRecords(app: RouteApp, parts: AppParts, kind: Kind): void {
  const { cursors } = parts;
  const folder = folders[kind];
  app.get(
    `/operations/${folder}`,
    {
      config: { access: ['operator', 'administrator'], dutch: dutchOf[kind].list },
      schema: {
        tags,
        summary: `The ${folder}, newest first`,
        querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
        response: {
          200: Type.Object(
            { items: List(Operation), next: Next },
            { title: 'OperationPage', description: 'A page' },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async ({ principal, query: { limit, cursor } }) => {
      const before = cursors.read<string>(folder, principal, cursor);
      const page = { limit, ...(before && { before }) };
      const { items, next } = await listOperations(parts.store.pool, kind, page);
      return { items: items, next: cursors.write(folder, principal, next) };
    },
  );
}

function showRecord(app: RouteApp, parts: AppParts, kind: Kind): void {
  const folder = folders[kind];
  app.get(
    `/operations/${folder}/:id`,
    {
      config: { access: ['operator', 'administrator'], dutch: dutchOf[kind].one },
      schema: {
        tags,
        summary: `A ${kind}: who, why, when, and how far it is`,
        params: IdParams,
        response: {
          200: operationAnswer('The record'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => findOperation(parts.store.pool, kind, request.params.id),
  );
}

function listMessagesOfRecord(app: RouteApp, parts: AppParts, kind: Kind): void {
  const { cursors } = parts;
  const folder = folders[kind];
  app.get(
    `/operations/${folder}/:id/messages`,
    {
      config: { access: ['operator', 'administrator'], dutch: dutchOf[kind].messages },
      schema: {
        tags,
        summary: `The result for each message of a ${kind}`,
        params: IdParams,
        querystring: Type.Object(
          { state: AskedItemState, limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(OperationItem), next: Next },
            { title: 'OperationItemPage', description: 'A page' },
          ),
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
    async ({ principal, params, query: { limit, cursor, state } }) => {
      const list = `messages of ${params.id.toLowerCase()}`;
      const { items, next } = await listOperationItems(parts.store.pool, kind, params.id, {
        limit,
        after: cursors.read<number>(list, principal, cursor) ?? 0,
        ...(state && { state }),
      });
      return { items: items, next: cursors.write(list, principal, next) };
    },
  );
}

function stop(app: RouteApp, parts: AppParts, kind: Kind): void {
  const folder = folders[kind];
  app.delete(
    `/operations/${folder}/:id`,
    {
      config: { access: ['operator', 'administrator'], dutch: dutchOf[kind].stop },
      schema: {
        tags,
        summary: `Stop a ${kind}`,
        description:
          'Messages whose turn has not come are left as they are. The record stays. Repeating it is harmless.',
        params: IdParams,
        response: {
          200: operationAnswer('The record'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) =>
      stopOperation(
        parts.store.pool,
        parts.macs,
        kind,
        request.params.id,
        actorOf(request.principal),
      ),
  );
}

const dutchOf = {
  replay: {
    list: 'De keren dat berichten opnieuw zijn verwerkt, de laatste eerst',
    one: 'Een keer opnieuw verwerken: wie, waarom, wanneer, en hoever het is',
    messages: 'Wat er bij het opnieuw verwerken met elk bericht is gebeurd',
    stop: 'Stoppen met opnieuw verwerken',
  },
  redelivery: {
    list: 'De keren dat berichten opnieuw zijn afgeleverd, de laatste eerst',
    one: 'Een keer opnieuw afleveren: wie, waarom, wanneer, en hoever het is',
    messages: 'Wat er bij het opnieuw afleveren met elk bericht is gebeurd',
    stop: 'Stoppen met opnieuw afleveren',
  },
} as const;
