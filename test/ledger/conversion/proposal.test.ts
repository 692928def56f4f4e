import { describe, expect, test } from 'vitest';
import type { FoundTariff, Tariff } from '../../../src/ledger/conversion/model.ts';
import { proposalFor, shortenedBy } from '../../../src/ledger/conversion/proposal.ts';
import { remainsOf } from '../../../src/ledger/conversion/remains.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import {
  budgetOf,
  contentOf,
  day,
  declaredOf,
  lineOf,
  omvangOf,
  perHour,
  proposal,
  spic,
  spicLine,
} from './support.ts';

const noEnd = { einddatum: undefined };

test('a SPIC of EUR 5,400 for 3 hours a week is EUR 2,335.50 less (example a)', () => {
  const content = contentOf();
  const declared = declaredOf({ grantedVolume: 45 });
  const remains = remainsOf({ content, declared }, perHour, day);
  expect(proposalFor({ content, remains, old: perHour, spic, tariff: spicLine, day })).toEqual({
    product: { categorie: '45', code: 'B01P' },
    ingangsdatum: '2026-07-01',
    einddatum: '2026-12-31',
    omvang: { volume: '540000', eenheid: '83', frequentie: '6' },
    price: { total: 540_000, perMonth: 89_266 },
    redenWijziging: '10',
    difference: -233_550,
    equal: { until: '2026-12-31', old: 773_550, spic: 540_000, difference: -233_550 },
    monthDifference: 89_266 - 127_874,
  });
});

test('the old one ends the day before, with 17 weeks (example a)', () => {
  expect(shortenedBy(contentOf(), day)).toEqual({ einddatum: '2026-06-30', most: '51' });
});

test.each<[Partial<ToegewezenProduct>, string | null]>([
  [omvangOf(10, '04', '4'), '40'],
  [omvangOf(30, '01', '1'), '3420'],
  [omvangOf(100, '04', '6'), '100'],
  [{ ...omvangOf(10, '04', '4'), ...noEnd }, '40'],
  // Its Sundays up to 28 June, and one more: the last day is a Tuesday.
  [omvangOf(30_000, '83', '2'), '510000'],
  [{ ...budgetOf(0), budget: '01000' }, '1000'],
  [{ omvang: undefined }, null],
])('what may be declared at most of %o when it is shortened', (change, most) => {
  expect(shortenedBy(contentOf(change), day)).toEqual({ einddatum: '2026-06-30', most });
});

describe('how a line is paid says what is allocated, and what it costs', () => {
  test.each<[Tariff, Partial<ToegewezenProduct>, number | undefined, object | string]>([
    [lineOf(543_215, { scheme: '70/30' }), noEnd, undefined, 'end-needed'],
    [lineOf(543_215, { scheme: 'total' }), noEnd, undefined, 'end-needed'],
    [
      lineOf(543_215, { scheme: 'total' }),
      noEnd,
      18,
      {
        einddatum: '2027-12-31',
        omvang: { volume: '543215', eenheid: '83', frequentie: '6' },
        price: { total: 543_215, perMonth: 30_096 },
      },
    ],
    [
      // A twelfth is 82000.42 cents, and of the next 82000.5.
      lineOf(984_005, { scheme: 'twelfths' }),
      {},
      undefined,
      {
        einddatum: '2026-12-31',
        omvang: { volume: '82000', eenheid: '83', frequentie: '4' },
        price: { total: 492_000, perMonth: 82_000 },
      },
    ],
    [
      lineOf(984_006, { scheme: 'twelfths' }),
      noEnd,
      undefined,
      {
        einddatum: null,
        omvang: { volume: '82001', eenheid: '83', frequentie: '4' },
        price: { total: null, perMonth: 82_001 },
      },
    ],
    [
      lineOf(10_000, { scheme: 'per-unit', eenheid: '04' }),
      {},
      undefined,
      {
        omvang: { volume: '3', eenheid: '04', frequentie: '2' },
        price: { total: 810_000, perMonth: 133_899 },
      },
    ],
    [
      lineOf(10_000),
      { ...omvangOf(10, '04', '4'), ...noEnd },
      undefined,
      {
        omvang: { volume: '10', eenheid: '04', frequentie: '4' },
        price: { total: null, perMonth: 100_000 },
      },
    ],
    [
      lineOf(10_000, { eenheid: '04' }),
      { ...omvangOf(1, '04', '1'), ...noEnd },
      undefined,
      { price: { total: null, perMonth: 304_167 } },
    ],
    // As the old one says it, whatever was declared of that.
    [
      lineOf(10_000, { eenheid: '04' }),
      omvangOf(9, '04', '6'),
      6,
      { price: { total: 90_000, perMonth: 14_878 } },
    ],
    [lineOf(100, { eenheid: '01' }), {}, undefined, 'unit-differs'],
    [lineOf(10_000, { eenheid: '04' }), omvangOf(90, '01', '2'), undefined, 'unit-differs'],
    [lineOf(10_000, { eenheid: '14' }), {}, undefined, 'unit-differs'],
    [lineOf(10_000, { eenheid: '04' }), budgetOf(5), undefined, 'unit-differs'],
    [lineOf(10_000, { eenheid: '04' }), { omvang: undefined }, undefined, 'unit-differs'],
    // CD076. No message says a week without an end.
    [lineOf(10_000, { eenheid: '04' }), noEnd, undefined, 'end-needed'],
  ])('%o, %o', (line, change, months, wanted) => {
    const found = proposal(change, line, months === undefined ? {} : { months });
    if (typeof wanted === 'string') expect(found).toBe(wanted);
    else expect(found).toMatchObject(wanted);
  });
});

