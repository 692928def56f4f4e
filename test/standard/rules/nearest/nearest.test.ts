import { afterAll, expect, test } from 'vitest';
import type { AnyBericht } from '../../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { rulesOf } from '../../../../src/standard/rules/check.ts';
import { rules } from '../../../../src/standard/rules/rules.ts';
import { Inspector } from '../../../../src/standard/xml/inspector.ts';
import { testGemeenten } from '../gemeenten.ts';
import { nearest } from './all.ts';
import { draftOf, judgementOf, type Nearest, nameOf, pastOf } from './nearest.ts';

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

/** Rules often look at one and the same message. */
const accepted = new Map<string, boolean>();

function isAccepted(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  let known = accepted.get(text);
  if (known === undefined) {
    const inspection = inspector.inspect(bytes);
    known = inspection.outcome === 'known' && inspection.violations.length === 0;
    accepted.set(text, known);
  }
  return known;
}

/** The message of a case after a journey as bytes; made once, for cases may be run again. */
const sent = new Map<Nearest, AnyBericht>();

function messageOf(one: Nearest): AnyBericht {
  let bericht = sent.get(one);
  if (!bericht) {
    const bytes = buildBericht(draftOf(one));
    expect(isAccepted(bytes), 'level 1 lets the message pass').toBe(true);
    bericht = parseBericht(one.type, bytes) as AnyBericht;
    sent.set(one, bericht);
  }
  return bericht;
}

/** Level, RetourCode and path of each place where a message breaks the rule of its case. */
function found(one: Nearest): string[] {
  const past = pastOf(one);
  const today = one.today ?? '2026-06-01';
  const { declared, answered } = one;
  const context = {
    ...{ today, gemeenten: testGemeenten },
    ...(past && { past }),
    ...(declared && { declared }),
    ...(answered && { answered }),
  };
  const bericht = messageOf(one);
  return rulesOf(one.type)
    .filter(({ code }) => code === one.rule)
    .flatMap(({ level, retourCode, check }) =>
      [...check(bericht, context)].map((path) => `${level} ${retourCode} ${path}`),
    );
}

test.each(nearest.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
  expect(found(one).sort()).toEqual(
    one.at.map((path) => `${judgementOf(one.rule)} ${path}`).sort(),
  );
});

test('every rule meets both sides of its line in each of its messages', () => {
  const wanted = rules.flatMap(({ code, messages }) =>
    messages.flatMap((type) => [`${code} ${type} refuses`, `${code} ${type} passes`]),
  );
  const given = new Set(
    nearest.map(({ rule, type, at }) => `${rule} ${type} ${at.length > 0 ? 'refuses' : 'passes'}`),
  );
  expect(wanted.filter((one) => !given.has(one))).toEqual([]);
  expect([...given].filter((one) => !wanted.includes(one))).toEqual([]);
});

test('no two cases have one name', () => {
  const names = nearest.map(nameOf);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
