import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { berichten } from '../../../src/standard/catalogue.ts';
import { rulesOf } from '../../../src/standard/rules/check.ts';
import {
  awaitingDeclarations,
  retourCodesNotChecked,
  rules,
} from '../../../src/standard/rules/rules.ts';

const folder = process.env.IJW_REFERENCE ?? '';

/** Every message that is no retour. */
const heenberichten = 'JW301 JW305 JW307 JW315 JW317 JW319 JW323 JW325';
/** Messages about declarations alone: the past has none of those so far. */
const declarations = ['JW323', 'JW325'];

/** The lines of a table below its heading, each as its cells. */
function table(name: string): string[][] {
  const [, ...lines] = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split('\t'));
}

/** What identifies a rule, on one line: the difference of two lists is then easy to read. */
function line(code: string, level: string | number, retourCode: string, messages: string): string {
  return `${code}, level ${level}, ${retourCode}: ${messages}`;
}

describe.skipIf(folder === '')('the rules of the standard', () => {
  // Also what is skipped is read this far.
  const lines = folder === '' ? [] : table('rules.tsv');
  const standard = lines.map(([code = '', level = '', retourCode = '', messages = '']) => {
    const types = messages === 'all heenberichten' ? heenberichten : messages;
    return { code, level, retourCode, messages: types.split(' ') };
  });

  test('all rules above the XSD are there or wait for declarations, with their codes and messages', () => {
    const wanted = standard
      .filter(
        ({ level, messages }) =>
          level === '2' ||
          (level !== '1' && !messages.every((type) => declarations.includes(type))),
      )
      .map(({ code, level, retourCode, messages }) =>
        line(code, level, retourCode, messages.join(' ')),
      );
    // What is applied in some messages and waits in others is one line.
    const ours = Map.groupBy([...rules, ...awaitingDeclarations], ({ code, level, retourCode }) =>
      line(code, level, retourCode, ''),
    );
    const given = [...ours].map(
      ([start, parts]) =>
        start +
        parts
          .flatMap(({ messages }) => messages)
          .sort()
          .join(' '),
    );
    expect(wanted.length).toBe(92);
    expect(given.toSorted()).toEqual(wanted.toSorted());
  });

  test.each(heenberichten.split(' '))('the RetourCodes of a %s that are not checked', (type) => {
    const bericht = berichten.find((one) => one.type === type);
    if (!bericht) throw new Error('unknown type');
    const applied = new Set(rulesOf(bericht.type).map(({ code }) => code));
    const missing = standard
      .filter(({ level, messages }) => Number(level) > 2 && messages.includes(type))
      .filter(({ code, retourCode }) => !applied.has(code) && retourCode !== '-')
      .map(({ retourCode }) => retourCode);
    // No message answers a JW325.
    const wanted = type === 'JW325' ? ['8187', '9056'] : missing;
    expect([...retourCodesNotChecked(bericht.type)].sort()).toEqual(wanted.toSorted());
  });

  test('what waits for declarations is applied nowhere', () => {
    const applied = new Set(
      rules.flatMap(({ code, messages }) => messages.map((type) => `${code} ${type}`)),
    );
    for (const { code, messages } of awaitingDeclarations)
      for (const type of messages) expect(applied).not.toContain(`${code} ${type}`);
  });

  test('a past is needed at level 3, by TR381 and by no other', () => {
    const needing = rules.filter(({ needsPast }) => needsPast);
    const level3 = rules.filter(({ level }) => level === 3).map(({ code }) => code);
    expect(level3.length).toBeGreaterThan(20);
    expect(needing.map(({ code }) => code).sort()).toEqual([...level3, 'TR381'].sort());
  });

  test('every RetourCode is one of the list WJ001', () => {
    const known = new Set(
      table('codelists.tsv')
        .filter(([list]) => list === 'WJ001')
        .map(([, , code]) => code),
    );
    expect(known.size).toBeGreaterThan(50);
    expect(rules.filter(({ retourCode }) => !known.has(retourCode))).toEqual([]);
  });
});
