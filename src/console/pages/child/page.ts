import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { IdParams as params } from '../../../http/server/schemas.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { allocationWords } from '../../../texts/console/allocation-words.ts';
import { timelineWords as say } from '../../../texts/console/timeline-words.ts';
import { countSentence, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sideOfViewer } from '../allocations/allocations.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';
import { timelineChart, timelineLegend } from './chart.ts';
import { drawingOf } from './drawing.ts';
import { type Timeline, timelineOf } from './lanes.ts';
import { timelineTable } from './timeline-table.ts';

const querystring = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    lang: Lang,
  },
  { additionalProperties: false },
);

/** Sentences about gaps and overlaps that are shown. */
const mostRemarks = 10;

/** "Tijdlijn van een kind": what a party may see of one child, on one axis of time, and the same as a table. */
export const childPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['party'], 'heavy');
  const schema = { hide: true, params, querystring };
  app.get('/console/children/:id', { config, schema }, async (request, reply) => {
    const { viewer, query } = request;
    const language = languageOf(request);
    const child = await parts.allocations.child(viewer.call, request.params.id.toLowerCase());
    const timeline = timelineOf(child, dutchDate(new Date()));
    const { lanes } = timeline;
    const codes = lanes.flatMap(({ municipality, provider }) => [municipality, provider]);
    const names = await partyNames(parts.store.pool, codes);
    const { after = 0 } = query;
    const end = after + pageRows;
    const pages = {
      ...{ filters: {}, cursor: { ...(after > 0 && { after: String(after) }) } },
      next: end < lanes.length ? { after: String(end) } : undefined,
    };
    const shown = { lanes: lanes.slice(after, end), names, side: sideOfViewer(viewer) };
    const { at } = parts.publicAddress;
    return sendPage(request, reply, {
      title: say.title[language],
      up: { path: '/console/allocations', title: allocationWords.title[language] },
      main: html`<p>${say.about[language]}</p>
${!child.complete && html`<div class="utrecht-alert utrecht-alert--warning" role="status"><p>${say.incomplete[language]}</p></div>\n`}${remarksHtml(timeline, language)}${timelineLegend(language)}${timelineChart(drawingOf(timeline), names, language)}
${timelineTable(shown, timeline.today, at, language)}${pager(pages, language)}`,
    });
  });
};

/** Gaps and overlaps, said in words. */
function remarksHtml({ gaps, overlaps }: Timeline, language: Language): Html {
  const sentences = [
    ...overlaps.map(({ product, from, to, numbers }) =>
      (to === null ? say.overlapOn : say.overlap)[language]
        .replace('{product}', () => product)
        .replace('{begin}', dayText(from, language))
        .replace('{end}', to === null ? '' : dayText(to, language))
        .replace('{numbers}', () => numbers.join(', ')),
    ),
    ...gaps.map(({ from, to }) =>
      say.gap[language]
        .replace('{begin}', dayText(from, language))
        .replace('{end}', to === null ? '' : dayText(to, language)),
    ),
  ];
  if (sentences.length === 0) return html`<p>${say.calm[language]}</p>\n`;
  const left = sentences.length - mostRemarks;
  const items = sentences.slice(0, mostRemarks).map((text) => html`<li>${text}</li>\n`);
  return html`<ul>
${items}${left > 0 && html`<li>${countSentence(left, say.moreRemarks, language)}</li>\n`}</ul>
`;
}
