import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { ConversionRecord, Side } from '../../../ledger/conversion/row.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { newConversionWords } from '../../../texts/console/conversion-new-words.ts';
import {
  conversionStates,
  conversionListWords as say,
} from '../../../texts/console/conversion-words.ts';
import { countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { table } from '../../frame/table.ts';
import { Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filled, isUndesignated, pathOf, roles, sideOf } from './side.ts';

const querystring = Type.Object(
  { cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);

/** "Omzetting": the conversions that somebody may see, newest first. */
export const conversionsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { cursors, conversions, publicAddress, store } = parts;
  app.get(
    '/console/conversions',
    { config: pageConfig(parts, roles), schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, viewer, query } = request;
      const { cursor } = query;
      const language = languageOf(request);
      const side = sideOf(viewer);
      const before = cursors.read<number>('console conversions', principal, cursor);
      const page = { limit: pageRows, ...(before !== undefined && { before }) };
      const found = await conversions.list(viewer.call, page).catch((error: unknown) => {
        if (isUndesignated(error)) return undefined;
        throw error;
      });
      const { items, next } = found ?? { items: [], next: undefined };
      const list = found ? listHtml : () => emptyList(say.notDesignated[language]);
      const names = await partyNames(
        store.pool,
        items.flatMap(({ gemeenten }) => gemeenten),
      );
      const onward = cursors.write('console conversions', principal, next);
      const pages = {
        ...{ filters: {}, cursor: { cursor }, newestFirst: true },
        next: onward === null ? undefined : { cursor: onward },
      };
      reply.header('Cache-Control', 'private, no-store');
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`<p>${say.about[language]}</p>
${found && side !== 'aanbieder' && html`<p><a href="${publicAddress.at('/console/conversions/new')}">${newConversionWords.title[language]}</a></p>\n`}${list(items, names, side, publicAddress.at, language)}${pager(pages, language)}`,
      });
    },
  );
};

function listHtml(
  items: readonly ConversionRecord[],
  names: ReadonlyMap<string, string>,
  side: Side | undefined,
  at: (path: string) => string,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((side === 'aanbieder' ? say.emptyAanbieder : say.empty)[language]);
  const gemeenten = {
    head: say.gemeenten[language],
    cell: ({ gemeenten }: ConversionRecord) =>
      gemeenten.map((code) => names.get(code) ?? code).join(', '),
  };
  return table<ConversionRecord>({
    caption: say.caption[language],
    columns: [
      {
        head: say.number[language],
        cell: ({ number }) =>
          html`<a href="${at(pathOf(number))}">${filled(say.one[language], { n: String(number) })}</a>`,
      },
      { head: say.day[language], cell: ({ day }) => dayText(day, language) },
      ...(side === 'aanbieder' ? [] : [gemeenten]),
      { head: say.state[language], cell: (record) => stateText(record, language) },
      {
        head: say.shared[language],
        cell: ({ sharedAt }) =>
          sharedAt ? momentHtml(sharedAt, language) : say.notShared[language],
      },
      { head: say.made[language], cell: ({ madeAt }) => momentHtml(madeAt, language) },
    ],
    rows: items,
    list: true,
  });
}

/** How far a preview is, in words. */
export function stateText({ state, progress }: ConversionRecord, language: Language): string {
  const { done, total } = progress;
  const word = conversionStates[state][language];
  if (state !== 'making' || total === null) return word;
  const counted = { done: countText(done, language), total: countText(total, language) };
  return `${word}: ${filled(say.progress[language], counted)}`;
}
