import { expect, test } from 'vitest';
import { contractFaultCodes } from '../../src/ledger/contracts/file.ts';
import { declaredFaultCodes } from '../../src/ledger/conversion/declared-file.ts';
import { mappingFaultCodes } from '../../src/ledger/conversion/mapping-file.ts';
import { markFaultCodes } from '../../src/ledger/conversion/marks-file.ts';
import { fileFaultSentence } from '../../src/texts/contract-texts.ts';
import { whySentence } from '../../src/texts/conversion-why-texts.ts';
import { markFaultSentence } from '../../src/texts/mark-texts.ts';
import { filesIn, read } from '../support/sources.ts';

const languages = ['nl', 'en'] as const;

test('every code by which a message of a conversion is held back, or fails, has a sentence', async () => {
  const codes = new Set<string>();
  for (const file of await filesIn('src/region/conversion', '.ts')) {
    const asked = file.endsWith('prepare.ts')
      ? /(?:why: |return |: )\[([^\]]*)\]/g
      : /why: \[([^\]]*)\]/g;
    for (const [, list = ''] of (await read(file)).matchAll(asked))
      for (const [, code = ''] of list.matchAll(/'([a-z-]+)'/g)) codes.add(code);
  }
  codes.add('under-way').add('by-aanbieder');
  expect(codes.size).toBeGreaterThan(8);
  for (const code of codes)
    for (const language of languages)
      expect(whySentence(code, language), code).toMatch(/^[A-Z].* .*\.$/);
});

test('one function knows the faults of all files, and no two files mean another by one code', () => {
  const lists = [contractFaultCodes, mappingFaultCodes, declaredFaultCodes, markFaultCodes];
  const all = lists.flatMap((codes) => [...codes] as string[]);
  expect(new Set(all).size).toBe(all.length);
  const place = { sheet: null, row: 3, column: null, params: { row: 2, most: 9 } };
  for (const code of all)
    for (const language of languages)
      expect(fileFaultSentence({ ...place, code }, language), code).toMatch(/^[A-Z].*\.$/s);
  for (const code of markFaultCodes)
    expect(fileFaultSentence({ ...place, code }, 'en')).toBe(
      markFaultSentence({ ...place, code }, 'en'),
    );
});
