import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { level3Values, patchParty, putParty, retourByValues } from '../parties/parties.ts';
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
const settings = {
  until: Nullable(PlainDate('Its last day; null: it goes on'), { examples: [null] }),
  successor: Nullable(GemeenteOrAanbieder, {
    description: 'Who took over from it',
    examples: [null],
  }),
  retourBy: RetourBy,
  level3: Level3,
  region: Nullable(Region, { examples: [null] }),
};
const wholeParty = { code: PartyCode, ...party, ...settings };
const Party = (description: string) => Type.Object(wholeParty, { title: 'Party', description });
const settingsAsWished = Type.Partial(Type.Object(settings)).properties;
const ending = [
  'no-succession',
  'unknown-successor',
  'successor-without-until',
  'successor-circle',
] as const;

/** The parties, as an administrator makes them. */
export const administration: FastifyPluginAsyncTypebox<AppParts> = async (app, { store, macs }) => {
  app.put(
    '/parties/:code',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Make a party, or write it whole',
        description:
          'What is left out has its default: no `until`, `successor` and `region`, `retourBy` `gateway`, `level3` `enforce`. Of a party that exists only what is at its default may be left out: nothing is lost unnamed, and a party that has ended cannot be opened again by setting something else. To change a part use PATCH. After `until` nobody can send to this party any more, and the keys of its `successor` read its mailbox and messages. A software house, which acts for others by mandates, has no `until` and no `successor`.',
        params: PartyParams,
        body: Type.Object(
          { ...party, ...settingsAsWished },
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
            'settings-left-out',
            ...ending,
          ),
        },
      },
    },
    async (request, reply) => {
      const { party, created } = await putParty(store.db, macs, callOf(request), {
        code: request.params.code,
        ...request.body,
      });
      return reply.code(created ? 201 : 200).send(party);
    },
  );

  await app.register(changing, { store, macs });
};

const mergePatch = 'application/merge-patch+json';

/** Apart, so that no other route takes a merge patch. */
const changing: FastifyPluginAsyncTypebox<Pick<AppParts, 'store' | 'macs'>> = async (
  app,
  { store, macs },
) => {
  app.addContentTypeParser(
    mergePatch,
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.patch(
    '/parties/:code',
    {
      schema: {
        tags: ['Parties'],
        summary: 'Change a part of a party',
        description:
          'What is left out stays as it is; null takes `until`, `successor` or `region` away (a JSON merge patch, RFC 7396). Repeating it is harmless.',
        consumes: [mergePatch, 'application/json'],
        params: PartyParams,
        body: Type.Object(
          { name: Type.Optional(party.name), ...settingsAsWished },
          {
            title: 'PartyPatch',
            additionalProperties: false,
            minProperties: 1,
            examples: [{ retourBy: 'party' }],
          },
        ),
        response: {
          200: Party('Changed, or as it was'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', ...ending),
        },
      },
    },
    (request) => patchParty(store.db, macs, callOf(request), request.params.code, request.body),
  );
};
