import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { type AccessAction, accessActions } from '../../parties/access-log/entry.ts';
import type { LogItem } from '../../parties/access-log/read.ts';
import { anyParty } from '../../parties/directory/codes.ts';
import { partyNames } from '../../parties/directory/party-list.ts';
import { actionWords } from '../../texts/console/action-words.ts';
import { listWords, roleWords } from '../../texts/console/frame-words.ts';
import { logWords as say } from '../../texts/console/page-words.ts';
import { countText } from '../../texts/console/written.ts';
import type { Language } from '../../texts/problem-text.ts';
import { choiceField, textField } from '../frame/form.ts';
import { type Html, html } from '../frame/html.ts';
import { emptyList, type Filters, filterForm, isFiltered, pageRows, pager } from '../frame/list.ts';
import { exactMomentHtml } from '../frame/moment.ts';
import { languageOf, sendPage } from '../frame/page.ts';
import { partyHtml } from '../frame/party.ts';
import { table } from '../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from './parts.ts';

const querystring = Type.Object(
  {
    party: Filter,
    action: Filter,
    cursor: PageCursor,
    lang: Lang,
  },
  { additionalProperties: false },
);

/** "Logboek": who read or changed what, for auditors. Reading it is in it. */
export const logPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['auditor'], 'heavy');
  app.get(
    '/console/log',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, viewer, query } = request;
      const { cursor } = query;
      const party = query.party?.trim();
      const language = languageOf(request);
      const fault = party && !anyParty.test(party) ? say.partyUnfit[language] : undefined;
      const action = accessActions.find((one) => one === query.action);
      const before = parts.cursors.read<string>('access log', principal, cursor);
      const { items, next } = fault
        ? { items: [], next: null }
        : await parts.accessLog.list(viewer.call, {
            limit: pageRows,
            ...(party && { party }),
            ...(action && { action }),
            ...(before !== undefined && { before }),
          });
      const names = await partyNames(
        parts.store.pool,
        items.flatMap((item) => item.party ?? []),
      );
      const filters = { party, action };
      const onward = parts.cursors.write('access log', principal, next);
      const pages = {
        ...{ filters, cursor: { cursor }, newestFirst: true },
        next: onward === null ? undefined : { cursor: onward },
      };
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`<p>${say.about[language]}</p>
${filtersHtml(filters, fault, language)}${!fault && listHtml(items, names, filters, language)}${pager(pages, language)}`,
      });
    },
  );
};

function filtersHtml(filters: Filters, fault: string | undefined, language: Language): Html {
  const word = (action: AccessAction) => actionWords[action][language];
  const actions = accessActions
    .map((action) => ({ value: action, word: word(action) }))
    .sort((one, other) => one.word.localeCompare(other.word, language));
  const fields = [
    textField({
      ...{ name: 'party', label: say.partyFilter[language], value: filters.party },
      ...{ type: 'search', maxLength: 200, digits: true, fault },
    }),
    choiceField({
      ...{ name: 'action', label: say.actionFilter[language], value: filters.action },
      options: [{ value: '', word: listWords.any[language] }, ...actions],
    }),
  ];
  return filterForm(fields, filters, language);
}

function listHtml(
  items: readonly LogItem[],
  names: ReadonlyMap<string, string>,
  filters: Filters,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.emptyHere : say.empty)[language]);
  return table({
    caption: say.caption[language],
    columns: [
      { head: say.at[language], cell: ({ at }) => exactMomentHtml(at, language) },
      { head: say.action[language], cell: ({ action }) => actionWords[action][language] },
      { head: say.actor[language], cell: ({ actor }) => actor ?? say.hidden[language] },
      { head: say.role[language], cell: ({ role }) => roleText(role, language) },
      { head: say.party[language], cell: ({ party }) => party && partyHtml(party, names) },
      {
        head: say.children[language],
        cell: ({ clientIds }) => clientIds.length > 0 && countText(clientIds.length, language),
        numeric: true,
      },
      { head: say.reason[language], cell: ({ reason }) => reason },
    ],
    rows: items,
    list: true,
  });
}

function roleText(role: string | null, language: Language): string | null {
  const known = Object.entries(roleWords).find(([name]) => name === role);
  return known ? known[1][language] : role;
}
