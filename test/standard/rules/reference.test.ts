import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../../src/standard/rules/rules.ts';

const folder = process.env.IJW_REFERENCE ?? '';

/** Every message that is no retour. */
const heenberichten = 'JW301 JW305 JW307 JW315 JW317 JW319 JW323 JW325';

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

  test('all rules above the XSD are there, with their codes and messages', () => {
    const wanted = standard
      .filter(({ level }) => level !== '1')
      .map(({ code, level, retourCode, messages }) =>
        line(code, level, retourCode, messages.join(' ')),
      );
    const given = rules.map(({ code, level, retourCode, messages }) =>
      line(code, level, retourCode, messages.toSorted().join(' ')),
    );
    expect(wanted.length).toBe(118);
    expect(given.toSorted()).toEqual(wanted.toSorted());
  });

  test('a past is needed at level 3, by TR381, by TR346 and by no other', () => {
    const needing = rules.filter(({ needsPast }) => needsPast);
    const level3 = rules.filter(({ level }) => level === 3).map(({ code }) => code);
    expect(level3.length).toBeGreaterThan(50);
    expect(needing.map(({ code }) => code).sort()).toEqual([...level3, 'TR346', 'TR381'].sort());
  });

  test('every RetourCode is one of the list WJ001', () => {
    const known = new Set(
      table('codelists.tsv')
        .filter(([list]) => list === 'WJ001')
        .map(([, , code]) => code),
    );
    expect(known.size).toBeGreaterThan(50);
    const unknown = rules.filter(({ retourCode }) => !known.has(retourCode));
    // No message answers a JW325.
    expect(unknown.map(({ code }) => code).sort()).toEqual(['TR337', 'TR371', 'TR376']);
  });
});
