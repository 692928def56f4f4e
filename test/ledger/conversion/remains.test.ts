import { describe, expect, test } from 'vitest';
import type { Declared, FoundTariff, Remains } from '../../../src/ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import { budgetOf, lineOf, omvangOf, perHour, remains } from './support.ts';

const noEnd = { einddatum: undefined };
const unknown = { undecided: 0, declared: 'unknown' } as const;

test('3 hours a week with 45 granted: 81 hours, EUR 7,735.50 (example a)', () => {
  expect(remains({}, perHour, { grantedVolume: 45, grantedAmount: 429_750 })).toEqual({
    ...{ total: 773_550, perMonth: 127_874, volume: 81, tariff: 9550 },
    ...{ undecided: 0, declared: 'file' },
  });
});

describe('what is left of the whole is the bound where that is less (TR322)', () => {
  test.each([
    [48, 81],
    [49, 80],
    [128, 1],
    [129, 0],
    // More was granted than was allocated: nothing remains, and not less than nothing.
    [150, 0],
  ])('%d hours granted leave %d', (grantedVolume, volume) => {
    expect(remains({}, perHour, { grantedVolume })).toMatchObject({
      volume,
      total: volume * 9550,
    });
  });

  test('what was credited can be declared again', () => {
    const declared = { grantedVolume: 129, creditedVolume: 9 };
    expect(remains({}, perHour, declared)).toMatchObject({ volume: 9, total: 85_950 });
  });

  test('2 hours a week over the turn of the year, 7 of 10 granted (example c)', () => {
    const asked = {
      ingangsdatum: '2026-12-07',
      einddatum: '2027-01-10',
      ...omvangOf(2, '04', '2'),
    };
    const on = (grantedVolume: number) =>
      remains(asked, perHour, { grantedVolume }, '2027-01-01')?.volume;
    expect([on(6), on(7)]).toEqual([4, 3]);
  });

  test('output-based EUR 300 a week: the Sundays of January (example c)', () => {
    const asked = {
      ...{ ingangsdatum: '2026-12-07', einddatum: '2027-01-10' },
      ...omvangOf(30_000, '83', '2'),
    };
    expect(remains(asked, 'no-contract', undefined, '2027-01-01')).toEqual({
      ...{ total: 60_000, perMonth: 182_500, volume: 60_000, tariff: null },
      ...unknown,
    });
  });
});

type Case = [
  what: string,
  change: Partial<ToegewezenProduct>,
  line: FoundTariff | undefined,
  declared: Partial<Declared> | undefined,
  wanted: Partial<Remains> | null,
];

test.each<Case>([
  [
    'a Budget, less what was granted and plus what was credited, in cents',
    budgetOf(1_000_000),
    undefined,
    { grantedAmount: 400_000, grantedVolume: 9, creditedAmount: 50_000, undecidedAmount: 12_345 },
    {
      ...{ total: 650_000, perMonth: 107_450, volume: null, tariff: null },
      ...{ undecided: 12_345, declared: 'file' },
    },
  ],
  [
    'a Budget of which more was granted: nothing',
    budgetOf(1_000_000),
    undefined,
    { grantedAmount: 1_000_001 },
    { total: 0, perMonth: 0 },
  ],
  [
    'a Budget of which nothing is known, whole',
    budgetOf(1_000_000),
    'no-contract',
    undefined,
    { total: 1_000_000, declared: 'unknown' },
  ],
  [
    'a volume in total, less what was granted',
    omvangOf(100, '04', '6'),
    perHour,
    { grantedVolume: 30, creditedVolume: 5 },
    { total: 75 * 9550, volume: 75, perMonth: 118_402 },
  ],
  [
    'a volume in total without an end',
    { ...omvangOf(100, '04', '6'), ...noEnd },
    perHour,
    { grantedVolume: 30 },
    { total: 70 * 9550, volume: 70, perMonth: null },
  ],
  [
    'a month, also with an end',
    omvangOf(10, '04', '4'),
    perHour,
    undefined,
    { total: 60 * 9550, volume: 60, perMonth: 95_500 },
  ],
  [
    'a month without an end: no total',
    { ...omvangOf(10, '04', '4'), ...noEnd },
    perHour,
    { grantedVolume: 30 },
    { total: null, volume: null, perMonth: 95_500, tariff: 9550 },
  ],
  [
    'a day',
    omvangOf(30, '01', '1'),
    perHour,
    undefined,
    // 184 days of 30 minutes are 92 hours.
    { total: 92 * 9550, volume: 5520, tariff: 159, perMonth: 145_240 },
  ],
  [
    'a day without an end: 365 days, a twelfth of them',
    { ...omvangOf(30, '01', '1'), ...noEnd },
    perHour,
    undefined,
    { total: null, volume: null, tariff: 159, perMonth: 145_240 },
  ],
  [
    'a week without an end, which no message can say',
    noEnd,
    perHour,
    undefined,
    { total: null, volume: null, perMonth: null, tariff: 9550 },
  ],
  [
    'minutes at a tariff an hour: rounded once (example f)',
    omvangOf(50, '01', '6'),
    perHour,
    undefined,
    { total: 7958, volume: 50, tariff: 159 },
  ],
  [
    'hours at a tariff a minute',
    omvangOf(2, '04', '6'),
    lineOf(159, { eenheid: '01' }),
    undefined,
    { total: 19_080, tariff: 9540 },
  ],
  [
    'euros, of which only the amount is known',
    omvangOf(50_000, '83', '6'),
    undefined,
    { grantedAmount: 20_000, creditedAmount: 1 },
    { total: 30_001, volume: 30_001, tariff: null },
  ],
  [
    'euros, of which only the volume is known',
    omvangOf(50_000, '83', '6'),
    undefined,
    { grantedVolume: 20_000 },
    { total: 30_000, volume: 30_000, tariff: null },
  ],
  [
    'neither volume nor budget: no bound',
    { omvang: undefined },
    perHour,
    { undecidedAmount: 5 },
    { total: null, perMonth: null, volume: null, tariff: null, undecided: 5 },
  ],
  ['hours without a contract', {}, 'no-contract', undefined, null],
  ['hours without a tariff', {}, 'no-tariff', undefined, null],
  ['hours of which nobody asked', {}, undefined, undefined, null],
  ['hours at a tariff a day', {}, lineOf(20_000, { eenheid: '14' }), undefined, null],
])('%s', (_what, change, line, declared, wanted) => {
  // `undefined` as an argument would be the line of the example.
  const found = remains(change, line ?? 'no-tariff', declared);
  if (wanted === null) expect(found).toBeNull();
  else expect(found).toMatchObject(wanted);
});

test('an allocation that begins later remains whole, and one of today from today on', () => {
  expect(remains({ ingangsdatum: '2026-12-07' })).toMatchObject({ volume: 12 });
  expect(remains({ ingangsdatum: '2026-07-01' })).toMatchObject({ volume: 81 });
});

test('zeros in front and a sign are as messages may write them', () => {
  const omvang = { volume: '+003', eenheid: '04', frequentie: '2' };
  expect(remains({ omvang })).toMatchObject({ volume: 81 });
  expect(remains({ ...budgetOf(0), budget: '+0500' })).toMatchObject({ total: 500 });
});

test('an amount of thousands of years is refused, and not rounded', () => {
  const asked = { ...omvangOf(99_999_999, '04', '1'), einddatum: '9999-12-31' };
  expect(() => remains(asked)).toThrow('too large');
});
