import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { List, momentOf, problems } from '../server/schemas.ts';
import { csvExample, csvOf, jsonArrayOf } from './access-log-export.ts';
import { LogExport, LogItem, LogPage, LogQuery, LogSearch } from './access-log-schemas.ts';

const tags = ['Access log'];

/** The access log: who read or changed what. Auditors see all of it, a party what is about its own data. */
export const accessLog: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listRows(app, parts);
  searchRows(app, parts);
  exportRows(app, parts);
};

function listRows(app: RouteApp, parts: AppParts): void {
  app.get(
    '/access-log',
    {
      config: {
        load: 'heavy',
        access: ['party', 'auditor'],
        dutch: 'Wie wat heeft gelezen of gewijzigd: wanneer, waarvandaan en waarom',
      },
      schema: {
        tags,
        summary: 'Who read or changed what, when, from where and why',
        description:
          'Newest first. A party sees what is about its own messages, allocations, keys and mandates; of the credentials and computers of other parties it sees nothing. Reading the log is logged too.',
        querystring: LogQuery,
        response: {
          200: LogPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    (request) => page(parts, 'access log', request, request.query),
  );
}

function searchRows(app: RouteApp, parts: AppParts): void {
  app.post(
    '/access-log/searches',
    {
      config: {
        load: 'heavy',
        access: ['party', 'auditor'],
        dutch: 'Hetzelfde over één kind, gezocht met het BSN',
      },
      schema: {
        tags,
        summary: 'The same about one child, by its BSN',
        description:
          'For a person who asks who saw their data. The BSN is in the body, because URLs are logged. Messages about the child are found as far as they were approved.',
        body: LogSearch,
        response: {
          200: LogPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    (request) => page(parts, 'access log of a child', request, request.body),
  );
}

function exportRows(app: RouteApp, parts: AppParts): void {
  app.get(
    '/access-log/export',
    {
      config: {
        load: 'export',
        access: ['party', 'auditor'],
        dutch: 'Het toegangslog downloaden als CSV of JSON',
      },
      schema: {
        tags,
        summary: 'Export the log as CSV or JSON',
        description:
          'All rows that match the filters, newest first, in one answer: give a period. An answer that breaks off is not complete.',
        querystring: LogExport,
        response: {
          200: Type.Unsafe<unknown>({
            description: 'The rows',
            headers: {
              'Content-Disposition': {
                type: 'string',
                description: 'The name of the file',
                examples: ['attachment; filename="access-log.csv"'],
              },
            },
            content: {
              'text/csv': { schema: { type: 'string', examples: [csvExample] } },
              'application/json': { schema: List(LogItem) },
            },
          }),
          ...problems('invalid-request', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const check = async () => void (await request.authenticateAgain());
      const pieces = parts.accessLog.export(callOf(request), filterOf(filter), check);
      const next = () => request.turns.piece(() => pieces.next());
      // Reads the first rows before it answers: an error until then becomes a problem, not an answer that breaks off.
      const first = await next();
      const all = (async function* () {
        for (let piece = first; !piece.done; piece = await next()) yield piece.value;
      })();
      const file = `attachment; filename="access-log.${format}"`;
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json')
        .header('Content-Disposition', file)
        .send(Readable.from(format === 'csv' ? csvOf(all) : jsonArrayOf(all)));
    },
  );
}

type Asked = Static<typeof LogQuery> & { readonly bsn?: string };

async function page(parts: AppParts, list: string, request: FastifyRequest, query: Asked) {
  const { cursor, ...filter } = query;
  const { principal } = request;
  const before = parts.cursors.read<string>(list, principal, cursor);
  const { items, next } = await parts.accessLog.list(callOf(request), {
    ...filterOf(filter),
    ...(before !== undefined && { before }),
  });
  return { items, next: parts.cursors.write(list, principal, next) };
}

function filterOf<T extends { from?: string; to?: string }>({ from, to, ...filter }: T) {
  return {
    ...filter,
    ...(from && { from: momentOf(from) }),
    ...(to && { to: momentOf(to) }),
  };
}
