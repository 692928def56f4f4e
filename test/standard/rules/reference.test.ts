import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../../src/standard/rules/rules.ts';

const folder = process.env.IJW_REFERENCE ?? '';

/** Every message that is no retour. */
const heenberichten = 'JW301 JW305 JW307 JW315 JW317 JW319 JW323 JW325';
/** Rules of level 4 that need no more than the message, the clock and a list. */
const level4 = ['TR135', 'TR378'];

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
  test('all rules within a message are there, with their codes and messages', () => {
    const wanted = table('rules.tsv')
      .filter(([code = '', level]) => level === '2' || level4.includes(code))
      .map(([code = '', level = '', retourCode = '', messages = '']) => {
        const types = messages === 'all heenberichten' ? heenberichten : messages;
        return line(code, level, retourCode, types);
      });
    const given = rules.map(({ code, level, retourCode, messages }) =>
      line(code, level, retourCode, [...messages].sort().join(' ')),
    );
    expect(wanted.length).toBe(62);
    expect(given.toSorted()).toEqual(wanted.toSorted());
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
