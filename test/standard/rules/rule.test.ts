import { expect, test } from 'vitest';
import type { DeclaredPast } from '../../../src/standard/rules/engine/declared-past.ts';
import {
  isCertain,
  isKnown,
  pastNeededBy,
  type RuleContext,
} from '../../../src/standard/rules/engine/rule.ts';
import { declaredBefore } from './declared.ts';
import { testGemeenten } from './gemeenten.ts';
import { before } from './history.ts';

const context: RuleContext = { today: '2026-06-01', gemeenten: testGemeenten };
const past = before('JW301');
const declared = (complete: boolean): DeclaredPast => declaredBefore({ past: { complete } });
const grantedOn = (complete: boolean) => ({
  past: { ...past, grantedOn: { complete, toewijzingNummers: new Set<string>() } },
});

test('a rule needs one part of the past in all its messages, or one in each', () => {
  expect(pastNeededBy({}, 'JW301')).toBeUndefined();
  expect(pastNeededBy({ needsPast: 'grantedOn' }, 'JW301')).toBe('grantedOn');
  const rule = { needsPast: { JW317: 'past', JW325: 'answered' } } as const;
  expect(pastNeededBy(rule, 'JW317')).toBe('past');
  expect(pastNeededBy(rule, 'JW325')).toBe('answered');
  expect(pastNeededBy(rule, 'JW301')).toBeUndefined();
});

test('a part of the past is known when the context has it', () => {
  const known = (given: Partial<RuleContext>) =>
    (['past', 'grantedOn', 'declared', 'answered'] as const).filter((part) =>
      isKnown(part, { ...context, ...given }),
    );
  expect(known({})).toEqual([]);
  expect(known({ past })).toEqual(['past']);
  expect(known(grantedOn(false))).toEqual(['past', 'grantedOn']);
  expect(known({ declared: declared(false) })).toEqual(['declared']);
  expect(known({ answered: { identificatieUsed: false } })).toEqual(['answered']);
});

test('a rule that needs all that was granted is certain where that is known', () => {
  const certain = (given: Partial<RuleContext>) =>
    isCertain({ needsAll: true }, { ...context, ...given });
  expect(isCertain({}, context)).toBe(true);
  expect(certain({})).toBe(false);
  expect(certain({ declared: declared(true) })).toBe(true);
  expect(certain({ declared: declared(false) })).toBe(false);
  expect(certain(grantedOn(true))).toBe(true);
  expect(certain(grantedOn(false))).toBe(false);
});
