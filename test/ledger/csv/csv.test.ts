import { expect, test } from 'vitest';
import { CsvFault, readCsv } from '../../../src/ledger/csv/csv.ts';

const columns = ['name', 'town'] as const;
const read = (text: string) => readCsv(text, columns);

test.each([
  ['commas', 'name,town\nJo,Diemen\n'],
  ['semicolons', 'name;town\nJo;Diemen\n'],
  ['columns in another order', 'town,name\nDiemen,Jo\n'],
  ['a byte order mark', '\uFEFFname;town\nJo;Diemen\n'],
  ['lines that end in CR LF', 'name,town\r\nJo,Diemen\r\n'],
  ['lines that end in CR', 'name,town\rJo,Diemen\r'],
  ['no newline at the end', 'name,town\nJo,Diemen'],
  ['quotes', '"name","town"\n"Jo","Diemen"\n'],
  ['blanks around cells', 'name , town\n Jo ,\tDiemen\n'],
])('it reads %s', (_, text) => {
  expect(read(text)).toEqual([{ line: 2, cells: { name: 'Jo', town: 'Diemen' } }]);
});

test('a cell in quotes may hold separators, quotes and newlines; a row knows its first line', () => {
  const text = 'name;town\n"Jo; or ""J""";"Die\r\nmen"\n\n;\nAn;\n;Edam';
  expect(read(text)).toEqual([
    { line: 2, cells: { name: 'Jo; or "J"', town: 'Die\r\nmen' } },
    { line: 6, cells: { name: 'An', town: '' } },
    { line: 7, cells: { name: '', town: 'Edam' } },
  ]);
});

test('the header decides on the separator: the other one is text', () => {
  expect(read('name;town\nJo, An;Diemen\n')[0]?.cells.name).toBe('Jo, An');
});

const header = 'Line 1: the first line must name these columns, each once: name, town.';
test.each([
  ['no header', 'Jo,Diemen\n', `${header} Missing: name, town.`],
  ['nothing at all', '', `${header} Missing: name, town.`],
  ['a column too few', 'name\nJo\n', `${header} Missing: town.`],
  ['a column too many', 'name,town,age\nJo,Diemen,9\n', header],
  ['a column twice', 'name,town,name\nJo,Diemen,Jo\n', header],
  ['no rows', 'name,town\n\n', 'Line 2: there is nothing below the header.'],
  ['a cell too many', 'name,town\nJo,Diemen\nAn,Edam,\n', /^Line 3: there are 3 cells, and 2 col/],
  ['a cell too few', 'name,town\n\nJo\n', /^Line 3: there are 1 cells, and 2 columns\. Put double/],
  ['a quote in a cell', 'name,town\nJo "J",Diemen\n', /^Line 2: a double quote is where/],
  ['text after a quote', 'name,town\n"Jo"s,Diemen\n', /^Line 2: a double quote is where/],
  ['an open quote', 'name,town\nJo,Diemen\n"An,Edam\nBo,Edam\n', /^Line 3: a double quote/],
])('it says where there is %s, and does not quote it', (_, text, sentence) => {
  expect(() => read(text)).toThrow(CsvFault);
  expect(() => read(text)).toThrow(sentence);
  expect(() => read(text)).not.toThrow(/Jo|An|Diemen|Edam/);
});

test('ten thousand rows, and a quote that is not closed before megabytes', () => {
  const rows = 'Jo,"Die ""men"""\n'.repeat(10_000);
  expect(read(`name,town\n${rows}`)).toHaveLength(10_000);
  expect(() => read(`name,town\n"${'""Jo,\n'.repeat(500_000)}`)).toThrow(/^Line 2: /);
});
