import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import {
  giveMandate,
  listMandates,
  mandateRoles,
  withdrawMandate,
} from '../../parties/mandates/mandates.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  AskedMoment,
  Berichttype,
  Cursor,
  GemeenteOrAanbieder,
  Id,
  Limit,
  List,
  Moment,
  momentOf,
  Next,
  Nullable,
  OneOf,
  PartyCode,
  problems,
} from '../server/schemas.ts';

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
  from: Moment,
  until: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'The first moment at which it no longer holds' }),
    { examples: [null] },
  ),
  givenAt: Moment,
  withdrawnAt: Nullable(Moment, { examples: [null] }),
  active: Type.Boolean({ description: 'It holds now', examples: [true] }),
};
const Mandate = (description: string) => Type.Object(mandate, { title: 'Mandate', description });
const Role = OneOf(mandateRoles, 'Whether this party gave it, or may act by it');
const ListedMandate = (description: string) =>
  Type.Object({ role: Role, ...mandate }, { title: 'ListedMandate', description });

const MandateWish = Type.Object(
  {
    mandatary: PartyCode,
    messageTypes: MessageTypes,
    from: Type.Optional(AskedMoment('From then on it holds')),
    until: Type.Optional(AskedMoment('From then on it does not hold any more')),
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
            'mandate-period',
          ),
        },
      },
    },
    async (request, reply) => {
      const { mandatary, messageTypes, from, until } = request.body;
      const { mandate, created } = await giveMandate(
        store.db,
        macs,
        callOf(request),
        request.params.code,
        {
          mandatary,
          messageTypes,
          ...(from !== undefined && { from: momentOf(from) }),
          ...(until !== undefined && { until: momentOf(until) }),
        },
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
        querystring: Type.Object(
          {
            role: Type.Optional(Role),
            active: Type.Optional(
              Type.Boolean({ description: 'Only those that hold now, or only the others' }),
            ),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(ListedMandate('A mandate')), next: Next },
            {
              title: 'MandatePage',
              description: 'A page; `next` is the `cursor` of the page after it, null at the end',
            },
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
    async (request) => {
      const { cursor, ...query } = request.query;
      const { code } = request.params;
      const list = `mandates of ${code}`;
      const after = cursors.read<string>(list, request.principal, cursor);
      const { items, next } = await listMandates(store.db, macs, code, {
        ...query,
        ...(after !== undefined && { after }),
      });
      return { items: items, next: cursors.write(list, request.principal, next) };
    },
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
