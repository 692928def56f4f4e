import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationRequest } from '../../operations/candidates.ts';
import { tryOut } from '../../operations/start.ts';
import { actorOf } from '../../parties/actor.ts';
import type { ProblemCode } from '../../problem.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  LocationHeader,
  OneOf,
  problems,
} from '../server/schemas.ts';
import {
  AskedParty,
  DryRun,
  ErrorCode,
  Ids,
  operationAnswer,
  Period,
  Reason,
} from './operation-schemas.ts';
import { filterOf } from './operations.ts';

const tags = ['Operations'];
/** The last part of the path of the list of each kind. */
export const folders = { replay: 'replays', redelivery: 'redeliveries' } as const;

export type Kind = keyof typeof folders;

const dryRun = Type.Optional(
  Type.Boolean({ description: 'Only say how many and which messages; keeps nothing' }),
);
const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      examples: ['5f2c6e0a'],
      description: 'A repeat with the same key gives the same record',
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
  'text-has-bsn',
  'unauthorized',
  'forbidden',
  'unknown-messages',
  'nothing-selected',
  'idempotency-key-reused',
] as const satisfies ProblemCode[];

/** Starts an operation; a dry run only answers which messages it would have. */
async function start(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: Wanted,
) {
  if (wanted.dryRun) return reply.send(await tryOut(parts.store.pool, wanted.request));
  const { operation, made } = await parts.operations.start(
    wanted.request,
    actorOf(request.principal),
    request.headers['idempotency-key'] as string | undefined,
  );
  const path = `/v1/operations/${folders[operation.kind]}/${operation.id}`;
  reply.header('Location', parts.publicAddress.at(path));
  return reply.code(made ? 201 : 200).send(operation);
}

export function startReplay(app: RouteApp, parts: AppParts): void {
  app.post(
    '/operations/replays',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch: 'Mislukte berichten opnieuw verwerken',
      },
      schema: {
        tags,
        summary: 'Replay failed messages',
        description:
          'By `ids`, or by a `filter` on messages that are `failed` (with `status: received`: on ones that got stuck). The step of each is done again, with the present settings; a message that fails again stays failed. Ids of messages with another status are kept as skipped.',
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
            examples: [{ reason: 'The rule was fixed', filter: { errorCode: 'rule-TR063' } }],
          },
        ),
        response: { ...started, ...problems(...startProblems) },
      },
    },
    (request, reply) => {
      const { dryRun = false, filter, reason, ids } = request.body;
      return start(parts, request, reply, {
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
}

export function startRedelivery(app: RouteApp, parts: AppParts): void {
  app.post(
    '/operations/redeliveries',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch: 'Afgeleverde berichten opnieuw in een postbus leggen',
      },
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
      return start(parts, request, reply, {
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
}

interface Wanted {
  readonly request: OperationRequest;
  readonly dryRun: boolean;
}
