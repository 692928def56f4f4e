import { unmappedReasons } from '../../../ledger/conversion/model.ts';
import {
  type Bar,
  markKinds,
  type Side,
  sides,
  type Totals,
} from '../../../ledger/conversion/row.ts';
import { unmarked } from '../../../ledger/conversion/row-query.ts';
import type { SaidCounts } from '../../../ledger/conversion/said.ts';
import type { ConversionContent } from '../../../region/conversion/content.ts';
import {
  reasonWords,
  saidWords,
  oneConversionWords as say,
  sideWords,
} from '../../../texts/console/conversion-words.ts';
import { amountText, countSentence, countText } from '../../../texts/console/written.ts';
import { barLabel } from '../../../texts/conversion-chart.ts';
import { whySentence } from '../../../texts/conversion-why-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { bandOf, questionOf } from './filter.ts';

/** Where the rows of a conversion are that a filter asks for. */
export type RowsAt = (filters: Readonly<Record<string, string | undefined>>) => string;

/** The address of rows of a conversion. @param path that of all its rows */
export const rowsAt =
  (path: string): RowsAt =>
  (filters) =>
    path + questionOf(filters);

/** Lower, equal and higher, with sums; and what it comes to. */
export function differenceHtml(totals: Totals, to: RowsAt, language: Language): Html {
  const { lower, equal, higher, unknown, remains, price, difference } = totals;
  const rows = [
    { kind: 'lower', sign: '▼', ...lower },
    { kind: 'equal', sign: '=', count: equal.count, cents: 0 },
    { kind: 'higher', sign: '▲', ...higher },
  ] as const;
  const all = [...rows, { kind: 'unknown', sign: '', count: unknown, cents: null } as const];
  const amount = (cents: number) => amountText(cents, language);
  return html`<h2>${say.difference[language]}</h2>
<p class="soft">${say.differenceAbout[language]}</p>
<dl>
<dt>${say.remains[language]}</dt><dd>${amount(remains)}</dd>
<dt>${say.price[language]}</dt><dd>${amount(price)}</dd>
<dt>${say.net[language]}</dt><dd><strong>${signed(difference, language)}</strong></dd>
</dl>
${table<(typeof all)[number]>({
  caption: say.kinds[language],
  columns: [
    {
      head: say.kind[language],
      cell: ({ kind, sign, count }) =>
        kind === 'unknown' || count === 0
          ? html`${sign} ${say[kind][language]}`
          : html`${sign} <a href="${to({ difference: kind })}">${say[kind][language]}</a>`,
    },
    {
      head: say.count[language],
      cell: ({ count }) => countText(count, language),
      numeric: true,
    },
    {
      head: say.sum[language],
      cell: ({ cents }) => (cents === null ? '' : signed(cents, language)),
      numeric: true,
    },
  ],
  rows: all,
})}`;
}

/** An amount that says whether it is more or less: `+ € 1.234,56`. */
export function signed(cents: number, language: Language): string {
  const text = amountText(Math.abs(cents), language);
  if (cents === 0) return text;
  return `${cents < 0 ? '−' : '+'} ${text}`;
}

/** How the differences are divided: each band leads to its rows. The numbers stand beside the bars, so it is its own table. */
export function barsHtml(bars: readonly Bar[], to: RowsAt, language: Language): Html | undefined {
  if (bars.length === 0) return undefined;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return table<Bar>({
    caption: say.bars[language],
    columns: [
      {
        head: say.kind[language],
        cell: (bar) => {
          const label = barLabel(bar, language);
          return bar.count === 0
            ? label
            : html`<a href="${to({ difference: bandOf(bar) })}">${label}</a>`;
        },
      },
      { head: say.share[language], cell: (bar) => barHtml(bar, most, to) },
      { head: say.count[language], cell: ({ count }) => countText(count, language), numeric: true },
    ],
    rows: bars,
  });
}

/** The bar itself is a link for who has a pointer; the words beside it are the same link for everybody. */
function barHtml(bar: Bar, most: number, to: RowsAt): Html | undefined {
  if (bar.count === 0) return undefined;
  const length = Math.max(2, Math.round((bar.count / most) * 400));
  const side = sideOfBar(bar);
  return html`<a href="${to({ difference: bandOf(bar) })}" tabindex="-1" aria-hidden="true"><svg class="band" viewBox="0 0 400 18"><rect class="part ${side}" width="${length}" height="18"/></svg></a>`;
}

/** A bar that ends at nothing is lower; one that begins there holds what is equal too, and is higher beside that. */
function sideOfBar({ from, until }: Bar): 'lower' | 'higher' {
  return until !== null && until <= 0 && from !== 0 ? 'lower' : 'higher';
}

/** Why rows have no SPIC, and what is in their way: each with how many, and a way to these. */
export function reasonsHtml(
  reasons: ConversionContent['reasons'],
  to: RowsAt,
  language: Language,
): Html | undefined {
  if (reasons.length === 0) return undefined;
  const isUnmapped = (reason: string) => unmappedReasons.some((one) => one === reason);
  return html`<h2 id="why">${say.why[language]}</h2>
<p class="soft">${say.whyAbout[language]}</p>
${table<(typeof reasons)[number]>({
  caption: say.reasons[language],
  columns: [
    {
      head: say.reason[language],
      cell: ({ reason }) => html`<a href="${to({ reason })}">${reasonText(reason, language)}</a>`,
    },
    {
      head: say.whatKind[language],
      cell: ({ reason }) => (isUnmapped(reason) ? say.withoutSpic : say.inTheWay)[language],
    },
    { head: say.count[language], cell: ({ rows }) => countText(rows, language), numeric: true },
    {
      head: say.what[language],
      cell: ({ reason }) =>
        html`<span class="wraps">${sentence(whySentence(reason, language))}</span>`,
    },
  ],
  rows: reasons,
})}`;
}

/** A reason in a few words; its code where it has none. */
export function reasonText(reason: string, language: Language): string {
  return isKey(reasonWords, reason) ? reasonWords[reason][language] : reason;
}

function isKey<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key);
}

/** What both sides say: each number leads to its rows. @param own the side of the viewer */
export function saidHtml(
  said: SaidCounts,
  { agreed }: Totals,
  own: Side | undefined,
  to: RowsAt,
  language: Language,
): Html {
  const count = (side: Side, mark: (typeof all)[number]) => {
    const rows = Number(said[side][mark] ?? 0);
    const text = countText(rows, language);
    return rows === 0 ? text : html`<a href="${to({ [`${side}Mark`]: mark })}">${text}</a>`;
  };
  const all = [...markKinds, unmarked] as const;
  return html`<h2>${say.said[language]}</h2>
<p>${countSentence(agreed.both, say.both, language)} ${say.silence[language]}</p>
${table<(typeof all)[number]>({
  caption: say.marks[language],
  columns: [
    { head: say.mark[language], cell: (mark) => saidWords[mark][language] },
    ...ordered(own).map((side) => ({
      head: (side === own ? say.us : sideWords[side])[language],
      cell: (mark: (typeof all)[number]) => count(side, mark),
      numeric: true,
    })),
  ],
  rows: all,
})}`;
}

/** Both sides, the own one first. */
export function ordered(own: Side | undefined): readonly Side[] {
  return own === 'aanbieder' ? [...sides].reverse() : sides;
}
