import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { causeOf } from '../../../messages/views/cause.ts';
import { type HourOfMessages, lastHours } from '../../../operations/hours/read.ts';
import { type PartyNotPolling, partiesNotPolling } from '../../../operations/not-polling.ts';
import {
  countInMailboxes,
  countMessages,
  type MessageCounts,
} from '../../../operations/overview.ts';
import { type QueueView, viewQueue } from '../../../operations/queue-view.ts';
import type { Standing } from '../../../operations/verifications/read.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { overdueByParty } from '../../../region/terms/overdue.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import type { MessageStatus } from '../../../store/tables.ts';
import { failedSentence, waitingSentence } from '../../../texts/cause-texts.ts';
import { stateWords as say } from '../../../texts/console/state-words.ts';
import { statusWords } from '../../../texts/console/status-words.ts';
import { countSentence, countText, durationText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { type PageParts, pageConfig, plainPage } from '../parts.ts';
import { workerTable } from '../queue/workers.ts';
import { hourCharts, notPollingTable, overdueTable } from './state-hours.ts';
import { verifiedHtml, verifiedTroubles } from './verified.ts';

/** What the page shows. */
interface State {
  /** Of each unfinished status; and whether all were counted. */
  readonly counts: Pick<MessageCounts, 'byStatus' | 'complete'>;
  /** Those that failed, by cause. */
  readonly failed: MessageCounts['byErrorCode'];
  readonly inMailboxes: Awaited<ReturnType<typeof countInMailboxes>>;
  readonly queue: QueueView;
  readonly hours: readonly HourOfMessages[];
  readonly notPolling: readonly PartyNotPolling[];
  readonly overdue: Awaited<ReturnType<typeof overdueByParty>>;
  readonly verified: readonly Standing[];
  /** Names of parties, by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  /** When it was looked at. */
  readonly now: Date;
}

/** From this age of the oldest message on, in milliseconds, the page says that processing is slow. */
const slowFrom = 60_000;
/** The statuses of messages with which something is still to happen. */
const unfinished = ['received', 'accepted', 'failed'] as const satisfies MessageStatus[];
/** Parties that are shown. */
const partiesShown = 10;
/** Hours of the charts. */
const hoursShown = 48;

/** "Stand van zaken": whether the gateway works, and what waits. */
export const statePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const config = pageConfig(parts, ['operator', 'administrator'], 'heavy');
  app.get('/console/state', { config, schema: plainPage }, async (request, reply) => {
    const now = new Date();
    const received = await countMessages(pool, { status: 'received' });
    const failed = await countMessages(pool, { status: 'failed' });
    const inMailboxes = await countInMailboxes(pool, partiesShown);
    const counts = {
      byStatus: {
        ...{ received: received.count, accepted: inMailboxes.count, failed: failed.count },
      },
      complete: received.complete && failed.complete && inMailboxes.complete,
    };
    const queue = await viewQueue(pool, parts.redisQueue);
    const hours = await lastHours(pool, now, hoursShown);
    const notPolling = await partiesNotPolling(pool, partiesShown);
    const overdue = await overdueByParty(pool, dutchDate(now));
    const most = { ...overdue, items: overdue.items.slice(0, partiesShown) };
    const names = await partyNames(pool, [
      ...inMailboxes.items.map(({ party }) => party),
      ...most.items.map(({ party }) => party),
    ]);
    const verified = await parts.verifications.standings(now);
    const language = languageOf(request);
    const state = {
      counts,
      failed: failed.byErrorCode,
      inMailboxes,
      queue,
      hours,
      notPolling,
      overdue: most,
      verified,
      names,
      now,
      at: parts.publicAddress.at,
    };
    return sendPage(request, reply, {
      title: say.title[language],
      main: stateHtml(state, language),
    });
  });
};

function stateHtml(state: State, language: Language): Html {
  const todo = attentionOf(state, language);
  const kind = todo.length > 0 ? 'warning' : 'ok';
  const remarks = html`<h2>${say.todo[language]}</h2>
<ul>
${todo.map((one) => html`<li>${sentence(one)}</li>\n`)}</ul>
`;
  return html`<div class="utrecht-alert utrecht-alert--${kind}"><p class="lead"><strong>${(todo.length > 0 ? say.notWell : say.well)[language]}</strong> ${waitingText(state, language)}</p></div>
${todo.length > 0 && remarks}${verifiedHtml(state.verified, state.at, language)}${hourCharts(state.hours, language)}${notPollingTable(state.notPolling, state.now, state.at, language)}${overdueTable(state.overdue, state.names, language)}${statusTable(state, language)}${causeTable(state, language)}${partyTable(state, language)}${workerTable(state.queue.workers, language)}`;
}

