import { expect, test } from 'vitest';
import type { Fault } from '../../src/ledger/sheets/sheet.ts';
import { sheetFaultPlace, sheetFaultSentence } from '../../src/texts/sheet-texts.ts';

const fault: Fault = { sheet: null, row: null, column: null, code: 'file-empty' };

test.each<[Partial<Fault>, string, string]>([
  [{}, '', ''],
  [{ row: 3 }, 'Regel 3', 'Line 3'],
  [{ row: 3, column: 'tarief' }, 'Regel 3, kolom tarief', 'Line 3, column tarief'],
  [
    { sheet: '2026', row: 3, column: 'C' },
    'Blad 2026, rij 3, kolom C',
    'Sheet 2026, row 3, column C',
  ],
])('the place of %o', (place, nl, en) => {
  expect(sheetFaultPlace({ ...fault, ...place }, 'nl')).toBe(nl);
  expect(sheetFaultPlace({ ...fault, ...place }, 'en')).toBe(en);
});

test('a sentence says what to do, with the limits and names that the fault has', () => {
  const range: Fault = { ...fault, code: 'integer-range', params: { least: 1, most: 9 } };
  expect(sheetFaultSentence(range, 'nl')).toBe('Vul een heel getal van 1 tot en met 9 in.');
  expect(sheetFaultSentence(range, 'en')).toBe('Write a whole number from 1 to 9.');
  expect(sheetFaultSentence({ ...fault, code: 'gemeente-form' }, 'en')).toBe(
    'Write the 4 digits of a gemeente. Spreadsheets drop zeros at the front: give the column the type text.',
  );
});
