import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { writeSheets } from '../../ledger/sheets/write-sheets.ts';
import { reportRoles } from '../../region/report/groups.ts';
import type { RegionReport as Report } from '../../region/report/report.ts';
import {
  type LinkAt,
  reportJson,
  reportMarkdown,
  reportSheets,
} from '../../texts/report-tables.ts';
import { callOf } from '../server/caller.ts';
import { likedBest } from '../server/media.ts';
import type { AppParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { languageHeader, PlainDate, problems } from '../server/schemas.ts';
import { xlsx } from '../server/sheet-body.ts';
import { RegionReport } from './report-schemas.ts';

const json = 'application/json';
const markdown = 'text/markdown';

const answer = Type.Unsafe<unknown>({
  description: 'The report',
  headers: {
    'Content-Disposition': {
      type: 'string',
      description: 'Of a workbook: the name of the file',
      examples: ['attachment; filename="report-2026-11-02-2026-11-22.xlsx"'],
    },
    'Content-Language': languageHeader,
    Vary: {
      type: 'string',
      description: 'The answer depends on these',
      examples: ['Accept, Accept-Language'],
    },
  },
  content: {
    [json]: { schema: RegionReport },
    [markdown]: { schema: { type: 'string', examples: ['# Regiorapport\n'] } },
    [xlsx]: { schema: { type: 'string', format: 'binary', examples: ['PK\u0003\u0004...'] } },
  },
});

/** What happened in a region, for those who meet about it. */
export const reports: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.get(
    '/reports/region',
    {
      config: {
        load: 'heavy',
        access: reportRoles,
        dutch: 'Het rapport van een regio: als JSON, Markdown of Excel-bestand',
      },
      schema: {
        tags: ['Reports'],
        summary: 'What happened in a region',
        description:
          'At most 400 days, up to today. Each number counts full tens only: a ten counts in the period in which it became full, and what is left over counts in a later one, so that nothing leads to a child. A contract manager gets the gemeenten for which it acts now, all together: a region whose gemeenten all designated it, and gemeenten of no region. An operator gets all. In Dutch unless `Accept-Language` prefers English. It is in the access log of each gemeente.',
        querystring: Type.Object(
          {
            from: PlainDate('The first day'),
            to: PlainDate('The last day: today at the latest'),
          },
          { additionalProperties: false },
        ),
        response: {
          200: answer,
          ...problems(
            ...(['invalid-request', 'too-many-days', 'day-to-come'] as const),
            ...(['not-designated', 'unauthorized', 'forbidden'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const { query, headers } = request;
      const report = await parts.reports.region(callOf(request), query);
      const language = languageOf(headers['accept-language']);
      const { url, at } = parts.publicAddress;
      reply
        .header('Cache-Control', 'private, no-store')
        .header('Content-Language', language)
        .header('Vary', 'Accept, Accept-Language');
      const form = likedBest(headers.accept, [markdown, xlsx, json]) ?? json;
      if (form === json) return reportJson(report, language, at);
      // A file is read elsewhere: its links are whole, where the address is known.
      const from: LinkAt = (path) => (url ? url + path : at(path));
      if (form === markdown)
        return reply
          .type(`${markdown}; charset=utf-8`)
          .send(reportMarkdown(report, language, from));
      return reply
        .type(xlsx)
        .header('Content-Disposition', `attachment; filename="${nameOf(report)}"`)
        .send(await writeSheets(reportSheets(report, language, from)));
    },
  );
};

function nameOf({ from, to }: Report): string {
  return `report-${from}-${to}.xlsx`;
}
