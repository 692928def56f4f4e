import type { FastifyReply, FastifyRequest } from 'fastify';
import { directions, type MessageQuery } from '../../../../messages/views/message-list.ts';
import type { MessageSummary } from '../../../../messages/views/message-summary.ts';
import { gemeenteOrAanbieder } from '../../../../parties/directory/codes.ts';
import { partyNames } from '../../../../parties/directory/party-list.ts';
import { messageStatuses } from '../../../../store/tables.ts';
import { listWords } from '../../../../texts/console/frame-words.ts';
import { messageWords } from '../../../../texts/console/message-words.ts';
import { berichtWords } from '../../../../texts/console/page-words.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { statusWords } from '../../../../texts/console/status-words.ts';
import type { Language } from '../../../../texts/problem-text.ts';
import { statusBadge } from '../../../frame/badge.ts';
import { choiceField, textField } from '../../../frame/form.ts';
import { type Html, html } from '../../../frame/html.ts';
import {
  emptyList,
  type Filters,
  filterForm,
  isFiltered,
  pageRows,
  pager,
} from '../../../frame/list.ts';
import { momentHtml } from '../../../frame/moment.ts';
import { languageOf, sendPage } from '../../../frame/page.ts';
import { partyHtml } from '../../../frame/party.ts';
import { table } from '../../../frame/table.ts';
import type { PageParts } from '../../parts.ts';

/** What is asked of the list. */
type Asked = Readonly<
  Partial<Record<'direction' | 'party' | 'type' | 'status' | 'cursor', string | undefined>>
>;

const listName = 'console own messages';

/** Sends "Berichten" of a party: what it sent and received, and what became of each. Nothing of their content. */
export async function sendOwnMessages(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  asked: Asked,
): Promise<FastifyReply> {
  const { principal } = request;
  const language = languageOf(request);
  const { query, faults, filters } = filterOf(asked, language);
  const [changedAt, id] =
    parts.cursors.read<[string, string]>(listName, principal, asked.cursor) ?? [];
  const after = changedAt !== undefined && id !== undefined && { after: { changedAt, id } };
  const { items, next } =
    faults.size > 0
      ? { items: [], next: undefined }
      : await parts.messages.list(principal, {
          ...{ ...query, newestFirst: true, limit: pageRows },
          ...after,
        });
  const names = await partyNames(parts.store.pool, items.flatMap(partiesOf));
  const onward = parts.cursors.write(listName, principal, next && [next.changedAt, next.id]);
  const pages = {
    ...{ filters, cursor: { cursor: asked.cursor }, newestFirst: true },
    next: onward === null ? undefined : { cursor: onward },
  };
  const isOwn = (code: string) => principal.actsFor.includes(code);
  const empty = next
    ? messageWords.moreBehind
    : isFiltered(filters)
      ? messageWords.emptyHere
      : say.empty;
  const list =
    items.length > 0
      ? listHtml(items, { names, isOwn, at: parts.publicAddress.at }, language)
      : emptyList(empty[language]);
  return sendPage(request, reply, {
    title: say.title[language],
    main: html`<p>${say.about[language]}</p>
${filtersHtml(filters, faults, language)}${faults.size === 0 && list}${pager(pages, language)}`,
  });
}

function partiesOf({ sender, recipient }: MessageSummary): string[] {
  return recipient === null ? [sender] : [sender, recipient];
}

function filterOf(asked: Asked, language: Language) {
  const direction = directions.find((one) => one === asked.direction);
  const status = messageStatuses.find((one) => one === asked.status);
  const type = Object.keys(berichtWords).find((one) => one === asked.type);
  const party = asked.party?.trim();
  const faults = new Map<string, string>();
  if (asked.status && !status) faults.set('status', messageWords.statusUnfit[language]);
  if (asked.type && !type) faults.set('type', messageWords.typeUnfit[language]);
  if (party && !gemeenteOrAanbieder.test(party))
    faults.set('party', messageWords.partyUnfit[language]);
  const query: Omit<MessageQuery, 'limit'> = {
    ...(direction && { direction }),
    ...(status && { status }),
    ...(type && { type }),
    ...(party && { counterparty: party }),
  };
  const filters: Filters = { direction, party, type, status };
  return { query, faults, filters };
}

function filtersHtml(
  filters: Filters,
  faults: ReadonlyMap<string, string>,
  language: Language,
): Html {
  const any = { value: '', word: listWords.any[language] };
  const choice = (
    name: 'direction' | 'type' | 'status',
    label: string,
    options: readonly { readonly value: string; readonly word: string }[],
  ) =>
    choiceField({
      ...{ name, label, value: filters[name], fault: faults.get(name) },
      options: [any, ...options],
    });
  const fields = [
    choice(
      'direction',
      say.direction[language],
      directions.map((value) => ({ value, word: say.directions[value][language] })),
    ),
    choice(
      'type',
      messageWords.type[language],
      Object.entries(berichtWords).map(([value, word]) => ({
        value,
        word: `${value} ${word[language]}`,
      })),
    ),
    choice(
      'status',
      messageWords.status[language],
      messageStatuses.map((value) => ({ value, word: statusWords[value].word[language] })),
    ),
    textField({
      ...{ name: 'party', label: say.counterparty[language], value: filters.party },
      ...{ fault: faults.get('party'), type: 'search', maxLength: 200, digits: true },
    }),
  ];
  return filterForm(fields, filters, language);
}

interface Seen {
  readonly names: ReadonlyMap<string, string>;
  readonly isOwn: (code: string) => boolean;
  readonly at: (path: string) => string;
}

function listHtml(
  items: readonly MessageSummary[],
  { names, isOwn, at }: Seen,
  language: Language,
): Html {
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: messageWords.type[language],
        cell: ({ id, type }) =>
          html`<a href="${at(`/console/messages/${id}`)}">${type === null ? messageWords.unreadable[language] : `${type} ${berichtWords[type][language]}`}</a>`,
      },
      {
        head: say.direction[language],
        cell: ({ sender }) => say[isOwn(sender) ? 'sent' : 'received'][language],
      },
      {
        head: say.other[language],
        cell: ({ sender, recipient }) => {
          const other = isOwn(sender) ? recipient : sender;
          return other && partyHtml(other, names);
        },
      },
      { head: messageWords.status[language], cell: ({ status }) => statusBadge(status, language) },
      {
        head: say.outcome[language],
        cell: ({ outcome }) => outcome && say.outcomes[outcome][language],
      },
      { head: say.changed[language], cell: ({ changedAt }) => momentHtml(changedAt, language) },
      {
        head: say.identificatie[language],
        cell: ({ identificatie }) => identificatie && html`<code>${identificatie}</code>`,
      },
    ],
    rows: items,
    list: true,
  });
}
