import type { ContractFaultCode } from '../../../src/ledger/contracts/file.ts';
import { line, type Row } from './import-support.ts';

/** A contract in segment B of the region. */
export const regional: Row = {
  ...{ contract: 'B-1', aanbieder: '12345678', region: 'Oost', begin: '2027-01-01' },
  ...{ categorie: '45', code: 'B01P', tariff: '5400', scheme: '70/30' },
};
const { gemeenten: _, ...noGemeenten } = line;
const { begin: __, ...noBegin } = line;
const bounds: Row = { ...line, eenheid: '04', frequentie: '2', leastVolume: '2', mostVolume: '8' };

/** Files with one kind of fault, and where it is. */
export const cases: Record<
  // Only a spreadsheet makes dates: see the bad file below.
  Exclude<ContractFaultCode, 'became-date'>,
  [faults: string[], rows: Row[]][]
> = {
  'contract-reserved': [
    [['2 contract: contract-reserved'], [{ ...line, contract: 'productlijst 0363' }]],
  ],
  'contract-differs': [
    [
      [
        '3 gemeenten: contract-differs 2',
        '3 end: contract-differs 2',
        '4 begin: contract-differs 2',
      ],
      [
        line,
        { ...line, code: 'C02P', gemeenten: '0384', end: '2028-12-31' },
        { ...line, code: 'C03P', begin: '2027-02-01' },
      ],
    ],
  ],
  'begin-missing': [
    [
      ['2 begin: begin-missing'],
      [noBegin, { ...noBegin, code: 'C02P' }].map((row) => ({ begin: '', ...row })),
    ],
  ],
  'region-or-gemeenten': [
    [['2 region: region-or-gemeenten'], [{ ...noGemeenten, region: '' }]],
    [
      ['3 gemeenten: region-or-gemeenten'],
      [
        { ...noGemeenten, region: 'Oost' },
        { ...line, code: 'C01X' },
      ],
    ],
  ],
  'region-unknown': [
    [
      ['2 region: region-unknown'],
      [
        { ...noGemeenten, region: 'West' },
        { ...noGemeenten, categorie: '', code: '', segment: 'C', profile: '1', intensity: 'x' },
      ],
    ],
  ],
  'gemeenten-form': [
    [['2 gemeenten: gemeenten-form'], [{ ...line, gemeenten: '363' }]],
    [['2 gemeenten: gemeenten-form'], [{ ...line, gemeenten: '0363, Diemen' }]],
    [['2 gemeenten: gemeenten-form'], [{ ...line, gemeenten: ',' }]],
  ],
  'segments-form': [
    [['2 segments: segments-form'], [{ ...line, segments: 'B en C' }]],
    [['2 segments: segments-form'], [{ ...line, segments: '+' }]],
    [['2 segment: segments-form'], [{ ...line, segment: 'c' }]],
  ],
  'period-turned': [
    [
      ['3 end: period-turned'],
      [
        { ...line, end: '' },
        { ...line, code: 'C01X', end: '2026-12-31' },
      ],
    ],
    [
      ['2 einddatum: period-turned'],
      [{ ...line, ingangsdatum: '2027-03-01', einddatum: '2027-02-28' }],
    ],
  ],
  'line-outside': [
    [['2 ingangsdatum: line-outside'], [{ ...line, ingangsdatum: '2026-12-01' }]],
    [['2 ingangsdatum: line-outside'], [{ ...line, ingangsdatum: '2028-01-01' }]],
    [
      ['2 einddatum: line-outside'],
      [{ ...line, ingangsdatum: '2027-02-01', einddatum: '2028-01-01' }],
    ],
    [['2 einddatum: line-outside'], [{ ...line, einddatum: '2026-12-31' }]],
    [
      ['2 ingangsdatum: line-outside', '2 einddatum: line-outside'],
      [{ ...line, ingangsdatum: '2028-01-01', einddatum: '2028-12-31' }],
    ],
  ],
  'product-or-spic': [
    [['2 code: product-or-spic'], [{ ...line, code: '' }]],
    [['2 categorie: product-or-spic'], [{ ...line, categorie: '' }]],
    [
      ['2 code: product-or-spic'],
      [{ ...line, categorie: '', code: '', segment: 'C', profile: '1' }],
    ],
  ],
  'spic-unknown': [
    [
      ['2 segment: spic-unknown'],
      [{ ...line, categorie: '', code: '', segment: 'C', profile: '9', intensity: 'perspectief' }],
    ],
    [
      ['2 segment: spic-unknown'],
      [
        {
          ...line,
          ingangsdatum: '2027-07-01',
          categorie: '',
          code: '',
          segment: 'B',
          profile: '1',
          intensity: 'intensief',
        },
      ],
    ],
  ],
  'spic-differs': [
    [
      ['2 profile: spic-differs'],
      [{ ...line, segment: 'C', profile: '2', intensity: 'intensief' }],
    ],
    [['2 segment: spic-differs'], [{ ...line, segment: 'B' }]],
  ],
  'region-of-spic': [
    [
      ['2 segment: region-of-spic'],
      [
        {
          ...line,
          gemeenten: '0363 0479',
          categorie: '',
          code: '',
          segment: 'C',
          profile: '1',
          intensity: 'perspectief',
        },
      ],
    ],
    [
      ['2 segment: region-of-spic'],
      [
        {
          ...line,
          gemeenten: '0363 0599',
          categorie: '',
          code: '',
          segment: 'C',
          profile: '1',
          intensity: 'perspectief',
        },
      ],
    ],
  ],
  'segment-outside': [
    [['2 code: segment-outside'], [{ ...line, segments: 'B' }]],
    // The SPIC has two codes, and the row one fault.
    [
      ['2 segment: segment-outside'],
      [
        {
          ...line,
          segments: 'A,B',
          categorie: '',
          code: '',
          segment: 'C',
          profile: '1',
          intensity: 'perspectief',
        },
      ],
    ],
  ],
  'eenheid-form': [
    [['2 eenheid: eenheid-form'], [{ ...line, eenheid: '4' }]],
    [
      ['2 eenheid: eenheid-form'],
      [
        {
          ...line,
          tariff: '95,50',
          scheme: 'per-unit',
          eenheid: 'uur',
          mostVolume: '4',
          frequentie: '2',
        },
      ],
    ],
  ],
  'tariff-first-day': [
    [['2 ingangsdatum: tariff-first-day'], [{ ...line, ingangsdatum: '2027-06-15' }]],
    [['2 begin: tariff-first-day'], [{ ...line, begin: '2027-01-04' }]],
  ],
  'tariff-unit': [
    [['2 eenheid: tariff-unit'], [{ ...line, scheme: '', eenheid: '' }]],
    [['2 eenheid: tariff-unit'], [{ ...line, scheme: 'PER-UNIT', eenheid: '' }]],
  ],
  'bounds-turned': [[['2 mostVolume: bounds-turned'], [{ ...bounds, mostVolume: '1' }]]],
  'bounds-unit': [
    [['2 frequentie: bounds-unit'], [{ ...bounds, frequentie: '' }]],
    [
      ['2 eenheid: bounds-unit', '2 frequentie: bounds-unit'],
      [{ ...bounds, eenheid: '', frequentie: '' }],
    ],
  ],
  'line-overlaps': [
    [['3 code: line-overlaps 2'], [line, line]],
    [
      ['3 code: line-overlaps 2', '4 code: line-overlaps 3'],
      [
        { ...line, ingangsdatum: '2027-01-01', einddatum: '2027-06-30' },
        { ...line, ingangsdatum: '2027-06-01', einddatum: '2027-12-31' },
        { ...line, ingangsdatum: '2027-12-01' },
      ],
    ],
    // By a SPIC, and by one of its codes.
    [
      ['3 code: line-overlaps 2'],
      [
        { ...line, categorie: '', code: '', segment: 'C', profile: '1', intensity: 'perspectief' },
        line,
      ],
    ],
  ],
  'contract-overlaps': [
    [
      ['3 code: contract-overlaps 2'],
      [line, { ...line, contract: 'A-2', gemeenten: '0384,0363', begin: '2027-12-01', end: '' }],
    ],
  ],
  'segment-b-tariff': [
    [
      ['3 tariff: segment-b-tariff 2'],
      [regional, { ...regional, contract: 'B-2', aanbieder: '87654321', tariff: '5400,01' }],
    ],
    [
      ['4 tariff: segment-b-tariff 2'],
      [
        { ...regional, ingangsdatum: '2027-01-01', einddatum: '2027-06-30' },
        { ...regional, ingangsdatum: '2027-07-01', tariff: '5500' },
        { ...regional, contract: 'B-2', aanbieder: '87654321', tariff: '5500' },
      ],
    ],
  ],
};
