import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { causeOf } from '../../../messages/views/cause.ts';
import { countedAtMost } from '../../../operations/overview.ts';
import { type HeldLine, type QueueView, viewQueue } from '../../../operations/queue-view.ts';
import { failedSentence, waitingSentence } from '../../../texts/cause-texts.ts';
import { queueWords as say } from '../../../texts/console/queue-words.ts';
import { countSentence, countText, durationText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { table } from '../../frame/table.ts';
import { type PageParts, pageConfig, plainPage } from '../parts.ts';
import { workerTable } from './workers.ts';

type At = (path: string) => string;

/** "Wachtrij": what is still to be done, what is held up by which failed message, and who works. */
export const queuePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['operator', 'administrator']);
  app.get('/console/queue', { config, schema: plainPage }, async (request, reply) => {
    const view = await viewQueue(pool, parts.redisQueue);
    const language = languageOf(request);
    return sendPage(request, reply, {
      title: say.title[language],
      live: true,
      main: html`<p>${say.about[language]}</p>
<h2>${say.now[language]}</h2>
<div hx-get="${at('/console/queue/now')}" hx-trigger="every 10s">
${nowHtml(view, at, language)}</div>
<p class="soft">${say.movesByItself[language]}</p>
${linesHtml(view, at, language)}${errorsHtml(view, at, language)}${workerTable(view.workers, language)}`,
    });
  });
  app.get(
    '/console/queue/now',
    { config: { ...config, byItself: true }, schema: { hide: true } },
    async (request, reply) => {
      const view = await viewQueue(pool, parts.redisQueue);
      return sendFragment(reply, nowHtml(view, at, languageOf(request)));
    },
  );
};

/** The numbers of this moment; each leads to the list behind it. */
function nowHtml(view: QueueView, at: At, language: Language): Html {
  const { depth, heldMessages, oldestWaitingSince: since, unfinishedOperations, workers } = view;
  const number = (count: number) => {
    const text = countText(count, language);
    return count < countedAtMost ? text : say.atLeast[language].replace('{n}', text);
  };
  const link = (path: string, count: number) =>
    count > 0 ? html`<a href="${at(path)}">${number(count)}</a>` : html`${number(count)}`;
  const age = since && durationText(Date.now() - since.getTime(), language);
  const { redis, announced } = view;
  const inRedis =
    announced &&
    html`<dt>${say.announced[language]}</dt><dd>${say.announcedText[language]
      .replace('{waiting}', countText(announced.waiting, language))
      .replace('{active}', countText(announced.active, language))}</dd>\n`;
  return html`${workers.length === 0 && html`<p class="problem">${say.noWorker[language]}</p>\n`}<dl>
<dt>${say.depth[language]}</dt><dd>${link('/console/messages?status=received', depth)}</dd>
<dt>${say.held[language]}</dt><dd>${link('/console/messages?held=yes', heldMessages)}</dd>
<dt>${say.oldest[language]}</dt><dd>${age ?? say.none[language]}</dd>
<dt>${say.operations[language]}</dt><dd>${link('/console/replays', unfinishedOperations)}</dd>
<dt>${say.workers[language]}</dt><dd>${countText(workers.length, language)}</dd>
<dt>${say.redis[language]}</dt><dd>${say.redisStates[redis][language]}</dd>
${inRedis}</dl>
`;
}

function linesHtml(
  { heldLines, heldLineCount, waitingErrors }: QueueView,
  at: At,
  language: Language,
): Html {
  if (heldLines.length === 0)
    return waitingErrors.length > 0 ? html`` : emptyList(say.quiet[language]);
  const more = heldLineCount - heldLines.length;
  return html`<p>${say.linesAbout[language]}</p>
${table<HeldLine>({
  caption: say.lines[language],
  columns: [
    {
      head: say.holder[language],
      cell: ({ heldBy }) =>
        html`<a href="${at(`/console/messages/${heldBy}`)}?back=%2Fconsole%2Fqueue">${say.open[language]}</a>`,
    },
    {
      head: say.code[language],
      cell: ({ errorCode }) =>
        errorCode &&
        html`<code>${errorCode}</code> <span class="soft">${failedSentence(causeOf(errorCode), language)}</span>`,
    },
    { head: say.since[language], cell: ({ since }) => momentHtml(since, language) },
    {
      head: say.waiting[language],
      cell: ({ waiting }) => countText(waiting, language),
      numeric: true,
    },
  ],
  rows: heldLines,
  list: true,
})}${more > 0 && html`<p>${countSentence(more, say.moreLines, language)}</p>\n`}`;
}

/** Messages whose step failed and is tried again, by what went wrong. */
function errorsHtml({ waitingErrors }: QueueView, at: At, language: Language): Html | undefined {
  if (waitingErrors.length === 0) return undefined;
  return table({
    caption: say.errors[language],
    columns: [
      { head: say.code[language], cell: ({ lastError }) => html`<code>${lastError}</code>` },
      { head: say.cause[language], cell: ({ cause }) => waitingSentence(cause, language) },
      {
        head: say.count[language],
        cell: ({ count }) =>
          html`<a href="${at('/console/messages')}?status=received">${countText(count, language)}</a>`,
        numeric: true,
      },
      {
        head: say.tries[language],
        cell: ({ tries }) => countText(tries, language),
        numeric: true,
      },
      { head: say.next[language], cell: ({ nextTryAt }) => momentHtml(nextTryAt, language) },
    ],
    rows: waitingErrors,
  });
}
