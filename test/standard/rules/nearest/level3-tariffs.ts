import { cents } from '../../../../src/standard/money.ts';
import type { AgreedTariff } from '../../../../src/standard/rules/engine/declared-past.ts';
import { type Allocated, euros, type Said, type Story } from '../declared.ts';
import { declaredAbout, one } from './declared.ts';
import type { Nearest } from './nearest.ts';

/** Units and prices: of the allocation, and of the contract. */

/** A line of a contract, per hour unless said otherwise. */
function line(tarief: number, change: Partial<AgreedTariff> = {}): AgreedTariff {
  return { categorie: '45', code: 'B09P', eenheid: '04', tarief: cents(tarief), ...change };
}

/** A Prestatie in a month of a contract. */
function under(tariffs: readonly AgreedTariff[], said: Said = {}, on: Allocated = {}): Story {
  return { declares: [said], on: [on], tariffs };
}

const minutes = (volume: number, tarief: number, bedrag: number): Said => ({
  ...{ eenheid: '01', volume, tarief, bedrag },
});
const credit: Said = { ref: 'P2', credits: 'P1' };

const unit = declaredAbout('TR341');
const budget = { product: '45', omvang: undefined, budget: 1_000_000 };
const units: readonly Nearest[] = [
  unit.passes('hours on hours', {}),
  unit.passes('minutes on hours', one({ eenheid: '01' })),
  unit.passes('minutes on minutes', one({ eenheid: '01' }, { omvang: '100 01 4' })),
  unit.refuses('hours on minutes', '1/Eenheid', one({}, { omvang: '100 01 4' })),
  unit.refuses('minutes on days', '1/Eenheid', one({ eenheid: '01' }, { omvang: '100 14 4' })),
  unit.refuses('days on hours', '1/Eenheid', one({ eenheid: '14' })),
  unit.refuses(
    'pieces of output on pieces of effort',
    '1/Eenheid',
    one({ eenheid: '82' }, { omvang: '1 84 4' }),
  ),
  unit.passes('another unit of a credit', one({ ...credit, eenheid: '14' })),
  unit.passes('any unit on no allocation', one({ on: '999', eenheid: '14' })),
  unit.passes('any unit on a budget, without a contract', one({ eenheid: '14' }, budget)),
  unit.passes('the unit of the contract', under([line(1)], {}, budget)),
  unit.passes('minutes on the hours of the contract', under([line(1)], { eenheid: '01' }, budget)),
  unit.passes(
    'one of two units of the contract',
    under([line(1), line(1, { eenheid: '14' })], { eenheid: '14' }, budget),
  ),
  unit.refuses(
    'a unit that is not in the contract',
    '1/Eenheid',
    under([line(1)], { eenheid: '14' }, budget),
  ),
  unit.refuses(
    'hours on the minutes of the contract',
    '1/Eenheid',
    under([line(1, { eenheid: '01' })], {}, budget),
  ),
  unit.passes(
    'a unit, where the contract has another code',
    under([line(1, { code: 'B09I' })], { eenheid: '14' }, budget),
  ),
  unit.passes(
    'a unit, where the contract has another category',
    under([line(1, { categorie: '46' })], { eenheid: '14' }, budget),
  ),
  unit.passes(
    'a unit, before the contract begins',
    under([line(1, { from: '2026-03-02' })], { eenheid: '14' }, budget),
  ),
  unit.refuses(
    'a unit that is not that of the category',
    '1/Eenheid',
    under([{ categorie: '45', eenheid: '04', tarief: cents(1) }], { eenheid: '14' }, budget),
  ),
  unit.passes(
    'the unit of the allocation, whatever the contract says',
    under([line(1, { eenheid: '14' })]),
  ),
];

