import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  type MappingColumn,
  MappingFaults,
  mappingColumns,
  mappingOfRows,
  readMapping,
} from '../../../src/ledger/conversion/mapping-file.ts';
import { conversionFaultSentence } from '../../../src/texts/conversion-texts.ts';

type Row = Partial<Record<MappingColumn, string>>;

const rule: Row = { categorie: '45', code: '45A04', toCategorie: '45', toCode: 'B01P' };

/** A CSV file of these rows, from line 2 on. */
function fileOf(rows: readonly Row[]): Buffer {
  const lines = rows.map((row) => mappingColumns.map((column) => row[column] ?? '').join(';'));
  return Buffer.from([mappingColumns.join(';'), ...lines].join('\r\n'));
}

async function thrown(reading: Promise<unknown>): Promise<MappingFaults> {
  const error = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(MappingFaults);
  return error as MappingFaults;
}

/** Faults of a file with these rows, as `line column: code row`; those of a list of rows are the same, a line earlier. */
async function faultsOf(...rows: Row[]): Promise<string[]> {
  const inFile = await thrown(readMapping(fileOf(rows)));
  const inList = await thrown(mappingOfRows(rows));
  const written = ({ faults }: MappingFaults, offset: number) =>
    faults.map(({ row, column, code, params }) => {
      const other = typeof params?.row === 'number' ? ` ${params.row + offset}` : '';
      return `${(row ?? 0) + offset} ${column}: ${code}${other}`;
    });
  expect(written(inList, 1)).toEqual(written(inFile, 0));
  return written(inFile, 0);
}

test('a rule says what it asks, and what a product becomes', async () => {
  const all: Row = {
    ...{ ...rule, aanbieder: '01234567', eenheid: '04', frequentie: '2' },
    ...{ leastVolume: '1', mostVolume: '3', leastAge: '0', mostAge: '11' },
    ...{ leastRemains: '1.000,50', mostRemains: '2000', months: '18' },
  };
  const { code: _, ...bare } = rule;
  const { mapping, hidden } = await readMapping(fileOf([all, bare]));
  expect(mapping).toEqual([
    {
      ...{ row: 2, categorie: '45', code: '45A04', aanbieder: '01234567' },
      ...{
        eenheid: '04',
        frequentie: '2',
        leastVolume: 1,
        mostVolume: 3,
        leastAge: 0,
        mostAge: 11,
      },
      ...{ leastRemains: 100_050, mostRemains: 200_000 },
      to: { categorie: '45', code: 'B01P', months: 18 },
    },
    { row: 3, categorie: '45', to: { categorie: '45', code: 'B01P' } },
  ]);
  expect(hidden).toEqual([]);
  const ofRows = await mappingOfRows([all, bare]);
  expect(ofRows).toEqual(mapping.map((one) => ({ ...one, row: one.row - 1 })));
});

test('cells with what they cannot say', async () => {
  expect(
    await faultsOf(
      { categorie: '4', code: '123456', toCategorie: 'x', toCode: '' },
      { ...rule, aanbieder: '1', eenheid: '4', frequentie: '3', months: '0' },
      { ...rule, eenheid: '02', leastVolume: '-1', mostVolume: '1,5', leastAge: '151' },
      { ...rule, mostAge: 'oud', leastRemains: '1.234', mostRemains: '-1', months: '241' },
    ),
  ).toEqual([
    ...['2 categorie: categorie-form', '2 code: product-form'],
    ...['2 toCategorie: categorie-form', '2 toCode: cell-missing'],
    ...['3 aanbieder: aanbieder-form', '3 eenheid: unit-form'],
    ...['3 frequentie: choice-form', '3 months: integer-range'],
    ...['4 eenheid: unit-form', '4 leastVolume: integer-range', '4 mostVolume: integer-form'],
    '4 leastAge: integer-range',
    ...['5 mostAge: integer-form', '5 leastRemains: money-ambiguous'],
    ...['5 mostRemains: money-negative', '5 months: integer-range'],
  ]);
});

test.each<[string, Row, string[]]>([
  [
    'bounds that are turned',
    {
      ...{ eenheid: '04', frequentie: '2', leastVolume: '3', mostVolume: '2' },
      ...{ leastAge: '3', mostAge: '2', leastRemains: '3', mostRemains: '2,99' },
    },
    ['mostVolume', 'mostAge', 'mostRemains'].map((column) => `2 ${column}: rule-bounds-turned`),
  ],
  [
    'bounds without a unit',
    { leastVolume: '0' },
    ['2 eenheid: rule-bounds-unit', '2 frequentie: rule-bounds-unit'],
  ],
  [
    'bounds without a Frequentie',
    { mostVolume: '9', eenheid: '04' },
    ['2 frequentie: rule-bounds-unit'],
  ],
  // A cell with a fault is not missing too.
  [
    'bounds with a wrong unit',
    { mostVolume: '9', eenheid: '4', frequentie: '2' },
    ['2 eenheid: unit-form'],
  ],
  ['a product that becomes itself', { toCode: '45A04' }, ['2 toCode: rule-to-itself']],
])('%s', async (_what, change, faults) => {
  expect(await faultsOf({ ...rule, ...change })).toEqual(faults);
});

