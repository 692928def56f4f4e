import { describe, expect, test } from 'vitest';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import type { Cell } from '../../../src/ledger/sheets/sheet.ts';
import { rowsOf, type WorkbookPlan, workbookOf } from './workbook.ts';

const spec = { columns: ['a', 'b'], optional: ['b'] } as const;
const read = (plan: WorkbookPlan) => readHere(workbookOf(plan), spec);

/** The cell that a reader finds for the XML of one. */
async function cellFor(xml: string, plan: Partial<WorkbookPlan> = {}): Promise<Cell | undefined> {
  const { rows, faults } = await read({ sheets: [rowsOf(['a', 'b'], [xml, 'x'])], ...plan });
  expect(faults).toEqual([]);
  return rows[0]?.cells.a;
}

const text = (content: string): Cell => ({ kind: 'text', text: content });
const odd = (what: string) => ({ kind: 'odd', what });

test.each<[string, string, object]>([
  ['an inline string', '<c t="inlineStr"><is><t> Jo &amp; An </t></is></c>', text('Jo & An')],
  ['a shared string', '<c t="s"><v>0</v></c>', text('first')],
  ['rich text, and not how it is said', '<c t="s"><v>1</v></c>', text('Amsterdam')],
  ['an escaped character', '<c t="s"><v>2</v></c>', text('one\rtwo _x0041_')],
  ['a blank string', '<c t="s"><v>3</v></c>', { kind: 'empty' }],
  ['text in CDATA', '<c t="str"><v><![CDATA[a<b]]></v></c>', text('a<b')],
  ['a formula that gives text', '<c t="str"><f>A1</f><v>x</v></c>', text('x')],
  ['a formula that gives nothing', '<c t="str"><f>""</f><v></v></c>', { kind: 'empty' }],
  ['a formula without a result', '<c><f>A1</f></c>', odd('not-calculated')],
  ['one whose result is empty', '<c><f>A1</f><v></v></c>', odd('not-calculated')],
  ['a formula with an error', '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', odd('formula-error')],
  ['a truth', '<c t="b"><v>1</v></c>', odd('boolean')],
  ['a cell with a style only', '<c s="0"/>', { kind: 'empty' }],
  [
    'a date of the strict standard',
    '<c t="d"><v>2026-02-28</v></c>',
    { kind: 'date', text: '2026-02-28' },
  ],
  [
    'one at midnight',
    '<c t="d"><v>2026-02-28T00:00:00Z</v></c>',
    { kind: 'date', text: '2026-02-28' },
  ],
  ['one with a time', '<c t="d"><v>2026-02-28T09:00:00</v></c>', odd('date-time')],
  ['one that does not exist', '<c t="d"><v>2026-02-29</v></c>', odd('date-time')],
  ['a text of 32,768 characters', `<c t="str"><v>${'x'.repeat(32_768)}</v></c>`, odd('too-long')],
])('it reads %s', async (_, xml, cell) => {
  const texts =
    '<si><t>first</t></si><si><r><t>Amster</t></r><r><rPr><b/></rPr><t>dam</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t>one_x000D_two _x005F_x0041_</t></si><si><t> </t></si>';
  expect(await cellFor(xml, { texts })).toEqual(cell);
});

test.each([
  ['95.5', '95.5'],
  ['0.30000000000000004', '0.3'],
  ['1.1000000000000001', '1.1'],
  ['4.35E1', '43.5'],
  ['1e21', '1000000000000000000000'],
  ['1.5E-7', '0.00000015'],
  ['-0.1', '-0.1'],
  ['-0', '0'],
  ['123456789012345678', '123456789012346000'],
  ['.5', '0.5'],
  ['5.', '5'],
])('the number %s is %s', async (written, shown) => {
  expect(await cellFor(`<c><v>${written}</v></c>`)).toEqual({ kind: 'number', text: shown });
});

