import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { giveMandate, listMandates, withdrawMandate } from '../../parties/mandates/mandates.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  List,
  PartyCode,
  problems,
} from '../server/schemas.ts';
import {
  askedPeriod,
  PermissionPageOf,
  PermissionQueryString,
  PermissionRole,
  periodOf,
  permissionFields,
  readPermissions,
} from './permissions.ts';

const tags = ['Mandates'];
const MessageTypes = List(Berichttype, {
  minItems: 1,
  maxItems: 14,
  uniqueItems: true,
  description: 'For these messages, sent and received; a retour is a type of its own',
});
const mandate = {
  id: Id,
  party: GemeenteOrAanbieder,
  mandatary: PartyCode,
  messageTypes: MessageTypes,
  ...permissionFields,
};
const Mandate = (description: string) => Type.Object(mandate, { title: 'Mandate', description });
const ListedMandate = (description: string) =>
  Type.Object({ role: PermissionRole, ...mandate }, { title: 'ListedMandate', description });

const MandateWish = Type.Object(
  {
    mandatary: PartyCode,
    messageTypes: MessageTypes,
    ...askedPeriod,
  },
  {
    title: 'MandateWish',
    additionalProperties: false,
    examples: [{ mandatary: '00000001234567890000', messageTypes: ['JW315', 'JW316'] }],
  },
);

/** The routes for mandates, for both sides: the party that gave it and the party that acts by it. */
export const mandates: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  addMandate(app, parts);
  listMandatesOf(app, parts);
  withdraw(app, parts);
};

function addMandate(app: RouteApp, { store, macs }: AppParts): void {
  app.post(
    '/parties/:code/mandates',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'Een ander machtigen om namens een partij te handelen',
      },
      schema: {
        tags,
        summary: 'Let another act for a party',
        description:
          'The `mandatary` may post messages of these types for the party, and look up, read, poll and acknowledge those that it sent and received. Without `from` it holds from now on, without `until` until it is withdrawn. Repeating it gives 200 with the first mandate.',
        params: Type.Object({ code: GemeenteOrAanbieder }),
        body: MandateWish,
        response: {
          200: Mandate('It was given before'),
          201: Mandate('Given'),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-found',
            'unknown-party',
            'party-ended',
            'mandate-to-itself',
            'mandate-to-regional-office',
            'mandate-period',
          ),
        },
      },
    },
    async (request, reply) => {
      const { mandatary, messageTypes, ...period } = request.body;
      const { mandate, created } = await giveMandate(
        store.db,
        macs,
        callOf(request),
        request.params.code,
        { mandatary, messageTypes, ...periodOf(period) },
      );
      return reply.code(created ? 201 : 200).send(mandate);
    },
  );
}

function listMandatesOf(app: RouteApp, { store, macs, cursors }: AppParts): void {
  app.get(
    '/parties/:code/mandates',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'De machtigingen die een partij gaf en kreeg',
      },
      schema: {
        tags,
        summary: 'List the mandates that a party gave, and those by which it acts',
        description:
          'In the order in which they were given. Those that are over or withdrawn stay in the list.',
        params: Type.Object({ code: PartyCode }),
        querystring: PermissionQueryString,
        response: {
          200: PermissionPageOf('MandatePage', ListedMandate('A mandate')),
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
    ({ params: { code }, query, principal }) =>
      readPermissions(cursors, `mandates of ${code}`, principal, query, (page) =>
        listMandates(store.db, macs, code, page),
      ),
  );
}

function withdraw(app: RouteApp, { store, macs }: AppParts): void {
  app.delete(
    '/parties/:code/mandates/:id',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'Een machtiging intrekken of teruggeven',
      },
      schema: {
        tags,
        summary: 'Withdraw a mandate, or give it back',
        description:
          'For good, and from either side: the party that gave it, or its mandatary. When this answers nothing more is taken by it; what was taken before stays taken. Repeating it is harmless.',
        params: Type.Object({ code: PartyCode, id: Id }),
        response: {
          200: ListedMandate('The mandate as it is listed'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) =>
      withdrawMandate(store.db, macs, callOf(request), request.params.code, request.params.id),
  );
}
