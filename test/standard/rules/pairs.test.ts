import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { rules } from '../../../src/standard/rules/rules.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import type { RuleCase } from './case.ts';
import { cases } from './cases.ts';
import { testGemeenten } from './gemeenten.ts';

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

/** What breaks in a message that a case has changed, after a journey as bytes. */
function findings(of: RuleCase, change: (bericht: never) => void) {
  const fixture = readFileSync(new URL(`../../../fixtures/${of.from}`, import.meta.url));
  const draft = structuredClone(parseBericht(of.type, fixture));
  change(draft as never);
  const bytes = buildBericht(draft);
  const inspection = inspector.inspect(bytes);
  expect(inspection).toMatchObject({ outcome: 'known', violations: [] });
  const context = { today: of.today ?? '2026-06-01', gemeenten: testGemeenten };
  // Without a past, the rules that need one find nothing.
  return checkBericht(parseBericht(of.type, bytes), [2, 3, 4], context).map(
    ({ rule, path }) => `${rule} ${path}`,
  );
}

test.each(cases.map((one) => [one.rule, one.type, one.shows, one] as const))(
  '%s in %s: %s',
  (_rule, _type, _shows, one) => {
    const expected = [...one.at.map((path) => `${one.rule} ${path}`), ...(one.alongside ?? [])];
    expect(findings(one, one.breaks).sort()).toEqual(expected.sort());
    expect(findings(one, one.holds)).toEqual([]);
  },
);

test('every rule that needs no past has a pair for each of its messages, and every pair a rule', () => {
  const wanted = rules
    .filter(({ needsPast }) => !needsPast)
    .flatMap(({ code, messages }) => messages.map((type) => `${code} ${type}`));
  const given = new Set(cases.map(({ rule, type }) => `${rule} ${type}`));
  expect(wanted.filter((one) => !given.has(one))).toEqual([]);
  expect([...given].filter((one) => !wanted.includes(one))).toEqual([]);
});