test.each([
  ['dd-mm-yyyy', '46022', '2025-12-31'],
  ['[$-413]d\\ mmmm\\ yyyy;@', '46023', '2026-01-01'],
  ['yyyy"-W"', '1', '1900-01-01'],
  ['mmm', '59', '1900-02-28'],
  ['d/m', '61', '1900-03-01'],
  ['yyyy\\-mm\\-dd\\ hh:mm', '2958465', '9999-12-31'],
  ['dd-mm-yyyy', '46022.0000000001', '2025-12-31'],
])('by the format %s, %s is the day %s', async (format, written, day) => {
  const cell = await cellFor(`<c s="1"><v>${written}</v></c>`, { formats: [format] });
  expect(cell).toEqual({ kind: 'date', text: day });
});

test.each([
  ['d-m-yyyy', '60', 'no-date'],
  ['d-m-yyyy', '0', 'no-date'],
  ['d-m-yyyy', '-1', 'no-date'],
  ['d-m-yyyy', '2958466', 'no-date'],
  ['d-m-yyyy', '46022.5', 'date-time'],
  ['[h]:mm', '30', 'date-time'],
  ['mm:ss', '46022', 'date-time'],
])('by the format %s, %s is no day', async (format, written, what) => {
  const cell = await cellFor(`<c s="1"><v>${written}</v></c>`, { formats: [format] });
  expect(cell).toEqual(odd(what));
});

test.each([
  ['hh:mm', '0.5', '12:00:00'],
  ['hh:mm:ss', '0.4375', '10:30:00'],
  ['[h]:mm', '0', '00:00:00'],
  // As Excel and LibreOffice write it.
  ['h:mm:ss', '0.378472222222222', '09:05:00'],
  ['h:mm:ss', '0.999988425925926', '23:59:59'],
  ['h:mm:ss', '1', undefined],
  ['h:mm:ss', '-0.25', undefined],
  ['h:mm:ss.0', '0.437505787', undefined],
])('by the format %s, %s is the time %s', async (format, written, time) => {
  const cell = await cellFor(`<c s="1"><v>${written}</v></c>`, { formats: [format] });
  expect(cell).toEqual({ ...odd('date-time'), ...(time && { time }) });
});

test.each([
  ['General', {}],
  ['@', {}],
  ['#,##0', {}],
  ['[$-413]#,##0', {}],
  ['0000', { shown: '0363' }],
  ['00', { shown: '363' }],
  ['#,##0.00', { amount: true }],
  ['"€ dag" #,##0.00\\d_y*m', { amount: true }],
  ['[Red][<100]0.00;[$€-413]\\ 0.00', { amount: true }],
  ['0.00E+00', { amount: true }],
  ['[$€-413]\\ #,##0', { amount: true }],
  ['"EUR" #,##0', { amount: true }],
])('by the format %s a number is a number, of which is known %o', async (format, known) => {
  const cell = await cellFor('<c s="1"><v>363</v></c>', { formats: [format] });
  expect(cell).toEqual({ kind: 'number', text: '363', ...known });
});

test('days count from 1904 where the workbook says so', async () => {
  const plan = { formats: ['d-m-yyyy'], from1904: true };
  expect(await cellFor('<c s="1"><v>0</v></c>', plan)).toEqual({
    kind: 'date',
    text: '1904-01-01',
  });
  expect(await cellFor('<c s="1"><v>44561</v></c>', plan)).toEqual({
    kind: 'date',
    text: '2026-01-01',
  });
});

test('every day from 1900 to 2100 is read as the day that it is', async () => {
  const days = Array.from({ length: 73_050 }, (_, n) => n + 61);
  const rows = days.map((day) => `<row><c s="1"><v>${day}</v></c></row>`).join('');
  const header = '<row><c t="inlineStr"><is><t>a</t></is></c></row>';
  const found = await read({
    sheets: [`<sheetData>${header}${rows}</sheetData>`],
    formats: ['d-m-yyyy'],
  });
  const first = Date.UTC(1900, 2, 1);
  const dates = days.map((_, n) => new Date(first + n * 86_400_000).toISOString().slice(0, 10));
  expect(found.rows.map(({ cells }) => cells.a.kind === 'date' && cells.a.text)).toEqual(dates);
});

