import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { Cursor, Limit, languageHeader, problems } from '../server/schemas.ts';
import { NumberParams, RowParams } from './conversion-schemas.ts';
import { access, inLanguage, ofOne, tags } from './conversions.ts';
import { presentMark, presentRow } from './present.ts';
import { filters, RowDetails, RowPage } from './row-schemas.ts';

/** Rows of conversions. They are about children: no cache may keep them. */
export const rows: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  list(app, parts);
  show(app, parts);
};

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/rows',
    {
      config: { access, load: 'heavy', dutch: 'De rijen van een omzetting' },
      schema: {
        tags,
        summary: 'List the rows of a conversion',
        description:
          'A row for each old allocation. An aanbieder sees its own, a gemeente and a contract manager those of gemeenten for which they act now. It is in the access log.',
        params: NumberParams,
        querystring: Type.Object(
          { ...filters, limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: { ...RowPage, headers: { 'Content-Language': languageHeader } },
          ...problems(...ofOne, 'cursor-invalid'),
        },
      },
    },
    async (request, reply) => {
      const { principal, query, params } = request;
      const { cursor, limit, ...filter } = query;
      const name = `rows of conversion ${params.number}`;
      const after = parts.cursors.read<number>(name, principal, cursor);
      const page = { limit, ...(after !== undefined && { after }) };
      const found = await parts.conversions.rows(callOf(request), params.number, filter, page);
      const language = inLanguage(request, reply);
      const { at } = parts.publicAddress;
      return {
        items: found.items.map((row) => presentRow(row, params.number, principal, language, at)),
        next: parts.cursors.write(name, principal, found.next),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/rows/:row',
    {
      config: { access, dutch: 'Een rij van een omzetting, en wat erover is gezegd' },
      schema: {
        tags,
        summary: 'A row of a conversion, and what was said of it',
        description: 'Who said it is there for the own side only.',
        params: RowParams,
        response: {
          200: { ...RowDetails, headers: { 'Content-Language': languageHeader } },
          ...problems(...ofOne),
        },
      },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const { row, marks } = await parts.conversions.row(
        callOf(request),
        params.number,
        params.row,
      );
      const language = inLanguage(request, reply);
      return {
        ...presentRow(row, params.number, principal, language, parts.publicAddress.at),
        history: marks.map((mark) => presentMark(mark, principal)),
      };
    },
  );
}
