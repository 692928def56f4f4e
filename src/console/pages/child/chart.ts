import { timelineWords as say } from '../../../texts/console/timeline-words.ts';
import { monthText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { type Drawing, type DrawnLane, type Piece, sizes } from './drawing.ts';

const { width, left, top, bar } = sizes;

/**
 * The drawing of a timeline as SVG: requested is hatched, allocated an outline, delivered filled, interrupted a dashed line.
 *
 * @param names of aanbieders, by code
 */
export function timelineChart(
  drawing: Drawing,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html {
  const { height, months, years, groups, lanes, links, gaps, overlaps, today } = drawing;
  const band = (kind: string, y: number, tall: number) => (one: { x: number; width: number }) =>
    html`<rect class="${kind}" x="${one.x}" y="${y}" width="${one.width}" height="${tall}"/>`;
  const lines = months.map(
    ({ day, x }) =>
      html`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${height}"/><text x="${x + 3}" y="${top - 6}">${years ? day.slice(0, 4) : monthText(day, language)}</text>`,
  );
  const heads = groups.map(
    ({ provider, y }) =>
      html`<text class="head" x="0" y="${y}">${names.get(provider) ?? provider}</text>`,
  );
  const curves = links.map(
    ({ from, to }) =>
      html`<path class="link" d="M${from.x} ${from.y - 4}C${from.x + 24} ${from.y - 4} ${to.x - 24} ${to.y - 4} ${to.x} ${to.y - 4}"/>`,
  );
  return html`<div class="chart lanes" tabindex="0"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${say.chart[language]}">
${hatch}${gaps.map(band('gap', top, height - top))}${lines}
${overlaps.map(band('overlap', top - 3, 5))}${heads}${lanes.map(laneSvg)}${curves}${
  today !== null &&
  html`<line class="today" x1="${today}" x2="${today}" y1="${top - 4}" y2="${height}"/>`
}
</svg></div>
`;
}

const hatch = html`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="stripe" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>`;

function laneSvg({ y, label, pieces, marks, cut }: DrawnLane): Html {
  return html`<text x="12" y="${y}">${label}</text>${pieces.map((piece) => pieceSvg(piece, y))}${marks.map(
    (x) => html`<path class="mark" d="M${x} ${y - bar - 3}l4 5h-8z"/>`,
  )}${cut.left && html`<text x="${left - 10}" y="${y}">‹</text>`}${
    cut.right && html`<text x="${width - 8}" y="${y}">›</text>`
  }
`;
}

function pieceSvg({ kind, x, width: wide }: Piece, y: number): Html {
  const at = y - bar + 2;
  if (kind === 'interrupted')
    return html`<path class="interrupted" d="M${x} ${at + bar / 2}h${wide}"/>`;
  if (kind === 'delivered')
    return html`<path class="delivered" d="M${x} ${at + 3}h${wide}v${bar - 6}h-${wide}z"/>`;
  const fill = kind === 'requested' && html` fill="url(#hatch)"`;
  return html`<path class="${kind}"${fill} d="M${x} ${at}h${wide}v${bar}h-${wide}z"/>`;
}

/** What each form of the drawing means. */
export function timelineLegend(language: Language): Html {
  const swatch = (inside: Html, word: keyof typeof say.legend) =>
    html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${inside}</svg> ${say.legend[word][language]}</li>\n`;
  return html`<ul class="legend lanes">
${swatch(html`<path class="requested" fill="url(#hatch)" d="M1 1h10v10h-10z"/>`, 'requested')}${swatch(html`<path class="allocated" d="M1 1h10v10h-10z"/>`, 'allocated')}${swatch(html`<path class="delivered" d="M0 3h12v6h-12z"/>`, 'delivered')}${swatch(html`<path class="interrupted" d="M0 6h12"/>`, 'interrupted')}${swatch(html`<path class="mark" d="M6 9l4 -6h-8z"/>`, 'change')}${swatch(html`<rect class="gap" width="12" height="12"/>`, 'gap')}${swatch(html`<rect class="overlap" y="4" width="12" height="5"/>`, 'overlap')}${swatch(html`<line class="today" x1="6" x2="6" y2="12"/>`, 'today')}</ul>
`;
}
