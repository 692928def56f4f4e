import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyContracts } from '../../support/lists.ts';
import { cases, regional } from './fault-cases.ts';
import { ContractWorld, fileOf, line, type Row, saved } from './import-support.ts';

let world: ContractWorld;
beforeAll(async () => {
  world = await ContractWorld.make();
});
afterAll(() => world?.store.drop());
beforeEach(() => emptyContracts(world.store.pool));

describe.each(Object.entries(cases))('%s', (_code, files) => {
  for (const [index, [faults, rows]] of files.entries())
    test(`is named at its cell (${index + 1}), and nothing is kept`, async () => {
      expect(await world.faults(fileOf(...rows))).toEqual(faults);
      expect(await world.counts()).toEqual({ contracts: 0, versions: 0 });
    });
});

test('faults of one file are all named, those of rows with other faults too', async () => {
  const rows: Row[] = [
    { ...line, tariff: 'veel', ingangsdatum: '31-2-2027', segments: 'C' },
    // It leaves to the row above what the contract says of itself.
    { contract: 'A-1', aanbieder: '12345678', categorie: '45', code: 'C01P', mostVolume: '-1' },
    { contract: 'A-1', aanbieder: '12345678', categorie: '45', code: 'C01P' },
    { contract: 'A-2', aanbieder: '1234567', gemeenten: '0363', begin: '2027-01-01', code: 'C01P' },
  ];
  expect(await world.faults(fileOf(...rows))).toEqual([
    '2 ingangsdatum: date-form',
    '2 tariff: money-form',
    '3 mostVolume: integer-range',
    '4 code: line-overlaps 3',
    '5 aanbieder: aanbieder-form',
  ]);
});

test('a cell with a fault is not missing too', async () => {
  const { gemeenten: _, ...noGemeenten } = line;
  const rows: Row[] = [
    { ...noGemeenten, region: 'x'.repeat(101), begin: '1-1-27', eenheid: '4', scheme: 'per uur' },
    { ...noGemeenten, begin: '', end: '', code: 'C02P' },
  ];
  expect(await world.faults(fileOf(...rows))).toEqual([
    '2 region: words-form',
    '2 begin: date-form',
    '2 eenheid: eenheid-form',
    '2 scheme: choice-form',
  ]);
});

test('a file is compared with contracts that are there, but for those that it replaces', async () => {
  await world.load(fileOf(line, { ...regional, contract: 'B-1' }));
  const other = { ...line, contract: 'A-2', begin: '2027-06-01', end: '' };
  expect(await world.faults(fileOf(other))).toEqual(['2 code: contract-overlaps A-1']);
  const dearer = { ...regional, contract: 'B-2', aanbieder: '87654321', tariff: '5500' };
  expect(await world.faults(fileOf(dearer))).toEqual(['2 tariff: segment-b-tariff B-1']);
  // The row that differs from what is there has the fault, though another row of the file differs from it too.
  const same = { ...dearer, contract: 'B-3', aanbieder: '11223344', tariff: '5400' };
  expect(await world.faults(fileOf(dearer, same))).toEqual([
    '2 tariff: segment-b-tariff B-1',
    '3 tariff: segment-b-tariff 2',
  ]);
  const elsewhere = { ...dearer, region: '', gemeenten: '0479' };
  expect(await world.loaded(fileOf(elsewhere))).toEqual(['B-2: new 1']);
  const shorter = { ...line, end: '2027-05-31' };
  expect(await world.loaded(fileOf(shorter, other))).toEqual(['A-1: changed 2', 'A-2: new 1']);
  // Also one of which the new version has a fault: its lines are not compared with themselves.
  const moved = { ...other, contract: 'A-3' };
  const broken = { ...other, end: 'ooit' };
  expect(await world.faults(fileOf(moved, broken))).toEqual(['3 end: date-form']);
});

test('merged cells, dates as text, numbers that lost zeros and lines of other sheets', async () => {
  await world.putGemeente('0363', 'Voorbeeldregio');
  const faults = await world.faults(await saved('bad.xlsx'));
  await world.putGemeente('0363', 'Oost');
  expect(faults).toEqual([
    'De Dijk 2 end: date-form',
    'De Dijk 3 contract: cell-merged',
    'De Dijk 3 aanbieder: cell-merged',
    'De Dijk 3 begin: cell-merged',
    'De Dijk 4 contract: cell-merged',
    'De Dijk 5 aanbieder: aanbieder-form',
    'De Dijk 5 begin: date-form',
    'De Dijk 6 gemeenten: gemeenten-form',
    'De Dijk 6 begin: date-number',
    'De Dijk 6 tariff: money-ambiguous',
    'De Dijk 6 eenheid: eenheid-form',
    'De Dijk 6 scheme: choice-form',
    'De Dijk 6 leastVolume: integer-form',
    'De Dijk 6 frequentie: choice-form',
    'De Dijk 7 contract: became-date',
    'De Dijk 7 categorie: categorie-form',
    'De Dijk 7 tariff: money-decimals',
    'Jeugdzicht 3 begin: contract-differs Jeugdzicht 2',
    'Jeugdzicht 3 ingangsdatum: tariff-first-day',
    'Jeugdzicht 3 code: line-overlaps Jeugdzicht 2',
    'Jeugdzicht 4 ingangsdatum: line-outside',
    'Jeugdzicht 5 tariff: segment-b-tariff De Dijk 8',
  ]);
});

test('a sentence says what to do, and holds no value of a cell', async () => {
  const rows: Row[] = [
    regional,
    { ...regional, contract: 'B-2', aanbieder: '87654321', tariff: '5999,99' },
    { ...regional, tariff: '4321', end: '2029-02-03' },
  ];
  const sentences = await world.sentences(fileOf(...rows));
  expect(sentences).toEqual([
    'In segment B heeft een code in een gemeente één tarief, voor alle aanbieders. Voor (een deel van) deze dagen staat er een ander tarief in regel 2. Maak de tarieven gelijk, en zet de contracten die daarvoor veranderen in één bestand.',
    'Hetzelfde contract heeft dit product voor (een deel van) deze dagen ook in regel 2. Laat de ene periode eindigen voordat de andere begint.',
    'In segment B heeft een code in een gemeente één tarief, voor alle aanbieders. Voor (een deel van) deze dagen staat er een ander tarief in regel 3. Maak de tarieven gelijk, en zet de contracten die daarvoor veranderen in één bestand.',
  ]);
  for (const value of ['5999', '4321', '2029', '87654321'])
    expect(sentences.join(' ')).not.toContain(value);
});
