import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { type HoldTarget, liftHold, listHolds, placeHold } from '../../retention/legal-holds.ts';
import { Reason } from '../operations/operation-schemas.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Cursor,
  Id,
  IdParams,
  Limit,
  List,
  Moment,
  Next,
  Nullable,
  PartyCode,
  problems,
  ReasonText,
} from '../server/schemas.ts';

const tags = ['Keeping'];
const Client = Type.Unsafe<string>({
  ...Id,
  description: 'A child, by the id that its allocations show as `client`',
});
const holdFields = {
  id: Id,
  message: Nullable(Id),
  client: Nullable(Client, { examples: [null] }),
  party: Nullable(PartyCode, { examples: [null] }),
  reason: ReasonText,
  placedBy: Type.String({ description: 'The prefix of the key', examples: ['ijw_4Jx9Qz'] }),
  placedAt: Moment,
  liftedBy: Nullable(Type.String(), { examples: [null] }),
  liftedAt: Nullable(Type.Unsafe<Date>({ ...Moment, description: 'Null: it is in force' }), {
    examples: [null],
  }),
};
const LegalHold = (description: string) =>
  Type.Object(holdFields, { title: 'LegalHold', description });

/** The routes for legal holds: they keep data whose term is over. */
export const legalHolds: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  addHold(app, parts);
  listHoldsOf(app, parts);
  liftHoldOf(app, parts);
};

function addHold(app: RouteApp, parts: AppParts): void {
  const { macs } = parts;
  const { pool } = parts.store;
  app.post(
    '/legal-holds',
    {
      config: {
        access: ['administrator'],
        dutch: 'Bewaren wat voor een onderzoek of rechtszaak nodig is',
      },
      schema: {
        tags,
        summary: 'Keep what an inquiry or a lawsuit needs',
        description:
          'On one of `message`, `client` and `party`. It keeps that message; of a child its part of the ledger and the messages about it (declarations are about many children: hold their party); of a party all that it sent or received, and the children that it has to do with. Months of the access log with rows about these stay too. Parties are not informed.',
        body: Type.Object(
          {
            message: Type.Optional(Id),
            client: Type.Optional(Client),
            party: Type.Optional(PartyCode),
            reason: Reason,
          },
          // The reason, and one target.
          {
            title: 'LegalHoldWish',
            additionalProperties: false,
            minProperties: 2,
            maxProperties: 2,
            examples: [{ party: '12345678', reason: 'Case 26/117 of the court' }],
          },
        ),
        response: {
          201: LegalHold('In force: nothing of it is forgotten any more'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'nothing-to-hold'),
        },
      },
    },
    async (request, reply) => {
      const { reason, message, client, party } = request.body;
      const target = {
        ...(message !== undefined && { message: message.toLowerCase() }),
        ...(client !== undefined && { client: client.toLowerCase() }),
        ...(party !== undefined && { party }),
      } as HoldTarget;
      return reply.code(201).send(await placeHold(pool, macs, callOf(request), target, reason));
    },
  );
}

function listHoldsOf(app: RouteApp, parts: AppParts): void {
  const { macs } = parts;
  const { pool } = parts.store;
  app.get(
    '/legal-holds',
    {
      config: {
        access: ['auditor', 'administrator'],
        dutch: 'Wat langer wordt bewaard, het nieuwste eerst',
      },
      schema: {
        tags,
        summary: 'The legal holds, newest first',
        querystring: Type.Object(
          {
            inForce: Type.Optional(
              Type.Boolean({ description: 'Those in force only; false: those that were lifted' }),
            ),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(LegalHold('A legal hold')), next: Next },
            {
              title: 'LegalHoldPage',
              description: 'A page; `next` is the `cursor` of the page after it, null at the end',
            },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { limit, cursor, inForce } = request.query;
      const before = parts.cursors.read<string>('legal holds', request.principal, cursor);
      const { items, next } = await listHolds(pool, macs, {
        limit,
        ...(before !== undefined && { before }),
        ...(inForce !== undefined && { inForce }),
      });
      return { items, next: parts.cursors.write('legal holds', request.principal, next) };
    },
  );
}

function liftHoldOf(app: RouteApp, parts: AppParts): void {
  const { macs } = parts;
  const { pool } = parts.store;
  app.delete(
    '/legal-holds/:id',
    {
      config: { access: ['administrator'], dutch: 'Stoppen met langer bewaren' },
      schema: {
        tags,
        summary: 'Lift a legal hold',
        description:
          'Data whose term is over is forgotten the next day, unless another hold keeps it. The hold stays in the list. Repeating it is harmless.',
        params: IdParams,
        response: {
          200: LegalHold('Lifted, now or before'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => liftHold(pool, macs, callOf(request), request.params.id),
  );
}
