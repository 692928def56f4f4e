import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { kindOf } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import type { SignalCount } from '../../../region/signals/counts.ts';
import type { SignalItem } from '../../../region/signals/present.ts';
import { signalKinds, signalStatuses } from '../../../region/signals/signal.ts';
import { signalRoles } from '../../../region/signals/viewer.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { contractWords } from '../../../texts/console/page-words.ts';
import {
  signalPageWords as say,
  signalStatusWords,
} from '../../../texts/console/signal-page-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { signalWords, sizeWords } from '../../../texts/report-texts.ts';
import { choiceField, type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import {
  emptyList,
  type Filters,
  filterForm,
  isFiltered,
  pageRows,
  pager,
} from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';

const querystring = Type.Object(
  { kind: Filter, status: Filter, gemeente: Filter, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);

/** "Signalen": what parties reported that does not fit, without what people wrote. */
export const signalsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, signalRoles, 'heavy');
  const { at } = parts.publicAddress;
  app.get(
    '/console/signals',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { viewer, query } = request;
      const language = languageOf(request);
      const kind = signalKinds.find((one) => one === query.kind);
      const status = signalStatuses.find((one) => one === query.status);
      const gemeente = query.gemeente?.trim();
      const filters = { kind, status, gemeente };
      const faults = new Map<string, string>();
      if (gemeente && kindOf(gemeente) !== 'gemeente')
        faults.set('gemeente', contractWords.gemeenteUnfit[language]);
      const { found, counts } = await read(request, parts, faults);
      const names = await partyNames(
        parts.store.pool,
        found?.items.flatMap(({ reporter, gemeenten }) => [reporter, ...gemeenten]) ?? [],
      );
      const pages = {
        ...{ filters, cursor: { cursor: query.cursor }, newestFirst: true },
        next: found?.next ? { cursor: found.next } : undefined,
      };
      const isParty = viewer.chosen.role === 'party';
      const report = html`<p><a href="${at('/console/signals/new')}">${say.new[language]}</a></p>\n`;
      reply.header('Cache-Control', 'private, no-store');
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`<p>${say.about[language]}</p>
${isParty && report}${filtersHtml(filters, faults, language)}${
  found
    ? listHtml(found.items, names, filters, at, language)
    : faults.size === 0 && emptyList(say.notDesignated[language])
}${pager(pages, language)}${counts && countsHtml(counts, language)}`,
      });
    },
  );
};

/** What is asked for; `found` is undefined where something is wrong, or no gemeente designated the office. */
async function read(request: FastifyRequest, parts: PageParts, faults: Faults) {
  if (faults.size > 0) return { found: undefined, counts: undefined };
  const { viewer, principal } = request;
  const query = request.query as Filters;
  const kind = signalKinds.find((one) => one === query.kind);
  const status = signalStatuses.find((one) => one === query.status);
  const municipality = query.gemeente?.trim();
  const after = parts.cursors.read<string>('signals', principal, query.cursor);
  try {
    const { items, next } = await parts.signals.list(viewer.call, {
      limit: pageRows,
      ...(kind && { kind }),
      ...(status && { status }),
      ...(municipality && { municipality }),
      ...(after !== undefined && { after }),
    });
    const until = dutchDate(new Date());
    const counted = principal.role !== 'party' && !query.cursor;
    const counts = counted
      ? await parts.signals.counts(viewer.call, { from: afterDays(until, -365), until })
      : undefined;
    return { found: { items, next: parts.cursors.write('signals', principal, next) }, counts };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-designated') throw error;
    return { found: undefined, counts: undefined };
  }
}

function filtersHtml(filters: Filters, faults: Faults, language: Language): Html {
  const any = { value: '', word: listWords.any[language] };
  const fields = [
    choiceField({
      ...{ name: 'kind', label: say.kind[language], value: filters.kind },
      options: [
        any,
        ...signalKinds.map((value) => ({ value, word: signalWords[value][language] })),
      ],
    }),
    choiceField({
      ...{ name: 'status', label: say.state[language], value: filters.status },
      options: [
        any,
        ...signalStatuses.map((value) => ({ value, word: signalStatusWords[value][language] })),
      ],
    }),
    textField({
      ...{ name: 'gemeente', label: contractWords.gemeenteCode[language], type: 'search' },
      ...{ value: filters.gemeente, maxLength: 200, digits: true, fault: faults.get('gemeente') },
    }),
  ];
  return filterForm(fields, filters, language);
}

function listHtml(
  items: readonly SignalItem[],
  names: ReadonlyMap<string, string>,
  filters: Filters,
  at: (path: string) => string,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.emptyHere : say.empty)[language]);
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: say.kind[language],
        cell: ({ id, kind, about }) =>
          html`<a href="${at(`/console/signals/${id}`)}">${signalWords[kind][language]}</a> <span class="soft">${say.aboutOf[about][language]}</span>`,
      },
      { head: say.reporter[language], cell: ({ reporter }) => partyHtml(reporter, names) },
      {
        head: say.gemeenten[language],
        cell: ({ gemeenten }) => gemeenten.map((code) => names.get(code) ?? code).join(', '),
      },
      { head: say.segment[language], cell: ({ segment }) => segment },
      { head: say.reported[language], cell: ({ reportedAt }) => momentHtml(reportedAt, language) },
      {
        head: say.answers[language],
        numeric: true,
        cell: ({ answerCount }) => countText(answerCount, language),
      },
      { head: say.state[language], cell: ({ status }) => signalStatusWords[status][language] },
    ],
    rows: items,
    list: true,
  });
}

function countsHtml(counts: readonly SignalCount[], language: Language): Html | undefined {
  if (counts.length === 0) return undefined;
  const number = (head: string, value: (row: SignalCount) => number) => ({
    ...{ head, numeric: true },
    cell: (row: SignalCount) => countText(value(row), language),
  });
  return table<SignalCount>({
    caption: say.counts[language],
    columns: [
      { head: say.kind[language], cell: ({ kind }) => signalWords[kind][language] },
      { head: say.segment[language], cell: ({ segment }) => segment },
      { head: say.size[language], cell: ({ size }) => size && sizeWords[size][language] },
      number(say.number[language], ({ count }) => count),
      number(signalStatusWords.open[language], ({ open }) => open),
      number(signalStatusWords.answered[language], ({ answered }) => answered),
      number(signalStatusWords.closed[language], ({ closed }) => closed),
    ],
    rows: counts,
  });
}
