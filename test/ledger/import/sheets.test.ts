import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { allocationColumns, requestColumns } from '../../../src/ledger/import/import-rows.ts';
import { type SheetSources, sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { importFaultSentence } from '../../../src/texts/import-texts.ts';
import { sheetFaultPlace } from '../../../src/texts/sheet-texts.ts';
import { standardFiles } from '../../support/gateway.ts';

const inspector = Inspector.load(standardFiles.schemaDir);
afterAll(() => inspector[Symbol.dispose]());

/** What was hashed, as text, and its SHA-256. */
interface Hashed {
  readonly texts: string[];
}

async function read(bytes: Buffer | string): Promise<SheetSources & Hashed> {
  const texts: string[] = [];
  const contentHash = (content: Uint8Array) => {
    texts.push(Buffer.from(content).toString());
    return createHash('sha256').update(content).digest();
  };
  const found = await sheetSources('a', Buffer.from(bytes), { keys: { contentHash }, inspector });
  return { ...found, texts };
}

const saved = async (name: string) =>
  read(await readFile(new URL(`files/${name}`, import.meta.url)));
const example = async (name: string) =>
  read(await readFile(new URL(`../../../examples/import/${name}`, import.meta.url)));

type AllocationRow = Partial<Record<(typeof allocationColumns)[number], string>>;
type RequestRow = Partial<Record<(typeof requestColumns)[number], string>>;

const allocation = (different: AllocationRow = {}): AllocationRow => ({
  ...{ gemeente: '0363', aanbieder: '12345678', bsn: '999912008', toewijzingNummer: '7' },
  ...{ toewijzingsdatum: '2024-03-11', ingangsdatum: '2024-03-18', categorie: '45', code: 'B04P' },
  ...different,
});
const request = (different: RequestRow = {}): RequestRow => ({
  ...{ soort: 'JW315', gemeente: '0363', aanbieder: '12345678', bsn: '999912008' },
  ...{ referentieAanbieder: 'DIJK-1', ingangsdatum: '2024-03-01', categorie: '45' },
  ...{ verwijzerType: '02', ...different },
});
const change = (different: RequestRow = {}): RequestRow =>
  request({
    soort: 'JW317',
    dagtekening: '2024-05-06',
    redenVerzoek: '1',
    verwijzerType: '',
    ...different,
  });

function csv<C extends string>(
  columns: readonly C[],
  rows: readonly Partial<Record<C, string>>[],
  separator = ';',
): string {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(separator));
  return [columns.join(separator), ...lines].join('\r\n');
}

/** Each fault as `place: code`, and as `place: xsd SENTENCE` where the schema says it. */
function faultsOf({ faults }: SheetSources): string[] {
  return faults.map((fault) => {
    const words = fault.violation ? ` ${importFaultSentence(fault, 'en')}` : '';
    return `${sheetFaultPlace(fault, 'en')}: ${fault.code}${words}`;
  });
}

const shortened = (place: string) =>
  place.replace('Toewijzingen', 'T').replace('Verzoeken', 'V').replace(', column', '');