const tariff = declaredAbout('TR418');
const at = '1/ProductTarief';
const always = { categorie: '45', eenheid: '04' };
const tariffs: readonly Nearest[] = [
  tariff.passes('the tariff of the contract', under([line(9550)])),
  tariff.refuses('a cent more', at, under([line(9549)])),
  tariff.refuses('a cent less', at, under([line(9551)])),
  tariff.passes('any, without a contract', {}),
  tariff.passes('any, with a contract without lines', under([])),
  tariff.passes('any, where the contract has another code', under([line(1, { code: 'B09I' })])),
  tariff.passes(
    'any, where the contract has another category',
    under([line(1, { categorie: '46' })]),
  ),
  tariff.passes('any, where the contract has another unit', under([line(1, { eenheid: '14' })])),
  tariff.refuses('another on no allocation', at, under([line(1)], { on: '999' })),
  tariff.passes('another of a credit', under([line(1)], credit)),
  tariff.passes('none, of euros', under([line(1, { eenheid: '83' })], euros(100))),
  tariff.passes('one of two tariffs', under([line(1), line(9550)])),
  tariff.refuses('none of two tariffs', at, under([line(1), line(2)])),
  tariff.passes('that of the category', under([{ ...always, tarief: cents(9550) }])),
  tariff.refuses('not that of the category', at, under([{ ...always, tarief: cents(1) }])),
  tariff.passes(
    'that of the code, before that of its category',
    under([{ ...always, tarief: cents(1) }, line(9550)]),
  ),
  tariff.refuses(
    'that of the category, where the code has its own',
    at,
    under([{ ...always, tarief: cents(9550) }, line(1)]),
  ),
  tariff.passes(
    'on the first day of a line',
    under([line(9550, { from: '2026-03-01' }), line(1, { until: '2026-02-28' })]),
  ),
  tariff.passes(
    'on the last day of a line',
    under([line(9550, { until: '2026-03-01' }), line(1, { from: '2026-03-02' })]),
  ),
  tariff.refuses(
    'that of the month before',
    at,
    under([line(9550, { until: '2026-02-28' }), line(1, { from: '2026-03-01' })]),
  ),
  tariff.refuses(
    'that of the month after',
    at,
    under([line(1, { until: '2026-03-31' }), line(9550, { from: '2026-04-01' })]),
  ),
  tariff.passes('EUR 95.50 an hour: 159 a minute', under([line(9550)], minutes(50, 159, 7958))),
  tariff.refuses(
    'EUR 95.50 an hour: not 160 a minute',
    at,
    under([line(9550)], minutes(50, 160, 7958)),
  ),
  tariff.passes('EUR 87.30 an hour: 146 a minute', under([line(8730)], minutes(5, 146, 728))),
  tariff.refuses(
    'EUR 87.30 an hour: not 145 a minute',
    at,
    under([line(8730)], minutes(5, 145, 728)),
  ),
  tariff.passes('EUR 87.29 an hour: 145 a minute', under([line(8729)], minutes(5, 145, 727))),
  tariff.passes(
    'a tariff per minute, before that per hour',
    under([line(9550), line(200, { eenheid: '01' })], minutes(50, 200, 10_000)),
  ),
  tariff.refuses(
    'the tariff per hour by minutes, where there is one per minute',
    at,
    under([line(9550), line(200, { eenheid: '01' })], minutes(50, 159, 7958)),
  ),
  tariff.passes('hours, where only minutes are agreed', under([line(1, { eenheid: '01' })])),
  tariff.passes('days, where only hours are agreed', under([line(1)], { eenheid: '14' })),
];

const amount = declaredAbout('TR346');
const bedrag = '1/IngediendBedrag/Bedrag';
const priced = (said: Said) => under([line(9550)], said);
const amounts: readonly Nearest[] = [
  amount.passes('volume times tariff', {}),
  amount.refuses('a cent more', bedrag, one({ bedrag: 95_501 })),
  amount.refuses('a cent less', bedrag, one({ bedrag: 95_499 })),
  amount.refuses('a cent more on no allocation', bedrag, one({ on: '999', bedrag: 95_501 })),
  amount.refuses('the tariff alone', bedrag, one({ bedrag: 9550 })),
  amount.passes('another amount of a credit', one({ ...credit, bedrag: 1 })),
  amount.passes('euros', one(euros(100))),
  amount.passes('minutes, by an hourly tariff', priced(minutes(50, 159, 7958))),
  amount.refuses('minutes, by the tariff per minute', bedrag, priced(minutes(50, 159, 7950))),
  amount.refuses('minutes, a cent more', bedrag, priced(minutes(50, 159, 7959))),
  amount.refuses('minutes, a cent less', bedrag, priced(minutes(50, 159, 7957))),
  amount.passes('minutes at EUR 87.30, half up', under([line(8730)], minutes(5, 146, 728))),
  amount.refuses(
    'minutes at EUR 87.30, half down',
    bedrag,
    under([line(8730)], minutes(5, 146, 727)),
  ),
  amount.passes('a whole hour in minutes', priced(minutes(60, 159, 9550))),
  amount.passes('minutes at any amount, without a contract', one(minutes(50, 159, 1))),
  amount.passes(
    'minutes at any amount, with another code agreed',
    under([line(1, { code: 'B09I' })], minutes(50, 159, 1)),
  ),
  amount.passes(
    'minutes, by a tariff per minute',
    under([line(200, { eenheid: '01' })], minutes(50, 200, 10_000)),
  ),
  amount.refuses(
    'minutes, a cent off a tariff per minute',
    bedrag,
    under([line(200, { eenheid: '01' })], minutes(50, 200, 10_001)),
  ),
  amount.passes(
    'minutes by a tariff per minute, before that per hour',
    under([line(9550), line(159, { eenheid: '01' })], minutes(50, 159, 7950)),
  ),
  amount.passes(
    'minutes by the one of two hourly tariffs that is meant',
    under([line(8730), line(9550)], minutes(50, 159, 7958)),
  ),
  amount.refuses(
    'minutes by the other of two hourly tariffs',
    bedrag,
    under([line(8730), line(9550)], minutes(50, 159, 7275)),
  ),
  amount.passes(
    'minutes by a tariff that is not that of the contract, at its amount',
    priced(minutes(50, 200, 7958)),
  ),
  amount.refuses(
    'minutes by a tariff that is not that of the contract, at another amount',
    bedrag,
    priced(minutes(50, 200, 10_000)),
  ),
];

const several: readonly Nearest[] = [
  amount.refuses(
    'minutes by the other of two hourly tariffs, the last',
    bedrag,
    under([line(9550), line(8730)], minutes(50, 159, 7275)),
  ),
  ...[
    [8730, 9550],
    [9550, 8730],
  ].map((agreed) =>
    amount.passes(
      `minutes by neither of two tariffs, ${agreed.join(' and ')}, at the amount of one`,
      under(
        agreed.map((tarief) => line(tarief)),
        minutes(50, 200, 7958),
      ),
    ),
  ),
];

export const tariffNearest: readonly Nearest[] = [...units, ...tariffs, ...amounts, ...several];
