import { expect, test } from 'vitest';
import { awaitingDeclarations, ruleSetVersion, rules } from '../../../src/standard/rules/rules.ts';
import { standard } from './standard.ts';

test.each(standard)('%s is of level %i, answered with %s, and asked of %s', (...wanted) => {
  const [code, level, retourCode, messages] = wanted;
  // What is applied in some messages and waits in others is one rule.
  const parts = [...rules, ...awaitingDeclarations].filter((rule) => rule.code === code);
  expect(parts.map((rule) => [rule.level, rule.retourCode])).toEqual(
    parts.map(() => [level, retourCode]),
  );
  expect(parts.flatMap((rule) => rule.messages).sort()).toEqual(messages.split(' '));
});

test('there is no other rule, and none twice', () => {
  const codes = standard.map(([code]) => code).sort();
  const given = [...rules, ...awaitingDeclarations].map(({ code }) => code);
  expect([...new Set(given)].sort()).toEqual(codes);
  expect(new Set(rules).size).toBe(rules.length);
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
});

test('the version of the rules is three numbers', () => {
  expect(ruleSetVersion).toMatch(/^\d+\.\d+\.\d+$/);
});
