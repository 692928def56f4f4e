import { expect, test } from 'vitest';
import { holdReasons, unmappedReasons } from '../../src/ledger/conversion/model.ts';
import { ownWhyCodes, whySentence } from '../../src/texts/conversion-why-texts.ts';
import { findingSentence } from '../../src/texts/finding-texts.ts';

const languages = ['nl', 'en'] as const;

test.each(languages)('whatever is in the way of a message has a sentence (%s)', (language) => {
  const codes = new Set([...ownWhyCodes, ...holdReasons, ...unmappedReasons]);
  const sentences = [...codes].map((code) => whySentence(code, language));
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z`][^{]*(?:\{aanbieder\}`)?[.]$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test('of a problem it is its title, and of a rule its sentence and its code', () => {
  expect(whySentence('recipient-ended', 'en')).toMatch(/^[A-Z].*\.$/);
  expect(whySentence('recipient-ended', 'en')).not.toContain('recipient-ended');
  for (const language of languages)
    expect(whySentence('TR302', language)).toBe(`${findingSentence('TR302', language)} (TR302)`);
  expect(whySentence('TR302', 'en')).toMatch(/^[A-Z].*\. \(TR302\)$/);
  expect(languages.map((language) => whySentence('TR999', language))).toEqual([
    'Regel TR999.',
    'Rule TR999.',
  ]);
});
