import { expect, test } from 'vitest';
import { type MarkFault, markFaultCodes } from '../../src/ledger/conversion/marks-file.ts';
import { markFaultSentence } from '../../src/texts/mark-texts.ts';

const place = { sheet: null, row: 3, column: 'mark' } as const;

test('each fault of a file with marks has a sentence in both languages', () => {
  for (const code of markFaultCodes) {
    const fault: MarkFault = { ...place, code };
    const [nl, en] = [markFaultSentence(fault, 'nl'), markFaultSentence(fault, 'en')];
    expect(nl).toMatch(/^[A-Z].*\.$/);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(nl).not.toBe(en);
  }
});

test('a fault of any sheet has the sentence of sheets', () => {
  const fault: MarkFault = {
    ...place,
    code: 'choice-form',
    params: { choices: 'akkoord, anders' },
  };
  expect(markFaultSentence(fault, 'nl')).toContain('akkoord, anders');
});
