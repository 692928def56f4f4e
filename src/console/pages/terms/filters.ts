import { gemeenteOrAanbieder } from '../../../parties/directory/codes.ts';
import type { TermFilter } from '../../../region/terms/list.ts';
import { termKinds } from '../../../region/terms/term.ts';
import { waitingWithinDays } from '../../../region/terms/waiting.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { termWordsOfConsole as say } from '../../../texts/console/term-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { termWords } from '../../../texts/report-texts.ts';
import { choiceField, textField } from '../../frame/form.ts';
import type { Html } from '../../frame/html.ts';
import { type Filters, filterForm } from '../../frame/list.ts';

/** What stands in the address. */
export type Asked = Readonly<Partial<Record<'show' | 'kind' | 'side' | 'party', string>>>;

const shows = [
  ...(['open', 'overdue', 'over20', 'dueSoon', 'later'] as const),
  ...(['late', 'inTime', 'void', 'all'] as const),
] as const;
type Show = (typeof shows)[number];

/** What was asked, what is wrong with it, and the same for the address of another page. */
export function filterOf(
  asked: Asked,
  viewer: { readonly isParty: boolean; readonly today: string; readonly language: Language },
): {
  readonly filter: TermFilter;
  readonly faults: Map<string, string>;
  readonly filters: Filters;
} {
  const { isParty, today, language } = viewer;
  const show = shows.find((one) => one === asked.show);
  const kind = termKinds.find((one) => one === asked.kind);
  const side = isParty && asked.side === 'awaits' ? ('awaits' as const) : undefined;
  const party = asked.party?.trim();
  const faults = new Map<string, string>();
  if (asked.show && !show) faults.set('show', say.showUnfit[language]);
  if (asked.kind && !kind) faults.set('kind', say.kindUnfit[language]);
  if (party && !gemeenteOrAanbieder.test(party)) faults.set('party', say.partyUnfit[language]);
  const filter = {
    ...selected(show, today),
    ...(kind && { kind }),
    ...(side && { side }),
    ...(party && (isParty ? { counterparty: party } : { party })),
  };
  return { filter, faults, filters: { show, kind, side, party } };
}

/** By default all that is open, the soonest first. */
function selected(show: Show | undefined, today: string): TermFilter {
  switch (show) {
    case undefined:
      return { status: 'open' };
    case 'over20':
      return { status: 'overdue', dueUntil: afterDays(today, -21) };
    case 'later':
      return { status: 'open', dueFrom: afterDays(today, waitingWithinDays + 1) };
    default:
      return { status: show };
  }
}

/** The filters of the list. */
export function filtersHtml(
  filters: Filters,
  faults: ReadonlyMap<string, string>,
  isParty: boolean,
  language: Language,
): Html {
  // Nothing chosen is the first of them.
  const options = shows.map((value) => ({
    value: value === 'open' ? '' : value,
    word: say.shows[value][language],
  }));
  const kinds = termKinds.map((value) => ({ value, word: termWords[value][language] }));
  const sides = { owes: '', awaits: 'awaits' } as const;
  const fields = [
    choiceField({
      ...{ name: 'show', label: say.show[language] },
      ...{ value: filters.show === 'open' ? '' : filters.show },
      ...{ fault: faults.get('show'), options },
    }),
    choiceField({
      ...{ name: 'kind', label: say.kind[language], value: filters.kind },
      fault: faults.get('kind'),
      options: [{ value: '', word: listWords.any[language] }, ...kinds],
    }),
    ...(isParty
      ? [
          choiceField({
            ...{ name: 'side', label: say.side[language], value: filters.side },
            options: (['owes', 'awaits'] as const).map((one) => ({
              value: sides[one],
              word: say.sides[one][language],
            })),
          }),
        ]
      : []),
    textField({
      ...{ name: 'party', label: (isParty ? say.counterparty : say.party)[language] },
      ...{ value: filters.party, fault: faults.get('party') },
      ...{ type: 'search', maxLength: 200, digits: true },
    }),
  ];
  return filterForm(fields, filters, language);
}
