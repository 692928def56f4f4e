import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { xlsx } from '../../../http/server/sheet-body.ts';
import type { OutValue } from '../../../ledger/sheets/out-sheet.ts';
import { writeSheets } from '../../../ledger/sheets/write-sheets.ts';
import { Problem } from '../../../problem.ts';
import { reportRoles } from '../../../region/report/groups.ts';
import type { RegionReport } from '../../../region/report/report.ts';
import { mostDays } from '../../../region/report/views.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { reportPageWords as say } from '../../../texts/console/report-page-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type LinkAt, reportOnPage, reportSheets } from '../../../texts/report-tables.ts';
import { reportWords } from '../../../texts/report-texts.ts';
import { dayAsTyped, typedDay } from '../../frame/day.ts';
import { type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, filterForm } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { type Column, table } from '../../frame/table.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';

const querystring = Type.Object(
  { from: Filter, to: Filter, lang: Lang },
  { additionalProperties: false },
);
/** The meeting about a region is each three weeks. */
const usualDays = 21;

/** "Rapport": what happened in a region, as a page that prints as it stands, and as a workbook. */
export const reportPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, reportRoles, 'heavy');
  const { at, url } = parts.publicAddress;
  app.get(
    '/console/report',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { viewer, query } = request;
      const language = languageOf(request);
      const asked = askedPeriod(query, language);
      const { from, to } = asked;
      const found =
        asked.faults.size > 0
          ? asked.faults
          : await parts.reports
              .region(viewer.call, { from, to })
              .catch((error: unknown) => faultsOf(error, language));
      const faults: Faults = 'gemeenten' in found ? new Map() : found;
      reply.header('Cache-Control', 'private, no-store');
      return sendPage(request, reply, {
        title: reportWords.title[language],
        main: html`${periodForm({ from: query.from ?? dayAsTyped(from), to: query.to ?? dayAsTyped(to) }, faults, language)}${
          'gemeenten' in found
            ? html`${workbookHtml(at(`/console/report/workbook?from=${from}&to=${to}`), language)}${reportHtml(found, language, at)}`
            : faults.get('') && emptyList(faults.get('') ?? '')
        }`,
      });
    },
  );
  app.get(
    '/console/report/workbook',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const language = languageOf(request);
      const { from, to, faults } = askedPeriod(request.query, language);
      if (faults.size > 0) return reply.redirect(at('/console/report'), 303);
      const found = await parts.reports
        .region(request.viewer.call, { from, to })
        .catch((error: unknown) => faultsOf(error, language));
      // The page says what is wrong.
      if (!('gemeenten' in found))
        return reply.redirect(at(`/console/report?from=${from}&to=${to}`), 303);
      const link: LinkAt = (path) => (url ? url + path : at(path));
      return reply
        .type(xlsx)
        .header('Cache-Control', 'private, no-store')
        .header('Content-Disposition', `attachment; filename="report-${from}-${to}.xlsx"`)
        .send(await writeSheets(reportSheets(found, language, link)));
    },
  );
};

/** The period that is asked for: by default the last three weeks. */
function askedPeriod(
  query: Readonly<Record<'from' | 'to', string | undefined>> | object,
  language: Language,
): { readonly from: string; readonly to: string; readonly faults: Faults } {
  const asked: Readonly<Record<string, string | undefined>> = { ...query };
  const today = dutchDate(new Date());
  const faults = new Map<string, string>();
  const dayOf = (name: string, otherwise: string) => {
    const typed = asked[name]?.trim();
    if (!typed) return otherwise;
    const day = typedDay(typed);
    if (!day) faults.set(name, say.dayUnfit[language]);
    return day ?? otherwise;
  };
  const to = dayOf('to', today);
  const from = dayOf('from', afterDays(to, 1 - usualDays));
  return { from, to, faults };
}

/** What is wrong with a period, at its field; with an empty name what is wrong with the caller. */
function faultsOf(error: unknown, language: Language): Faults {
  if (!(error instanceof Problem)) throw error;
  const faults: Readonly<Record<string, readonly [string, Words]>> = {
    'invalid-request': ['to', say.turned],
    'day-to-come': ['to', say.toCome],
    'too-many-days': ['from', say.tooMany],
    'not-designated': ['', say.notDesignated],
  };
  const fault = faults[error.code];
  if (!fault) throw error;
  const [field, words] = fault;
  return new Map([[field, words[language].replace('{limit}', String(mostDays))]]);
}

function periodForm(
  period: Readonly<Record<'from' | 'to', string>>,
  faults: Faults,
  language: Language,
): Html {
  const field = (name: 'from' | 'to') =>
    textField({
      ...{ name, label: say[name][language], value: period[name], maxLength: 10 },
      fault: faults.get(name),
    });
  return filterForm([field('from'), field('to')], {}, language);
}

function workbookHtml(href: string, language: Language): Html {
  return html`<p class="buttons"><a href="${href}" download>${say.workbook[language]}</a></p>
<p class="soft">${say.print[language]}</p>
`;
}

function reportHtml(report: RegionReport, language: Language, at: LinkAt): Html {
  const { lead, tables, nothing } = reportOnPage(
    { ...report, from: dayText(report.from, language), to: dayText(report.to, language) },
    language,
    at,
  );
  return html`${lead.map((one) => html`<p>${one}</p>\n`)}${tables.map(({ title, columns, rows }) =>
    rows.length === 0
      ? html`<h2>${title}</h2>\n${emptyList(nothing)}`
      : table<readonly OutValue[]>({
          caption: title,
          columns: columns.map(
            ({ name, numeric, link }, index): Column<readonly OutValue[]> => ({
              ...{ head: name, numeric },
              cell: (row) => cellHtml(row[index] ?? null, { link, numeric }, language),
            }),
          ),
          rows,
        }),
  )}`;
}

function cellHtml(
  value: OutValue,
  { link, numeric }: { readonly link: boolean; readonly numeric: boolean },
  language: Language,
): Html | string | undefined {
  if (value === null) return numeric ? html`<span class="soft">&lt; 10</span>` : undefined;
  if (typeof value === 'number') return countText(value, language);
  if (link) return html`<a href="${String(value)}">${say.rule[language]}</a>`;
  return html`${sentence(String(value))}`;
}
