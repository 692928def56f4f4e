import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NumberParams } from '../../../http/conversions/conversion-schemas.ts';
import { csvOf, workbookOf } from '../../../http/conversions/files.ts';
import { xlsx } from '../../../http/server/sheet-body.ts';
import type { RowQuery } from '../../../ledger/conversion/row-query.ts';
import { oneConversionWords as say } from '../../../texts/console/conversion-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf } from '../../frame/page.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';
import { askedRows, questionOf, rowFilters } from './filter.ts';
import { orNotFound, pathOf, roles } from './side.ts';

const path = '/console/conversions/:number';
const querystring = Type.Object({ ...rowFilters, lang: Lang }, { additionalProperties: false });

/** The rows of a conversion as files, by the filters of the page: what is seen. They are in the access log. */
export const conversionFiles: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  const schema = { hide: true, params: NumberParams, querystring };
  const heavy = pageConfig(parts, roles, 'heavy');
  app.get(`${path}/workbook`, { config: heavy, schema }, async (request, reply) => {
    const { number } = request.params;
    const query = queryOf(request, reply, parts, number);
    if (!query) return reply;
    const language = languageOf(request);
    const { call } = request.viewer;
    const bytes = await orNotFound(workbookOf(parts, call, number, language, query));
    return reply
      .type(xlsx)
      .header('Content-Disposition', `attachment; filename="conversion-${number}.xlsx"`)
      .send(bytes);
  });
  const long = pageConfig(parts, roles, 'export');
  app.get(`${path}/csv`, { config: long, schema }, async (request, reply) => {
    const { number } = request.params;
    const query = queryOf(request, reply, parts, number);
    if (!query) return reply;
    const language = languageOf(request);
    const rows = parts.conversions.allRows(request.viewer.call, number, query);
    // As a Dutch spreadsheet reads it.
    const lines = await orNotFound(csvOf(request, rows, language, language === 'nl' ? ';' : ','));
    return reply
      .type('text/csv; charset=utf-8; header=present')
      .header('Content-Disposition', `attachment; filename="conversion-${number}.csv"`)
      .send(Readable.from(lines));
  });
};

/** What an address asks for; one that does not fit leads to the page, which says what is wrong. */
function queryOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress: { at } }: PageParts,
  number: number,
): RowQuery | undefined {
  const { lang: _, ...asked } = request.query as Readonly<Record<string, string>>;
  const { query, faults, filters } = askedRows(asked, languageOf(request));
  if (faults.size === 0) return query;
  reply.redirect(at(pathOf(number, `/rows${questionOf(filters)}`)), 303);
  return undefined;
}

/** The links to both files. @param question the filters, as an address has them; '' for all rows */
export function filesHtml(
  number: number,
  question: string,
  at: (path: string) => string,
  language: Language,
): Html {
  const href = (end: string) => at(pathOf(number, end + question));
  return html`<p><a href="${href('/workbook')}">${say.workbook[language]}</a> · <a href="${href('/csv')}">${say.csv[language]}</a> <span class="soft">${say.workbookAbout[language]}</span></p>
`;
}
