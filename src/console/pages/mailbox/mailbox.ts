import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRequest } from '../../../messages/drafts/asked.ts';
import type { RequestAnswered } from '../../../messages/drafts/requests-answered.ts';
import type { InboxPage } from '../../../messages/mailbox/mailbox.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import type { Principal } from '../../../parties/principal.ts';
import { mailboxWords as say } from '../../../texts/console/page-words.ts';
import { retourWords } from '../../../texts/console/retour-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { readPartyMessage } from '../message/party/read.ts';
import { partyMessage } from '../message/party/shown.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { acknowledging } from './acknowledging.ts';
import { mailboxSide, mailboxTable, owesRetour, type RowParts } from './rows.ts';

const Position = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const MessageId = Type.Optional(Type.String({ format: 'uuid' }));
/** Messages that are counted which wait for a retour. */
const mostOwed = 99;

const querystring = Type.Object(
  { after: Position, message: MessageId, done: Filter, lang: Lang },
  { additionalProperties: false },
);

/** "Postvak": what waits for a gemeente or aanbieder, with one message beside it. Content shows once it is opened. */
export const mailboxPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const options = {
    config: pageConfig(parts, ['party']),
    schema: { hide: true, querystring },
  };

  app.get('/console/mailbox', options, async (request, reply) => {
    const { after = 0, message, done } = request.query;
    return sendMailbox(request, reply, parts, { after, done, message: message?.toLowerCase() });
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
      const { items, next } = await readMailbox(parts, request.principal, after);
      const text = newsText(items.length, next !== null, languageOf(request));
      const href = `${at('/console/mailbox')}${page ? `?after=${page}` : ''}`;
      return sendFragment(reply, html`${text && html`<a href="${href}">${text}</a>`}`);
    },
  );

  acknowledging(app, parts);
};

interface Asked {
  readonly after: number;
  readonly message: string | undefined;
  readonly done: string | undefined;
}

function readMailbox({ mailbox }: PageParts, principal: Principal, after: number) {
  return mailbox.list(principal, { after, limit: pageRows, waitSeconds: 0 });
}

async function sendMailbox(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { after, message, done }: Asked,
): Promise<FastifyReply> {
  const { principal, viewer } = request;
  const { language } = viewer;
  const { at } = parts.publicAddress;
  const page = await readMailbox(parts, principal, after);
  const names = await partyNames(
    parts.store.pool,
    page.items.map(({ sender }) => sender),
  );
  const answers = viewer.chosen.party?.kind === 'gemeente';
  const asked = page.items.flatMap(({ id, type }) => (isRequest(type) ? [id] : []));
  const answered = answers
    ? await parts.drafts.requestsAnswered(viewer.call, asked)
    : new Map<string, RequestAnswered>();
  const due = await parts.terms.answersDue(page.items.filter(owesRetour));
  const rows = { at, names, after, answers, answered, due, language };
  const until = page.items.at(-1)?.position ?? after;
  const news = html`<p class="news" hx-get="${at('/console/mailbox/news')}?after=${until}&amp;page=${after}" hx-trigger="every 30s" role="status"></p>\n`;
  const beside =
    message === undefined ? undefined : await besideHtml(request, parts, message, after);
  const list = beside
    ? html`<div class="sides"><div>${listHtml(page, rows, message)}</div>${beside}</div>`
    : listHtml(page, rows, undefined);
  return sendPage(request, reply, {
    title: say.title[language],
    // What comes in stands at the end: that is on this page only if it is the last one.
    main: html`${doneHtml(done, language)}<p>${say.about[language]}</p>
${await owedHtml(request, parts)}${page.next === null && news}${list}${!beside && acknowledgeAll(request, parts, page.items, rows)}`,
    live: true,
  });
}

/** How many messages wait for a retour of the party, read or not, and where these are. */
async function owedHtml({ viewer }: FastifyRequest, parts: PageParts): Promise<Html | undefined> {
  const { language, call } = viewer;
  const count = await parts.terms.retourenOwed(call, mostOwed + 1);
  if (count === 0) return undefined;
  const text =
    count > mostOwed
      ? retourWords.waitingMore[language].replace('{n}', countText(mostOwed, language))
      : countSentence(count, retourWords.waiting, language);
  const path = parts.publicAddress.at('/console/terms?kind=retour');
  return html`<p><strong>${text}</strong> <a href="${path}">${retourWords.toTerms[language]}</a></p>\n`;
}

/** One message, beside the list. */
async function besideHtml(
  request: FastifyRequest,
  parts: PageParts,
  id: string,
  after: number,
): Promise<Html> {
  const language = languageOf(request);
  const { at } = parts.publicAddress;
  const shown = await readPartyMessage(request, parts, id);
  const { title, main } = await partyMessage(request, parts, shown, { on: 'mailbox', after });
  const back = `/console/mailbox${after ? `?after=${after}` : ''}`;
  return html`<article id="message" aria-label="${say.opened[language]}"><h2>${title}</h2>
<p><a href="${at(`/console/messages/${id}`)}">${say.ownPage[language]}</a> · <a href="${at(back)}" rel="up">${say.close[language]}</a></p>
${main}</article>`;
}

/** How many came in since the page was made; undefined: none. */
function newsText(count: number, more: boolean, language: Language): string | undefined {
  if (count === 0) return undefined;
  if (more) return say.manyNew[language].replace('{n}', countText(count, language));
  return countSentence(count, say.new, language);
}

function doneHtml(done: string | undefined, language: Language): Html | undefined {
  const count = Number(done);
  if (!Number.isInteger(count) || count < 1 || count > pageRows) return undefined;
  return html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${countSentence(count, say.acknowledged, language)}</p></div>\n`;
}

function listHtml(
  { items, next, lastPosition }: InboxPage,
  rows: RowParts,
  message: string | undefined,
): Html {
  const { after, language } = rows;
  if (items.length === 0)
    return emptyList((Number(lastPosition) === 0 ? say.emptyEver : say.empty)[language]);
  return html`${message === undefined ? mailboxTable(items, rows) : mailboxSide(items, rows, message)}${pager(
    {
      filters: {},
      cursor: { ...(after && { after: String(after) }) },
      next: next === null ? undefined : { after: String(next) },
    },
    language,
  )}`;
}

/** For who has no software: a button that acknowledges all that the page shows but requests, and nothing that came since. */
function acknowledgeAll(
  { viewer }: FastifyRequest,
  { publicAddress: { at } }: PageParts,
  shown: InboxPage['items'],
  { after, answers }: RowParts,
): Html | undefined {
  // What waits for an answer and went unseen would be late.
  const items = shown.filter((item) => !owesRetour(item) && !(answers && isRequest(item.type)));
  if (items.length === 0) return undefined;
  const { language } = viewer;
  const ids = items.map(({ id }) => html`<input type="hidden" name="ids" value="${id}">`);
  return html`<details><summary>${say.acknowledging[language]}</summary>
<form class="form" method="post" action="${at('/console/mailbox/acknowledgements')}">${tokenField(viewer)}<input type="hidden" name="to" value="mailbox"><input type="hidden" name="after" value="${after}">${ids}
<p>${say.acknowledgingAbout[language]}</p>
<p class="buttons"><button>${countSentence(items.length, say.acknowledgeAll, language)}</button></p>
</form></details>
`;
}
