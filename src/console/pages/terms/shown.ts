import type { TermItem } from '../../../region/terms/present.ts';
import { termWordsOfConsole as say } from '../../../texts/console/term-words.ts';
import type { CountWords } from '../../../texts/console/words.ts';
import { countSentence, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { termWords } from '../../../texts/report-texts.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';

/** How many are over and due soon. */
export interface Counts {
  readonly overdue: number;
  readonly over20: number | null;
  readonly dueIn5: number | null;
  readonly later: number | null;
  readonly complete: boolean;
  /** Stands in the addresses to which numbers lead. */
  readonly party: string | undefined;
}

/** A sentence of numbers, each of which leads to the list of what it counts. */
export function ageingHtml(counts: Counts, language: Language): Html {
  const { overdue, over20, dueIn5, later, complete, party } = counts;
  const link = (count: number | null, words: CountWords, show: string) => {
    if (!count) return undefined;
    const query = new URLSearchParams({ show, ...(party && { party }) });
    return html`<a href="?${query.toString()}">${countSentence(count, words, language)}</a>`;
  };
  const parts = [
    link(overdue, say.overdueCount, 'overdue'),
    link(over20, say.over20Count, 'over20'),
    link(dueIn5, say.soonCount, 'dueSoon'),
    link(later, say.laterCount, 'later'),
  ].flatMap((part) => part ?? []);
  return html`<p class="lead">${overdue === 0 && `${say.none[language]} `}${parts.map((part, index) => [index > 0 && ', ', part])}${parts.length > 0 && '.'}${!complete && ` ${say.notAll[language]}`}</p>
`;
}

/** What the table knows besides the terms. */
interface Beside {
  readonly names: ReadonlyMap<string, string>;
  /** Ids of allocations, by {@link linkKey}. */
  readonly links: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  readonly isParty: boolean;
  /** There is a page of a message for the viewer. */
  readonly ofMessages: boolean;
  readonly language: Language;
}

/** By what an allocation is found. */
function linkKey({ municipality, provider, toewijzingNummer }: TermItem): string {
  return `${municipality} ${provider} ${toewijzingNummer}`;
}

/** The terms of a page. */
export function termTable(
  {
    items,
    more,
    filtered,
  }: {
    readonly items: readonly TermItem[];
    readonly more: boolean;
    readonly filtered: boolean;
  },
  beside: Beside,
): Html {
  const { names, isParty, language } = beside;
  if (items.length === 0)
    return emptyList((more ? say.moreBehind : filtered ? say.emptyHere : say.empty)[language]);
  return table<TermItem>({
    caption: say.caption[language],
    columns: [
      { head: say.kind[language], cell: (item) => kindHtml(item, beside) },
      { head: say.dueOn[language], cell: ({ dueOn }) => dayText(dueOn, language) },
      { head: say.state[language], cell: (item) => stateHtml(item, language) },
      { head: say.who[language], cell: ({ owedBy }) => partyHtml(owedBy, names) },
      { head: say.forWhom[language], cell: ({ owedTo }) => partyHtml(owedTo, names) },
      ...(isParty
        ? [
            {
              head: say.about1[language],
              cell: ({ toewijzingNummer }: TermItem) =>
                toewijzingNummer &&
                say.allocation[language].replace('{number}', () => toewijzingNummer),
            },
          ]
        : []),
    ],
    rows: items,
    list: true,
  });
}

/** What has to be done: it leads to the allocation or message that it is about, as far as there is a page of it. */
function kindHtml(item: TermItem, { links, at, ofMessages, language }: Beside): Html {
  const word = termWords[item.kind][language];
  const allocation = item.toewijzingNummer ? links.get(linkKey(item)) : undefined;
  const { messageId } = item;
  const path =
    allocation !== undefined
      ? `/console/allocations/${allocation}`
      : messageId !== null && ofMessages
        ? `/console/messages/${messageId}`
        : undefined;
  return path === undefined ? html`${word}` : html`<a href="${at(path)}">${word}</a>`;
}

function stateHtml({ status, overdueDays, pending }: TermItem, language: Language): Html {
  if (status === 'overdue')
    return html`<strong>${countSentence(overdueDays ?? 0, say.states.overdue, language)}</strong>`;
  return html`${say.states[status][language]}${pending && ` ${say.pending[language]}`}`;
}
