import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Bar } from '../../src/ledger/conversion/row.ts';
import { barLabel, distributionSvg, distributionText } from '../../src/texts/conversion-chart.ts';

const bars: readonly Bar[] = [
  { from: null, until: -100_000, count: 120 },
  { from: -100_000, until: 0, count: 40 },
  { from: 0, until: 0, count: 1 },
  { from: 0, until: 50_050, count: 0 },
  { from: 50_050, until: null, count: 60 },
];

/** Spaces that do not break, as amounts have, are spaces here. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

test('a bar is named by its bounds, in euros', () => {
  const labels = (language: 'nl' | 'en') => bars.map((bar) => plain(barLabel(bar, language)));
  expect(labels('nl')).toEqual([
    ...['minder dan € -1.000', '€ -1.000 tot € 0', 'gelijk', '€ 0 tot € 500,50'],
    '€ 500,50 of meer',
  ]);
  expect(labels('en')).toEqual([
    ...['less than -€1,000', '-€1,000 to €0', 'equal', '€0 to €500.50', '€500.50 or more'],
  ]);
  expect(barLabel({ from: null, until: null, count: 1 }, 'en')).toBe('all differences');
});

test('the chart says in words what it shows', () => {
  const svg = plain(distributionSvg(bars, 'nl', { title: 'Omzetting <7> & "meer"', id: 'c1' }));
  expect(XMLValidator.validate(svg)).toBe(true);
  const { svg: read } = new XMLParser({ ignoreAttributes: false }).parse(svg);
  expect(read['@_role']).toBe('img');
  expect(read['@_aria-labelledby']).toBe('c1-title c1-desc');
  expect(svg).toContain('<title id="c1-title">Omzetting &lt;7&gt; &amp; &quot;meer&quot;</title>');
  expect(svg).toContain('minder dan € -1.000: 120 toewijzingen; ');
  expect(svg).toContain('gelijk: 1 toewijzing; ');
});

test('lower, equal and higher differ in pattern and sign, and not in colour alone', () => {
  const svg = distributionSvg(bars, 'en');
  for (const [side, sign] of [
    ['lower', '▼'],
    ['equal', '='],
    ['higher', '▲'],
  ]) {
    expect(svg).toContain(`<pattern id="distribution-${side}"`);
    expect(svg).toContain(`fill="url(#distribution-${side})"`);
    expect(svg).toContain(`>${sign} ${side}</text>`);
  }
  const signs = [...svg.matchAll(/>([▼=▲])<\/text>/g)].map(([, sign]) => sign);
  expect(signs).toEqual(['▼', '▼', '=', '▲', '▲']);
});

test('a bar is as long as its count asks, and there is none for nothing', () => {
  const svg = distributionSvg(bars, 'en');
  const widths = [...svg.matchAll(/<rect [^>]*width="(\d+)" height="20" fill="url/g)];
  expect(widths.map(([, width]) => Number(width))).toEqual([350, 117, 3, 175, 20, 20, 20]);
});

test('it has nothing that a strict policy refuses, and nothing from elsewhere', () => {
  const svg = distributionSvg(bars, 'nl');
  expect(svg).not.toMatch(/<(?:style|script|image|foreignObject|use|a)\b|\sstyle=|\son\w+=|href/i);
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toContain('//');
  expect(svg).toContain('fill="currentColor"');
});

test('without bars it says so', () => {
  expect(distributionSvg([], 'en')).toContain('There is nothing to show.');
  expect(distributionText([], 'nl')).toBe('Er is niets om te tonen.');
});

test('the same in a terminal', () => {
  expect(plain(distributionText(bars, 'en')).split('\n')).toEqual([
    `less than -€1,000  - 120  ${'#'.repeat(40)}`,
    `    -€1,000 to €0  -  40  ${'#'.repeat(14)}`,
    '            equal  =   1  #',
    '    €0 to €500.50  +   0',
    `  €500.50 or more  +  60  ${'#'.repeat(20)}`,
  ]);
});
