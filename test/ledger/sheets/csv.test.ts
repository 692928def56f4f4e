import { expect, test } from 'vitest';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import type { Cell } from '../../../src/ledger/sheets/sheet.ts';
import { Random } from '../../support/generate/random.ts';

const spec = { columns: ['name', 'town', 'note'], optional: ['note'] } as const;
const read = (content: string | Uint8Array) =>
  readHere(typeof content === 'string' ? Buffer.from(content) : content, spec);

const empty: Cell = { kind: 'empty' };
const text = (content: string): Cell => ({ kind: 'text', text: content });
const fault = (
  code: string,
  row: number | null,
  column: string | null = null,
  params?: object,
) => ({
  ...{ sheet: null, row, column, code },
  ...(params && { params }),
});

const zoë = [
  { sheet: null, row: 2, cells: { name: text('Zoë'), town: text('Edam'), note: empty } },
];
test.each([
  ['UTF-8', Buffer.from('name;town\nZoë;Edam\n')],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFname;town\nZoë;Edam\n')],
  ['Windows-1252', Buffer.from('name;town\nZoë;Edam\n', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFFname\ttown\nZoë\tEdam\n', 'utf16le')],
  ['UTF-16, big-endian', Buffer.from('\uFEFFname\ttown\nZoë\tEdam\n', 'utf16le').swap16()],
  ['a header in capitals', Buffer.from('TOWN;Name\nEdam;Zoë')],
  ['separators that Excel left out, or added', Buffer.from('name,town,note,,\nZoë,Edam\n,,,,\n')],
])('it reads %s', async (_, bytes) => {
  expect(await read(bytes)).toEqual({ rows: zoë, faults: [], hidden: [] });
});

test.each([
  ['nothing', '', 'file-empty'],
  ['a page', '\n<html><table><tr><td>name;town</td></tr></table></html>', 'file-unknown'],
  ['a printed document', '%PDF-1.7\n', 'file-unknown'],
  ['bytes that are no text', 'name;town\n\0\x01\x02;\0', 'file-unknown'],
  ['half a file of the old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file-xls'],
  [
    'a workbook with a password',
    Buffer.concat([Buffer.from('d0cf11e0', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
    'file-encrypted',
  ],
  ['more than 32 MB', Buffer.alloc(32 * 2 ** 20 + 1, 'a'), 'file-large'],
])('it refuses %s', async (_, content, code) => {
  expect(await read(content)).toEqual({ rows: [], faults: [fault(code, null)], hidden: [] });
});

test.each([
  ['only a header', 'name;town\n', [fault('no-rows', null)]],
  [
    'another separator',
    'Name|Town\nJo|Edam\n',
    [fault('header-one-cell', 1, null, { columns: 'name, town' })],
  ],
  ['no header', 'Jo;Edam\nAn;Diemen\n', [fault('header-none', 1, null, { columns: 'name, town' })]],
  ['a column that lacks', '\nname;note\nJo;x\n', [fault('column-missing', 2, 'town')]],
  ['a column twice', 'name;town;Town\nJo;x;y\n', [fault('column-twice', 1, 'town')]],
  [
    'more than 100 columns',
    `name;town;${'x;'.repeat(99)}\nJo;Edam\n`,
    [fault('too-many-columns', 1, null, { most: 100 })],
  ],
])('it gives no rows where there is %s', async (_, content, faults) => {
  expect(await read(content)).toEqual({ rows: [], faults, hidden: [] });
});

test('a column that is not known is named by its letter, and the rows are read all the same', async () => {
  const { rows, faults } = await read('name;town;Jansen\nJo;Edam;x\nAn;Edam;\n');
  expect(rows).toHaveLength(2);
  expect(faults).toEqual([fault('column-unknown', 1, 'C', { columns: 'name, town, note' })]);
});

test('every row with a cell too many is named, and none of the others', async () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => (n % 10 < 3 ? 'Jo,95,50' : 'Jo,Edam,'));
  const { rows, faults } = await readHere(Buffer.from(`name,town\n${lines.join('\n')}`), {
    columns: ['name', 'town'],
  });
  expect(rows).toHaveLength(10_000);
  expect(faults).toHaveLength(3000);
  expect(faults.slice(0, 4)).toEqual([2, 3, 4, 12].map((row) => fault('cell-outside', row, 'C')));
});

test('a broken quote ends the reading, where its row begins', async () => {
  const { rows, faults } = await read('name;town\nJo;"Edam\nVolendam"\nAn;"Edam\nBo;Edam\n');
  expect(rows.map(({ row }) => row)).toEqual([2]);
  expect(faults).toEqual([fault('quote-broken', 4)]);
});

test('100,000 rows are read, and one more is too many', async () => {
  const rows = 'Jo;Edam\n'.repeat(100_000);
  expect((await read(`name;town\n${rows}`)).rows).toHaveLength(100_000);
  expect(await read(`name;town\n${rows}An;Edam\n`)).toEqual({
    rows: [],
    faults: [fault('too-many-rows', null, null, { most: 100_000 })],
    hidden: [],
  });
});

test('whatever texts are written as CSV, they are read as they were', async () => {
  const random = new Random(20261129);
  const pieces = ['a', 'é', '"', ';', ',', '\t', '\n', '\r\n', '€', '0', ' ', '=1', '😀', "'"];
  for (let round = 0; round < 300; round += 1) {
    const separator = random.pick([';', ',', '\t']);
    const cell = () =>
      Array.from({ length: random.below(6) }, () => random.pick(pieces))
        .join('')
        .trim();
    const table = Array.from({ length: 1 + random.below(5) }, () => [cell(), cell(), cell()]);
    const quoted = (content: string) => `"${content.replaceAll('"', '""')}"`;
    const newline = random.pick(['\n', '\r\n']);
    const content = [['name', 'town', 'note'], ...table.map((row) => row.map(quoted))]
      .map((row) => row.join(separator))
      .join(newline);
    const { rows } = await read(content);
    const filled = table.filter((row) => row.some((one) => one !== ''));
    expect(rows.map(({ cells }) => cells)).toEqual(
      filled.map(([name = '', town = '', note = '']) => ({
        name: name === '' ? empty : text(name),
        town: town === '' ? empty : text(town),
        note: note === '' ? empty : text(note),
      })),
    );
  }
});
