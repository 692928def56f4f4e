import { expect, test } from 'vitest';
import { outcomeOf, reportText } from '../../src/cli/conversion-report.ts';
import { type PostCount, summedReport } from '../../src/ledger/conversion/report.ts';
import { findingSentence } from '../../src/texts/finding-texts.ts';

const pair = { gemeente: '0363', aanbieder: '12345678' } as const;
const other = { gemeente: '0384', aanbieder: '12345678' } as const;
const counts: PostCount[] = [
  { ...pair, step: 'approved', why: [], messages: 7 },
  { ...pair, step: 'refused', why: ['TR302', 'CD041'], messages: 2 },
  { ...pair, step: 'refused', why: ['TR302'], messages: 1 },
  { ...other, step: 'held-back', why: ['care-changed'], messages: 1 },
  { ...other, step: 'failed', why: ['recipient-ended'], messages: 1 },
];

test('messages are added up, of all and for each gemeente and aanbieder', () => {
  const report = summedReport(3, null, counts);
  expect(report).toMatchObject({
    ...{ conversion: 3, commit: null, messages: 12 },
    steps: { approved: 7, refused: 3, failed: 1, 'held-back': 1 },
    pairs: [
      {
        ...{ ...pair, messages: 10, steps: { approved: 7, refused: 3 } },
        why: [
          { step: 'refused', code: 'TR302', messages: 3 },
          { step: 'refused', code: 'CD041', messages: 2 },
        ],
      },
      { ...other, messages: 2 },
    ],
  });
});

test('a report says how many are how far, and why those are that were not approved', () => {
  const lines = reportText(summedReport(3, null, counts), 'en').split('\n');
  expect(lines).toContain('0363      12345678         10         7        3       0          0');
  const rule = findingSentence('TR302', 'en');
  expect(lines).toContain(`0363      12345678       3  ${rule} (TR302)`);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^0384 +12345678 +1 +The care of this client changed/),
    ]),
  );
  expect(reportText(summedReport(3, null, counts), 'nl')).toMatch(/^afgekeurd +3$/m);
  expect(reportText(summedReport(3, null, []), 'nl')).toBe('Er is nog niets verstuurd.');
});

test('a revert that is approved took back, and nothing went wrong', () => {
  const commit = { id: '01a2055b-732f-712d-aff7-9ee7d3ee453f', kind: 'revert' } as const;
  const one = summedReport(3, commit, [{ ...pair, step: 'approved', why: [], messages: 1 }]);
  expect(reportText(one, 'en')).toMatch(/^revert +01a2055b.*\n.*\ntaken back +1$/m);
  expect(outcomeOf(one)).toBe(0);
  expect(outcomeOf(summedReport(3, null, counts))).toBe(1);
  const back: PostCount = { ...pair, step: 'reverted', why: [], messages: 1 };
  expect(outcomeOf(summedReport(3, null, [back]))).toBe(0);
});
