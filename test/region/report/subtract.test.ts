import { describe, expect, test } from 'vitest';
import { type Cell, shown, tensByKey } from '../../../src/region/report/tens.ts';
import { Random } from '../../support/generate/random.ts';
import {
  Attacker,
  type Bounds,
  type History,
  isPinned,
  meaningOfExact,
  meaningOfTens,
  totalsOf,
  windowsOf,
} from './attacker.ts';

const days = 14;
const rounds = 60;

/** Of few children or many, on some days or on all. */
function historyOf(random: Random): number[] {
  const [often, most] = [random.next(), random.pick([1, 2, 4, 12, 30])];
  return Array.from({ length: days }, () => (random.chance(often) ? random.below(most + 1) : 0));
}

/** What the report shows of a window: each history is one cell of one group of gemeenten. */
function reported(histories: readonly History[], after: number, until: number): number | null {
  const cells = histories.map((history, group): Cell => {
    const totals = totalsOf(history);
    return { group, key: 'x', before: totals[after] ?? 0, until: totals[until] ?? 0 };
  });
  return shown(tensByKey(cells).get('x') ?? 0);
}

/** What it would show if numbers over ten were shown as they are. */
function exact(histories: readonly History[], after: number, until: number): number | null {
  const count = histories
    .flatMap((history) => history.slice(after, until))
    .reduce((a, b) => a + b, 0);
  return count < 10 ? null : count;
}

/** What it would show if tens were taken over all gemeenten of the caller together. */
function together(histories: readonly History[], after: number, until: number): number | null {
  const sum = Array.from({ length: days }, (_, day) =>
    histories.reduce((total, history) => total + (history[day] ?? 0), 0),
  );
  return reported([sum], after, until);
}

type Show = (histories: readonly History[], after: number, until: number) => number | null;

/** Asks all windows of two gemeenten, each by itself and both together, and finds what it knows of a window. */
function attacked(
  [one, other]: readonly [History, History],
  show: Show,
  meaning: (shown: number | null, after: number) => Bounds,
  meaningOfBoth: (shown: number | null) => Bounds,
): { window: [number, number]; who: string; bounds: Bounds; truth: number }[] {
  const attacker = new Attacker();
  // Of the other gemeente the totals count backwards, so that a sum of both is a difference.
  const node = {
    one: (day: number) => (day ? `one ${day}` : 'begin'),
    other: (day: number) => (day ? `other ${day}` : 'begin'),
  };
  for (const [after, until] of windowsOf(days)) {
    attacker.learns(node.one(after), node.one(until), { least: 0, most: Infinity });
    attacker.learns(node.other(until), node.other(after), { least: 0, most: Infinity });
    attacker.learns(node.one(after), node.one(until), meaning(show([one], after, until), after));
    attacker.learns(
      node.other(until),
      node.other(after),
      meaning(show([other], after, until), after),
    );
    if (after === 0)
      attacker.learns(
        node.other(until),
        node.one(until),
        meaningOfBoth(show([one, other], 0, until)),
      );
  }
  attacker.thinks();
  return windowsOf(days).flatMap(([after, until]) => {
    const truth = (history: History) => history.slice(after, until).reduce((a, b) => a + b, 0);
    return [
      {
        window: [after, until] as [number, number],
        ...{ who: 'one', bounds: attacker.boundsOf(node.one(after), node.one(until)) },
        truth: truth(one),
      },
      {
        window: [after, until] as [number, number],
        ...{ who: 'other', bounds: attacker.boundsOf(node.other(until), node.other(after)) },
        truth: truth(other),
      },
    ];
  });
}

const pairs = Array.from({ length: rounds }, (_, seed): [History, History] => {
  const random = new Random(seed);
  return [historyOf(random), historyOf(random)];
});

describe('who asks all windows, of each gemeente and of both', () => {
  test('finds no window with somebody in it and fewer than ten', () => {
    const twoGroups = (tens: number | null) => ({ least: tens ?? 0, most: (tens ?? 0) + 18 });
    for (const pair of pairs)
      for (const found of attacked(pair, reported, meaningOfTens, twoGroups)) {
        // The attacker is right, or this proves nothing.
        expect(found.truth).toBeGreaterThanOrEqual(found.bounds.least);
        expect(found.truth).toBeLessThanOrEqual(found.bounds.most);
        expect({ ...found, isPinned: isPinned(found.bounds) }).toMatchObject({ isPinned: false });
      }
  });

  test('finds children where numbers over ten are shown as they are', () => {
    const found = pairs.flatMap((pair) => attacked(pair, exact, meaningOfExact, meaningOfExact));
    const pinned = found.filter(({ bounds }) => isPinned(bounds));
    expect(pinned.length).toBeGreaterThan(100);
    expect(pinned.some(({ bounds }) => bounds.least === 1 && bounds.most === 1)).toBe(true);
    expect(pinned.every(({ truth, bounds }) => truth >= bounds.least && truth <= bounds.most)).toBe(
      true,
    );
  });

  test('finds somebody where tens are taken over all gemeenten of the caller', () => {
    const oneGroup = (tens: number | null) => meaningOfTens(tens, 0);
    const found = pairs.flatMap((pair) => attacked(pair, together, meaningOfTens, oneGroup));
    expect(found.some(({ bounds }) => isPinned(bounds))).toBe(true);
  });
});

const answersOf = (history: History) =>
  windowsOf(history.length)
    .map(([after, until]) => reported([history], after, until))
    .join();

/** Histories with one child less, or with one on another day. */
function neighboursOf(history: History): number[][] {
  return history.flatMap((count, day) => {
    if (count === 0) return [];
    const without = history.with(day, count - 1);
    return [without, ...without.map((other, to) => without.with(to, other + 1))];
  });
}

test('of each day with few children a neighbouring history has another number, and the same answers', () => {
  for (const [history] of pairs) {
    const answers = answersOf(history);
    const alike = neighboursOf(history).filter((other) => answersOf(other) === answers);
    for (const [day, count] of history.entries())
      if (count >= 1 && count <= 9)
        expect({ history, day, other: alike.some((one) => one[day] !== count) }).toMatchObject({
          other: true,
        });
  }
});

test('windows add up, and no sum or difference of them is anything but tens', () => {
  for (const [history] of pairs) {
    const at = (after: number, until: number) => reported([history], after, until) ?? 0;
    for (const [after, until] of windowsOf(days)) {
      expect(at(after, until) % 10).toBe(0);
      for (let middle = after + 1; middle < until; middle++)
        expect(at(after, middle) + at(middle, until)).toBe(at(after, until));
    }
  }
});
