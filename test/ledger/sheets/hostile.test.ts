import { expect, test } from 'vitest';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import type { SheetFaultCode } from '../../../src/ledger/sheets/sheet.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';
import { zipOf } from '../../support/zip.ts';
import { rowsOf, workbookOf } from './workbook.ts';

const spec = { columns: ['a', 'b'], optional: ['b'] } as const;

async function expectFault(
  bytes: Uint8Array,
  code: SheetFaultCode,
  read: typeof readSheets = readSheets,
): Promise<void> {
  const { rows, faults } = await read(bytes, spec);
  expect(faults).toMatchObject([{ sheet: null, row: null, column: null, code }]);
  expect(rows).toEqual([]);
}

const good = workbookOf({ sheets: [rowsOf(['a', 'b'], ['x', 'y'])] });
const header = '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>';
const sheet = (bytes: string | Buffer) =>
  workbookOf({ sheets: [''], parts: [{ name: 'xl/worksheets/sheet1.xml', bytes }] });
const styles = (bytes: string, encrypted = false) =>
  workbookOf({ sheets: [rowsOf(['a'])], parts: [{ name: 'xl/styles.xml', bytes, encrypted }] });

test.each<[string, Uint8Array, SheetFaultCode]>([
  ['a ZIP that is cut off', good.subarray(0, good.length - 30), 'file-broken'],
  ['the beginning of a ZIP', Buffer.from('PK\x03\x04'), 'file-broken'],
  ['a ZIP of something else', zipOf({ name: 'a.csv', bytes: 'a,b\n1,2' }), 'file-unknown'],
  [
    'a document',
    workbookOf({
      sheets: [],
      parts: [{ name: 'xl/workbook.xml', bytes: '<w:document xmlns:w="x"/>' }],
    }),
    'file-unknown',
  ],
  ['a path that leads outside', zipOf({ name: '../../a.xml', bytes: '' }), 'file-broken'],
  ['an absolute path', zipOf({ name: '/etc/a.xml', bytes: '' }), 'file-broken'],
  [
    'a part twice',
    zipOf({ name: 'a.xml', bytes: '1' }, { name: 'A.xml', bytes: '2' }),
    'file-broken',
  ],
  ['a part under a password', styles('<styleSheet/>', true), 'file-encrypted'],
  [
    'a part that is packed in another way',
    workbookOf({ sheets: [''], parts: [{ name: 'xl/styles.xml', bytes: '', method: 12 }] }),
    'file-broken',
  ],
  [
    'a part that is larger than it says',
    workbookOf({
      sheets: [''],
      parts: [{ name: 'xl/styles.xml', bytes: 'x'.repeat(99), claims: 9 }],
    }),
    'file-broken',
  ],
  [
    'a sheet that is not there',
    workbookOf({
      sheets: [],
      parts: [
        {
          name: 'xl/workbook.xml',
          bytes: '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="s1"/></sheets></workbook>',
        },
      ],
    }),
    'file-broken',
  ],
  ['XML that is cut off', sheet('<worksheet><sheetData><row>'), 'file-broken'],
  ['no XML', sheet('a;b'), 'file-broken'],
  [
    'bytes that are no text',
    sheet(Buffer.from('<worksheet>\xff</worksheet>', 'latin1')),
    'file-broken',
  ],
  [
    'a document type',
    sheet(`<!DOCTYPE worksheet [<!ENTITY c "d">]><worksheet>${rowsOf(['a'], ['x'])}</worksheet>`),
    'file-broken',
  ],
  ['an entity of its own', sheet('<worksheet>&a;</worksheet>'), 'file-broken'],
  ['deep XML', sheet('<a>'.repeat(1_000_000)), 'file-broken'],
  [
    'a text that is not in the list',
    workbookOf({ sheets: [rowsOf(['<c t="s"><v>1</v></c>'])], texts: '<si><t>a</t></si>' }),
    'file-broken',
  ],
  [
    'a number that is none',
    workbookOf({ sheets: [rowsOf(['a'], ['<c><v>1,5</v></c>'])] }),
    'file-broken',
  ],
  [
    'a number without end',
    workbookOf({ sheets: [rowsOf(['a'], ['<c><v>1e999</v></c>'])] }),
    'file-broken',
  ],
  [
    'rows out of order',
    sheet('<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>'),
    'file-broken',
  ],
  [
    'a row beyond the last',
    sheet('<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>'),
    'file-broken',
  ],
  [
    'a cell of another row',
    sheet('<worksheet><sheetData><row r="1"><c r="A2"/></row></sheetData></worksheet>'),
    'file-broken',
  ],
  [
    'a cell twice',
    sheet('<worksheet><sheetData><row><c r="A1"/><c r="A1"/></row></sheetData></worksheet>'),
    'file-broken',
  ],
  [
    'a column beyond the last',
    sheet('<worksheet><sheetData><row><c r="XFE1"/></row></sheetData></worksheet>'),
    'file-broken',
  ],
  [
    'a merge of nothing',
    workbookOf({ sheets: [`${rowsOf(['a'])}<mergeCell ref="x"/>`] }),
    'file-broken',
  ],
  ['300 sheets', workbookOf({ sheets: Array(300).fill(rowsOf(['a'])) }), 'file-large'],
])('%s is a fault', async (_, bytes, code) => {
  await expectFault(bytes, code, readHere);
});

