import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { MessageFilter } from '../../../operations/filter.ts';
import { listMessages, type OperatorMessage } from '../../../operations/overview.ts';
import { anyParty } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { endOfDutchDay } from '../../../region/terms/due-moment.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { messageStatuses } from '../../../store/tables.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { statusWords } from '../../../texts/console/status-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { typedDay } from '../../frame/day.ts';
import { choiceField, textField } from '../../frame/form.ts';
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
import { table } from '../../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';

const querystring = Type.Object(
  {
    ...{ status: Filter, type: Filter, party: Filter, since: Filter, until: Filter },
    ...{ cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);

/** "Berichten": the messages of all parties, for operators. It shows nothing that a party wrote but types and codes. */
export const messagesPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { pool } = parts.store;
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['operator', 'administrator'], 'heavy');
  const schema = { hide: true, querystring };
  app.get('/console/messages', { config, schema }, async (request, reply) => {
    const { principal, query } = request;
    const { cursor, lang: _, ...asked } = query;
    const language = languageOf(request);
    const { filter, faults, filters } = filterOf(asked, language);
    const before = parts.cursors.read<string>('console messages', principal, cursor);
    const { items, next } =
      faults.size > 0
        ? { items: [], next: null }
        : await listMessages(pool, filter, { limit: pageRows, ...(before && { before }) });
    const codes = items.flatMap(({ sender, recipient }) => [
      sender,
      ...(recipient ? [recipient] : []),
    ]);
    const names = await partyNames(pool, codes);
    const onward = parts.cursors.write('console messages', principal, next);
    const pages = {
      ...{ filters, cursor: { cursor }, newestFirst: true },
      next: onward === null ? undefined : { cursor: onward },
    };
    const list = { items, names, at, more: next !== null, filters };
    const found = faults.size === 0 && listHtml(list, language);
    return sendPage(request, reply, {
      title: say.title[language],
      main: html`<p>${say.about[language]}</p>
${filtersHtml(filters, faults, language)}${found}${pager(pages, language)}`,
    });
  });
};

type Asked = Readonly<Partial<Record<'status' | 'type' | 'party' | 'since' | 'until', string>>>;

/** A day that was understood, as the Dutch write it; anything else as it was typed. */
function dayTyped(date: string | undefined): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '') ?? [];
  return year ? `${day}-${month}-${year}` : date;
}

/** What was asked, what is wrong with it, and the same for the address of another page. */
function filterOf(asked: Asked, language: Language) {
  const status = messageStatuses.find((one) => one === asked.status);
  const type = Object.keys(berichtWords).find((one) => one === asked.type);
  const party = asked.party?.trim();
  const [from, to] = [asked.since, asked.until].map((one) => one?.trim());
  const [since, until] = [from, to].map((one) => (one ? typedDay(one) : undefined));
  const faults = new Map<string, string>();
  if (asked.status && !status) faults.set('status', say.statusUnfit[language]);
  if (asked.type && !type) faults.set('type', say.typeUnfit[language]);
  if (party && !anyParty.test(party)) faults.set('party', say.partyUnfit[language]);
  if (from && !since) faults.set('since', say.dayUnfit[language]);
  if (to && !until) faults.set('until', say.dayUnfit[language]);
  if (since && until && until < since) faults.set('until', say.reversed[language]);
  const filter: MessageFilter = {
    ...(status && { status }),
    ...(type && { type }),
    ...(party && { party }),
    ...(since && { from: endOfDutchDay(dayBefore(since)) }),
    ...(until && { to: endOfDutchDay(until) }),
  };
  const filters: Filters = { status, type, party, since: since ?? from, until: until ?? to };
  return { filter, faults, filters };
}

function filtersHtml(
  filters: Filters,
  faults: ReadonlyMap<string, string>,
  language: Language,
): Html {
  const any = { value: '', word: listWords.any[language] };
  const statuses = messageStatuses.map((one) => ({
    value: one,
    word: statusWords[one].word[language],
  }));
  const types = Object.entries(berichtWords).map(([code, word]) => ({
    value: code,
    word: `${code} ${word[language]}`,
  }));
  const typed = (name: 'party' | 'since' | 'until', digits: boolean) =>
    textField({
      ...{ name, label: say[name][language], fault: faults.get(name) },
      value: name === 'party' ? filters[name] : dayTyped(filters[name]),
      ...{ type: 'search', maxLength: 200, digits },
    });
  const fields = [
    choiceField({
      ...{ name: 'status', label: say.status[language], value: filters.status },
      fault: faults.get('status'),
      options: [any, ...statuses],
    }),
    choiceField({
      ...{ name: 'type', label: say.type[language], value: filters.type },
      fault: faults.get('type'),
      options: [any, ...types],
    }),
    ...[typed('party', true), typed('since', false), typed('until', false)],
  ];
  return filterForm(fields, filters, language);
}

interface List {
  readonly items: readonly OperatorMessage[];
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  /** There are more pages. */
  readonly more: boolean;
  readonly filters: Filters;
}

function listHtml({ items, names, at, more, filters }: List, language: Language): Html {
  if (items.length === 0) {
    const why = more ? say.moreBehind : isFiltered(filters) ? say.emptyHere : say.empty;
    return emptyList(why[language]);
  }
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: say.type[language],
        cell: ({ id, type }) =>
          html`<a href="${at(`/console/messages/${id}`)}">${type ?? say.unreadable[language]}</a>${type && html` <span class="soft">${berichtWords[type][language]}</span>`}`,
      },
      { head: say.status[language], cell: ({ status }) => statusBadge(status, language) },
      { head: say.from[language], cell: ({ sender }) => names.get(sender) ?? sender },
      {
        head: say.to[language],
        cell: ({ recipient }) => recipient && (names.get(recipient) ?? recipient),
      },
      {
        head: say.received[language],
        cell: ({ receivedAt }) => momentHtml(receivedAt, language),
      },
      {
        head: say.why[language],
        cell: ({ errorCode, refusal }) => {
          const code = errorCode ?? refusal;
          return code && html`<code>${code}</code>`;
        },
      },
    ],
    rows: items,
    list: true,
  });
}
