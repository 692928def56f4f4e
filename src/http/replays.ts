import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../exchange/operations/actor.ts';
import type { OperationRequest } from '../exchange/operations/candidates.ts';
import {
  findOperation,
  listOperationItems,
  listOperations,
  stopOperation,
} from '../exchange/operations/record.ts';
import { tryOut } from '../exchange/operations/start.ts';
import type { ProblemCode } from '../problem.ts';
import {
  AskedItemState,
  AskedParty,
  DryRun,
  ErrorCode,
  Ids,
  Operation,
  OperationItem,
  operationAnswer,
  Period,
  Reason,
} from './operation-schemas.ts';
import { filterOf } from './operations.ts';
import type { AppParts } from './parts.ts';
import {
  Berichttype,
  Cursor,
  GemeenteOrAanbieder,
  IdParams,
  Limit,
  LocationHeader,
  Next,
  OneOf,
  problems,
} from './schemas.ts';

const tags = ['Operations'];
const dryRun = Type.Optional(
  Type.Boolean({ description: 'Only say how many and which messages; keeps nothing' }),
);
const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      examples: ['5f2c6e0a'],
      description: 'The same key once more gives the same record',
    }),
  ),
});
const headers = { Location: LocationHeader('Where to follow the record') };
const started = {
  200: Type.Union([operationAnswer('Made before, under this Idempotency-Key'), DryRun], {
    headers,
    description: 'What would happen (`dryRun`), or the record that this Idempotency-Key made',
  }),
  201: operationAnswer('Started; its messages are fixed', { headers }),
};
const startProblems = [
  'invalid-request',
  'one-selection',
  'unauthorized',
  'forbidden',
  'unknown-messages',
  'nothing-selected',
  'idempotency-key-reused',
] as const satisfies ProblemCode[];

/** Replays and redeliveries: records of what operators started. */
export const replays: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { cursors } = parts;
  const start = async (request: FastifyRequest, reply: FastifyReply, wanted: Wanted) => {
    if (wanted.dryRun) return reply.send(await tryOut(parts.store.pool, wanted.request));
    const { operation, made } = await parts.operations.start(
      wanted.request,
      actorOf(request.principal),
      request.headers['idempotency-key'] as string | undefined,
    );
    const path = `/v1/operations/${folders[operation.kind]}/${operation.id}`;
    reply.header('Location', parts.publicAddress.at(path));
    return reply.code(made ? 201 : 200).send(operation);
  };

  app.post(
    '/operations/replays',
    {
      schema: {
        tags,
        summary: 'Replay failed messages',
        description:
          'By `ids`, or by a `filter` on messages that are `failed` (with `status: received`: on ones that got stuck). Each gets its step once more, with the settings of now; what fails again stays failed. Ids of messages with another status are kept as skipped.',
        headers: KeyHeader,
        body: Type.Object(
          {
            reason: Reason,
            ids: Type.Optional(Ids),
            filter: Type.Optional(
              Type.Object(
                {
                  status: Type.Optional(
                    OneOf(['failed', 'received'], 'failed when it is left out'),
                  ),
                  type: Type.Optional(Berichttype),
                  party: Type.Optional(AskedParty),
                  ...Period,
                  errorCode: Type.Optional(ErrorCode),
                },
                { title: 'ReplayFilter', additionalProperties: false },
              ),
            ),
            dryRun,
          },
          {
            title: 'ReplayWish',
            additionalProperties: false,
            examples: [{ reason: 'The rule was mended', filter: { errorCode: 'rule-TR063' } }],
          },
        ),
        response: { ...started, ...problems(...startProblems) },
      },
    },
    (request, reply) => {
      const { dryRun = false, filter, reason, ids } = request.body;
      return start(request, reply, {
        dryRun,
        request: {
          kind: 'replay',
          reason,
          ...(ids && { ids }),
          ...(filter && { filter: filterOf(filter) }),
        },
      });
    },
  );

  app.post(
    '/operations/redeliveries',
    {
      schema: {
        tags,
        summary: 'Put delivered messages back into a mailbox',
        description:
          'What the party acknowledged comes back at the end of its mailbox, marked `redelivered`: named by `ids`, acknowledged in a period (`from`, `to`), or all of it. The messages stay `delivered`.',
        headers: KeyHeader,
        body: Type.Object(
          {
            reason: Reason,
            party: GemeenteOrAanbieder,
            ids: Type.Optional(Ids),
            ...Period,
            dryRun,
          },
          {
            title: 'RedeliveryWish',
            additionalProperties: false,
            examples: [
              {
                reason: 'They lost what they had fetched',
                party: '0363',
                from: '2026-11-01T00:00:00+01:00',
                to: '2026-11-02T00:00:00+01:00',
              },
            ],
          },
        ),
        response: { ...started, ...problems(...startProblems, 'unknown-party') },
      },
    },
    (request, reply) => {
      const { dryRun = false, reason, party, ids, ...period } = request.body;
      return start(request, reply, {
        dryRun,
        request: {
          kind: 'redelivery',
          reason,
          party,
          ...(ids && { ids }),
          ...((period.from || period.to) && { period: filterOf(period) }),
        },
      });
    },
  );

  for (const [kind, folder] of [
    ['replay', 'replays'],
    ['redelivery', 'redeliveries'],
  ] as const) {
    app.get(
      `/operations/${folder}`,
      {
        schema: {
          tags,
          summary: `The ${folder}, newest first`,
          querystring: Type.Object(
            { limit: Limit, cursor: Cursor },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object(
              { items: Type.Array(Operation), next: Next },
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
        return { items: items as never[], next: cursors.write(folder, principal, next) };
      },
    );

    app.get(
      `/operations/${folder}/:id`,
      {
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
      (request) => findOperation(parts.store.pool, kind, request.params.id) as never,
    );

    app.get(
      `/operations/${folder}/:id/messages`,
      {
        schema: {
          tags,
          summary: `What became of each message of a ${kind}`,
          params: IdParams,
          querystring: Type.Object(
            { state: AskedItemState, limit: Limit, cursor: Cursor },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object(
              { items: Type.Array(OperationItem), next: Next },
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
        return { items: items as never[], next: cursors.write(list, principal, next) };
      },
    );

    app.delete(
      `/operations/${folder}/:id`,
      {
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
        ) as never,
    );
  }
};

const folders = { replay: 'replays', redelivery: 'redeliveries' } as const;

interface Wanted {
  readonly request: OperationRequest;
  readonly dryRun: boolean;
}
