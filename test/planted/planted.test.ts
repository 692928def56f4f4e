import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Judged } from './judge.ts';
import { plantingsIn } from './mutants.ts';
import { planted } from './plant.ts';
import { summary } from './report.ts';
import { inSteps, mutants, switchOn } from './switch.ts';
import { Tree } from './tree.ts';

/** Mutants of a source, as `kind: before -> after`. */
function mutantsOf(source: string): string[] {
  return plantingsIn('a.ts', new Tree(source), new Set(['keyOf'])).map(
    ({ kind, before, after }) => `${kind}: ${before} -> ${after}`,
  );
}

test.each([
  ['f(a < b)', ['comparison: a < b -> (a) <= (b)', 'comparison: a < b -> (a) >= (b)']],
  ['f(a === b)', ['comparison: a === b -> (a) !== (b)']],
  ['f(a && !b)', ['condition: a && !b -> a', 'condition: a && !b -> !b', 'condition: !b -> b']],
  ['if (a) b();', ['condition: a -> false', 'branches: a -> !(a)', 'nothing: b() -> undefined']],
  [
    'f(a ? b : c)',
    [
      'condition: a ? b : c -> b',
      'condition: a ? b : c -> c',
      'branches: a ? b : c -> (a) ? (c) : (b)',
    ],
  ],
  [
    'f(a.filter(b))',
    ['condition: .filter(b) -> ', 'element: a -> withoutLast(a)', 'element: a -> withoutFirst(a)'],
  ],
  ['for (const a of b) c;', ['element: b -> withoutLast(b)', 'element: b -> withoutFirst(b)']],
  [
    "f(['1', '2'])",
    ["item: '1', -> ", "item: , '2' -> ", "string: '1' -> '2'", "string: '2' -> '3'"],
  ],
  ['keyOf(a, b)', ['item: a, -> ', 'item: , b -> ']],
  [
    "f('2020-12-31')",
    [
      "date: '2020-12-31' -> dayAfter('2020-12-31')",
      "date: '2020-12-31' -> dayBefore('2020-12-31')",
    ],
  ],
  ['f(5)', ['number: 5 -> 6', 'number: 5 -> 4']],
  ["f({ sentence: { nl: '1', en: '2' }, b: '1' as '1' })", ["string: '1' -> '2'"]],
])('%s', (source, expected) => {
  const call = `nothing: ${source} -> undefined`;
  expect(
    mutantsOf(source)
      .filter((one) => one !== call)
      .sort(),
  ).toEqual(expected.sort());
});

test('what the calendar compares is a day later, a day earlier, denied, or the other way round', () => {
  const source =
    "import { isAfter } from '../calendar.ts'; export const c = (a, b) => isAfter(a, b);";
  expect(mutantsOf(source)).toEqual([
    'nothing: isAfter(a, b) -> undefined',
    'date: a -> dayAfter(a)',
    'date: a -> dayBefore(a)',
    'comparison: isAfter(a, b) -> !isAfter(a, b)',
    'comparison: isAfter -> isBefore',
  ]);
});

test('planted code does what the source does, but for the mutant that is switched on', async () => {
  const source = `
    const codes = ['1', '2'];
    const others = ['3'];
    function first(list) {
      for (const code of list) if (codes.includes(code)) return code;
      let turns = 0;
      for (; turns < 3; turns++) others.at(0)?.at(turns);
      return turns;
    }`;
  const from = mutants.length;
  const code = planted(source, 'tiny.ts', new Set()).replace(/^const /, 'var ');
  const context = { planted: Reflect.get(globalThis, 'planted') };
  const first = runInNewContext(`${code}; first`, { globalThis: context }) as (
    l: string[],
  ) => unknown;
  const answers = () => [first(['2', '1']), first(['1', '3']), first(['4'])];
  const original = ['2', '1', 3];
  expect(answers()).toEqual(original);
  const found = new Map<string, unknown>();
  for (const [index, { before, after }] of mutants.slice(from).entries()) {
    switchOn(from + index);
    await inSteps(1000, () => found.set(`${before} -> ${after}`, answers())).catch((error) =>
      found.set(`${before} -> ${after}`, error.message),
    );
  }
  switchOn(-1);
  expect(answers()).toEqual(original);
  expect(found.get("'1', -> ")).toEqual(['2', 3, 3]);
  expect(found.get('codes -> others')).toEqual([3, '3', 3]);
  expect(found.get('list -> withoutLast(list)')).toEqual(['2', '1', 3]);
  expect(found.get('turns < 3 -> (turns) >= (3)')).toEqual(['2', '1', 0]);
  expect(found.get('0 -> 1')).toEqual(original);
});

const tried: Judged = {
  kind: 'number',
  file: 'src/standard/rules/a.ts',
  line: 1,
  column: 1,
  within: 'TR001',
  before: '1',
  after: '2',
  nth: 1,
  rules: ['TR001'],
  killedFor: new Set(['TR001']),
  killedBy: 'a',
};
const { killedBy: _, ...survivor } = { ...tried, killedFor: new Set<string>() };
const reason = { file: 'rules/a.ts', within: 'TR001', before: '1', after: '2', because: 'so' };

test('survivors without a reason, reasons without a survivor, and too many of them are faults', () => {
  const many = Array.from({ length: 99 }, (_none, index) => ({ ...tried, before: `${index} x` }));
  expect(summary([tried], []).faults).toEqual([]);
  expect(summary([...many, survivor], [reason]).faults).toEqual([]);
  expect(summary([...many, survivor], []).faults).toEqual([
    expect.stringMatching(/^survived: .*SURVIVED/),
  ]);
  expect(summary([...many], [reason]).faults).toEqual([
    expect.stringMatching(/^a reason without a mutant/),
  ]);
  expect(summary([...many, tried], [reason]).faults).toEqual([
    expect.stringMatching(/^not equal, for a kills it/),
  ]);
  expect(summary([{ ...tried, before: '3' }, survivor], [reason]).faults).toEqual([
    expect.stringMatching(/^1 of 2 are equal/),
  ]);
});

test('a rule has a killed mutant of each kind, by a case of its own', () => {
  const elsewhere = { ...tried, rules: ['TR001', 'TR002'] };
  expect(summary([elsewhere], []).faults).toEqual([
    'no case of the rule kills a mutant of this kind: TR002 number',
  ]);
});
