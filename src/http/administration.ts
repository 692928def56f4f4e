import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { level3Values, putParty, retourByValues } from '../parties/parties.ts';
import { partyKinds } from '../store/tables.ts';
import { callOf } from './caller.ts';
import type { AppParts } from './parts.ts';
import { GemeenteOrAanbieder, Line, Nullable, OneOf, PartyCode, problems } from './schemas.ts';

const party = {
  kind: OneOf(partyKinds, 'Fits the code; does not change'),
  name: Line(200, 'As people know it', 'De Dijk'),
};
export const RetourBy = OneOf(
  retourByValues,
  'Who answers what the party receives: the gateway in its name, so that it gets approved messages only; or the party itself, for what passes the rules within the message',
);
export const Level3 = OneOf(
  level3Values,
  'Of a gemeente: whether what was said before can refuse a message (level 3), or is advice that stands with an approved message',
);
export const Region = Line(
  100,
  'Of a gemeente: the region whose catalogue tells which SPIC a product is',
  'Twente',
);
const PartyParams = Type.Object({ code: PartyCode });
const PlainDate = (description: string) => Type.String({ format: 'date', description });
const until = Nullable(PlainDate('Its last day; null: it goes on'), { examples: [null] });
const successor = Nullable(GemeenteOrAanbieder, {
  description: 'Who took over from it',
  examples: [null],
});
const wholeParty = {
  code: PartyCode,
  ...party,
  until,
  successor,
  retourBy: RetourBy,
  level3: Level3,
  region: Nullable(Region, { examples: [null] }),
};
const Party = (description: string) => Type.Object(wholeParty, { title: 'Party', description });

/** The parties, as an administrator makes them. */
export const administration: FastifyPluginAsyncTypebox<AppParts> = async (app, { store }) => {
  app.put(
    '/parties/:code',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Make or change a party',
        description:
          'After `until` nobody can send to this party any more, and the keys of its `successor` read its mailbox and messages. `retourBy`, `level3` and `region` stay as they are when they are left out; a new party starts with `gateway`, `enforce` and no region. A software house, which acts for others by mandates, has no `until` and no `successor`.',
        params: PartyParams,
        body: Type.Object(
          {
            ...party,
            until: Type.Optional(until),
            successor: Type.Optional(successor),
            retourBy: Type.Optional(RetourBy),
            level3: Type.Optional(Level3),
            region: Type.Optional(Nullable(Region)),
          },
          {
            title: 'PartyWish',
            additionalProperties: false,
            examples: [{ kind: 'aanbieder', name: 'De Dijk', retourBy: 'party' }],
          },
        ),
        response: {
          200: Party('Changed, or as it was'),
          201: Party('Made'),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'party-kind',
            'party-kind-fixed',
            'no-succession',
            'unknown-successor',
            'successor-without-until',
            'successor-circle',
          ),
        },
      },
    },
    async (request, reply) => {
      const { party, created } = await putParty(store.db, callOf(request), {
        code: request.params.code,
        until: null,
        successor: null,
        ...request.body,
      });
      return reply.code(created ? 201 : 200).send(party);
    },
  );
};
