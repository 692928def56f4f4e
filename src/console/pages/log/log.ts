import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Pool } from 'pg';
import { accessActions } from '../../../parties/access-log/entry.ts';
import type { LogFilter } from '../../../parties/access-log/filter.ts';
import type { LogItem } from '../../../parties/access-log/read.ts';
import { keyNames } from '../../../parties/credentials/key-names.ts';
import { anyParty } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { endOfDutchDay } from '../../../region/terms/due-moment.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { actionWords } from '../../../texts/console/action-words.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { logWords as say } from '../../../texts/console/page-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import { choiceField, type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { type Filters, filterForm, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { logTable } from './log-table.ts';

const querystring = Type.Object(
  {
    ...{ party: Filter, action: Filter, since: Filter, until: Filter },
    ...{ cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);

/** "Logboek": who read or changed what, for auditors. Reading it is in it. */
export const logPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const config = pageConfig(parts, ['auditor'], 'heavy');
  const schema = { hide: true, querystring };
  app.get('/console/log', { config, schema }, async (request, reply) => {
    const { principal, viewer, query } = request;
    const { cursor, lang: _, ...asked } = query;
    const language = languageOf(request);
    const { filter, faults, filters } = filterOf(asked, language);
    const before = parts.cursors.read<string>('access log', principal, cursor);
    const { items, next } =
      faults.size > 0
        ? { items: [], next: null }
        : await parts.accessLog.list(viewer.call, {
            ...{ limit: pageRows, ...filter },
            ...(before !== undefined && { before }),
          });
    const { names, keys } = await namesIn(pool, items);
    const onward = parts.cursors.write('access log', principal, next);
    const pages = {
      ...{ filters, cursor: { cursor }, newestFirst: true },
      next: onward === null ? undefined : { cursor: onward },
    };
    return sendPage(request, reply, {
      title: say.title[language],
      main: html`<p>${say.about[language]}</p>
${logFilters(filters, faults, language)}${faults.size === 0 && logTable({ items, names, keys, filters }, language)}${pager(pages, language)}`,
    });
  });
};

/** The names of the parties and keys in rows of the log. */
export async function namesIn(pool: Pool, items: readonly LogItem[]) {
  const names = await partyNames(
    pool,
    items.flatMap((item) => item.party ?? []),
  );
  const keys = await keyNames(
    pool,
    items.flatMap(({ actor }) => actor ?? []),
  );
  return { names, keys };
}

type Asked = Readonly<Partial<Record<'party' | 'action' | 'since' | 'until', string>>>;

/** What was asked, what is wrong with it, and the same for the address of another page. */
export function filterOf(
  asked: Asked,
  language: Language,
): { readonly filter: LogFilter; readonly faults: Faults; readonly filters: Filters } {
  const action = accessActions.find((one) => one === asked.action);
  const [party, since, until] = [asked.party, asked.since, asked.until].map((one) => one?.trim());
  const faults = new Map<string, string>();
  if (party && !anyParty.test(party)) faults.set('party', say.partyUnfit[language]);
  const dayOf = (name: string, typed: string | undefined) => {
    if (!typed) return undefined;
    const day = typedDay(typed);
    if (!day) faults.set(name, say.dayUnfit[language]);
    return day;
  };
  const [first, last] = [dayOf('since', since), dayOf('until', until)];
  const filter = {
    ...(party && { party }),
    ...(action && { action }),
    ...(first && { from: endOfDutchDay(dayBefore(first)) }),
    ...(last && { to: endOfDutchDay(last) }),
  };
  return { filter, faults, filters: { party, action, since, until } };
}

/** The form with the filters of the log. @param more what else stands in its address */
export function logFilters(
  filters: Filters,
  faults: Faults,
  language: Language,
  more?: Html,
): Html {
  const actions = accessActions
    .map((action) => ({ value: action, word: actionWords[action][language] }))
    .sort((one, other) => one.word.localeCompare(other.word, language));
  const typed = (name: 'party' | 'since' | 'until', digits = false) =>
    textField({
      ...{ name, label: say.typed[name][language], value: filters[name], fault: faults.get(name) },
      ...{ type: 'search', maxLength: 200, digits },
    });
  const fields = [
    typed('party', true),
    choiceField({
      ...{ name: 'action', label: say.actionFilter[language], value: filters.action },
      options: [{ value: '', word: listWords.any[language] }, ...actions],
    }),
    ...[typed('since'), typed('until'), ...(more ? [more] : [])],
  ];
  return filterForm(fields, filters, language);
}
