import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NumberParams } from '../../../http/conversions/conversion-schemas.ts';
import { mostMarks } from '../../../http/conversions/mark-schemas.ts';
import { rowWords, markingWords as say } from '../../../texts/console/conversion-row-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Faults, faultSummary } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';
import { signed } from './figures.ts';
import { type AskedRows, askedRows, questionOf, rowFilters } from './filter.ts';
import { markingForm } from './marking-form.ts';
import { filled, orNotFound, pathOf, roles, sideOf } from './side.ts';
import { isMarkable, rowsText, type SeenRow, type TypedMarks, untyped } from './typed.ts';

const querystring = Type.Object({ ...rowFilters, lang: Lang }, { additionalProperties: false });
/** Rows that are read at once. */
const piece = 1000;

/**
 * Saying the same of all rows of a filter, after one saw how many these are: the form holds these rows, each with its
 * version, so that what is kept is what was shown.
 */
export const allRowsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, roles, 'heavy');
  const schema = { hide: true, params: NumberParams, querystring };
  app.get('/console/conversions/:number/all', { config, schema }, async (request, reply) => {
    const { lang: _, ...asked } = request.query;
    return sendAll(
      request,
      reply,
      parts,
      request.params.number,
      askedRows(asked, languageOf(request)),
    );
  });
};

/** Sends the page. After a form that was not carried out, the rows that were wrong are left out. */
export async function sendAll(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  number: number,
  asked: AskedRows,
  refused?: {
    readonly typed: TypedMarks;
    readonly faults: Faults;
    readonly rows: ReadonlyMap<number, string>;
  },
): Promise<FastifyReply> {
  const { viewer } = request;
  const language = languageOf(request);
  const found = await orNotFound(gather(parts, request, number, asked, refused?.rows));
  const back = pathOf(number, `/rows${questionOf(asked.filters)}`);
  const title = filled(say.allTitle[language], { n: String(number) });
  const up = {
    path: back,
    title: filled(rowWords.title[language], { n: String(number) }),
  };
  const form =
    found.rows.length === 0
      ? emptyList(say.allNone[language])
      : sideOf(viewer) === undefined
        ? html`<p class="soft">${say.administrator[language]}</p>\n`
        : markingForm(
            {
              action: parts.publicAddress.at(pathOf(number, '/marks')),
              ...{ from: 'all', filter: questionOf(asked.filters) },
              above: html`<input type="hidden" name="rows" value="${rowsText(found.rows)}">`,
              ...{ typed: refused?.typed ?? untyped, faults: refused?.faults ?? new Map() },
            },
            viewer,
          );
  reply.header('Cache-Control', 'private, no-store');
  return sendPage(
    request,
    reply,
    {
      title,
      up,
      main: html`${refused && refusedHtml(refused, language)}${countsHtml(found, language)}${form}`,
    },
    refused ? 400 : 200,
  );
}

/** The rows of a filter of which something can be said, no more than go at once, and what they come to. */
async function gather(
  { conversions }: PageParts,
  { viewer }: FastifyRequest,
  number: number,
  { query, faults }: AskedRows,
  without: ReadonlyMap<number, string> = new Map(),
) {
  const rows: SeenRow[] = [];
  const counts = { skipped: 0, noSpic: 0, difference: 0 };
  let after: number | undefined = faults.size > 0 ? undefined : 0;
  let more = false;
  while (after !== undefined && !more) {
    const page = await conversions.rows(viewer.call, number, query, { limit: piece, after });
    for (const row of page.items) {
      if (without.has(row.number)) continue;
      more ||= rows.length === mostMarks;
      if (more) break;
      if (!isMarkable(row)) counts.skipped += 1;
      else {
        rows.push({ row: row.number, version: row.version });
        if (!row.assessed?.proposal) counts.noSpic += 1;
        counts.difference += row.assessed?.proposal?.difference ?? 0;
      }
    }
    after = page.next;
  }
  return { rows, more, ...counts };
}

function countsHtml(
  { rows, more, skipped, noSpic, difference }: Awaited<ReturnType<typeof gather>>,
  language: Language,
): Html {
  const sum = filled(say.allSum[language], { difference: signed(difference, language) });
  const most = filled(say.allMost[language], { n: countText(mostMarks, language) });
  return html`${rows.length > 0 && html`<p><strong>${countSentence(rows.length, say.allCount, language)}.</strong> ${sum}</p>\n`}${more && html`<p>${most}</p>\n`}${noSpic > 0 && html`<p>${countSentence(noSpic, say.allNoSpic, language)}</p>\n`}${skipped > 0 && html`<p>${countSentence(skipped, say.allSkipped, language)}</p>\n`}`;
}

function refusedHtml(
  { faults, rows }: { readonly faults: Faults; readonly rows: ReadonlyMap<number, string> },
  language: Language,
): Html {
  if (rows.size === 0) return html`${faultSummary(faults, language)}`;
  const told = [...rows]
    .slice(0, pageRows)
    .map(
      ([row, why]) => html`<li>${filled(say.rowFault[language], { n: String(row), why })}</li>\n`,
    );
  const first = filled(say.onlyFirst[language], { n: String(pageRows) });
  return html`<div class="problem" role="alert" tabindex="-1"><p>${countSentence(rows.size, say.allLeft, language)}</p>
<details><summary>${say.which[language]}</summary>
${rows.size > pageRows && html`<p>${first}</p>\n`}<ul>
${told}</ul></details></div>
`;
}
