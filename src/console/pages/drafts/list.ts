import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { draftTypes } from '../../../messages/drafts/forms.ts';
import { type DraftFacts, draftStates } from '../../../messages/drafts/keep.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { completeWords } from '../../../texts/console/complete-words.ts';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { messageWords } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults } from '../../frame/form.ts';
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
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { byText } from './made-by.ts';

const listName = 'console drafts';
const querystring = Type.Object(
  { state: Filter, type: Filter, done: Filter, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);

/** "Concepten": what a party drafted, and what became of each. Nothing of their content. */
export const draftsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['party'], 'heavy');
  app.get(
    '/console/drafts',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, query, viewer } = request;
      const { language } = viewer;
      const state = draftStates.find((one) => one === query.state);
      const type = draftTypes.find((one) => one === query.type);
      const faults = new Map<string, string>();
      if (query.state && !state) faults.set('state', say.stateUnfit[language]);
      if (query.type && !type) faults.set('type', say.typeUnfit[language]);
      const after = parts.cursors.read<string>(listName, principal, query.cursor);
      const { items, next } =
        faults.size > 0
          ? { items: [], next: undefined }
          : await parts.drafts.list(callOf(request), {
              ...(state && { state }),
              ...(type && { type }),
              ...(after !== undefined && { after }),
              limit: pageRows,
            });
      const names = await partyNames(
        parts.store.pool,
        items.map(({ recipient }) => recipient),
      );
      const filters: Filters = { state, type };
      const onward = parts.cursors.write(listName, principal, next);
      const pages = {
        ...{ filters, cursor: { cursor: query.cursor }, newestFirst: true },
        next: onward === null ? undefined : { cursor: onward },
      };
      const none = viewer.chosen.party?.kind === 'aanbieder' ? say.emptyOfAanbieder : say.empty;
      const empty = next ? messageWords.moreBehind : isFiltered(filters) ? say.emptyHere : none;
      const list =
        items.length > 0
          ? draftTable(request, items, { names, at: parts.publicAddress.at, list: true })
          : emptyList(empty[language]);
      const done =
        query.done === 'discarded' &&
        html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${say.discarded[language]}</p></div>\n`;
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`${done}<p>${say.about[language]}</p>
${completeLink(viewer, parts.publicAddress.at)}${filtersHtml(filters, faults, language)}${faults.size === 0 && list}${pager(pages, language)}`,
      });
    },
  );
};

/** For a gemeente: the way to what its drafts of a JW301 rest on. */
function completeLink(
  { chosen, language }: Viewer,
  at: (path: string) => string,
): Html | undefined {
  if (chosen.party?.kind !== 'gemeente') return undefined;
  return html`<p><a href="${at('/console/complete-ledgers')}">${completeWords.link[language]}</a></p>\n`;
}

function filtersHtml(filters: Filters, faults: Faults, language: Language): Html {
  const any = { value: '', word: listWords.any[language] };
  return filterForm(
    [
      choiceField({
        ...{ name: 'state', label: say.state[language], value: filters.state },
        fault: faults.get('state'),
        options: [
          any,
          ...draftStates.map((value) => ({ value, word: say.states[value][language] })),
        ],
      }),
      choiceField({
        ...{ name: 'type', label: say.message[language], value: filters.type },
        fault: faults.get('type'),
        options: [
          any,
          ...draftTypes.map((value) => ({
            value,
            word: `${value} ${berichtWords[value][language]}`,
          })),
        ],
      }),
    ],
    filters,
    language,
  );
}

interface Seen {
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  /** What the table is called, where it is not the list itself. */
  readonly caption?: string;
  readonly list?: boolean;
}

/** Drafts without their content: each leads to its page. */
export function draftTable(
  request: FastifyRequest,
  drafts: readonly DraftFacts[],
  { names, at, caption, list = false }: Seen,
): Html {
  const language = languageOf(request);
  return table({
    caption: caption ?? say.caption[language],
    columns: [
      {
        head: say.message[language],
        cell: ({ id, type }) =>
          html`<a href="${at(`/console/drafts/${id}`)}">${type}</a> <span class="soft">${berichtWords[type][language]}</span>`,
      },
      { head: say.to[language], cell: ({ recipient }) => partyHtml(recipient, names) },
      { head: say.state[language], cell: ({ state }) => say.states[state][language] },
      { head: say.changed[language], cell: ({ changedAt }) => momentHtml(changedAt, language) },
      { head: say.by[language], cell: ({ changedBy }) => byText(request, changedBy) },
      { head: say.until[language], cell: ({ expiresAt }) => momentHtml(expiresAt, language) },
    ],
    rows: drafts,
    list,
  });
}