describe('RedenWijziging is 10 where input becomes output, and else 03', () => {
  const hours = omvangOf(3, '04', '2');
  const pieces = omvangOf(3, '82', '2');
  const input = lineOf(9550, { eenheid: '04', paidFor: 'input' });
  const output = lineOf(9550, { eenheid: '04', paidFor: 'output' });
  const spicInput = lineOf(540_000, { scheme: '70/30', paidFor: 'input' });
  const spicUnsaid = lineOf(540_000, { scheme: '70/30' });
  const spicHours = lineOf(9000, { eenheid: '04' });
  test.each<[string, Partial<ToegewezenProduct>, FoundTariff, Tariff, string]>([
    ['input to output', hours, input, spicLine, '10'],
    ['output to output', hours, output, spicLine, '03'],
    ['input to input', hours, input, spicInput, '03'],
    ['output to input', hours, output, spicInput, '03'],
    ['hours, of which no contract says it', hours, 'no-contract', spicLine, '10'],
    ['pieces of output', pieces, 'no-contract', spicLine, '03'],
    ['euros', omvangOf(3, '83', '2'), 'no-contract', spicLine, '03'],
    [
      'pieces that the contract calls input',
      pieces,
      lineOf(1, { paidFor: 'input' }),
      spicLine,
      '10',
    ],
    ['a Budget', budgetOf(5), 'no-contract', spicLine, '10'],
    ['a Budget that the contract calls output', budgetOf(5), output, spicLine, '03'],
    ['neither', { omvang: undefined }, 'no-contract', spicLine, '10'],
    ['to euros, of which no contract says it', hours, input, spicUnsaid, '10'],
    ['to hours', hours, input, spicHours, '03'],
  ])('%s', (_what, change, old, line, reden) => {
    expect(proposal(change, line, { old })).toMatchObject({ redenWijziging: reden });
  });
});

describe('both are compared over the days that both have', () => {
  test('a SPIC of 18 months, and an allocation of which 5 are left', () => {
    const found = proposal({ einddatum: '2026-11-30' }, spicLine, { months: 18 });
    // 153 of 549 days; the old one has 22 weeks, and one that December shares.
    expect(found).toMatchObject({
      price: { total: 540_000 },
      difference: 540_000 - 69 * 9550,
      equal: {
        until: '2026-11-30',
        old: 69 * 9550,
        spic: 150_492,
        difference: 150_492 - 69 * 9550,
      },
    });
  });

  test('a SPIC that is shorter', () => {
    const found = proposal(omvangOf(10, '04', '4'), spicLine, { months: 2 });
    // 62 of 184 days of 60 hours.
    expect(found).toMatchObject({
      equal: { until: '2026-08-31', old: 193_076, spic: 540_000, difference: 346_924 },
    });
  });

  test('a SPIC of an allocation that begins later', () => {
    const change = { ingangsdatum: '2026-10-01', ...omvangOf(10, '04', '4') };
    expect(proposal(change)).toMatchObject({
      equal: { until: '2026-12-31', old: 286_500, spic: 270_000, difference: -16_500 },
    });
    expect(proposal(change, spicLine, { months: 3 })).toMatchObject({ equal: null });
  });

  test.each<[string, Partial<ToegewezenProduct>, FoundTariff, Tariff, number | undefined, object]>([
    [
      'an old tariff that is not known',
      {},
      'no-tariff',
      spicLine,
      undefined,
      { monthDifference: null },
    ],
    ['no bound', { omvang: undefined }, perHour, spicLine, undefined, { monthDifference: null }],
    [
      'an old one without an end',
      { ...noEnd, ...omvangOf(10, '04', '4') },
      perHour,
      spicLine,
      12,
      { monthDifference: 45_000 - 95_500 },
    ],
    [
      'both without an end',
      { ...noEnd, ...omvangOf(10, '04', '4') },
      perHour,
      lineOf(984_000, { scheme: 'twelfths' }),
      undefined,
      { monthDifference: 82_000 - 95_500 },
    ],
    [
      'a total without an end',
      { ...noEnd, ...omvangOf(10, '04', '6') },
      perHour,
      lineOf(984_000, { scheme: 'twelfths' }),
      undefined,
      { monthDifference: null },
    ],
  ])('%s is not compared', (_what, change, old, line, months, wanted) => {
    const found = proposal(change, line, { old, ...(months !== undefined && { months }) });
    expect(found).toMatchObject({ difference: null, equal: null, ...wanted });
  });

  test('a total without an end has a difference, and no equal days', () => {
    const change = { ...noEnd, ...omvangOf(10, '04', '6') };
    expect(proposal(change, spicLine, { months: 12 })).toMatchObject({
      difference: 540_000 - 95_500,
      equal: null,
      monthDifference: null,
    });
  });
});

test('a volume in total goes over as far as it remains', () => {
  const total = { omvang: { volume: '100', eenheid: '04', frequentie: '6' } };
  const line = lineOf(8000, { eenheid: '04', scheme: 'per-unit' });
  const content = contentOf(total);
  const converted = (granted: number) => ({
    ...{ content, old: perHour, spic, tariff: line, day },
    remains: remainsOf({ content, declared: declaredOf({ grantedVolume: granted }) }, perHour, day),
  });
  expect(proposalFor(converted(40))).toMatchObject({
    omvang: { volume: '60', eenheid: '04', frequentie: '6' },
    price: { total: 60 * 8000 },
  });
  expect(proposalFor(converted(100))).toBe('nothing-remains');
});

test('where only the amount that was granted is known, it tells the volume', () => {
  const declared = declaredOf({ grantedAmount: 100 * 9550 });
  const found = remainsOf({ content: contentOf(), declared }, perHour, day);
  // 129 hours over the whole, less 100.
  expect(found).toMatchObject({ volume: 29, total: 29 * 9550 });
});
