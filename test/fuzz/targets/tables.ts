import { plainDate } from '../../../src/ledger/csv/cells.ts';
import { aanbieder, gemeente, product } from '../../../src/ledger/sheets/codes.ts';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import { RowReader } from '../../../src/ledger/sheets/row-reader.ts';
import type { Fault, SheetRow, Sheets, TableSpec } from '../../../src/ledger/sheets/sheet.ts';
import { sheetFaultPlace, sheetFaultSentence } from '../../../src/texts/sheet-texts.ts';
import { rowsOf, workbookOf } from '../../ledger/sheets/workbook.ts';
import { personal } from '../../support/personal.ts';
import { must, type OpenTarget, type Target } from '../engine/target.ts';

const columns = ['gemeente', 'product', 'tarief', 'begin', 'naam'] as const;
const spec = { columns, optional: ['naam'] } as const;
/** The same columns, of which a table has some. */
const kinds: TableSpec<(typeof columns)[number]> = {
  ...spec,
  kinds: [
    { name: 'rates', by: 'tarief', columns: ['gemeente', 'product', 'tarief'] },
    { name: 'children', by: 'naam', columns: ['gemeente', 'begin', 'naam'] },
  ],
};

/** Between the XML of a sheet, of shared strings and of styles. */
const between = '\x1e';

const header = columns.join(';');
const row = [...['0363', '45A01', '95,50', '31-12-2026'], personal.achternaam];
const dates = '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="200"/></cellXfs>';
const cells = [
  ...['<c s="2"><v>363</v></c>', '<c t="s"><v>0</v></c>', '<c><f>1+1</f><v>95.5</v></c>'],
  ...['<c s="1"><v>46022</v></c>', '<c t="b"><v>1</v></c>'],
];

/** A table that someone hands in: CSV or a ZIP as it is, and XML as a part of a workbook. */
export const target: Target = {
  name: 'tables',
  share: 0.05,
  watches: ['src/ledger/sheets/', 'src/ledger/csv/'],
  seeds: [
    `${header}\n${row.join(';')}\n`,
    Buffer.from(`${header.replaceAll(';', '\t')}\n"${row.join('"\t"')}"\r\n`, 'utf16le'),
    `${header.replaceAll(';', ',')}\n0363,45A01,95,50,2026-01-01,\n"a""b`,
    workbookOf({ sheets: [rowsOf([...columns], row, cells)] }),
    [
      `<worksheet>${rowsOf([...columns], row, cells)}<mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>`,
      `<sst><si><r><t>45</t></r><r><t>A01</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>`,
      `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="0000"/></numFmts>${dates}</styleSheet>`,
    ].join(between),
    '',
  ],
  grammar: {
    dictionary: [
      ...[
        '<row>',
        '</row>',
        '<row r="2">',
        '<c>',
        '</c>',
        '<v>',
        '</v>',
        '<f>',
        '</f>',
        '<is>',
        '<t>',
      ],
      ...['<c t="s">', '<c t="str">', '<c t="e">', '<c t="b">', '<c t="d">', '<c t="inlineStr">'],
      ...[
        '<c s="1">',
        '<c s="2">',
        '<mergeCell ref="A1:B9"/>',
        '<!DOCTYPE a>',
        '&amp;',
        '<![CDATA[',
      ],
      ...[']]>', '<!--', '-->', ' r="A1"', ' r="XFD1"', '_x000D_', between, '\uFEFF', 'PK\x03\x04'],
      ...[
        '"',
        '""',
        ';',
        ',',
        '\t',
        '\n',
        '\r\n',
        '\r',
        '€ ',
        '1.234,56',
        '-',
        '46022',
        '1e5',
        '0363',
      ],
      ...columns,
    ],
    units: /<(\w+)(?:\s[^<>]*)?>[^<]*<\/\1>|\s\w+="[^"<]*"|[^;\n]*[;\n]/g,
    longest: 16 * 1024,
  },
  open: async () => new Tables(),
};

class Tables implements OpenTarget {
  async run(input: Buffer): Promise<string> {
    const bytes = fileOf(input);
    const read = await readHere(bytes, spec);
    const again = await readHere(bytes, spec);
    must(JSON.stringify(read) === JSON.stringify(again), 'a file is read in two ways');
    must(read.rows.length > 0 || read.faults.length > 0, 'there are no rows and no faults');
    checkOrder(read);
    const faults: Fault[] = [...read.faults];
    for (const one of read.rows) checkRow(one, faults);
    const ofKinds = await readHere(bytes, kinds);
    for (const { kind, cells } of ofKinds.rows)
      must(cells[kind === 'rates' ? 'naam' : 'tarief'].kind === 'empty', 'a row is of two kinds');
    faults.push(...ofKinds.faults);
    checkFaults(faults);
    return [...new Set(faults.map(({ code }) => code))].sort().join();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing was opened.
  }
}

function fileOf(input: Buffer): Buffer {
  if (input[0] !== '<'.charCodeAt(0)) return input;
  const parts = input.toString('latin1').split(between);
  const names = ['worksheets/sheet1.xml', 'sharedStrings.xml', 'styles.xml'];
  return workbookOf({
    sheets: [''],
    parts: names.flatMap((name, index) => {
      const part = parts[index];
      return part === undefined ? [] : [{ name: `xl/${name}`, bytes: Buffer.from(part, 'latin1') }];
    }),
  });
}

function checkOrder({ rows }: Sheets<string>): void {
  const last = new Map<string | null, number>();
  for (const { sheet, row: number } of rows) {
    must(number > (last.get(sheet) ?? 0), 'rows are out of order');
    last.set(sheet, number);
  }
}

function checkRow(one: SheetRow<(typeof columns)[number]>, faults: Fault[]): void {
  const reader = new RowReader(one, faults);
  const before = faults.length;
  const date = reader.date('begin');
  must(date === undefined || plainDate.is(date), 'a date is none');
  const amount = reader.money('tarief');
  must(amount === undefined || amount >= 0n, 'an amount is negative');
  const place = reader.code('gemeente', gemeente);
  must(place === undefined || /^\d{4}$/.test(place), 'a code is none');
  const count = reader.integer('tarief', { least: 0, most: 99 });
  must(count === undefined || (count >= 0 && count <= 99), 'a number is out of bounds');
  const digits = reader.digits('tarief', 'integer-form');
  must(digits === undefined || /^\d+$/.test(digits), 'digits are none');
  const time = reader.time('begin', 'date-form');
  must(time === undefined || /^\d\d:\d\d:\d\d(\.\d+)?$/.test(time), 'a time is none');
  reader.code('product', product);
  reader.code('naam', aanbieder, { optional: true });
  reader.words('naam', 20, { optional: true });
  must(reader.sound === (faults.length === before), 'a reader does not know of its faults');
}

const secrets = Object.values(personal);

function checkFaults(faults: readonly Fault[]): void {
  const shown = JSON.stringify(faults);
  must(!secrets.some((secret) => shown.includes(secret)), 'a fault shows something personal');
  for (const fault of faults)
    for (const language of ['nl', 'en'] as const) {
      const sentence = sheetFaultSentence(fault, language);
      must(/^[A-Z].*\.$/.test(sentence) && !sentence.includes('{'), 'a fault has no sentence');
      must(/^([A-Z].*)?$/s.test(sheetFaultPlace(fault, language)), 'a fault has no place');
    }
}
