import { expect, test } from 'vitest';
import { LineDays } from '../../../src/ledger/contracts/line-days.ts';

interface Line {
  readonly from?: string;
  readonly until?: string;
  readonly mark: number;
}

/** Numbers that look random, the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state;
  }
}

const day = (number: number) => `2027-01-${String(1 + (number % 28)).padStart(2, '0')}`;

function madeLines(seed: number): Line[] {
  const random = numbers(seed);
  const next = () => random.next().value as number;
  return Array.from({ length: 30 }, () => {
    const [one, other] = [day(next()), day(next())].sort() as [string, string];
    return {
      ...(next() % 9 > 0 && { from: one }),
      ...(next() % 9 > 0 && { until: other }),
      mark: next() % 4,
    };
  });
}

function meets(one: Line, other: Line): boolean {
  const endsBefore = ({ until }: Line, { from }: Line) =>
    until !== undefined && from !== undefined && until < from;
  return !endsBefore(one, other) && !endsBefore(other, one);
}

test('it finds a line of another mark on the same day exactly when there is one', () => {
  let found = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const lines = madeLines(seed);
    const firstDays = [...new Set(lines.map(({ from }) => from ?? ''))].sort();
    const days = new LineDays<Line>(firstDays);
    for (const [index, line] of lines.entries()) {
      const others = lines
        .slice(0, index)
        .filter((other) => other.mark !== line.mark && meets(other, line));
      const other = days.find(line, line.mark);
      if (other) expect(others).toContain(other);
      else expect(others).toEqual([]);
      if (other) found += 1;
      days.add(line, line.mark, line);
    }
  }
  expect(found).toBeGreaterThan(1000);
});

test('lines with the same mark share days freely', () => {
  const days = new LineDays<string>(['', '2027-01-01']);
  days.add({}, 'same', 'always');
  days.add({ from: '2027-01-01' }, 'same', 'later');
  expect(days.find({ from: '2027-06-01' }, 'same')).toBeUndefined();
  expect(days.find({ until: '2026-12-31' }, 'other')).toBe('always');
});
