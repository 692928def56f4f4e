import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import {
  giveDesignation,
  listDesignations,
  withdrawDesignation,
} from '../../parties/designations/designations.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { Gemeente, Id, Oin, PartyCode, problems } from '../server/schemas.ts';
import {
  askedPeriod,
  PermissionPageOf,
  PermissionQueryString,
  PermissionRole,
  periodOf,
  permissionFields,
  readPermissions,
} from './permissions.ts';

const tags = ['Designations'];
const designation = { id: Id, gemeente: Gemeente, office: Oin, ...permissionFields };
const Designation = (description: string) =>
  Type.Object(designation, { title: 'Designation', description });
const ListedDesignation = (description: string) =>
  Type.Object(
    { role: PermissionRole, ...designation },
    { title: 'ListedDesignation', description },
  );

const DesignationWish = Type.Object(
  { office: Oin, ...askedPeriod },
  {
    title: 'DesignationWish',
    additionalProperties: false,
    examples: [{ office: '00000001234567890000', until: '2028-01-01T00:00:00+01:00' }],
  },
);

/** The routes for designations, for both sides: the gemeente that gave it and the regional office that acts by it. */
export const designations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  designate(app, parts);
  listDesignationsOf(app, parts);
  withdraw(app, parts);
};

function designate(app: RouteApp, { store, macs }: AppParts): void {
  app.post(
    '/parties/:code/designations',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'Een regionaal team aanwijzen dat voor een gemeente contracten beheert',
      },
      schema: {
        tags,
        summary: 'Designate a regional office as contract manager of a gemeente',
        description:
          'From then on the office acts for the gemeente: it processes data for it (Jeugdwet 7.4.0), and reads no message. Without `from` it holds from now on, without `until` until it is withdrawn. Repeating it gives 200 with the first designation.',
        params: Type.Object({ code: Gemeente }),
        body: DesignationWish,
        response: {
          200: Designation('It was given before'),
          201: Designation('Given'),
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-found',
            'unknown-party',
            'party-ended',
            'designation-kind',
            'designation-period',
          ),
        },
      },
    },
    async (request, reply) => {
      const { office, ...period } = request.body;
      const { designation, created } = await giveDesignation(
        store.db,
        macs,
        callOf(request),
        request.params.code,
        { office, ...periodOf(period) },
      );
      return reply.code(created ? 201 : 200).send(designation);
    },
  );
}

function listDesignationsOf(app: RouteApp, { store, macs, cursors }: AppParts): void {
  app.get(
    '/parties/:code/designations',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'De aanwijzingen die een gemeente gaf, of die een regionaal team kreeg',
      },
      schema: {
        tags,
        summary: 'List the designations that a gemeente gave, or that a regional office has',
        description:
          'In the order in which they were given. Those that are over or withdrawn stay in the list.',
        params: Type.Object({ code: PartyCode }),
        querystring: PermissionQueryString,
        response: {
          200: PermissionPageOf('DesignationPage', ListedDesignation('A designation')),
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
      readPermissions(cursors, `designations of ${code}`, principal, query, (page) =>
        listDesignations(store.db, macs, code, page),
      ),
  );
}

function withdraw(app: RouteApp, { store, macs }: AppParts): void {
  app.delete(
    '/parties/:code/designations/:id',
    {
      config: {
        access: ['itself', 'administrator'],
        dutch: 'Een aanwijzing intrekken of teruggeven',
      },
      schema: {
        tags,
        summary: 'Withdraw a designation, or give it back',
        description:
          'For good, and from either side: the gemeente that gave it, or the office. The next call of the office is no longer for this gemeente. Repeating it is harmless.',
        params: Type.Object({ code: PartyCode, id: Id }),
        response: {
          200: ListedDesignation('The designation as it is listed'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) =>
      withdrawDesignation(store.db, macs, callOf(request), request.params.code, request.params.id),
  );
}
