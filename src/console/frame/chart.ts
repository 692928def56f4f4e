import { type Html, html } from './html.ts';

/** A part of each bar: its colour is that of `kind` in the stylesheet. */
export interface Series<Row> {
  readonly kind: string;
  readonly word: string;
  readonly value: (row: Row) => number;
}

/** What a chart is drawn of. Widths and heights are in the units of the drawing, which fits the screen. */
export interface Chart<Row> {
  /** What it shows, for who does not see it. */
  readonly title: string;
  readonly rows: readonly Row[];
  /** Stands under the rows for which it says something. */
  readonly label: (row: Row, index: number) => string | undefined;
  /** A number as people write it. */
  readonly number: (value: number) => string;
}

const width = 960;
const height = 220;
/** Room for the numbers at the left, above, and for the labels below. */
const [left, top, bottom] = [64, 14, 26];
const floor = height - bottom;

/**
 * Bars, each of parts that stand on each other, as SVG. A part says its number when the pointer is on it; who shows the
 * chart shows the same numbers as a table beside it.
 */
export function stackedBars<Row>(chart: Chart<Row>, series: readonly Series<Row>[]): Html {
  const { rows, number } = chart;
  const sums = rows.map((row) => series.reduce((sum, { value }) => sum + value(row), 0));
  const most = roundUp(Math.max(1, ...sums));
  const scale = (value: number) => (value / most) * (floor - top);
  const step = (width - left) / Math.max(1, rows.length);
  const bars = rows.map((row, index) => {
    let below = 0;
    const at = left + index * step;
    return series.map(({ kind, word, value }) => {
      const count = value(row);
      if (count === 0) return undefined;
      below += count;
      const y = floor - scale(below);
      return html`<rect class="part ${kind}" x="${round(at + step * 0.12)}" y="${round(y)}" width="${round(step * 0.76)}" height="${round(scale(count))}"><title>${word}: ${number(count)}</title></rect>`;
    });
  });
  return drawn(chart, html`${grid([0, most / 2, most], scale, number)}${bars}`, step);
}

/** A line of a {@link steppedLines}. */
export interface Line<Row> extends Omit<Series<Row>, 'value'> {
  /** Null where there is nothing to show. */
  readonly value: (row: Row) => number | null;
}

/**
 * Lines over amounts that may differ by thousands: ten times as much is always as far up. Where there is nothing a line has
 * a gap.
 *
 * @param bounds the least and the most that is drawn; what is less or more stands at the edge
 */
export function steppedLines<Row>(
  chart: Chart<Row>,
  lines: readonly Line<Row>[],
  { least, most }: { readonly least: number; readonly most: number },
): Html {
  const { rows, number } = chart;
  const share = (value: number) =>
    Math.log(Math.min(most, Math.max(least, value)) / least) / Math.log(most / least);
  const scale = (value: number) => share(value) * (floor - top);
  const step = (width - left) / Math.max(1, rows.length);
  const drawnLines = lines.map(({ kind, word, value }) =>
    rows.map((row, index) => {
      const amount = value(row);
      if (amount === null) return undefined;
      const y = round(floor - scale(amount));
      const x = left + index * step;
      return html`<line class="line ${kind}" x1="${round(x)}" x2="${round(x + step)}" y1="${y}" y2="${y}"><title>${word}: ${number(amount)}</title></line>`;
    }),
  );
  const decades = Array.from(
    { length: Math.round(Math.log10(most / least)) + 1 },
    (_, power) => least * 10 ** power,
  );
  return drawn(chart, html`${grid(decades, scale, number)}${drawnLines}`, step);
}

/** What each colour of a chart means. */
export function legend(series: readonly { readonly kind: string; readonly word: string }[]): Html {
  return html`<ul class="legend">
${series.map(({ kind, word }) => html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="part ${kind}" width="12" height="12"/></svg> ${word}</li>\n`)}</ul>
`;
}

/** On a narrow screen it is moved sideways, also by the keyboard. */
function drawn<Row>({ title, rows, label }: Chart<Row>, inside: Html, step: number): Html {
  const labels = rows.map((row, index) => {
    const text = label(row, index);
    return (
      text !== undefined &&
      html`<text class="below" x="${round(left + index * step)}" y="${height - 8}">${text}</text>`
    );
  });
  return html`<div class="chart" tabindex="0"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${inside}${labels}
</svg></div>
`;
}

function grid(
  values: readonly number[],
  scale: (value: number) => number,
  number: (value: number) => string,
): Html {
  return html`${values.map((value) => {
    const y = round(floor - (value === 0 ? 0 : scale(value)));
    return html`<line class="grid" x1="${left}" x2="${width}" y1="${y}" y2="${y}"/><text class="beside" x="${left - 8}" y="${y + 4}">${number(value)}</text>`;
  })}`;
}

/** The next round number that halves well: 2, 4, 10, 20, 40, 100 ... */
function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const found = [1, 2, 4, 10].find((times) => most <= times * power) ?? 10;
  return Math.max(2, found * power);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
