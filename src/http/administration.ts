import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { createPartyKey } from '../parties/api-keys.ts';
import { level3Values, listParties, putParty, retourByValues } from '../parties/parties.ts';
import { type AppParts, administratorOnly } from './parts.ts';
import { Id, Nullable, OneOf, PartyCode, problems } from './schemas.ts';

const party = {
  kind: OneOf(['gemeente', 'aanbieder'], 'Fits the code; does not change'),
  name: Type.String({ minLength: 1, maxLength: 200 }),
};
const RetourBy = OneOf(
  retourByValues,
  'Who answers what the party receives: the gateway in its name, so that it gets approved messages only; or the party itself, for what passes the rules within the message',
);
const Level3 = OneOf(
  level3Values,
  'Of a gemeente: whether what was said before can refuse a message (level 3), or is advice that stands with an approved message',
);
const Region = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'Of a gemeente: the region whose catalogue tells which SPIC a product is',
});
const PartyParams = Type.Object({ code: PartyCode });
const PlainDate = Type.String({ format: 'date' });
const wholeParty = {
  code: PartyCode,
  ...party,
  until: Nullable(PlainDate),
  successor: Nullable(PartyCode),
  retourBy: RetourBy,
  level3: Level3,
  region: Nullable(Region),
};

/** What an administrator does: parties and their keys. */
export const administration: FastifyPluginAsyncTypebox<AppParts> = async (app, { store }) => {
  app.get(
    '/parties',
    {
      ...administratorOnly,
      schema: {
        tags: ['Parties'],
        summary: 'List the parties',
        response: {
          200: Type.Object(
            { items: Type.Array(Type.Object(wholeParty)), next: Type.Null() },
            { description: 'All parties, by code' },
          ),
          ...problems('unauthorized', 'forbidden'),
        },
      },
    },
    async () => ({ items: await listParties(store.db), next: null }),
  );

  app.put(
    '/parties/:code',
    {
      ...administratorOnly,
      schema: {
        tags: ['Parties'],
        summary: 'Make or change a party',
        description:
          'After `until` nobody can send to this party any more, and the keys of its `successor` read its mailbox and messages. `retourBy`, `level3` and `region` stay as they are when they are left out; a new party starts with `gateway`, `enforce` and no region.',
        params: PartyParams,
        body: Type.Object(
          {
            ...party,
            until: Type.Optional(Nullable(PlainDate)),
            successor: Type.Optional(Nullable(PartyCode)),
            retourBy: Type.Optional(RetourBy),
            level3: Type.Optional(Level3),
            region: Type.Optional(Nullable(Region)),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(wholeParty, { description: 'Changed, or as it was' }),
          201: Type.Object(wholeParty, { description: 'Made' }),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'party-kind',
            'party-kind-fixed',
            'unknown-successor',
            'successor-without-until',
            'successor-circle',
          ),
        },
      },
    },
    async (request, reply) => {
      const { party, created } = await putParty(store.db, {
        code: request.params.code,
        until: null,
        successor: null,
        ...request.body,
      });
      return reply.code(created ? 201 : 200).send(party);
    },
  );

  app.post(
    '/parties/:code/api-keys',
    {
      ...administratorOnly,
      schema: {
        tags: ['Parties'],
        summary: 'Make a key for a party',
        description: 'The key is shown this once and kept only as a hash.',
        params: PartyParams,
        response: {
          201: Type.Object(
            {
              id: Id,
              prefix: Type.String({ description: 'Tells keys apart; not secret' }),
              key: Type.String({ description: 'Sent as `Authorization: Bearer ...`' }),
            },
            { description: 'The new key' },
          ),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request, reply) => {
      const key = await createPartyKey(store.db, request.params.code);
      return reply.code(201).header('Cache-Control', 'no-store').send(key);
    },
  );
};
