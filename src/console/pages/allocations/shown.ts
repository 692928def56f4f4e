import type { AllocationDetails } from '../../../ledger/views/allocations.ts';
import type { OpenOfAllocation } from '../../../region/terms/waiting.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { allocationWords as say } from '../../../texts/console/allocation-words.ts';
import { messageDayText } from '../../../texts/console/amount-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { type Progress, progressOf } from './progress.ts';

/** What pages of allocations know besides the allocations. */
export interface Beside {
  readonly names: ReadonlyMap<string, string>;
  /** Starts and stops that are to be reported still, or that wait for their retour. */
  readonly open: readonly OpenOfAllocation[];
  /** On which side of the allocations the viewer is. */
  readonly side: 'gemeente' | 'aanbieder';
  readonly at: (path: string) => string;
  readonly today: string;
  readonly language: Language;
}

/** A product by its code, with what its SPIC is. */
export function productHtml({ product, spic }: AllocationDetails, language: Language): Html {
  if (!product) return html``;
  const code = product.code ?? product.categorie;
  return html`${code}${spic && html` <span class="soft wraps">${spicText(spic, language)}</span>`}`;
}

/** A SPIC in words. */
export function spicText(
  { segment, profile, intensity }: NonNullable<AllocationDetails['spic']>,
  language: Language,
): string {
  return say.spic[language]
    .replace('{segment}', () => segment)
    .replace('{profile}', () => profile)
    .replace('{intensity}', () => intensity);
}

/** How an allocation stands, in words. */
export function stateText({ state, day }: Progress, language: Language): string {
  return say.states[state][language].replace('{day}', () =>
    day === null ? '?' : messageDayText(day, language),
  );
}

/** By when the next report is to be there, and whether that is over. */
export function byWhen(
  item: AllocationDetails,
  next: 'start' | 'stop',
  { open, today, language }: Pick<Beside, 'open' | 'today' | 'language'>,
): { readonly text: string; readonly late: boolean } {
  const term = open.find(
    ({ client, toewijzingNummer, kind, reported }) =>
      !reported &&
      client === item.client &&
      toewijzingNummer === item.toewijzingNummer &&
      kind === next,
  );
  if (!term) {
    if (next === 'start' || item.end === null) return { text: say.startBy[language], late: false };
    const end = messageDayText(item.end, language);
    return { text: say.stopAfter[language].replace('{day}', () => end), late: false };
  }
  const late = term.dueOn < today;
  const words = late ? say.overdue : say.stopBy;
  return { text: words[language].replace('{day}', messageDayText(term.dueOn, language)), late };
}

/** A start or stop that was sent and has no retour yet. */
export interface UnderWay {
  readonly kind: 'start' | 'stop';
  /** The day on which it was sent, in words. */
  readonly day: string;
  readonly messageId: string;
  /** What the gemeente is called that has to answer. */
  readonly gemeente: string;
}

/** What was reported of an allocation and waits for its retour, the last one. */
export function underWay(
  item: AllocationDetails,
  { open, names, language }: Pick<Beside, 'open' | 'names' | 'language'>,
  only?: string,
): UnderWay | undefined {
  const gemeente = names.get(item.municipality) ?? item.municipality;
  return open
    .flatMap(({ client, toewijzingNummer, kind, reported }) =>
      reported &&
      client === item.client &&
      toewijzingNummer === item.toewijzingNummer &&
      (only ?? kind) === kind
        ? [{ kind, at: reported.at, messageId: reported.messageId }]
        : [],
    )
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ kind, at, messageId }) => ({
      ...{ kind, messageId, gemeente },
      day: dayText(dutchDate(at), language),
    }))
    .at(-1);
}

/** A sentence about what waits for its retour. */
export function filled(text: string, { day, gemeente }: UnderWay): string {
  return text.replace('{day}', () => day).replace('{gemeente}', () => gemeente);
}

/** How an allocation stands: also by what was reported and waits for its retour. */
export function standsHtml(item: AllocationDetails, beside: Beside): Html {
  const { at, today, language } = beside;
  const sent = underWay(item, beside);
  if (!sent) return html`${stateText(progressOf(item, today), language)}`;
  const text = filled(say.sent[sent.kind][language], sent);
  return html`<a href="${at(`/console/messages/${sent.messageId}`)}">${text}</a>`;
}

/** What is next for an allocation and by when: of an aanbieder a link to the form that drafts it. */
export function nextHtml(item: AllocationDetails, beside: Beside): Html | undefined {
  const { side, at, today, language } = beside;
  const sent = underWay(item, beside);
  if (sent) return html`${filled(say.waitsFor[language], sent)}`;
  const { next } = progressOf(item, today);
  if (!next) return undefined;
  const { text, late } = byWhen(item, next, beside);
  const when = late ? html`<strong>${text}</strong>` : html`${text}`;
  if (side === 'gemeente') return html`${say.otherReports[next][language]}, ${when}`;
  const form = at(`/console/allocations/${item.id}?open=${next}#${next}`);
  return html`<a href="${form}">${say.nexts[next][language]}</a>, ${when}`;
}