describe('sheets', () => {
  test('those that are hidden are named and not read, nor are they looked at', async () => {
    const { rows, faults, hidden } = await read({
      sheets: ['<broken>', rowsOf(['a'], ['x']), '<broken>'],
      states: ['hidden', 'visible', 'veryHidden'],
    });
    expect(rows.map(({ sheet, row }) => `${sheet} ${row}`)).toEqual(['Sheet2 2']);
    expect([faults, hidden]).toEqual([[], ['Sheet1', 'Sheet3']]);
  });

  test('what has no prefix may have one', async () => {
    const xml =
      '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c t="str"><x:v>a</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const { rows } = await read({
      sheets: [''],
      parts: [{ name: 'xl/worksheets/sheet1.xml', bytes: xml }],
    });
    expect(rows).toMatchObject([{ row: 2, cells: { a: { kind: 'number', text: '1' } } }]);
  });

  test('a workbook with nothing in it has no rows', async () => {
    const nothing = { sheet: null, row: null, column: null, code: 'no-rows' };
    expect((await read({ sheets: [rowsOf()] })).faults).toEqual([nothing]);
    expect((await read({ sheets: [] })).faults).toEqual([nothing]);
  });
});

describe('merged cells', () => {
  const merged = (...refs: string[]) =>
    `<mergeCells>${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  const kinds = async (sheet: string) =>
    (await read({ sheets: [sheet] })).rows.map(
      ({ row, cells }) => `${row} ${cells.a.kind} ${cells.b.kind}`,
    );

  test('are odd, but at the top left; rows with nothing else are skipped', async () => {
    const rows = rowsOf(['a', 'b'], ['x', 'y'], ['', 'y'], [], ['', 'y'], ['z', 'y']);
    expect(await kinds(rows + merged('A2:A5'))).toEqual([
      '2 text text',
      '3 odd text',
      '5 odd text',
      '6 text text',
    ]);
    expect(await kinds(rows + merged('A6:B1048576'))).toContain('6 text odd');
  });

  test('that begin in the header cover no value', async () => {
    const rows = rowsOf(['a', 'b'], ['', ''], ['x', 'y']);
    expect(await kinds(rows + merged('A1:A2', 'B1:B2'))).toEqual(['3 text text']);
  });

  test('that lie over each other without end are too much', async () => {
    const rows = rowsOf(['a', 'b'], ...Array.from({ length: 20_000 }, () => ['x', 'y']));
    const refs = Array.from({ length: 10_000 }, () => 'A2:B30000');
    const { faults } = await read({ sheets: [rows + merged(...refs)] });
    expect(faults).toMatchObject([{ code: 'file-large' }]);
  });
});

describe('sheets beside a table', () => {
  const plan = { sheets: [rowsOf(['sums'], ['1']), rowsOf(['a'], ['x']), rowsOf(['b'], ['y'])] };

  test('are not read, and all others are, with their faults', async () => {
    const { rows, faults } = await readHere(workbookOf(plan), { ...spec, beside: ['sheet1'] });
    expect(rows.map(({ sheet }) => sheet)).toEqual(['Sheet2']);
    expect(faults).toMatchObject([{ sheet: 'Sheet3', code: 'column-missing' }]);
    expect((await read(plan)).faults).toMatchObject([{ sheet: 'Sheet1' }, { sheet: 'Sheet3' }]);
  });

  test('are no table by themselves', async () => {
    const only = { sheets: [rowsOf(['sums'], ['1'])] };
    const { faults } = await readHere(workbookOf(only), { ...spec, beside: ['Sheet1'] });
    expect(faults).toMatchObject([{ sheet: null, code: 'no-rows' }]);
  });
});
