import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { listMessages } from '../../../operations/overview.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { replayWords } from '../../../texts/console/replay-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, hrefOf, isFiltered, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { searchForm } from '../search/form.ts';
import { backTo } from './back.ts';
import { filtersHtml, messageFilters, readFilters } from './filters.ts';
import { sendOwnMessages } from './party/list.ts';
import { messagesTable, namesOf, type ShownMessages } from './table.ts';

const querystring = Type.Object(
  { ...messageFilters, direction: Filter, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);

/** "Berichten": the messages of all parties, for operators; for a party see `party/`. It shows nothing that a party wrote but types and codes. */
export const messagesPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['operator', 'administrator', 'party'], 'heavy');
  const schema = { hide: true, querystring };
  app.get('/console/messages', { config, schema }, async (request, reply) => {
    const { principal, query, viewer } = request;
    const { cursor, lang: _, ...asked } = query;
    if (principal.role === 'party')
      return sendOwnMessages(request, reply, parts, { ...asked, cursor });
    const language = languageOf(request);
    const read = readFilters(asked, language);
    const { filter, faults, filters } = read;
    const before = parts.cursors.read<string>('console messages', principal, cursor);
    const { items, next } =
      faults.size > 0
        ? { items: [], next: null }
        : await listMessages(pool, filter, { limit: pageRows, ...(before && { before }) });
    const names = await namesOf(pool, items);
    const onward = parts.cursors.write('console messages', principal, next);
    const pages = {
      ...{ filters, cursor: { cursor }, newestFirst: true },
      next: onward === null ? undefined : { cursor: onward },
    };
    const back = backTo('/console/messages', { ...filters, cursor });
    const list = { items, names, at, back, caption: say.caption[language] };
    const found = faults.size === 0 && listHtml(list, next !== null, filters, language);
    return sendPage(request, reply, {
      title: say.title[language],
      main: html`<p>${say.about[language]}</p>
${searchForm(viewer, at)}${filtersHtml(read, language)}${found}${pager(pages, language)}`,
    });
  });
};

function listHtml(list: ShownMessages, more: boolean, filters: Filters, language: Language): Html {
  if (list.items.length === 0) {
    const why = more ? say.moreBehind : isFiltered(filters) ? say.emptyHere : say.empty;
    return emptyList(why[language]);
  }
  const { status: _, held, ...rest } = filters;
  const again =
    filters.status === 'failed' &&
    !held &&
    html`<p class="buttons"><a href="${list.at('/console/replays/new')}${hrefOf(rest)}">${replayWords.replayThese[language]}</a></p>\n`;
  return html`${again}${messagesTable(list, language)}`;
}
