import { expect, test } from 'vitest';
import { csvLines } from '../../../src/http/server/csv.ts';
import {
  previewCsvCells,
  previewCsvHeader,
  previewSheetNames,
  previewXlsx,
} from '../../../src/ledger/conversion/preview-file.ts';
import type { Cell, SheetRow } from '../../../src/ledger/sheets/sheet.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';
import { forgottenRow, rowOf, sample, sampleRows, spic } from './rows.ts';

const sentenceOf = (code: string) => `Zin ${code}.`;

/** The rows of one sheet of a file, each with what is in its cells. */
async function sheetOf(bytes: Uint8Array, name: string, columns: readonly string[]) {
  const others = Object.values(previewSheetNames).filter((other) => other !== name);
  const { rows, faults } = await readSheets(bytes, { columns, beside: others });
  expect(faults).toEqual([]);
  expect(rows.every(({ sheet }) => sheet === name)).toBe(true);
  return rows.map(filled);
}

/** The cells that hold something. */
function filled({ cells }: SheetRow<string>): Record<string, string> {
  const texts = Object.entries(cells).map(([name, cell]) => [name, textOf(cell)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function textOf(cell: Cell): string {
  if (cell.kind === 'odd') return cell.what;
  return cell.kind === 'empty' ? '' : cell.text;
}

test('a row for each allocation, with columns in which people write', async () => {
  const bytes = await previewXlsx(sample, sentenceOf);
  const rows = await sheetOf(bytes, previewSheetNames.rows, previewCsvHeader);
  expect(rows).toHaveLength(5);
  expect(rows[0]).toEqual({
    ...{ row: '1', version: '1', gemeente: '0363', aanbieder: '00012345' },
    ...{ toewijzingNummer: '000000101', client: '01900000-0000-7000-8000-000000000001' },
    ...{ categorie: '45', code: '45A04', ingangsdatum: '2026-03-09', einddatum: '2026-12-31' },
    ...{ volume: '3', eenheid: '04', frequentie: '2', remains: '7735.5', undecided: '191' },
    ...{ toCategorie: '45', toCode: '0B123', spicBegin: '2026-07-01', spicEnd: '2026-12-31' },
    ...{ declared: 'file', tariff: '95.5', rule: '1' },
    ...{ price: '5400', difference: '-2335.5', equalDifference: '-2335.5', step: 'none' },
  });
  expect(rows[1]).toMatchObject({ priceMonth: '1100', monthDifference: '123.45' });
  expect(rows[1]).toMatchObject({ version: '3', gemeenteMark: 'agreed' });
  expect(rows[2]).toMatchObject({ code: '=1+1', budget: '1234567.89', why: '@SUM(A1)' });
  expect(rows[2]).toMatchObject({ unmapped: 'Zin no-rule.', holds: 'Zin open-request.' });
  expect(rows[4]?.holds).toBe('Zin client-data. Zin ledger-incomplete.');
  expect(previewCsvHeader.slice(-7)).toEqual([
    ...['mark', 'newCategorie', 'newCode', 'newMonths', 'reason'],
    ...['beschikkingNummer', 'beschikkingDatum'],
  ]);
});

test('nothing is known any more of a child that was forgotten', async () => {
  const content = { ...sample, rows: [forgottenRow(4)] };
  const bytes = await previewXlsx(content, sentenceOf);
  const [row] = await sheetOf(bytes, previewSheetNames.rows, previewCsvHeader);
  expect(row).toEqual({
    ...{ row: '4', version: '1', gemeente: '0363', aanbieder: '00012345', step: 'none' },
  });
});

test('sums of all and of each gemeente and aanbieder, and the distribution', async () => {
  const bytes = await previewXlsx(sample, sentenceOf);
  const totals = await sheetOf(bytes, previewSheetNames.totals, [
    ...['gemeente', 'aanbieder', 'rows', 'mapped', 'unmapped', 'held', 'lowerCount', 'lower'],
    ...['equalCount', 'higherCount', 'higher', 'unknownCount', 'remains', 'price', 'difference'],
    ...['agreedGemeente', 'agreedAanbieder', 'agreedBoth'],
  ]);
  const sums = {
    ...{ rows: '5', mapped: '3', unmapped: '1', held: '2', lowerCount: '2', lower: '-4671' },
    ...{ equalCount: '0', higherCount: '0', higher: '0', unknownCount: '1', remains: '15471' },
    ...{ price: '10800', difference: '-4671' },
    ...{ agreedGemeente: '1', agreedAanbieder: '0', agreedBoth: '0' },
  };
  expect(totals).toEqual([
    { gemeente: 'alle', aanbieder: 'alle', ...sums },
    { gemeente: '0363', aanbieder: '00012345', ...sums },
  ]);
  expect(await sheetOf(bytes, previewSheetNames.bars, ['from', 'until', 'count'])).toEqual([
    { until: '-1000', count: '2' },
    { from: '-1000', until: '0', count: '0' },
    { from: '0', until: '0', count: '1' },
    { from: '0', count: '0' },
  ]);
});

test('the same rows as CSV', () => {
  const csv = csvLines([previewCsvHeader, ...previewCsvCells(sampleRows, sentenceOf)], ';');
  const [header, first, , third] = csv.split('\r\n');
  expect(header).toBe(previewCsvHeader.join(';'));
  expect(first).toMatch(/^1;1;0363;00012345;000000101;0190/);
  expect(first).toContain(';45;0B123;2026-07-01;2026-12-31;"5400,00";;"-2335,50";"-2335,50";;');
  expect(third).toContain(";45;'=1+1;2026-03-09;");
  expect(third).toContain(";'@SUM(A1);");
});

test('rows are asked for while they are written', async () => {
  let asked = 0;
  async function* rows() {
    for (let number = 1; number <= 1_500; number++) {
      asked++;
      yield rowOf(number, { assessed: { proposal: spic } });
    }
  }
  const bytes = await previewXlsx({ ...sample, rows: rows() }, sentenceOf);
  expect(asked).toBe(1_500);
  expect(await sheetOf(bytes, previewSheetNames.rows, previewCsvHeader)).toHaveLength(1_500);
});