describe('hashes', () => {
  // Made by the reader of CSV of 1.1.0: what that one imported must be known to this one.
  const allocations = [
    'f678b7c2a1a862fba41cc57bd50142ad5fde440274ef955de03894c49faddf65',
    'dc6b4847762979cd29933736d08f5320f6d1d867dea0b06ede8278e02a5e7e58',
    '26bb96bf9282ae6f32238dc0df8efd09b2551806cfe8260d2c116672ebafc2f4',
  ];
  const requests = [
    '3fac7e0f2f098bf265011ca6df9ed7f5e8735929849a26ffc433543208418ff2',
    'f9ced3fd1bc5afa104a3b47c92f2225f8ca8ef7f4b01cf27941d0257010f4f99',
  ];

  test.each([
    ['allocations.csv', allocations],
    ['allocations.xlsx', allocations],
    ['requests.csv', requests],
  ])('of %s are as they were', async (name, hashes) => {
    const { sources, faults } = await example(name);
    expect(faults).toEqual([]);
    expect(sources.map(({ hash }) => hash.toString('hex'))).toEqual(hashes);
  });

  test('are of the texts of a row, however a spreadsheet writes them', async () => {
    const { texts } = await read(csv(allocationColumns, [allocation({ einddatum: '2026-12-31' })]));
    const forms = [
      csv(allocationColumns, [allocation({ einddatum: '31-12-2026' })], '\t'),
      csv(allocationColumns.toReversed(), [allocation({ einddatum: '31/12/2026' })], ','),
      `\uFEFF${csv(allocationColumns, [allocation({ einddatum: ' 2026-12-31 ' })])}`,
      Buffer.from(
        `\uFEFF${csv(allocationColumns, [allocation({ einddatum: '31-12-2026' })])}`,
        'utf16le',
      ),
    ];
    for (const form of forms) expect((await read(form)).texts).toEqual(texts);
    expect((await read(csv(allocationColumns, [allocation()]))).texts).not.toEqual(texts);
  });
});

describe('files that LibreOffice saved', () => {
  test('allocations and requests on sheets of one workbook, with dates, times and numbers as such', async () => {
    const { sources, texts, faults, hidden } = await saved('good.xlsx');
    expect(faults).toEqual([]);
    expect(hidden).toEqual(['Keuzelijsten']);
    expect(sources.map(({ place }) => place)).toEqual([
      'a, sheet Toewijzingen, row 2',
      'a, sheet Toewijzingen, row 4',
      'a, sheet Verzoeken, row 2',
      'a, sheet Verzoeken, row 3, 4',
    ]);
    expect(texts).toEqual([
      '["allocation",["0363","12345678","999900006","240091001","","2024-03-01","2026-12-31","45","B09P","1","82","6","","2024-02-12","10:30:00","","2024-03-04","",""]]',
      '["allocation",["0363","12345678","999900018","240091002","20240091","2024-03-01","","54","","","","","250000","2024-02-12","09:05:00","","","",""]]',
      '["request",["0363","12345678","999900018","","DIJK-1","2024-06-01","","46","C07I","4","04","2","","JW315","","02","","2024-05-10"]]',
      '["request",["0363","12345678","999900006","240091001","DIJK-2","2024-06-01","","","","2","82","6","","JW317","2024-05-06","","1",""],["0363","12345678","999900006","","DIJK-2","2024-06-01","","42","","","","","80000","JW317","2024-05-06","","1",""]]',
    ]);
  });

  test('semicolons and dates as text, in Windows-1252', async () => {
    const { texts, faults } = await saved('semicolons-1252.csv');
    expect(faults).toEqual([]);
    expect(texts).toEqual([
      '["allocation",["0363","12345678","999900006","240091003","José – 1","2024-03-01","","45","B09P","","","","","2024-02-12","09:30:00","","","",""]]',
      '["allocation",["0363","12345678","999900006","240091004","","2024-03-01","2026-12-31","45","B09P","3","04","2","","2024-02-12","","","","",""]]',
    ]);
  });

  test('decimal commas, in an amount in cents and in a volume', async () => {
    const found = await saved('commas-1252.csv');
    expect(found.sources).toEqual([]);
    expect(faultsOf(found)).toEqual([
      'Line 3, column budget: cents-form',
      'Line 4, column einddatum: date-form',
      'Line 4, column volume: volume-form',
      'Line 5, column volume: cents-form',
    ]);
    const [cents, , volume] = found.faults.map((fault) => importFaultSentence(fault, 'en'));
    expect(cents).toMatch(/^This amount is in whole euro cents: write digits only/);
    expect(volume).toMatch(/^A volume is a whole number: write digits only/);
  });

  test('everything that is wrong is named by sheet, row and column', async () => {
    const found = await saved('bad.xlsx');
    expect([found.sources, found.hidden]).toEqual([[], []]);
    expect(faultsOf(found).map(shortened)).toEqual([
      'Sheet Notities, row 1: header-kind',
      'Sheet Allebei, row 1: header-kind',
      'Sheet Half, row 1 R: column-unknown',
      'Sheet Half, row 1 dagtekening: column-missing',
      'Sheet T, row 1 T: column-unknown',
      'Sheet T, row 2 gemeente: gemeente-form',
      'Sheet T, row 3 bsn: bsn-form',
      'Sheet T, row 3 aanbieder: cell-merged',
      'Sheet T, row 4 budget: cents-form',
      'Sheet T, row 5 ingangsdatum: date-number',
      'Sheet T, row 5 budget: cents-form',
      'Sheet T, row 6 einddatum: date-form',
      'Sheet T, row 6 budget: cents-form',
      'Sheet T, row 7 volume: volume-form',
      'Sheet T, row 8 volume: volume-form',
      'Sheet T, row 8 eenheid: two-digits',
      'Sheet T, row 8 referentieAanbieder: reference-changed',
      'Sheet T, row 9 volume: cents-form',
      'Sheet T, row 9 toewijzingstijd: time-form',
      'Sheet T, row 10 bsn: bsn-eleven',
      'Sheet T, row 10 eenheid: xsd Eenheid holds a code that the standard does not know; choose 01, 04, 14, 16, 82, 83 or 84.',
      'Sheet T, row 11 begindatum: needed-beside',
      'Sheet T, row 11 redenBeeindiging: needed-beside',
      'Sheet T, row 11 toewijzingNummer: xsd ToewijzingNummer is too high: the number is at most 999999999.',
      'Sheet T, row 12 redenBeeindiging: empty-without',
      'Sheet T, row 12 categorie: needed-beside',
      'Sheet V, row 2 verwijzerType: needed-in',
      'Sheet V, row 2 redenVerzoek: empty-in',
      'Sheet V, row 3 dagtekening: needed-in',
      'Sheet V, row 3 redenVerzoek: xsd RedenVerzoek holds a code that the standard does not know; choose 1 or 2.',
      'Sheet V, row 4 categorie: number-and-product',
      'Sheet V, row 4 code: number-and-product',
      'Sheet V, row 4 redenVerzoek: request-differs',
      'Sheet V, row 5 soort: choice-form',
    ]);
  });
});

