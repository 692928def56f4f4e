import { workSelections } from '../../../ledger/views/allocation-work.ts';
import type { AllocationDetails } from '../../../ledger/views/allocations.ts';
import { allocationWords as say } from '../../../texts/console/allocation-words.ts';
import { periodText, volumeText } from '../../../texts/console/amount-words.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, filterForm } from '../../frame/list.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { type Beside, nextHtml, productHtml, standsHtml } from './shown.ts';

/** The form that searches a child by its BSN: by POST, so that the BSN stands in no address. */
export function searchForm(
  viewer: Viewer,
  action: string,
  typed: string | undefined,
  fault: string | undefined,
): Html {
  const { language } = viewer;
  const faults = new Map(fault === undefined ? [] : [['bsn', fault]]);
  return html`<details${fault && html` open`}><summary>${say.search[language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}
${textField({
  ...{ name: 'bsn', label: say.bsn[language], hint: say.bsnHint[language], value: typed },
  ...{ maxLength: 20, digits: true, required: true, fault },
})}<p class="buttons"><button>${say.find[language]}</button></p>
</form></details>
`;
}

/** What came of a search. */
export function foundHtml(
  { over, client }: { readonly over: boolean; readonly client: string | null },
  at: (path: string) => string,
  language: Language,
): Html {
  const all = html`<p><a href="${at('/console/allocations')}">${say.clearSearch[language]}</a></p>\n`;
  if (over) return html`<p class="empty">${say.searchOver[language]}</p>\n${all}`;
  if (client === null) return html`<p class="empty">${say.notFound[language]}</p>\n${all}`;
  return html`<p>${say.found[language]} <a href="${at(`/console/children/${client}`)}">${say.timeline[language]}</a></p>
${all}`;
}

/** The filters of the list. */
export function filtersHtml(
  filters: Filters,
  faults: Faults,
  side: Beside['side'],
  language: Language,
): Html {
  const word = (one: (typeof workSelections)[number]) =>
    one === 'todo' && side === 'gemeente' ? say.awaiting : say.shows[one];
  const shows = workSelections.map((one) => ({ value: one, word: word(one)[language] }));
  const fields = [
    choiceField({
      ...{ name: 'show', label: say.show[language], value: filters.show },
      fault: faults.get('show'),
      options: [{ value: '', word: listWords.any[language] }, ...shows],
    }),
    textField({
      ...{ name: 'party', label: say.party[side][language], value: filters.party },
      ...{ type: 'search', maxLength: 200, digits: true, fault: faults.get('party') },
    }),
  ];
  return filterForm(fields, filters, language);
}

/** To a gemeente: where those are that an aanbieder did not approve yet. */
export function sentHtml(at: (path: string) => string, language: Language): Html {
  const sent = at('/console/messages?direction=sent&type=JW301');
  return html`<p>${say.onTheWay[language]} <a href="${sent}">${say.sentOnes[language]}</a></p>\n`;
}

/** The allocations of a page. */
export function listHtml(
  {
    items,
    more,
    filtered,
  }: {
    readonly items: readonly AllocationDetails[];
    /** There are more pages. */
    readonly more: boolean;
    readonly filtered: boolean;
  },
  beside: Beside,
): Html {
  const { names, side, at, language } = beside;
  if (items.length === 0)
    return emptyList((more ? say.moreBehind : filtered ? say.emptyHere : say.empty)[language]);
  const isGemeente = side === 'gemeente';
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: say.number[language],
        cell: ({ id, toewijzingNummer }) =>
          html`<a href="${at(`/console/allocations/${id}`)}">${toewijzingNummer}</a>`,
      },
      { head: say.product[language], cell: (item) => productHtml(item, language) },
      {
        head: (isGemeente ? say.aanbieder : say.gemeente)[language],
        cell: ({ municipality, provider }) =>
          partyHtml(isGemeente ? provider : municipality, names),
      },
      {
        head: say.period[language],
        cell: ({ begin, end }) => periodText(begin, end, language),
      },
      { head: say.volume[language], cell: (item) => volumeText(item, language) },
      { head: say.state[language], cell: (item) => standsHtml(item, beside) },
      { head: say.next[language], cell: (item) => nextHtml(item, beside) },
    ],
    rows: items,
    list: true,
  });
}
