import { periodText } from '../../../texts/console/amount-words.ts';
import { timelineWords as say } from '../../../texts/console/timeline-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { partyHtml } from '../../frame/party.ts';
import { type Column, table } from '../../frame/table.ts';
import { progressOf } from '../allocations/progress.ts';
import { spicText, stateText } from '../allocations/shown.ts';
import type { Lane, Span } from './lanes.ts';

/** The same as the drawing says, as a table. */
export function timelineTable(
  {
    lanes,
    names,
    side,
  }: {
    readonly lanes: readonly Lane[];
    readonly names: ReadonlyMap<string, string>;
    readonly side: 'gemeente' | 'aanbieder';
  },
  today: string,
  at: (path: string) => string,
  language: Language,
): Html {
  const isGemeente = side === 'gemeente';
  return table<Lane>({
    caption: say.caption[language],
    columns: [
      {
        head: say.what[language],
        cell: ({ allocation }) =>
          allocation
            ? html`<a href="${at(`/console/allocations/${allocation.id}`)}">${allocation.toewijzingNummer}</a>`
            : say.onlyAsked[language],
      },
      {
        head: (isGemeente ? say.aanbieder : say.gemeente)[language],
        cell: ({ provider, municipality }) =>
          partyHtml(isGemeente ? provider : municipality, names),
      },
      {
        head: say.product[language],
        cell: ({ product, allocation }) => [
          product,
          allocation?.spic &&
            html` <span class="soft wraps">${spicText(allocation.spic, language)}</span>`,
        ],
      },
      ...dayColumns(language),
      {
        head: say.state[language],
        cell: ({ allocation, request }) =>
          allocation
            ? stateText(progressOf(allocation, today), language)
            : request && say.requests[request][language],
      },
    ],
    rows: lanes,
    list: true,
  });
}

/** What was asked, allocated and delivered, each with its days. */
function dayColumns(language: Language): Column<Lane>[] {
  const spans = (some: readonly Span[]) =>
    some.map(({ from, to }) => spanText(from, to, language)).join('; ');
  return [
    { head: say.requested[language], cell: ({ requested }) => spans(requested) },
    {
      head: say.allocated[language],
      cell: ({ allocation, allocated }) =>
        allocated
          ? spans([allocated])
          : allocation && periodText(allocation.begin, allocation.end, language),
    },
    { head: say.delivered[language], cell: ({ delivered }) => spans(delivered) },
    { head: say.interrupted[language], cell: ({ interrupted }) => spans(interrupted) },
    {
      head: say.changes[language],
      cell: ({ changesAsked }) => changesAsked.map((day) => dayText(day, language)).join('; '),
    },
  ];
}

function spanText(from: string, to: string | null, language: Language): string {
  return to === null
    ? say.goesOn[language].replace('{begin}', dayText(from, language))
    : allocationPeriod(from, to, language);
}

function allocationPeriod(from: string, to: string, language: Language): string {
  return `${dayText(from, language)} – ${dayText(to, language)}`;
}