test.each<[AllocationRow, string]>([
  [{ bsn: '999912009' }, 'bsn: bsn-eleven'],
  [{ bsn: '12008' }, 'bsn: bsn-form'],
  [{ bsn: '' }, 'bsn: cell-missing'],
  [{ gemeente: '363' }, 'gemeente: gemeente-form'],
  [{ aanbieder: '1234567' }, 'aanbieder: aanbieder-form'],
  [{ toewijzingNummer: '' }, 'toewijzingNummer: cell-missing'],
  [{ toewijzingNummer: 'A1' }, 'toewijzingNummer: number-form'],
  [{ toewijzingsdatum: '12/31/2024' }, 'toewijzingsdatum: date-form'],
  [{ toewijzingstijd: '10 uur' }, 'toewijzingstijd: time-form'],
  [{ toewijzingstijd: '25:00' }, 'toewijzingstijd: xsd Toewijzingstijd is not a time'],
  [{ referentieAanbieder: 'x'.repeat(37) }, 'referentieAanbieder: words-form'],
  [{ referentieAanbieder: 'a\uFFFE' }, 'referentieAanbieder: xml-character'],
  [{ volume: '3' }, 'eenheid: needed-beside|frequentie: needed-beside'],
  [{ volume: '3,5', eenheid: '04', frequentie: '2' }, 'volume: volume-form'],
  [{ volume: '999999999', eenheid: '04', frequentie: '2' }, 'volume: xsd Volume is too high'],
  [{ eenheid: '77', volume: '3', frequentie: '2' }, 'eenheid: xsd Eenheid holds a code'],
  [{ eenheid: '4', volume: '3', frequentie: '2' }, 'eenheid: two-digits'],
  [{ eenheid: '04', volume: '3', frequentie: '02' }, 'frequentie: one-digit'],
  [{ categorie: '' }, 'categorie: needed-beside'],
  [{ categorie: '99' }, 'categorie: xsd Categorie holds a code'],
  [{ begindatum: '2024-02-30' }, 'begindatum: date-form'],
  [{ stopdatum: '2024-05-03', redenBeeindiging: '20' }, 'begindatum: needed-beside'],
  [{ redenBeeindiging: '20' }, 'redenBeeindiging: empty-without'],
  // One that the schema refuses is named beside one of which the form is wrong.
  [{ bsn: '1', redenWijziging: '99' }, 'bsn: bsn-form|redenWijziging: xsd RedenWijziging holds'],
])('what is wrong in %o is told, and no value of it', async (different, expected) => {
  const found = await read(csv(allocationColumns, [allocation(), allocation(different)]));
  expect(found.sources).toEqual([]);
  const wanted = expected
    .split('|')
    .map((each) => expect.stringMatching(`^Line 3, column ${each}`));
  expect(faultsOf(found)).toEqual(wanted);
  const values = Object.values(different).filter((value) => value.length > 4);
  for (const fault of found.faults)
    for (const language of ['nl', 'en'] as const) {
      const sentence = importFaultSentence(fault, language);
      expect(sentence).toMatch(/^[A-Z].*\.$/s);
      expect(sentence).not.toMatch(/[{}]|undefined/);
      for (const value of values) expect(sentence + JSON.stringify(fault)).not.toContain(value);
    }
});