/** How much waits, and since when. */
function waitingText({ queue, now }: State, language: Language): string {
  if (queue.depth === 0) return say.idle[language];
  const since = queue.oldestWaitingSince;
  const age = since && durationText(now.getTime() - since.getTime(), language);
  const end = age ? say.oldest[language].replace('{age}', age) : '.';
  return countSentence(queue.depth, say.waiting, language) + end;
}

/** A sentence for each thing that is not well; none: all is well. */
function attentionOf({ counts, queue, verified, now }: State, language: Language): string[] {
  const { oldestWaitingSince: since, heldMessages, workers, redis, redisTroubles } = queue;
  const failed = counts.byStatus.failed ?? 0;
  const age = since ? now.getTime() - since.getTime() : 0;
  return [
    ...(workers.length === 0 ? [say.noWorker[language]] : []),
    ...(age >= slowFrom ? [say.slow[language].replace('{age}', durationText(age, language))] : []),
    ...(redis === 'away' ? [say.redisAway[language]] : []),
    ...(redisTroubles.length > 0 ? [say.redisTrouble[language]] : []),
    ...verifiedTroubles(verified, language),
    ...(failed > 0 ? [countSentence(failed, say.failed, language)] : []),
    ...(heldMessages > 0 ? [countSentence(heldMessages, say.held, language)] : []),
    ...queue.waitingErrors.map(
      ({ count, cause }) =>
        `${countSentence(count, say.retried, language)}: ${waitingSentence(cause, language)}`,
    ),
  ];
}

function statusTable({ counts, at }: State, language: Language): Html {
  const rows = unfinished.filter((status) => (counts.byStatus[status] ?? 0) > 0);
  if (rows.length === 0) return html`<p>${say.none[language]}</p>\n`;
  return html`${table({
    caption: say.byStatus[language],
    columns: [
      { head: say.status[language], cell: (status) => statusBadge(status, language) },
      { head: say.means[language], cell: (status) => statusWords[status].means[language] },
      {
        head: say.count[language],
        cell: (status) =>
          html`<a href="${at('/console/messages')}?status=${status}">${countText(counts.byStatus[status] ?? 0, language)}</a>`,
        numeric: true,
      },
    ],
    rows,
  })}${!counts.complete && html`<p>${say.notAll[language]}</p>\n`}`;
}

function causeTable({ failed, at }: State, language: Language): Html | undefined {
  const rows = Object.entries(failed);
  if (rows.length === 0) return undefined;
  return table({
    caption: say.byCause[language],
    columns: [
      { head: say.code[language], cell: ([code]) => html`<code>${code}</code>` },
      { head: say.cause[language], cell: ([code]) => failedSentence(causeOf(code), language) },
      {
        head: say.count[language],
        cell: ([code, n]) =>
          html`<a href="${at('/console/messages')}?status=failed&amp;code=${code}">${countText(n, language)}</a>`,
        numeric: true,
      },
      {
        head: say.again[language],
        cell: ([code]) =>
          html`<a href="${at('/console/replays/new')}?code=${code}">${say.replay[language]}</a>`,
      },
    ],
    rows,
  });
}

function partyTable({ inMailboxes, names, at }: State, language: Language): Html | undefined {
  const { items, complete } = inMailboxes;
  if (items.length === 0) return undefined;
  return html`${table({
    caption: say.byParty[language],
    columns: [
      { head: say.party[language], cell: ({ party }) => names.get(party) ?? party },
      { head: say.code[language], cell: ({ party }) => party },
      {
        head: say.count[language],
        cell: ({ party, count }) =>
          html`<a href="${at('/console/messages')}?status=accepted&amp;party=${party}">${countText(count, language)}</a>`,
        numeric: true,
      },
    ],
    rows: items,
  })}${!complete && html`<p>${say.notAllWaiting[language]}</p>\n`}`;
}
