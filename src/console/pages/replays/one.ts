import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { IdParams } from '../../../http/server/schemas.ts';
import {
  listOperationItems,
  type Operation,
  type OperationItem,
  stopOperation,
} from '../../../operations/operation-records.ts';
import { actorOf } from '../../../parties/actor.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { messageStatuses, operationMessageStates } from '../../../store/tables.ts';
import { replayWords as say } from '../../../texts/console/replay-words.ts';
import { statusWords } from '../../../texts/console/status-words.ts';
import { countSentence, momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { exactMomentHtml, momentHtml } from '../../frame/moment.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import { backTo } from '../messages/back.ts';
import { messageLink } from '../messages/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { findReplay } from './find.ts';
import { isUnderWay, progressHtml, stopForm } from './progress.ts';

const querystring = Type.Object(
  { state: Filter, done: Filter, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);
const roles = ['operator', 'administrator'] as const;

/** One replay or redelivery: who, why, how far it is, and the result for each message. It can be stopped here. */
export const replayPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, roles);
  const schema = { hide: true, params: IdParams, querystring };
  app.get('/console/replays/:id', { config, schema }, async (request, reply) => {
    const { principal, query, viewer } = request;
    const id = request.params.id.toLowerCase();
    const language = languageOf(request);
    const operation = await findReplay(pool, id);
    const state = operationMessageStates.find((one) => one === query.state);
    const list = `console messages of ${id}`;
    const { items, next } = await listOperationItems(pool, operation.kind, id, {
      limit: pageRows,
      after: parts.cursors.read<number>(list, principal, query.cursor) ?? 0,
      ...(state && { state }),
    });
    const onward = parts.cursors.write(list, principal, next);
    const pages = {
      ...{ filters: { state }, cursor: { cursor: query.cursor } },
      next: onward === null ? undefined : { cursor: onward },
    };
    const names = await partyNames(pool, operation.party === null ? [] : [operation.party]);
    const back = backTo(`/console/replays/${id}`, { state, cursor: query.cursor });
    const said = { started: say.startedNow, stopped: say.stopped }[query.done ?? ''];
    const only =
      state &&
      html`<p>${say.onlyState[language].replace('{state}', say.itemStates[state][language])} <a href="?">${say.allStates[language]}</a></p>\n`;
    const shown = items.length > 0 ? itemsTable(items, { at, back }, language) : undefined;
    return sendPage(request, reply, {
      title: titleOf(operation, language),
      up: { path: '/console/replays', title: say.title[language] },
      live: isUnderWay(operation),
      main: html`${said && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${said[language]}</p></div>\n`}${progressHtml(operation, at, language)}${stopForm(operation, viewer, at)}${factsHtml(operation, names, language)}${only}${shown ?? emptyList(say.emptyItems[language])}${pager(pages, language)}`,
    });
  });

  app.get(
    '/console/replays/:id/progress',
    { config: { ...config, byItself: true }, schema: { hide: true, params: IdParams } },
    async (request, reply) => {
      const operation = await findReplay(pool, request.params.id.toLowerCase());
      return sendFragment(reply, progressHtml(operation, at, languageOf(request)));
    },
  );

  app.post(
    '/console/replays/:id/stop',
    { config, schema: { hide: true, params: IdParams } },
    async (request, reply) => {
      const { kind, id } = await findReplay(pool, request.params.id.toLowerCase());
      await stopOperation(pool, parts.macs, kind, id, actorOf(request.principal));
      return reply.redirect(at(`/console/replays/${id}?done=stopped`), 303);
    },
  );
};

function titleOf({ kind, createdAt }: Operation, language: Language): string {
  return say.titles[kind][language].replace('{at}', momentText(createdAt, language));
}

function factsHtml(
  operation: Operation,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html {
  const { createdAt, by, reason, party, stoppedBy, stoppedAt } = operation;
  return html`<dl>
<dt>${say.reason[language]}</dt><dd class="wraps">${reason}</dd>
<dt>${say.by[language]}</dt><dd><code>${by.name}</code></dd>
<dt>${say.started[language]}</dt><dd>${exactMomentHtml(createdAt, language)}</dd>
${party && html`<dt>${say.mailboxOf[language]}</dt><dd>${partyHtml(party, names)}</dd>\n`}<dt>${say.selection[language]}</dt><dd>${selectionText(operation, language)}</dd>
${stoppedAt && html`<dt>${say.stoppedBy[language]}</dt><dd><code>${stoppedBy}</code>, ${momentHtml(stoppedAt, language)}</dd>\n`}</dl>
`;
}

/** What was asked for: codes and moments of a filter, as the record has them. */
function selectionText({ selection }: Operation, language: Language): string {
  if (selection.ids !== undefined) return countSentence(selection.ids, say.chosenIds, language);
  const values = Object.values(selection.filter ?? {}).map((value) => {
    const text = String(value);
    return /^\d{4}-\d\d-\d\dT/.test(text) ? momentText(new Date(text), language) : text;
  });
  return values.join(', ') || say.everything[language];
}

function itemsTable(
  items: readonly OperationItem[],
  place: { readonly at: (path: string) => string; readonly back: string },
  language: Language,
): Html {
  return table({
    caption: say.items[language],
    columns: [
      {
        head: say.messages[language],
        cell: (item) =>
          item.status === null ? say.dropped[language] : messageLink(item, place, language),
      },
      { head: say.result[language], cell: ({ state }) => say.itemStates[state][language] },
      { head: say.note[language], cell: ({ note }) => note && noteText(note, language) },
      {
        head: say.now[language],
        cell: ({ status }) => status && statusBadge(status, language),
      },
      {
        head: say.code[language],
        cell: ({ errorCode }) => errorCode && html`<code>${errorCode}</code>`,
      },
      {
        head: say.changed[language],
        cell: ({ changedAt }) => exactMomentHtml(changedAt, language),
      },
    ],
    rows: items,
    list: true,
  });
}

/** Why a message was skipped: a word of the record, or the status that it had. */
function noteText(note: string, language: Language): string {
  const status = messageStatuses.find((one) => one === note);
  if (status)
    return say.noteStatus[language].replace('{status}', statusWords[status].word[language]);
  return say.notes[note]?.[language] ?? note;
}