test.each<[readonly RequestRow[], readonly string[]]>([
  [[request({ soort: 'verzoek' })], ['Line 2, column soort: choice-form']],
  [[request({ verwijzerType: '' })], ['Line 2, column verwijzerType: needed-in']],
  [[request({ redenVerzoek: '1' })], ['Line 2, column redenVerzoek: empty-in']],
  [[request({ onderzoekSinds: 'maart' })], ['Line 2, column onderzoekSinds: date-form']],
  [[request({ referentieAanbieder: '' })], ['Line 2, column referentieAanbieder: cell-missing']],
  [[change({ dagtekening: '' })], ['Line 2, column dagtekening: needed-in']],
  [[change({ verwijzerType: '02' })], ['Line 2, column verwijzerType: empty-in']],
  [
    [change({ toewijzingNummer: '7', code: 'B04P' })],
    ['Line 2, column categorie: number-and-product', 'Line 2, column code: number-and-product'],
  ],
  [
    // The schema refuses one of the products of a request: the row of that one is named.
    [change(), change({ toewijzingNummer: '7', categorie: '' }), change({ categorie: '99' })],
    [expect.stringMatching(/^Line 4, column categorie: xsd /)],
  ],
  [
    [change(), change({ dagtekening: '2024-05-07', onderzoekSinds: '2024-05-10' })],
    [
      'Line 3, column dagtekening: request-differs',
      'Line 3, column onderzoekSinds: request-differs',
    ],
  ],
  [[change({ onderzoekSinds: '2024-05-10' }), change()], []],
])('a request as %o', async (rows, expected) => {
  const found = await read(csv(requestColumns, rows));
  expect(faultsOf(found)).toEqual(expected);
  expect(found.sources).toHaveLength(expected.length > 0 ? 0 : 1);
});

test('of 10,000 rows with faults in 3,000 all are named, and others get a turn meanwhile', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    allocation({
      toewijzingNummer: String(index + 1),
      ...(index % 10 === 0 && { gemeente: '363' }),
      ...(index % 10 === 1 && { categorie: '99' }),
      ...(index % 10 === 2 && { budget: '95,50' }),
    }),
  );
  let turns = 0;
  const clock = setInterval(() => (turns += 1), 1);
  const { faults, sources } = await read(csv(allocationColumns, rows));
  clearInterval(clock);
  expect(sources).toEqual([]);
  expect(faults).toHaveLength(3000);
  expect(faults.slice(0, 4).map(({ row, column }) => `${row} ${column}`)).toEqual([
    ...['2 gemeente', '3 categorie', '4 budget', '12 gemeente'],
  ]);
  expect(turns).toBeGreaterThan(200);
});
