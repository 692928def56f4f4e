import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  GemeentenError,
  loadGemeenten,
  readGemeenten,
} from '../../../src/standard/rules/gemeenten.ts';
import { gemeentenFile, testGemeenten } from './gemeenten.ts';

const reference = process.env.IJW_REFERENCE ?? '';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ijw-gemeenten-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const HEADING = 'code\tnaam\tfrom\tuntil\tsuccessor';

/** A list in a file of its own. */
function listOf(...lines: string[]) {
  const file = join(folder, 'gemeenten.tsv');
  writeFileSync(file, lines.join('\n'));
  return { file, load: () => loadGemeenten(file) };
}

/** What an operator reads when a list cannot be used. */
function faultsOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(GemeentenError);
    return (error as GemeentenError).message;
  }
  throw new Error('the list can be used');
}

describe('the list of the gateway', () => {
  test.each([
    ['0363', '2026-06-01', true, 'has always been there'],
    ['0363', '1990-01-01', true, 'has always been there'],
    ['0370', '2021-12-31', true, 'its last day'],
    ['0370', '2022-01-01', false, 'merged into 0439'],
    ['0457', '2022-03-23', true, 'its last day'],
    ['0457', '2022-03-24', false, 'merged in the middle of a month'],
    ['1982', '2022-01-01', true, 'its first day'],
    ['1982', '2021-12-31', true, 'goes on with earlier allocations'],
    ['1982', '2015-01-01', true, 'goes on with earlier allocations'],
    ['0010', '2020-12-31', true, 'its last day'],
    ['0010', '2021-01-01', false, 'merged into 1979'],
    ['0788', '2020-12-31', true, 'a day before the list is complete'],
    ['0788', '2021-01-01', false, 'ended before'],
    ['9999', '2026-06-01', false, 'never was'],
    ['0000', '2026-06-01', false, 'never was'],
  ])('%s on %s: %s, %s', (code, day, allowed) => {
    expect(testGemeenten.allows(code, day)).toBe(allowed);
  });

  test.skipIf(!reference)('holds the municipalities of the reference', async () => {
    const rowsOf = async (file: string) => {
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => /^\d/.test(line));
      return lines.map((line) => line.split('\t'));
    };
    const wanted = await rowsOf(join(reference, 'gemeenten.tsv'));
    expect(wanted.length).toBeGreaterThan(340);
    const given = (await rowsOf(gemeentenFile)).map(
      ([code, naam, from = '', until = '', successor = '']) => [code, naam, from, until, successor],
    );
    expect(given).toEqual(
      wanted.map(([code, naam, , , from, until, successor]) => [
        code,
        naam,
        from,
        until,
        successor,
      ]),
    );
  });
});

