import { expect, test } from 'vitest';
import { markRefusals } from '../../src/ledger/conversion/marks.ts';
import { unmappedReasons } from '../../src/ledger/conversion/model.ts';
import { unmappedSentence } from '../../src/texts/conversion-texts.ts';
import { markRefusalSentence } from '../../src/texts/mark-refusal-texts.ts';

const languages = ['nl', 'en'] as const;

test.each(languages)('every refusal has a sentence of its own (%s)', (language) => {
  const sentences = markRefusals.map((code) => markRefusalSentence({ code }, language));
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^{]*\.$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test.each(languages)('of a SPIC that cannot be, it says why not (%s)', (language) => {
  const code = 'spic-not-possible';
  const bare = markRefusalSentence({ code }, language);
  for (const reason of unmappedReasons)
    expect(markRefusalSentence({ code, reason }, language)).toBe(
      `${bare} ${unmappedSentence(reason, language)}`,
    );
  // What is no reason, as a product, is not repeated.
  expect(markRefusalSentence({ code, reason: '45 B01P' }, language)).toBe(bare);
});
