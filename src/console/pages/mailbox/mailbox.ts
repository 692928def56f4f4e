import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { InboxPage } from '../../../messages/mailbox/mailbox.ts';
import type { InboxItem } from '../../../messages/mailbox/mailbox-entry.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { berichtWords, mailboxWords as say } from '../../../texts/console/page-words.ts';
import { countSentence, countText, durationText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';

const Position = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const querystring = Type.Object({ after: Position, lang: Lang }, { additionalProperties: false });

/** "Postvak": what waits for a gemeente or aanbieder. It shows nothing of the content of messages. */
export const mailboxPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const options = {
    config: pageConfig(parts, ['party']),
    schema: { hide: true, querystring },
  };
  const read = (request: { principal: Parameters<typeof parts.mailbox.list>[0] }, after: number) =>
    parts.mailbox.list(request.principal, { after, limit: pageRows, waitSeconds: 0 });

  app.get('/console/mailbox', options, async (request, reply) => {
    const { after = 0 } = request.query;
    const page = await read(request, after);
    const names = await partyNames(
      parts.store.pool,
      page.items.map(({ sender }) => sender),
    );
    const language = languageOf(request);
    const until = page.items.at(-1)?.position ?? after;
    const news = html`<p class="news" hx-get="${at('/console/mailbox/news')}?after=${until}&amp;page=${after}" hx-trigger="every 30s" role="status"></p>\n`;
    return sendPage(request, reply, {
      title: say.title[language],
      // What comes in stands at the end: that is on this page only if it is the last one.
      main: html`<p>${say.about[language]}</p>\n${page.next === null && news}${listHtml(page, names, after, language)}`,
      live: true,
    });
  });

  app.get(
    '/console/mailbox/news',
    {
      config: { ...pageConfig(parts, ['party']), byItself: true },
      schema: {
        hide: true,
        querystring: Type.Object(
          { after: Position, page: Position },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { after = 0, page = 0 } = request.query;
      const { items, next } = await read(request, after);
      const text = newsText(items.length, next !== null, languageOf(request));
      const href = `${at('/console/mailbox')}${page ? `?after=${page}` : ''}`;
      return sendFragment(reply, html`${text && html`<a href="${href}">${text}</a>`}`);
    },
  );
};

/** How many came in since the page was made; undefined: none. */
function newsText(count: number, more: boolean, language: Language): string | undefined {
  if (count === 0) return undefined;
  if (more) return say.manyNew[language].replace('{n}', countText(count, language));
  return countSentence(count, say.new, language);
}

function listHtml(
  { items, next, lastPosition }: InboxPage,
  names: ReadonlyMap<string, string>,
  after: number,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((Number(lastPosition) === 0 ? say.emptyEver : say.empty)[language]);
  const now = Date.now();
  const waits = ({ receivedAt }: InboxItem) =>
    durationText(now - new Date(receivedAt).getTime(), language);
  return html`${table({
    caption: say.caption[language],
    columns: [
      {
        head: say.type[language],
        cell: ({ type, redelivered }) => [
          html`${type} <span class="soft">${berichtWords[type][language]}</span>`,
          redelivered && ` (${say.again[language]})`,
        ],
      },
      { head: say.from[language], cell: ({ sender }) => partyHtml(sender, names) },
      {
        head: say.since[language],
        cell: ({ receivedAt }) => momentHtml(new Date(receivedAt), language),
      },
      { head: say.waits[language], cell: waits },
    ],
    rows: items,
    list: true,
  })}${pager(
    {
      filters: {},
      cursor: { ...(after && { after: String(after) }) },
      next: next === null ? undefined : { after: String(next) },
    },
    language,
  )}`;
}