test('bounds may be equal, and a code may stay in another category', async () => {
  const equal: Row = { ...rule, leastAge: '3', mostAge: '3', toCategorie: '46', toCode: '45A04' };
  expect(await mappingOfRows([equal])).toHaveLength(1);
});

describe('two rules', () => {
  const hours: Row = { ...rule, eenheid: '04', frequentie: '2' };
  test.each<[string, Row, Row, boolean]>([
    ['are the same', rule, rule, true],
    ['are of other codes', rule, { ...rule, code: '45A05' }, false],
    ['are of other categories', rule, { ...rule, categorie: '46' }, false],
    ['have a code, and none', rule, { ...rule, code: '' }, false],
    ['have no code', { ...rule, code: '' }, { ...rule, code: '' }, true],
    [
      'are of other aanbieders',
      { ...rule, aanbieder: '12345678' },
      { ...rule, aanbieder: '87654321' },
      false,
    ],
    ['are of an aanbieder, and of all', { ...rule, aanbieder: '12345678' }, rule, true],
    ['are of other units', { ...rule, eenheid: '01' }, { ...rule, eenheid: '04' }, false],
    ['are of a unit, and of all', { ...rule, eenheid: '01' }, rule, true],
    ['are of other Frequenties', { ...rule, frequentie: '2' }, { ...rule, frequentie: '4' }, false],
    ['are of a Frequentie, and of all', rule, { ...rule, frequentie: '4' }, true],
    ['share a volume', { ...hours, mostVolume: '3' }, { ...hours, leastVolume: '3' }, true],
    ['share no volume', { ...hours, mostVolume: '3' }, { ...hours, leastVolume: '4' }, false],
    [
      'share no volume, the higher first',
      { ...hours, leastVolume: '4' },
      { ...hours, mostVolume: '3' },
      false,
    ],
    ['share an age', { ...rule, leastAge: '4', mostAge: '12' }, { ...rule, leastAge: '12' }, true],
    ['share no age', { ...rule, mostAge: '11' }, { ...rule, leastAge: '12' }, false],
    [
      'share an age, within',
      { ...rule, leastAge: '4', mostAge: '12' },
      { ...rule, leastAge: '5', mostAge: '6' },
      true,
    ],
    [
      'share what remains',
      { ...rule, mostRemains: '10,00' },
      { ...rule, leastRemains: '10' },
      true,
    ],
    ['share no cent', { ...rule, mostRemains: '10,00' }, { ...rule, leastRemains: '10,01' }, false],
    [
      'have bounds of other things',
      { ...rule, mostAge: '11' },
      { ...rule, leastRemains: '10,01' },
      true,
    ],
    [
      'share an age, and no volume',
      { ...hours, mostVolume: '3', leastAge: '1' },
      { ...hours, leastVolume: '4', leastAge: '2' },
      false,
    ],
  ])('that %s', async (_what, one, other, overlap) => {
    const column = one.code === '' ? 'categorie' : 'code';
    const to = { ...other, toCode: 'B02P' };
    if (!overlap) expect(await mappingOfRows([one, to])).toHaveLength(2);
    else {
      expect(await faultsOf(one, other)).toEqual([`3 ${column}: rule-twice 2`]);
      expect(await faultsOf(one, to)).toEqual([`3 ${column}: rules-overlap 2`]);
      expect(await faultsOf(to, one)).toEqual([`3 ${column}: rules-overlap 2`]);
    }
  });

  test('another number of months, or another category, is another target', async () => {
    expect(await faultsOf(rule, { ...rule, months: '12' })).toEqual(['3 code: rules-overlap 2']);
    expect(await faultsOf(rule, { ...rule, toCategorie: '46' })).toEqual([
      '3 code: rules-overlap 2',
    ]);
  });

  test('each is named once, with the first that is in its way', async () => {
    const a: Row = { ...rule, mostAge: '11' };
    const b: Row = { ...rule, leastAge: '12', toCode: 'B02P' };
    expect(await faultsOf(a, b, rule, b, { ...rule, code: '45A05' }, rule)).toEqual([
      ...['4 code: rule-twice 2', '5 code: rule-twice 3', '7 code: rule-twice 2'],
    ]);
  });

  test('a rule with a fault is not compared: what it says is not known', async () => {
    expect(await faultsOf({ ...rule, months: 'lang' }, rule)).toEqual(['2 months: integer-form']);
  });

  test('a target may be mapped away by another rule', async () => {
    const next = { ...rule, code: 'B01P', toCode: 'B02P' };
    expect(await mappingOfRows([rule, next])).toHaveLength(2);
  });
});

