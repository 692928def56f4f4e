import type { ContractAnswer } from '../../../ledger/contracts/check.ts';
import type { AllocationDetails, Delivery } from '../../../ledger/views/allocations.ts';
import type { StoryEntry } from '../../../ledger/views/story.ts';
import { euroText } from '../../../standard/money.ts';
import { allocationWords as say } from '../../../texts/console/allocation-words.ts';
import {
  allocationReasons,
  messageDayText,
  periodText,
  stopReasons,
  volumeText,
} from '../../../texts/console/amount-words.ts';
import { checkSentence } from '../../../texts/contract-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import { progressOf } from './progress.ts';
import { type Beside, byWhen, filled, spicText, standsHtml, stateText, underWay } from './shown.ts';

/** How it stands, and what is next. */
export function nextUpHtml(item: AllocationDetails, beside: Beside): Html {
  const { side, today, language } = beside;
  const sent = underWay(item, beside);
  if (sent)
    return html`<p class="lead">${standsHtml(item, beside)}, ${filled(say.waitsFor[language], sent)}.</p>\n`;
  const progress = progressOf(item, today);
  const { next } = progress;
  const state = stateText(progress, language);
  if (!next) return html`<p class="lead">${state}.</p>\n`;
  const { text, late } = byWhen(item, next, beside);
  const what = (side === 'gemeente' ? say.otherReports : say.nexts)[next][language];
  const sentence = html`${what}, ${text}.`;
  return html`<p class="lead">${state}. ${late ? html`<strong>${sentence}</strong>` : sentence}</p>\n`;
}

/** What an allocation is, in words. */
export function factsHtml(item: AllocationDetails, beside: Beside): Html {
  const { names, at, language } = beside;
  const { product, spic, budgetCents, decidedOn, reason } = item;
  const fact = (word: string, value: Html | string | undefined | false) =>
    value && html`<dt>${word}</dt><dd>${value}</dd>\n`;
  const follow = (some: AllocationDetails['predecessors']) =>
    some.length > 0 &&
    html`${some.map(({ id, toewijzingNummer }, index) => [
      index > 0 && ', ',
      id === undefined
        ? toewijzingNummer
        : html`<a href="${at(`/console/allocations/${id}`)}">${toewijzingNummer}</a>`,
    ])}`;
  const why = reason !== null && (allocationReasons[reason]?.[language] ?? reason);
  return html`<dl>
${fact(say.category[language], product?.categorie)}${fact(say.code[language], product?.code ?? undefined)}${
  spic && fact(say.spicIs[language], spicText(spic, language))
}${fact(say.period[language], periodText(item.begin, item.end, language))}${fact(
  say.volume[language],
  volumeText(item, language),
)}${fact(say.budget[language], budgetCents !== null && euroText(budgetCents, language))}${fact(
  say.gemeente[language],
  partyHtml(item.municipality, names),
)}${fact(say.aanbieder[language], partyHtml(item.provider, names))}${fact(
  say.decidedOn[language],
  decidedOn !== null && messageDayText(decidedOn, language),
)}${fact(say.reason[language], why)}${fact(say.before[language], follow(item.predecessors))}${fact(
  say.after[language],
  follow(item.successors),
)}</dl>
`;
}

/** What the contracts say of it, in a sentence. */
export function contractHtml(
  check: ContractAnswer | undefined,
  language: Language,
): Html | undefined {
  if (!check) return undefined;
  const { reason, remarks } = check;
  const sentences = [reason, ...remarks].map((code) => checkSentence(code, language));
  return html`<h2>${say.contract[language]}</h2>
<p>${sentences.join(' ')}</p>
`;
}

/** The starts and stops that were reported, also those that were taken back. */
export function reportsHtml({ deliveries }: AllocationDetails, language: Language): Html {
  const head = html`<h2 id="reports">${say.reported[language]}</h2>\n`;
  if (deliveries.length === 0)
    return html`${head}<p class="empty">${say.noReports[language]}</p>\n`;
  const why = ({ reason }: Delivery) =>
    reason === null ? undefined : (stopReasons[reason]?.[language] ?? reason);
  return table<Delivery>({
    caption: say.reported[language],
    columns: [
      {
        head: say.what[language],
        cell: ({ kind, removed }) => [
          say[kind][language],
          removed && html` <span class="soft">${say.removed[language]}</span>`,
        ],
      },
      {
        head: say.day[language],
        cell: (one) => messageDayText(dayOf(one), language),
      },
      { head: say.why[language], cell: why },
    ],
    rows: deliveries.toSorted((one, other) => dayOf(one).localeCompare(dayOf(other))),
  });
}

/** The day that a start or stop is about. */
function dayOf({ kind, begin, end }: Delivery): string {
  return (kind === 'start' ? begin : end) ?? begin;
}

/** The history of an allocation, in the order in which it was recorded. */
export function historyHtml(
  { items, next }: { readonly items: readonly StoryEntry[]; readonly next: number | undefined },
  language: Language,
): Html {
  const remark = ({ said }: StoryEntry) => {
    const content = said?.content;
    const text = content && 'commentaar' in content ? content.commentaar : undefined;
    return text && html`<span class="wraps">${text}</span>`;
  };
  return html`${table<StoryEntry>({
    caption: say.history[language],
    columns: [
      {
        head: say.what[language],
        cell: ({ kind, said }) => [
          say.events[said?.kind ?? kind][language],
          kind === 'imported' && ` ${say.imported[language]}`,
          said?.late && ` ${say.tooLate[language]}`,
        ],
      },
      {
        head: say.counts[language],
        cell: ({ effectiveDate }) => effectiveDate && messageDayText(effectiveDate, language),
      },
      { head: say.recorded[language], cell: ({ recordedAt }) => momentHtml(recordedAt, language) },
      {
        head: say.amount[language],
        cell: ({ amountCents }) => amountCents !== null && euroText(amountCents, language),
        numeric: true,
      },
      { head: say.remark[language], cell: remark },
    ],
    rows: items,
  })}${next !== undefined && html`<p>${say.moreHistory[language]}</p>\n`}`;
}