test('a ZIP of kilobytes that holds more than 100 MB is too large', {
  timeout: 60_000,
}, async () => {
  const bomb = styles(`<styleSheet>${' '.repeat(101_000_000)}</styleSheet>`);
  expect(bomb.length).toBeLessThan(200_000);
  await expectFault(bomb, 'file-large', readHere);
});

test('a bomb in a part that nobody needs is not unpacked', async () => {
  const bytes = Buffer.alloc(200_000_000);
  const parts = [{ name: 'xl/media/image1.png', bytes }];
  const { rows } = await readSheets(workbookOf({ sheets: [rowsOf(['a'], ['x'])], parts }), spec);
  expect(rows).toHaveLength(1);
});

test('a long text in very many cells is too much', { timeout: 60_000 }, async () => {
  const texts = `<si><t>${'x'.repeat(30_000)}</t></si>`;
  const rows = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'.repeat(90_000);
  await expectFault(
    workbookOf({ sheets: [`<sheetData>${header}${rows}</sheetData>`], texts }),
    'file-large',
  );
});

test('100,001 rows are too many, wherever they are', { timeout: 60_000 }, async () => {
  const rows = '<row><c><v>1</v></c></row>'.repeat(50_001);
  const one = `<sheetData>${header}${rows}</sheetData>`;
  await expectFault(workbookOf({ sheets: [one, one] }), 'too-many-rows');
});

test('a million rows with a style and nothing in them cost little', {
  timeout: 60_000,
}, async () => {
  const rows = Array.from({ length: 1_048_000 }, (_, n) => `<row r="${n + 3}" s="1"/>`);
  const last = '<row r="1048576"><c t="str"><v>x</v></c></row>';
  const bytes = workbookOf({
    sheets: [
      `<dimension ref="A1:XFD1048576"/><sheetData>${header}${rows.join('')}${last}</sheetData>`,
    ],
  });
  const found = await readSheets(bytes, spec);
  expect(found.rows).toMatchObject([{ row: 1_048_576, cells: { a: { text: 'x' } } }]);
  expect(found.faults).toEqual([]);
});

test('wide rows below a narrow header cost little, and have one fault each', async () => {
  const wide = `<row>${'<c><v>1</v></c>'.repeat(16_384)}</row>`;
  const { rows, faults } = await readHere(
    workbookOf({ sheets: [`<sheetData>${header}${wide.repeat(20)}</sheetData>`] }),
    spec,
  );
  expect(rows).toHaveLength(20);
  expect(faults).toHaveLength(20);
});
