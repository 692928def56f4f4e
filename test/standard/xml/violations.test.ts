import { describe, expect, test } from 'vitest';
import type { Violation, ViolationRule } from '../../../src/standard/xml/inspection.ts';
import { violationSentence } from '../../../src/standard/xml/violations.ts';

const at = (element: string, rule: ViolationRule, ...expected: string[]): Violation => ({
  line: 1,
  element,
  rule,
  ...(expected.length > 0 && { expected }),
});

const rules: readonly ViolationRule[] = [
  'unexpected-element',
  'missing-element',
  'unexpected-text',
  'unexpected-attribute',
  'empty',
  'pattern',
  'enumeration',
  'min-length',
  'max-length',
  'min-value',
  'max-value',
  'type',
  'other',
];

describe.each(['nl', 'en'] as const)('in %s', (language) => {
  test.each(rules)('a fault of the kind %s names its element and ends as a sentence', (rule) => {
    for (const expected of [[], ['3'], ['A', 'B']]) {
      const sentence = violationSentence(at('Client/Product[2]', rule, ...expected), language);
      expect(sentence).toMatch(/^Product .*\.$/);
      expect(sentence).not.toMatch(/undefined|\[2\]|\s\s/);
    }
  });

  test('each kind of fault has a sentence of its own', () => {
    const sentences = rules.map((rule) => violationSentence(at('Bsn', rule), language));
    expect(new Set(sentences).size).toBe(rules.length);
  });

  test('a long code list is not recited', () => {
    const codes = Array.from({ length: 50 }, (_, i) => `Z${i}`);
    const sentence = violationSentence(at('Product/Code', 'enumeration', ...codes), language);
    expect(sentence).not.toContain('Z');
  });
});

test('an element with the right name in the right position has a wrong namespace', () => {
  const fault = at(
    'Header/BerichtIdentificatie/Identificatie',
    'unexpected-element',
    'Identificatie',
  );
  expect(violationSentence(fault, 'nl')).toMatch(/^Identificatie staat in een verkeerde namespace/);
  expect(violationSentence(fault, 'en')).toMatch(/^Identificatie is in a wrong namespace/);
});

test('both languages say different things', () => {
  for (const rule of rules) {
    expect(violationSentence(at('Bsn', rule), 'nl')).not.toBe(
      violationSentence(at('Bsn', rule), 'en'),
    );
  }
});

test.each([
  [at('Bsn', 'pattern', '[0-9]{9}'), 'Bsn moet uit precies 9 cijfers bestaan.'],
  [at('Bsn', 'pattern', '\\d{9}'), 'Bsn moet uit precies 9 cijfers bestaan.'],
  [at('Header/BerichtCode', 'pattern', '446'), 'BerichtCode moet in dit bericht 446 zijn.'],
  [
    at('Commentaar', 'pattern', '([.\\s]*\\S+[.\\s]*)+'),
    'Commentaar mag niet alleen uit spaties en lege regels bestaan.',
  ],
  [
    at('Naam', 'pattern', '[ \\t]*\\S.*'),
    'Naam mag niet alleen uit spaties bestaan en moet op één regel staan.',
  ],
  [
    at('Datum', 'pattern', '[^:Z]*'),
    'Datum mag geen tijdzone bevatten: laat alles na de datum of tijd weg.',
  ],
  [
    at('Datum', 'type', 'date'),
    'Datum is geen bestaande datum. Schrijf de datum als jjjj-mm-dd, zoals 2026-01-31.',
  ],
  [at('Letters', 'max-length', '1'), 'Letters is te lang: gebruik hoogstens 1 teken.'],
  [
    at('Soort', 'enumeration', '1', '2', '3'),
    'Soort bevat een code die de standaard niet kent; kies 1, 2 of 3.',
  ],
  [
    at('Client/Naam', 'missing-element', 'Geslachtsnaam'),
    'Naam is niet volledig: hier hoort nog Geslachtsnaam.',
  ],
  [
    at('Client/*', 'unexpected-element', 'Bsn'),
    'Hier staat een element dat de standaard op deze plaats niet kent; hier hoort Bsn.',
  ],
  [
    at('Client/*', 'other'),
    'Een element dat de standaard niet kent voldoet niet aan het schema van dit bericht. Vergelijk het met de standaard.',
  ],
])('it explains to a small practice what to change (%#)', (violation, sentence) => {
  expect(violationSentence(violation, 'nl')).toBe(sentence);
});

test.each([
  [at('Bsn', 'pattern', '[0-9]{9}'), 'Bsn must be exactly 9 digits.'],
  [
    at('Soort', 'enumeration', '1', '2', '3'),
    'Soort holds a code that the standard does not know; choose 1, 2 or 3.',
  ],
  [
    at('Letters', 'pattern', 'a pattern that nobody foresaw'),
    'Letters does not have the form that the standard prescribes.',
  ],
  [at('Bedrag', 'max-value', '99'), 'Bedrag is too high: the number is at most 99.'],
])('it says the same in English (%#)', (violation, sentence) => {
  expect(violationSentence(violation, 'en')).toBe(sentence);
});
