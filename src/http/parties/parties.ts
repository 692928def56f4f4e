import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { exchanges } from '../../parties/directory/codes.ts';
import { findParty, type Party } from '../../parties/directory/parties.ts';
import { listParties } from '../../parties/directory/party-list.ts';
import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { partyKinds } from '../../store/tables.ts';
import { anyRole } from '../server/access.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Cursor,
  GemeenteOrAanbieder,
  Limit,
  Line,
  List,
  Next,
  Nullable,
  OneOf,
  PartyCode,
  PlainDate,
  problems,
} from '../server/schemas.ts';
import { Declarations, Level3, Region, RetourBy } from './administration.ts';

const tags = ['Parties'];
const example = {
  code: '0370',
  kind: 'gemeente',
  name: 'Beemster',
  until: '2021-12-31',
  successor: '0439',
};
/** The fields of a party that every caller sees. */
const seen = {
  code: PartyCode,
  kind: OneOf(
    partyKinds,
    'A software house or regional office takes no messages; administrators see these too',
  ),
  name: Type.String({ description: 'As people know it' }),
  until: Nullable(PlainDate('Its last day: after it nobody can send to it; null: none')),
  successor: Nullable(
    Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who took over; null: nobody' }),
  ),
};
const ConnectedParty = Type.Object(
  {
    ...seen,
    retourBy: Type.Optional(RetourBy),
    level3: Type.Optional(Level3),
    declarations: Type.Optional(Declarations),
    region: Type.Optional(Nullable(Region)),
  },
  {
    title: 'ConnectedParty',
    description:
      'A party; `retourBy`, `level3`, `declarations` and `region` are its settings, which administrators see',
    examples: [example],
  },
);

/**
 * The routes to look up parties, so that software can find out whether a recipient is connected. Every caller with a
 * key may see that; settings are shown to administrators only.
 */
export const parties: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listConnected(app, parts);
  showConnected(app, parts);
};

function listConnected(app: RouteApp, { store, cursors }: AppParts): void {
  app.get(
    '/parties',
    {
      config: { access: anyRole, dutch: 'De partijen die zijn aangesloten' },
      schema: {
        tags,
        summary: 'List the parties that are connected',
        description:
          'By code, those that have ended included. Who sends and receives messages; administrators see software houses and regional offices too, and the settings of each party.',
        querystring: Type.Object(
          {
            kind: Type.Optional(OneOf(partyKinds, 'Only parties of this kind')),
            codePrefix: Type.Optional(
              Type.String({
                pattern: '^[0-9]{1,20}$',
                description: 'Only codes that begin with these digits',
                examples: ['03'],
              }),
            ),
            name: Type.Optional(Line(200, 'Only names that hold this text, in capitals or not')),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(ConnectedParty), next: Next },
            {
              title: 'PartyPage',
              description: 'A page',
              examples: [{ items: [example], next: null }],
            },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async ({ query: { cursor, ...query }, principal }) => {
      const after = cursors.read<string>('parties', principal, cursor);
      const { items, next } = await listParties(store.db, {
        ...query,
        ...(!seesAll(principal) && { exchanging: true }),
        ...(after !== undefined && { after }),
      });
      return {
        items: items.map((party) => shownTo(principal, party)),
        next: cursors.write('parties', principal, next),
      };
    },
  );
}

function showConnected(app: RouteApp, { store, macs }: AppParts): void {
  app.get(
    '/parties/:code',
    {
      config: { access: anyRole, dutch: 'Of een partij is aangesloten' },
      schema: {
        tags,
        summary: 'Whether a party is connected',
        description:
          'Who sends and receives messages through this gateway, also when it has ended; administrators see software houses and regional offices too, and the settings.',
        params: Type.Object({ code: PartyCode }),
        response: {
          200: ConnectedParty,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'party-not-connected'),
        },
      },
    },
    async ({ params, principal }) => {
      const party = await findParty(store.db, macs, params.code);
      if (!party || (!exchanges(party.kind) && !seesAll(principal)))
        throw new Problem('party-not-connected');
      return shownTo(principal, party);
    },
  );
}

function seesAll({ role }: Principal): boolean {
  return role === 'administrator';
}

function shownTo(principal: Principal, party: Party) {
  if (seesAll(principal)) return party;
  const { code, kind, name, until, successor } = party;
  return { code, kind, name, until, successor };
}
