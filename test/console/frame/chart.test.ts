import { expect, test } from 'vitest';
import { legend, stackedBars, steppedLines } from '../../../src/console/frame/chart.ts';

interface Hour {
  readonly from: string;
  readonly good: number;
  readonly bad: number;
  readonly took: number | null;
}

const hours: readonly Hour[] = [
  { from: '10:00', good: 30, bad: 10, took: 100 },
  { from: '11:00', good: 0, bad: 0, took: null },
  { from: '12:00', good: 12, bad: 0, took: Number.POSITIVE_INFINITY },
];
const chart = {
  title: 'Per <hour>',
  rows: hours,
  label: ({ from }: Hour, index: number) => (index === 0 ? from : undefined),
  number: (value: number) => `n${value}`,
};
const series = [
  { kind: 'good', word: 'Good & well', value: ({ good }: Hour) => good },
  { kind: 'bad', word: 'Bad', value: ({ bad }: Hour) => bad },
];

/** The numbers of attributes of elements of a class. */
function drawn(svg: string, kind: string, names: readonly string[]): number[][] {
  return [...svg.matchAll(new RegExp(`<\\w+ class="${kind}"([^>]*)>`, 'g'))].map(([, text = '']) =>
    names.map((name) => Number(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1])),
  );
}

test('parts stand on each other, as high as their numbers, and say them', () => {
  const svg = stackedBars(chart, series).toString();
  const [[goodY = 0, goodHeight = 0] = [], [, otherHeight = 0] = []] = drawn(svg, 'part good', [
    'y',
    'height',
  ]);
  const [[badY = 0, badHeight = 0] = [], ...more] = drawn(svg, 'part bad', ['y', 'height']);
  expect(goodHeight / badHeight).toBeCloseTo(3, 1);
  expect(goodHeight / otherHeight).toBeCloseTo(2.5, 1);
  expect(badY + badHeight).toBeCloseTo(goodY, 0);
  // What is nothing is not drawn.
  expect(more).toEqual([]);
  expect(svg).toContain('<title>Good &amp; well: n30</title>');
  expect(svg).toContain('aria-label="Per &lt;hour&gt;"');
  expect(svg).toContain('>n40</text>');
  expect(svg.match(/class="below"/g)).toHaveLength(1);
});

test('a chart without rows, and one of nothing, can be drawn', () => {
  for (const rows of [[], [{ from: '10:00', good: 0, bad: 0, took: null }]]) {
    expect(stackedBars({ ...chart, rows }, series).toString()).not.toMatch(/NaN|Infinity|"part/);
    const lines = [{ kind: 'took', word: 'Took', value: ({ took }: Hour) => took }];
    const svg = steppedLines({ ...chart, rows }, lines, { least: 10, most: 1000 }).toString();
    expect(svg).not.toMatch(/NaN|="-?Infinity|"line /);
  }
});

test('ten times as much is always as far up; what is beyond stands at the edge, and nothing is a gap', () => {
  const rows = [1, 10, 100, 1000, 9999].map((took) => ({ from: '', good: 0, bad: 0, took }));
  const lines = [{ kind: 'took', word: 'Took', value: ({ took }: Hour) => took }];
  const bounds = { least: 10, most: 1000 };
  const svg = steppedLines({ ...chart, rows }, lines, bounds).toString();
  const [low = 0, ten = 0, hundred = 0, top = 0, beyond = 0] = drawn(svg, 'line took', [
    'y1',
  ]).flat();
  expect(low).toBe(ten);
  expect(ten - hundred).toBeCloseTo(hundred - top, 0);
  expect(beyond).toBe(top);
  expect(drawn(steppedLines(chart, lines, bounds).toString(), 'line took', ['y1'])).toHaveLength(2);
});

test('the legend names each colour', () => {
  expect(legend(series).toString()).toContain('class="part good"');
  expect(legend(series).toString()).toContain('Good &amp; well</li>');
});
