import type { Bar } from '../ledger/conversion/row.ts';
import { cents, euroText } from '../standard/money.ts';
import type { Language } from './problem-text.ts';

/** Whether the SPIC of the rows in a bar costs less than what remains, as much, or more. */
type Side = 'lower' | 'equal' | 'higher';

const words = {
  nl: {
    ...{ lower: 'lager', equal: 'gelijk', higher: 'hoger' },
    below: (until: string) => `minder dan ${until}`,
    above: (from: string) => `${from} of meer`,
    between: (from: string, until: string) => `${from} tot ${until}`,
    any: 'alle verschillen',
    count: (rows: number) => `${rows} ${rows === 1 ? 'toewijzing' : 'toewijzingen'}`,
    title: 'Verschil tussen de prijs van de SPIC en wat er overblijft',
    none: 'Er is niets om te tonen.',
  },
  en: {
    ...{ lower: 'lower', equal: 'equal', higher: 'higher' },
    below: (until: string) => `less than ${until}`,
    above: (from: string) => `${from} or more`,
    between: (from: string, until: string) => `${from} to ${until}`,
    any: 'all differences',
    count: (rows: number) => `${rows} ${rows === 1 ? 'allocation' : 'allocations'}`,
    title: 'Difference between the price of the SPIC and what remains',
    none: 'There is nothing to show.',
  },
} as const;

/** A bar that ends at nothing is lower, one that begins there is higher, and one around it is equal. */
function sideOf({ from, until }: Bar): Side {
  const isNothing = from === 0 && until === 0;
  if (!isNothing && until !== null && until <= 0) return 'lower';
  return !isNothing && from !== null && from >= 0 ? 'higher' : 'equal';
}

/** `€ -500 tot € 0`: what rows of a bar differ, in euros. */
export function barLabel({ from, until }: Bar, language: Language): string {
  const { below, above, between, any, equal } = words[language];
  if (from === 0 && until === 0) return equal;
  if (from === null) return until === null ? any : below(euros(until, language));
  if (until === null) return above(euros(from, language));
  return between(euros(from, language), euros(until, language));
}

/** Without cents where there are none. */
function euros(count: number, language: Language): string {
  return euroText(cents(count), language).replace(/[.,]00$/, '');
}

/** These stand out from a light page and from a dark one. */
const fills: Readonly<Record<Side, string>> = {
  lower: '#1a8f5a',
  equal: '#6f7a8a',
  higher: '#c2571a',
};
const signs: Readonly<Record<Side, string>> = { lower: '▼', equal: '=', higher: '▲' };

const width = 640;
const labelWidth = 230;
const countWidth = 60;
const lineHeight = 26;
const top = 8;
const legendHeight = 34;

/** What a chart says of itself. */
export interface ChartOptions {
  /** Its title; absent: one that says what is counted. */
  readonly title?: string;
  /** Before the ids of its parts: two charts on a page have two. Letters, digits and hyphens. */
  readonly id?: string;
}

/**
 * How the differences of a conversion are divided, as SVG to put into a page or to send as it is: a bar per line, with its
 * bounds in euros and its count. What is lower, equal and higher is told by a sign and a pattern too, and all of it by the
 * description. It has no style, script or reference to outside, and takes the colour of the text around it.
 */
export function distributionSvg(
  bars: readonly Bar[],
  language: Language,
  { title = words[language].title, id = 'distribution' }: ChartOptions = {},
): string {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const legendTop = top + bars.length * lineHeight;
  const height = legendTop + legendHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc" fill="currentColor" font-family="sans-serif" font-size="13">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-desc">${escaped(description(bars, language))}</desc>`,
    patterns(id),
    ...bars.flatMap((bar, index) => barLines(bar, most, top + index * lineHeight, id, language)),
    ...legend(legendTop, id, language),
    '</svg>',
  ].join('\n');
}

function barLines(bar: Bar, most: number, y: number, id: string, language: Language): string[] {
  const side = sideOf(bar);
  const room = width - labelWidth - countWidth;
  const length = Math.round((bar.count / most) * room);
  const middle = y + 17;
  const label = escaped(barLabel(bar, language));
  return [
    `<text x="${labelWidth - 26}" y="${middle}" text-anchor="end">${label}</text>`,
    `<text x="${labelWidth - 18}" y="${middle}">${signs[side]}</text>`,
    ...(length > 0 ? [box(side, id, labelWidth, y + 3, length)] : []),
    `<text x="${labelWidth + length + 6}" y="${middle}">${bar.count}</text>`,
  ];
}

/** A part of a bar: a colour, and over it the pattern of its side. */
function box(side: Side, id: string, x: number, y: number, length: number): string {
  const place = `x="${x}" y="${y}" width="${length}" height="20"`;
  return `<rect ${place} fill="${fills[side]}"/><rect ${place} fill="url(#${id}-${side})" stroke="currentColor"/>`;
}

function legend(y: number, id: string, language: Language): string[] {
  return (['lower', 'equal', 'higher'] as const).flatMap((side, index) => {
    const x = labelWidth + index * 125;
    return [
      box(side, id, x, y + 8, 20),
      `<text x="${x + 26}" y="${y + 23}">${signs[side]} ${words[language][side]}</text>`,
    ];
  });
}

/** Lines down for what is lower, dots for what is equal, and lines up for what is higher. */
function patterns(id: string): string {
  const line = (side: Side, path: string) =>
    `<pattern id="${id}-${side}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="${path}" stroke="#fff" stroke-width="1.5" fill="none"/></pattern>`;
  return [
    '<defs>',
    line('lower', 'M0 0L8 8'),
    line('equal', 'M3 4H5'),
    line('higher', 'M0 8L8 0'),
    '</defs>',
  ].join('');
}

function description(bars: readonly Bar[], language: Language): string {
  const { count, none } = words[language];
  const lines = bars.map((bar) => `${barLabel(bar, language)}: ${count(bar.count)}`);
  return lines.length === 0 ? none : `${lines.join('; ')}.`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The most signs of a bar in a terminal. */
const mostSigns = 40;

/** The same for a terminal: a line for each bar, with a sign that tells its side, and as many of `#` as its count asks. */
export function distributionText(bars: readonly Bar[], language: Language): string {
  if (bars.length === 0) return words[language].none;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const labels = bars.map((bar) => barLabel(bar, language));
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const countWidth = String(most).length;
  const marks = { lower: '-', equal: '=', higher: '+' } as const;
  return bars
    .map((bar, index) => {
      const signs = Math.ceil((bar.count / most) * mostSigns);
      const label = (labels[index] ?? '').padStart(labelWidth);
      const count = String(bar.count).padStart(countWidth);
      return `${label}  ${marks[sideOf(bar)]} ${count}  ${'#'.repeat(signs)}`.trimEnd();
    })
    .join('\n');
}
