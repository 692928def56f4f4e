import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht, RuleFailed } from '../../../src/standard/rules/check.ts';
import type { Past } from '../../../src/standard/rules/engine/past.ts';
import { testGemeenten } from './gemeenten.ts';
import { before } from './history.ts';

const file = new URL('../../../fixtures/JW319/valid-complete.xml', import.meta.url);
const bericht = parseBericht('JW319', readFileSync(file));
const context = { today: '2020-01-01', gemeenten: testGemeenten };
const past = { ...before('JW319'), identificatieUsed: true };

test('the rules of the levels that are asked are held against a message, in their order', () => {
  const found = (...levels: (2 | 3 | 4)[]) =>
    checkBericht(bericht, levels, { ...context, past }).map(({ rule }) => rule);
  expect(found()).toEqual([]);
  expect(found(2)).toEqual([]);
  expect(found(3)).toEqual(['TR056']);
  expect(found(4)).toEqual(['TR135']);
  expect(found(2, 3, 4)).toEqual(['TR056', 'TR135']);
});

test('a finding has the level and RetourCode of its rule, and a place', () => {
  expect(checkBericht(bericht, [3], { ...context, past })).toEqual([
    {
      rule: 'TR056',
      level: 3,
      retourCode: '9056',
      path: 'Header/BerichtIdentificatie/Identificatie',
    },
  ]);
});

test('a rule that throws is named, and the text of its error is not shown', () => {
  const broken: Past = {
    ...past,
    get identificatieUsed(): boolean {
      throw new Error('999900006');
    },
  };
  let failed: unknown;
  try {
    checkBericht(bericht, [3], { ...context, past: broken });
  } catch (error) {
    failed = error;
  }
  expect(failed).toBeInstanceOf(RuleFailed);
  expect(failed).toMatchObject({ message: 'the rule TR056 failed', code: 'rule-TR056' });
  expect((failed as RuleFailed).frames).toEqual(expect.any(Array));
});
