import { expect, test } from 'vitest';
import type { BerichtType } from '../../../src/standard/catalogue.ts';
import { pastNeededBy } from '../../../src/standard/rules/engine/rule.ts';
import { ruleSetVersion, rules } from '../../../src/standard/rules/rules.ts';
import { standard } from './standard.ts';

test.each(standard)('%s is of level %i, answered with %s, and asked of %s', (...wanted) => {
  const [code, level, retourCode, messages] = wanted;
  const given = rules
    .filter((rule) => rule.code === code)
    .map((rule) => [rule.level, rule.retourCode, rule.messages.toSorted().join(' ')]);
  expect(given).toEqual([[level, retourCode, messages]]);
});

test('there is no other rule, and none twice', () => {
  const codes = standard.map(([code]) => code).sort();
  const given = rules.map(({ code }) => code);
  expect([...new Set(given)].sort()).toEqual(codes);
  expect(new Set(rules).size).toBe(rules.length);
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
});

/** What a rule of level 3 needs to know, in each of its messages; of level 4, TR346 and TR381 need something. */
const needs = standard
  .filter(([code, level]) => level === 3 || code === 'TR346' || code === 'TR381')
  .flatMap(([code, , , messages]) =>
    messages.split(' ').map((type) => {
      if (type === 'JW325') return [code, type, 'answered'] as const;
      if (code === 'TR385') return [code, type, 'grantedOn'] as const;
      const ofPast = type !== 'JW323' || code === 'TR056' || code === 'TR381';
      return [code, type, ofPast ? 'past' : 'declared'] as const;
    }),
  );

test.each(needs)('%s in %s needs %s', (code, type, part) => {
  const rule = rules.find((one) => one.code === code);
  expect(pastNeededBy(rule ?? {}, type as BerichtType)).toBe(part);
});

test('the version of the rules is three numbers', () => {
  expect(ruleSetVersion).toMatch(/^\d+\.\d+\.\d+$/);
});
