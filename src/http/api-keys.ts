import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { createPartyKey, listKeys, revokeKey } from '../parties/api-keys.ts';
import { keyRoles } from '../store/tables.ts';
import { callOf } from './caller.ts';
import type { AppParts } from './parts.ts';
import { Id, Moment, momentOf, Nullable, OneOf, PartyCode, problems } from './schemas.ts';

const tags = ['Keys'];
const PartyParams = Type.Object({ code: PartyCode });
const Prefix = Type.String({ description: 'Tells keys apart; not secret' });
const Name = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f]+$',
  description: 'Which software or department uses it; no personal data',
});
const key = {
  id: Id,
  prefix: Prefix,
  role: OneOf(keyRoles, 'What it may do'),
  name: Nullable(Name),
  createdAt: Moment,
  expiresAt: Nullable(Moment),
  lastUsedAt: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'To the minute; null: it was never used' }),
  ),
  revokedAt: Nullable(Moment),
};

/** The keys of parties. */
export const apiKeys: FastifyPluginAsyncTypebox<AppParts> = async (app, { store }) => {
  app.post(
    '/parties/:code/api-keys',
    {
      schema: {
        tags,
        summary: 'Make a key for a party',
        description:
          'The key is shown this once and kept only as a hash. Without `expiresAt` it works until it is revoked.',
        params: PartyParams,
        body: Nullable(
          Type.Object(
            {
              name: Type.Optional(Name),
              expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
            },
            { additionalProperties: false },
          ),
        ),
        response: {
          201: Type.Object(
            {
              id: Id,
              prefix: Prefix,
              key: Type.String({ description: 'Sent as `Authorization: Bearer ...`' }),
            },
            { description: 'The new key' },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'expiry-passed'),
        },
      },
    },
    async (request, reply) => {
      const { name, expiresAt } = request.body ?? {};
      const made = await createPartyKey(store.db, callOf(request), request.params.code, {
        ...(name !== undefined && { name }),
        ...(expiresAt !== undefined && { expiresAt: momentOf(expiresAt) }),
      });
      return reply.code(201).header('Cache-Control', 'no-store').send(made);
    },
  );

  app.get(
    '/parties/:code/api-keys',
    {
      schema: {
        tags,
        summary: 'List the keys of a party',
        description:
          'Never the keys themselves. Revoked and expired ones stay in the list, so that a record of who did what can be read.',
        params: PartyParams,
        response: {
          200: Type.Object(
            { items: Type.Array(Type.Object(key)), next: Type.Null() },
            { description: 'All keys of the party, in the order in which they were made' },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => ({ items: await listKeys(store.db, request.params.code), next: null }),
  );

  app.delete(
    '/parties/:code/api-keys/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a key',
        description:
          'It works nowhere any more within a second, for good; a poll that waits with it gets 401. Repeating it is harmless. A party may revoke the key that it calls with.',
        params: Type.Object({ code: PartyCode, id: Id }),
        response: {
          200: Type.Object(key, { description: 'The key as it is listed' }),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => revokeKey(store.db, callOf(request), request.params.code, request.params.id),
  );
};
