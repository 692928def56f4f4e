import { expect, test } from 'vitest';
import { declaredFaultCodes } from '../../src/ledger/conversion/declared-file.ts';
import { mappingFaultCodes } from '../../src/ledger/conversion/mapping-file.ts';
import { holdReasons, unmappedReasons } from '../../src/ledger/conversion/model.ts';
import type { FileFault } from '../../src/problem.ts';
import { fileFaultSentence } from '../../src/texts/contract-texts.ts';
import {
  conversionFaultSentence,
  holdSentence,
  unmappedSentence,
} from '../../src/texts/conversion-texts.ts';

const languages = ['nl', 'en'] as const;

function faultOf(code: string, params?: FileFault['params']): FileFault {
  return { sheet: null, row: 3, column: 'code', code, ...(params && { params }) };
}

test.each(languages)('all reasons and faults have a sentence (%s)', (language) => {
  const codes = [...mappingFaultCodes, ...declaredFaultCodes];
  const sentences = [
    ...unmappedReasons.map((reason) => unmappedSentence(reason, language)),
    ...holdReasons.map((reason) => holdSentence(reason, language)),
    ...codes.map((code) => conversionFaultSentence(faultOf(code, { row: 2, most: 9 }), language)),
  ];
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z`][^{]*(?:\{aanbieder\}`)?[.]$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test('a sentence names the other row, in a file or on a sheet, and a limit', () => {
  const sentence = (code: string, params: FileFault['params']) =>
    languages.map((language) => conversionFaultSentence(faultOf(code, params), language));
  const [nl = '', en = ''] = sentence('rules-overlap', { row: 7 });
  expect([nl, en].map((text) => /regel 7|line 7/.test(text))).toEqual([true, true]);
  const [inSheet = '', onSheet = ''] = sentence('number-twice', { row: 7, sheet: 'Mei $& 1' });
  expect(inSheet).toContain('in rij 7 van blad Mei $& 1.');
  expect(onSheet).toContain('in row 7 of sheet Mei $& 1 too.');
  expect(sentence('too-many-rules', { most: 10_000 })[0]).toContain('meer dan 10000 regels');
});

test('faults of any sheet have theirs, and all of them where a file was to be loaded', () => {
  const fault = faultOf('cell-missing');
  expect(conversionFaultSentence(fault, 'nl')).toBe('Vul deze cel in.');
  expect(fileFaultSentence(fault, 'nl')).toBe('Vul deze cel in.');
  const own = faultOf('day-missing');
  expect(fileFaultSentence(own, 'nl')).toBe(conversionFaultSentence(own, 'nl'));
});
