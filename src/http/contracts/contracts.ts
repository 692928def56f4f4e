import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { JudgedBy } from '../../ledger/contracts/between.ts';
import type { ContractLine } from '../../ledger/contracts/model.ts';
import type { ContractVersion as Version } from '../../ledger/contracts/read.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import type { PublicAddress } from '../server/public-address.ts';
import { AskedMoment, Cursor, IdParams, Limit, momentOf, problems } from '../server/schemas.ts';
import {
  Aanbieder,
  ContractPage,
  ContractSummary,
  ContractVersion,
  Gemeente,
  LinePage,
  VersionPage,
} from './contract-schemas.ts';

const tags = ['Contracts'];
const access = ['party', 'contract-manager', 'administrator'] as const;
const which = {
  version: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The present one by default' }),
  ),
  at: Type.Optional(AskedMoment('The version that held at this moment')),
};
const notFound = problems('invalid-request', 'unauthorized', 'forbidden', 'not-found');

/** Contracts and their lines. Tariffs are between their parties: no cache may keep them. */
export const contracts: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  list(app, parts);
  show(app, parts);
  lines(app, parts);
  versions(app, parts);
  withdraw(app, parts);
};

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/contracts',
    {
      config: { access, dutch: 'De contracten die u mag zien', load: 'heavy' },
      schema: {
        tags,
        summary: 'List contracts',
        description:
          'Those that hold, lists of products among them; not those that were withdrawn. A party sees its own, a contract manager those of the gemeenten for which it acts now, an administrator all.',
        querystring: Type.Object(
          {
            gemeente: Type.Optional(Gemeente),
            aanbieder: Type.Optional(Aanbieder),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: ContractPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<string>('contracts', principal, cursor);
      const { items, next } = await parts.contracts.list(callOf(request), {
        ...filter,
        ...(after !== undefined && { after }),
      });
      return {
        items: items.map((item) => present(item, parts.publicAddress.at)),
        next: parts.cursors.write('contracts', principal, next),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/contracts/:id',
    {
      config: { access, dutch: 'Een contract bekijken, ook zoals het eerder was' },
      schema: {
        tags,
        summary: 'Look up a contract',
        description:
          'Its present version, or an earlier one: by its number, or the one that held at a moment. So a judgement of then is explained by what it was judged by.',
        params: IdParams,
        querystring: Type.Object(which, { additionalProperties: false }),
        response: { 200: ContractVersion, ...notFound },
      },
    },
    async (request) => {
      const { params, query } = request;
      const found = await parts.contracts.get(callOf(request), params.id, wanted(query));
      return presentVersion(found, parts.publicAddress.at);
    },
  );
}

function lines(app: RouteApp, parts: AppParts): void {
  app.get(
    '/contracts/:id/lines',
    {
      config: { access, dutch: 'De regels van een contract, met tarieven' },
      schema: {
        tags,
        summary: 'List the lines of a contract, with their tariffs',
        description: 'Of its present version, or of an earlier one.',
        params: IdParams,
        querystring: Type.Object(
          { ...which, limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: LinePage,
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
      const { principal, query } = request;
      const { id } = request.params;
      const of = `lines of contract ${id}`;
      const after = parts.cursors.read<[version: number, line: number]>(
        of,
        principal,
        query.cursor,
      );
      const version = after ? { version: after[0] } : wanted(query);
      const found = await parts.contracts.get(callOf(request), id, version);
      const begin = after?.[1] ?? 0;
      const end = begin + query.limit;
      const all = found.contract.lines;
      return {
        items: all.slice(begin, end).map(presentLine),
        next: parts.cursors.write(of, principal, all.length > end ? [found.version, end] : null),
      };
    },
  );
}

function versions(app: RouteApp, parts: AppParts): void {
  app.get(
    '/contracts/:id/versions',
    {
      config: { access, dutch: 'De versies van een contract' },
      schema: {
        tags,
        summary: 'List the versions of a contract',
        description: 'Newest first; those that you may see.',
        params: IdParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 20 })),
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: VersionPage,
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
      const { principal, query } = request;
      const { id } = request.params;
      const of = `versions of contract ${id}`;
      const before = parts.cursors.read<number>(of, principal, query.cursor);
      const { items, next } = await parts.contracts.versions(callOf(request), id, {
        limit: query.limit ?? 20,
        ...(before !== undefined && { before }),
      });
      return {
        items: items.map((item) => presentVersion(item, parts.publicAddress.at)),
        next: parts.cursors.write(of, principal, next),
      };
    },
  );
}

function withdraw(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/contracts/:id',
    {
      config: { access, dutch: 'Een contract intrekken' },
      schema: {
        tags,
        summary: 'Withdraw a contract',
        description:
          'From then on nothing is judged by it. Its versions stay, so that what was judged by it is explained. An aanbieder cannot do this. Repeating it is harmless.',
        params: IdParams,
        response: {
          200: ContractSummary,
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'not-your-contract',
            'not-found',
          ),
        },
      },
    },
    async (request) => {
      const kept = await parts.contracts.withdraw(callOf(request), request.params.id);
      return present(kept, parts.publicAddress.at);
    },
  );
}

function wanted({ version, at }: { readonly version?: number; readonly at?: string }) {
  return {
    ...(version !== undefined && { version }),
    ...(at !== undefined && { at: momentOf(at) }),
  };
}

function present(
  { id, version, contract }: Pick<JudgedBy, 'id' | 'version' | 'contract'>,
  at: PublicAddress['at'],
) {
  const { number, aanbieder, region, gemeenten, begin, end, segments, list, lines } = contract;
  const self = `/v1/contracts/${id}`;
  return {
    ...{ id, version, number, aanbieder, gemeenten, lineCount: lines.length },
    region: region ?? null,
    begin: begin ?? null,
    end: end ?? null,
    segments: segments ?? null,
    list: list ?? false,
    links: {
      self: { href: at(self) },
      lines: { href: at(`${self}/lines?version=${version}`) },
      versions: { href: at(`${self}/versions`) },
    },
  };
}

function presentVersion(found: Version, at: PublicAddress['at']) {
  return { ...present(found, at), recordedAt: found.recordedAt };
}

/** A line, with null for what it does not say. */
export function presentLine(line: ContractLine) {
  return { ...nothing, ...line };
}

const nothing = {
  ...{ segment: null, profile: null, intensity: null, from: null, until: null, tariff: null },
  ...{ eenheid: null, scheme: null, paidFor: null, leastVolume: null, mostVolume: null },
  ...{ frequentie: null, yearCeiling: null },
} as const;
