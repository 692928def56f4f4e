import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { declarationsValues } from '../../parties/directory/codes.ts';
import {
  level3Values,
  patchParty,
  putParty,
  retourByValues,
} from '../../parties/directory/parties.ts';
import { partyKinds } from '../../store/tables.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import {
  GemeenteOrAanbieder,
  Line,
  Nullable,
  OneOf,
  PartyCode,
  problems,
} from '../server/schemas.ts';

const party = {
  kind: OneOf(partyKinds, 'Fits the code; does not change'),
  name: Line(200, 'As people know it', 'De Dijk'),
};
export const RetourBy = OneOf(
  retourByValues,
  'Who answers what the party receives: the gateway in its name, so that it gets approved messages only; or the party itself, for what passes the rules within the message. Declarations have `declarations`',
);
export const Declarations = OneOf(
  declarationsValues,
  'Of a gemeente: who answers the declarations (JW323) that it receives: the gemeente itself; or the gateway, which grants each Prestatie, or refuses it by a rule. What breaks a rule within the declaration the gateway answers always',
);
export const Level3 = OneOf(
  level3Values,
  'Of a gemeente: whether what was said before can refuse a message (level 3), or is advice that is shown with an approved message',
);
export const Region = Line(
  100,
  'Of a gemeente: the region whose catalogue gives the SPIC of a product',
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
  declarations: Declarations,
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

/** The routes with which an administrator makes and changes parties. */
export const administration: FastifyPluginAsyncTypebox<AppParts> = async (app, { store, macs }) => {
  app.put(
    '/parties/:code',
    {
      config: {
        access: ['administrator'],
        dutch: 'Een partij aansluiten, of alle instellingen ervan vervangen',
      },
      schema: {
        tags: ['Parties'],
        summary: 'Make a party, or replace all its settings',
        description:
          'What is left out has its default: no `until`, `successor` and `region`, `retourBy` `gateway`, `level3` `enforce`, `declarations` `party`. For a party that exists you may leave out only settings that have their default now, so that no setting is lost by accident, and a party that has ended is not opened again by a change of something else. To change a part use PATCH. After `until` nobody can send to this party any more, and the keys of its `successor` read its mailbox and messages. A software house, which acts for others by mandates, and a regional office, which gemeenten designate, have no `until` and no `successor`.',
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

/** A plugin of its own, so that no other route accepts a merge patch. */
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
      config: {
        access: ['administrator'],
        dutch: 'Een deel van de instellingen van een partij wijzigen',
      },
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
