import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { csvExample, csvOf, jsonArrayOf } from './access-log-export.ts';
import { LogExport, LogItem, LogPage, LogQuery, LogSearch } from './access-log-schemas.ts';
import { callOf } from './caller.ts';
import type { AppParts } from './parts.ts';
import { momentOf, problems } from './schemas.ts';

const tags = ['Access log'];

/** Who read or changed what, for auditors, and for each party what is about its own data. */
export const accessLog: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.get(
    '/access-log',
    {
      schema: {
        tags,
        summary: 'Who read or changed what, when, from where and why',
        description:
          'Newest first. A party sees what is about its own messages, allocations, keys and mandates; of the credentials and computers of other parties it sees nothing. That the log was read stands in it too.',
        querystring: LogQuery,
        response: {
          200: LogPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    (request) => page('access log', request, request.query),
  );

  app.post(
    '/access-log/searches',
    {
      schema: {
        tags,
        summary: 'The same about one child, by its BSN',
        description:
          'For who asks who saw its data. The BSN stands in the body, because addresses come in logs. Messages about the child are found as far as they were approved.',
        body: LogSearch,
        response: {
          200: LogPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    (request) => page('access log of a child', request, request.body),
  );

  app.get(
    '/access-log/export',
    {
      schema: {
        tags,
        summary: 'Export the log as CSV or JSON',
        description:
          'All of it that the filters leave, newest first, in one answer: give a period. An answer that breaks off was not whole.',
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
              'application/json': { schema: Type.Array(LogItem) },
            },
          }),
          ...problems('invalid-request', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      const check = async () => void (await request.stillIn());
      const pieces = parts.accessLog.export(callOf(request), filterOf(filter), check);
      const next = () => request.turns.piece(() => pieces.next());
      // The first rows now: what goes wrong until then is a problem, not an answer that breaks off.
      const first = await next();
      const all = (async function* () {
        for (let piece = first; !piece.done; piece = await next()) yield piece.value;
      })();
      const file = `attachment; filename="access-log.${format}"`;
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json')
        .header('Content-Disposition', file)
        .send(Readable.from(format === 'csv' ? csvOf(all) : jsonArrayOf(all))) as never;
    },
  );

  async function page(list: string, request: FastifyRequest, query: Asked) {
    const { cursor, ...filter } = query;
    const { principal } = request;
    const before = parts.cursors.read<string>(list, principal, cursor);
    const { items, next } = await parts.accessLog.list(callOf(request), {
      ...filterOf(filter),
      ...(before !== undefined && { before }),
    });
    return {
      items: items.map((item) => ({ ...item, clientIds: [...item.clientIds] })),
      next: parts.cursors.write(list, principal, next),
    };
  }
};

type Asked = Static<typeof LogQuery> & { readonly bsn?: string };

function filterOf<T extends { from?: string; to?: string }>({ from, to, ...filter }: T) {
  return {
    ...filter,
    ...(from && { from: momentOf(from) }),
    ...(to && { to: momentOf(to) }),
  };
}