test('rows of the API: columns that are not known, no rows, and a text that no cell holds', async () => {
  const unknown = { ...rule, geheim: 'x' };
  expect((await thrown(mappingOfRows([rule, unknown]))).faults).toMatchObject([
    { row: 2, column: null, code: 'column-unknown' },
    { row: 2, column: 'code', code: 'rule-twice', params: { row: 1 } },
  ]);
  expect((await thrown(mappingOfRows([]))).faults).toMatchObject([{ row: null, code: 'no-rows' }]);
  const ofLength = async (length: number) =>
    (await thrown(mappingOfRows([{ ...rule, code: 'x'.repeat(length) }]))).faults;
  expect(await ofLength(32_768)).toMatchObject([{ column: 'code', code: 'cell-too-long' }]);
  expect(await ofLength(32_767)).toMatchObject([{ column: 'code', code: 'product-form' }]);
  const many = await thrown(mappingOfRows(Array.from({ length: 100_001 }, () => rule)));
  expect(many.faults).toMatchObject([
    { row: null, code: 'too-many-rows', params: { most: 100_000 } },
  ]);
  expect(await mappingOfRows([{ ...rule, code: ' 45A04 ', months: ' ' }])).toMatchObject([
    { code: '45A04', to: { code: 'B01P' } },
  ]);
});

test('a file that cannot be read has the faults of any sheet', async () => {
  const faults = async (text: string) => (await thrown(readMapping(Buffer.from(text)))).faults;
  expect(await faults('')).toMatchObject([{ code: 'file-empty' }]);
  expect(await faults('categorie;toCode\n45;B01P')).toMatchObject([
    { column: 'toCategorie', code: 'column-missing' },
  ]);
});

describe('10,000 rows', () => {
  const sound = Array.from(
    { length: 10_000 },
    (_, index): Row => ({
      ...rule,
      code: index.toString(36),
      toCode: 'B01P',
    }),
  );

  test('with faults in 3,000 name 3,000', { timeout: 30_000 }, async () => {
    const rows = sound.map((row, index) => {
      if (index % 10 === 3) return { ...row, leastAge: '9', mostAge: '8' };
      if (index % 10 === 6) return { ...row, code: (index - 1).toString(36) };
      return index % 10 === 9 ? { ...row, mostRemains: '1.234' } : row;
    });
    const { faults } = await thrown(readMapping(fileOf(rows)));
    const wanted = rows.flatMap((_, index) => ([3, 6, 9].includes(index % 10) ? [index + 2] : []));
    expect(faults.map(({ row }) => row)).toEqual(wanted);
    expect(faults).toHaveLength(3_000);
  });

  test('of one product are too many', async () => {
    const ofOne = (count: number) =>
      sound.slice(0, count).map((row, index) => ({
        ...{ ...row, code: '45A04', leastRemains: `${index},00`, mostRemains: `${index},99` },
      }));
    expect(await mappingOfRows(ofOne(500))).toHaveLength(500);
    const { faults } = await thrown(mappingOfRows(ofOne(502)));
    expect(faults).toMatchObject([
      { row: 501, column: 'code', code: 'too-many-rules', params: { most: 500 } },
    ]);
  });

  test('are the most', async () => {
    const { faults } = await thrown(mappingOfRows([...sound, rule, rule]));
    expect(faults).toMatchObject([{ row: null, code: 'too-many-rules', params: { most: 10_000 } }]);
  });
});

test('the example can be read', async () => {
  const file = new URL('../../../examples/conversion-mapping-example.csv', import.meta.url);
  const { mapping } = await readMapping(await readFile(file));
  expect(mapping.length).toBeGreaterThan(5);
});

test('a sentence names another row, and no value', async () => {
  const { faults } = await thrown(mappingOfRows([rule, { ...rule, toCode: 'B02P' }]));
  const [sentence = ''] = faults.map((fault) => conversionFaultSentence(fault, 'nl'));
  expect(sentence).toContain('zowel deze regel als regel 1');
  expect(sentence).not.toContain('B02P');
});