describe('a list of an operator', () => {
  test('a successor of a successor goes on with the first, and no code with one after it', () => {
    const { load } = listOf(
      HEADING,
      '0001\tEerst\t\t2021-12-31\t0002',
      '0002\tTweede\t2022-01-01\t2023-12-31\t0003',
      '0003\tDerde\t2024-01-01',
      '0004\tNieuw\t2024-01-01',
    );
    const list = load();
    const days = ['2021-12-31', '2022-01-01', '2023-12-31', '2024-01-01'];
    const allowed = (code: string) => days.map((day) => list.allows(code, day));
    expect(allowed('0001')).toEqual([true, false, false, false]);
    expect(allowed('0002')).toEqual([true, true, true, false]);
    expect(allowed('0003')).toEqual([true, true, true, true]);
    // Took over from nobody.
    expect(allowed('0004')).toEqual([false, false, false, true]);
    expect(list.allows('0004', '2020-12-31')).toBe(true);
  });

  test('each code on the days next to its own, whatever the order of the lines', () => {
    const { load } = listOf(
      HEADING,
      '0002\tTweede\t2022-01-02\t2022-01-03\t0003',
      '0003\tDerde\t2022-01-04\t2022-01-04',
      '0004\tVierde\t\t2017-12-31',
      '0001\tEerst\t\t2021-12-31\t0002',
    );
    const list = load();
    const allowed = (code: string, ...days: string[]) => days.map((day) => list.allows(code, day));
    expect(allowed('0002', '2021-06-01', '2021-12-31')).toEqual([true, true]);
    // Nobody held on a day between the two.
    expect(allowed('0002', '2022-01-01', '2022-01-02', '2022-01-03')).toEqual([false, true, true]);
    expect(allowed('0003', '2022-01-01', '2022-01-04', '2022-01-05')).toEqual([false, true, false]);
    expect(allowed('0004', '2017-12-31', '2018-01-01', '2019-01-01')).toEqual([true, false, false]);
  });

  test('as a spreadsheet saves it, with a remark', () => {
    const { load } = listOf(
      `\uFEFF# of the region\r`,
      `${HEADING}\r`,
      '\r',
      '0363\tAmsterdam\t\t\t\r',
    );
    expect(load().allows('0363', '2026-01-01')).toBe(true);
  });

  test.each([
    [
      'code\tnaam',
      'line 1: the first line must be the heading: code, naam, from, until, successor',
    ],
    ['', 'line 1: the first line must be the heading'],
    ['# remark\n\ncode\tnaam', 'line 3: the first line must be the heading'],
    [`${HEADING}\n03\uFEFF63\tA`, 'line 2: the code must be four digits'],
    [`${HEADING}\n10363\tA`, 'line 2: the code must be four digits'],
    [`${HEADING}\n0363\tA\t2022-01-011`, 'line 2: from must be a date'],
    [`${HEADING}\n0363\tA\t12022-01-01`, 'line 2: from must be a date'],
    [`${HEADING}\n0363\tA\t2022-00-10`, 'line 2: from must be a date'],
    [`${HEADING}\n0363\tA\t2022-01-00`, 'line 2: from must be a date'],
    [
      `${HEADING}\n36\tA\n37\tB`,
      ':\n  line 2: the code must be four digits, as in 0363.\n  line 3: ',
    ],
    [HEADING, 'it holds no municipality.'],
    [`${HEADING}\n363\tAmsterdam`, 'line 2: the code must be four digits, as in 0363.'],
    [`# remark\n\n${HEADING}\n0363;Amsterdam`, 'line 4: the code must be four digits'],
    [
      `${HEADING}\n0363\tA\t01-01-2022`,
      'line 2: from must be a date such as 2022-01-01, or empty.',
    ],
    [`${HEADING}\n0363\tA\t2022-13-01`, 'line 2: from must be a date'],
    [`${HEADING}\n0363\tA\t\t2023-02-29`, 'line 2: until must be a date'],
    [`${HEADING}\n0363\tA\t2023-01-01\t2022-12-31`, 'line 2: until lies before from.'],
    [`${HEADING}\n0363\tA\t\t\t\tx`, 'line 2: there are more columns than the heading has.'],
    [`${HEADING}\n0363\tA\n0363\tB`, 'line 3: the code is there already.'],
    [`${HEADING}\n0370\tA\t\t\t0439`, 'line 2: with a successor, until must say the last day'],
    [
      `${HEADING}\n0370\tA\t\t2021-12-31\t0439`,
      'line 2: the successor must be a code of this list.',
    ],
    [
      `${HEADING}\n0001\tA\t\t2021-12-31\t0002\n0002\tB\t\t2021-12-31\t0001`,
      'line 3: the successor must last longer',
    ],
    [`${HEADING}\n0001\tA\t\t2021-12-31\t0001`, 'line 2: the successor must last longer'],
  ])('%j cannot be used', (text, fault) => {
    const { file, load } = listOf(text);
    const message = faultsOf(load);
    expect(message).toContain(file);
    expect(message).toContain(fault);
    expect(message).toContain('Mend it, or leave out GEMEENTEN_FILE');
  });

  test('faults are reported, and nothing else', () => {
    expect(faultsOf(listOf(HEADING, '363\tA').load)).not.toContain('it holds no municipality');
    const wrong = Array.from({ length: 10 }, (_, index) => `${index}\tA`);
    expect(faultsOf(listOf(HEADING, ...wrong).load)).not.toContain('more.');
  });

  test('every fault is reported, up to ten', () => {
    const wrong = Array.from({ length: 12 }, (_, index) => `${index}\tA`);
    const message = faultsOf(listOf(HEADING, '0363\tAmsterdam', ...wrong).load);
    expect(message.match(/line \d+:/g)).toHaveLength(10);
    expect(message).toContain('line 12:');
    expect(message).toContain('and 2 more.');
  });

  test('a file is read in its own order, also without a name', () => {
    const ended = '0370\tBeemster\t1980-01-01\t2021-12-31\t0439';
    const { file } = listOf(HEADING, ended, '0439\tPurmerend', '0363');
    expect([...readGemeenten(file)]).toEqual([
      [
        '0370',
        {
          ...{ code: '0370', naam: 'Beemster', from: '1980-01-01' },
          ...{ until: '2021-12-31', successor: '0439' },
        },
      ],
      ['0439', { code: '0439', naam: 'Purmerend' }],
      ['0363', { code: '0363', naam: '' }],
    ]);
  });

  test('a file that is not there, and one that is a folder', () => {
    expect(faultsOf(() => loadGemeenten(join(folder, 'none.tsv')))).toContain('(ENOENT)');
    expect(faultsOf(() => loadGemeenten(folder))).toContain('(EISDIR)');
  });
});
