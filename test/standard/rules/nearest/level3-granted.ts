import { type Allocated, euros, month, type Said, type Story } from '../declared.ts';
import { declaredAbout, one } from './declared.ts';
import type { Nearest } from './nearest.ts';

/** A Prestatie against what is granted on its allocation: volume, Budget, credits (TR321 to TR323, TR369, TR389, TR390). */

const inMonth = declaredAbout('TR321');
const over = declaredAbout('TR322');
const volume = '1/GeleverdVolume';
const pieces = { eenheid: '82', tarief: 100 };

/** The most for a ProductPeriode: it passes, and one more does not. */
function most(shows: string, count: number, said: Said, on: Allocated): Nearest[] {
  const amount = (size: number): Said =>
    said.eenheid === '83' ? { ...said, ...euros(size) } : { ...said, volume: size };
  return [
    inMonth.passes(`${shows}: ${count}`, one(amount(count), on)),
    inMonth.refuses(`${shows}: ${count + 1}`, volume, one(amount(count + 1), on)),
  ];
}

const winter = { begin: '2026-12-07', end: '2027-01-10' };
const inDecember = { begin: '2026-12-07', end: '2026-12-31' };
const inJanuary = { begin: '2027-01-01', end: '2027-01-10' };
const periods: readonly Nearest[] = [
  ...most('2 a day in March', 62, {}, { omvang: '2 04 1' }),
  ...most('2 a day, in output', 62, pieces, { omvang: '2 82 1' }),
  ...most('2 a day in a part of March', 10, { begin: '2026-03-27' }, { omvang: '2 04 1' }),
  ...most('2 a day on one day', 2, { begin: '2026-03-31' }, { omvang: '2 04 1' }),
  // March 2026 begins on a Sunday: weeks 9 to 14.
  ...most('2 a week in March: six weeks', 12, {}, { omvang: '2 04 2' }),
  ...most('2 a week in February: four weeks and a day', 10, month('2026-02'), { omvang: '2 04 2' }),
  ...most('2 a week of February 2021: four weeks', 8, month('2021-02'), {
    ...{ omvang: '2 04 2', begin: '2021-01-01' },
  }),
  ...most('2 a week, in days', 12, { eenheid: '14' }, { omvang: '2 14 2' }),
  ...most('2 a week, in pieces of effort', 12, { eenheid: '84' }, { omvang: '2 84 2' }),
  // Example c: December from the 7th has weeks 50 to 53, January to the 10th weeks 53 and 1.
  ...most('2 a week from 7 December', 8, inDecember, { ...winter, omvang: '2 04 2' }),
  ...most('2 a week until 10 January', 4, inJanuary, { ...winter, omvang: '2 04 2' }),
  ...most(
    'EUR 300 a week in December: three Sundays',
    90_000,
    { ...inDecember, eenheid: '83' },
    {
      ...{ ...winter, omvang: '30000 83 2' },
    },
  ),
  ...most(
    'EUR 300 a week in January: two Sundays, the last its end',
    60_000,
    { ...inJanuary, eenheid: '83' },
    {
      ...{ ...winter, omvang: '30000 83 2' },
    },
  ),
  ...most('2 pieces a week in March: five Sundays', 10, pieces, { omvang: '2 82 2' }),
  // Ends on Monday: its last Sunday counts double.
  ...most(
    '2 pieces a week until Monday',
    6,
    { ...pieces, ...inJanuary, end: '2027-01-11' },
    {
      ...{ ...winter, end: '2027-01-11', omvang: '2 82 2' },
    },
  ),
  ...most(
    '2 pieces a week until Saturday',
    4,
    { ...pieces, ...inJanuary, end: '2027-01-09' },
    {
      ...{ ...winter, end: '2027-01-09', omvang: '2 82 2' },
    },
  ),
  // The last Sunday, 29 March, is not in the month in which it ends.
  ...most('2 pieces a week in March, until 1 April', 12, pieces, {
    omvang: '2 82 2',
    end: '2026-04-01',
  }),
  ...most(
    '2 pieces a week on 1 April alone',
    0,
    { ...pieces, begin: '2026-04-01', end: '2026-04-01' },
    {
      ...{ omvang: '2 82 2', end: '2026-04-01' },
    },
  ),
  ...most(
    '2 pieces a week in February, until 1 April',
    8,
    { ...pieces, ...month('2026-02') },
    {
      ...{ omvang: '2 82 2', end: '2026-04-01' },
    },
  ),
  ...most(
    '2 pieces a week without a Sunday',
    2,
    { ...pieces, begin: '2026-03-02', end: '2026-03-04' },
    {
      ...{ omvang: '2 82 2', begin: '2026-03-02', end: '2026-03-04' },
    },
  ),
  ...most(
    '2 pieces a week without a Sunday, in the month in which it begins',
    0,
    { ...pieces, begin: '2026-06-30', end: '2026-06-30' },
    { omvang: '2 82 2', begin: '2026-06-30', end: '2026-07-02' },
  ),
  ...most(
    '2 pieces a week on a Sunday',
    2,
    { ...pieces, begin: '2026-03-01', end: '2026-03-01' },
    {
      ...{ omvang: '2 82 2', begin: '2026-03-01', end: '2026-03-01' },
    },
  ),
  ...most(
    '2 pieces a week from a Sunday to Monday',
    4,
    { ...pieces, begin: '2026-03-01', end: '2026-03-02' },
    {
      ...{ omvang: '2 82 2', begin: '2026-03-01', end: '2026-03-02' },
    },
  ),
  ...most('2 pieces a week without an end', 10, pieces, { omvang: '2 82 2', end: undefined }),
  ...most('20 a month', 20, {}, { omvang: '20 04 4' }),
  ...most('20 a month, in a part of it', 20, { begin: '2026-03-20' }, { omvang: '20 04 4' }),
  ...most('20 a month, in output', 20, pieces, { omvang: '20 82 4' }),
  ...most('20 in total', 20, {}, { omvang: '20 04 6' }),
  ...most('20 in total without an end', 20, {}, { omvang: '20 04 6', end: undefined }),
  ...most('2 hours a month, in minutes', 120, { eenheid: '01' }, { omvang: '2 04 4' }),
  ...most('120 minutes a month', 120, { eenheid: '01' }, { omvang: '120 01 4' }),
];

/** Twenty hours a month, of which something was granted. */
const after = (said: Said, ...granted: readonly Said[]): Story =>
  one({ ref: 'P9', ...said }, { omvang: '20 04 4', granted });
const granted: readonly Nearest[] = [
  inMonth.passes('what is left of the month', after({ product: '45 B09I', volume: 10 }, {})),
  inMonth.refuses(
    'more than is left of the month',
    volume,
    after({ product: '45 B09I', volume: 11 }, {}),
  ),
  inMonth.refuses(
    'more than is left, after part of the month',
    volume,
    after({ volume: 11 }, { end: '2026-03-15' }),
  ),
  inMonth.passes('all, after another month', after({ volume: 20 }, month('2026-02'))),
  inMonth.passes(
    'all, after the same month of another year',
    after({ volume: 20 }, month('2025-03')),
  ),
  inMonth.passes(
    'all, after what was credited',
    after({ volume: 20 }, {}, { ref: 'P2', credits: 'P1' }),
  ),
  inMonth.refuses(
    'more than is left, after two of which one was credited',
    volume,
    after({ volume: 11 }, {}, { ref: 'P2' }, { ref: 'P3', credits: 'P1' }),
  ),
  inMonth.passes(
    'what is left after minutes',
    after({ volume: 19 }, { eenheid: '01', volume: 60 }),
  ),
  inMonth.refuses(
    'more than is left after minutes',
    volume,
    after({ volume: 20 }, { eenheid: '01', volume: 1 }),
  ),
  inMonth.passes(
    'what is left after days, which cannot be compared',
    after({ volume: 20 }, { eenheid: '14' }),
  ),
  inMonth.passes('days, which cannot be compared', after({ volume: 21, eenheid: '14' })),
  inMonth.passes('any volume on a Budget', one({ volume: 1000 }, { omvang: undefined, budget: 1 })),
  inMonth.passes('more, of a credit', after({ credits: 'P1', volume: 21 }, {})),
  inMonth.passes('any volume on no allocation', one({ on: '999', volume: 1000 })),
];

const hours = (name: string, size: number, ref: string): Said => ({
  ...{ ...month(name), volume: size, ref },
});
/** Over the whole: what was granted before, and how much is left. */
function rest(shows: string, left: number, said: Said, on: Allocated): Nearest[] {
  const amount = (size: number): Said =>
    said.eenheid === '83'
      ? { ref: 'P9', ...said, ...euros(size) }
      : { ref: 'P9', ...said, volume: size };
  return [
    over.passes(`${shows}: ${left}`, one(amount(left), on)),
    over.refuses(`${shows}: ${left + 1}`, volume, one(amount(left + 1), on)),
  ];
}
const whole: readonly Nearest[] = [
  // Example c: five weeks are 10 hours; 7 of them were granted in December.
  ...rest('2 a week over five weeks, after 7', 3, inJanuary, {
    ...{ ...winter, omvang: '2 04 2', granted: [{ ...inDecember, volume: 7 }] },
  }),
  ...rest(
    'EUR 300 a week over five Sundays',
    60_000,
    { ...inJanuary, eenheid: '83' },
    {
      ...{ ...winter, omvang: '30000 83 2', granted: [{ ...inDecember, ...euros(90_000) }] },
    },
  ),
  // Example a: 43 weeks are 129 hours; 45 were granted before the conversion.
  ...rest('3 a week over 43 weeks, after 45', 84, month('2026-07'), {
    ...{ begin: '2026-03-09', end: '2026-12-31', omvang: '3 04 2', granted: [{ volume: 45 }] },
  }),
  ...rest('3 a week over the 17 weeks that are left of it', 6, month('2026-06'), {
    ...{ begin: '2026-03-09', end: '2026-06-30', omvang: '3 04 2', granted: [{ volume: 45 }] },
  }),
  // Example d: 70% of 543215 cents was granted in another month.
  ...rest(
    '70% and 30% of EUR 5432.15',
    162_964,
    { ...month('2026-06'), eenheid: '83' },
    {
      ...{ omvang: '543215 83 6', granted: [{ ...month('2026-01'), ...euros(380_251) }] },
    },
  ),
  ...rest(
    '2 a day over three days',
    2,
    { begin: '2026-03-31' },
    {
      ...{
        begin: '2026-03-29',
        end: '2026-03-31',
        omvang: '2 04 1',
        granted: [{ volume: 4, end: '2026-03-30' }],
      },
    },
  ),
  ...rest('20 a month over two months, in part', 15, month('2026-04'), {
    ...{ begin: '2026-03-31', end: '2026-04-01', omvang: '20 04 4', granted: [{ volume: 25 }] },
  }),
  ...rest('20 in total', 10, month('2026-04'), { omvang: '20 04 6', granted: [{}] }),
  ...rest('20 in total without an end', 10, month('2026-04'), {
    ...{ omvang: '20 04 6', end: undefined, granted: [{}] },
  }),
  ...rest('20 in total, after credits', 20, month('2026-04'), {
    omvang: '20 04 6',
    granted: [{}, { ref: 'P2', credits: 'P1' }],
  }),
  ...rest(
    '2 hours in total, after minutes: in minutes',
    30,
    { ...month('2026-04'), eenheid: '01' },
    {
      ...{ omvang: '2 04 6', granted: [{ eenheid: '01', volume: 90 }] },
    },
  ),
  over.passes('any volume without an end, per month', one({ volume: 1000 }, { end: undefined })),
  over.passes(
    'any volume without an end, per day',
    one({ volume: 1000 }, { end: undefined, omvang: '1 04 1' }),
  ),
  over.passes(
    'more, of a credit',
    one({ ref: 'P9', credits: 'P1', volume: 1000 }, { omvang: '20 04 6' }),
  ),
  over.passes(
    'days, which cannot be compared',
    one({ eenheid: '14', volume: 21 }, { omvang: '20 04 6' }),
  ),
  over.passes('any volume on a Budget', one({ volume: 1000 }, { omvang: undefined, budget: 1 })),
  over.refuses('the second of two that fit one by one', '2/GeleverdVolume', {
    declares: [hours('2026-03', 15, 'P1'), hours('2026-04', 6, 'P2')],
    on: [{ omvang: '20 04 6' }],
  }),
  over.passes('two that fit together', {
    declares: [hours('2026-03', 15, 'P1'), hours('2026-04', 5, 'P2')],
    on: [{ omvang: '20 04 6' }],
  }),
];

const money = declaredAbout('TR369');
const budget = (size: number, ...given: readonly Said[]): Allocated => ({
  ...{ product: '45', omvang: undefined, budget: size, granted: given },
});
const next = { ref: 'P9', ...month('2026-04') };
const budgets: readonly Nearest[] = [
  money.passes('the whole Budget', one({}, budget(95_500))),
  money.refuses('a cent more than the Budget', '1', one({}, budget(95_499))),
  money.passes('what is left of it', one(next, budget(191_000, {}))),
  money.refuses('a cent more than is left', '1', one(next, budget(190_999, {}))),
  money.passes(
    'what is left after credits',
    one(next, budget(95_500, {}, { ref: 'P2', credits: 'P1' })),
  ),
  money.passes('any amount without a Budget', one({}, {})),
  money.passes('more, of a credit', one({ ...next, credits: 'P1' }, budget(1))),
  money.passes('an amount in euros', one({ ...next, ...euros(100) }, budget(100))),
  money.refuses('a cent too many euros', '1', one({ ...next, ...euros(101) }, budget(100))),
  money.refuses('the second of two', '2', {
    declares: [{ ref: 'P1' }, { ...next }],
    on: [budget(190_999)],
  }),
];

const again = declaredAbout('TR389');
const repeats = (said: Said, ...given: readonly Said[]): Story =>
  one({ ref: 'P9', ...said }, { product: '45', granted: given });
const standing: readonly Nearest[] = [
  again.passes('the first time', {}),
  again.refuses('the same month again', '1', repeats({}, {})),
  again.refuses('the same month again, of another volume', '1', repeats({ volume: 1 }, {})),
  again.passes('another code', repeats({ product: '45 B09I' }, {})),
  again.passes('another category', repeats({ product: '46 B09P' }, {})),
  again.passes('another Begindatum', repeats({ begin: '2026-03-02' }, {})),
  again.passes('another Einddatum', repeats({ end: '2026-03-30' }, {})),
  again.passes('after it was credited', repeats({}, {}, { ref: 'P2', credits: 'P1' })),
  again.refuses(
    'after it was credited and declared anew',
    '1',
    repeats({}, {}, { ref: 'P2', credits: 'P1' }, { ref: 'P3' }),
  ),
  again.passes('on another allocation', {
    declares: [{ ref: 'P9', on: '701' }],
    on: [{ granted: [{}] }, { number: '701' }],
  }),
  again.passes('a credit of it', repeats({ credits: 'P1' }, {})),
];

const credits = declaredAbout('TR323');
const credited = (said: Said, ...given: readonly Said[]): Story =>
  one({ ref: 'P9', credits: 'P1', ...said }, { granted: given });
const same: readonly Nearest[] = [
  credits.passes('a credit that is equal', credited({}, {})),
  credits.passes('a debit', one({ ref: 'P9' }, { granted: [{}] })),
  credits.refuses('a reference of none', '1', credited({})),
  credits.refuses('a reference of another', '1', credited({ credits: 'P2' }, {})),
  credits.refuses('a reference in other letters', '1', credited({ credits: 'p1' }, {})),
  credits.refuses(
    'a reference of a credit',
    '1',
    credited({ credits: 'P2' }, {}, { ref: 'P2', credits: 'P1' }),
  ),
  credits.refuses('another category', '1', credited({ product: '46 B09P' }, {})),
  credits.refuses('another code', '1', credited({ product: '45 B09I' }, {})),
  credits.refuses('another Begindatum', '1', credited({ begin: '2026-03-02' }, {})),
  credits.refuses('another Einddatum', '1', credited({ end: '2026-03-30' }, {})),
  credits.refuses('another volume', '1', credited({ volume: 9, bedrag: 95_500 }, {})),
  credits.refuses('another unit', '1', credited({ eenheid: '01' }, {})),
  credits.refuses('another tariff', '1', credited({ tarief: 9551, bedrag: 95_500 }, {})),
  credits.refuses('another amount', '1', credited({ bedrag: 95_499 }, {})),
  credits.passes('euros, without a tariff', credited(euros(100), euros(100))),
  credits.passes('one of two that had the reference', credited({}, { volume: 9 }, {})),
  credits.refuses('a debit on another allocation', '1', {
    declares: [{ ref: 'P9', credits: 'P1', on: '701' }],
    on: [{ granted: [{}] }, { number: '701' }],
  }),
  credits.refuses('a debit that is refused in the message before it', '2', {
    declares: [{ ref: 'P1' }, { ref: 'P9', credits: 'P1' }],
  }),
  credits.passes('a credit on no allocation', one({ on: '999', credits: 'P1' })),
];

const twice = declaredAbout('TR390');
const before: readonly Nearest[] = [
  twice.passes('the first time', credited({}, {})),
  twice.refuses('the second time', '1', credited({}, {}, { ref: 'P2', credits: 'P1' })),
  twice.passes(
    'after another was credited',
    credited({}, {}, { ref: 'P3' }, { ref: 'P2', credits: 'P3' }),
  ),
  twice.passes(
    'a debit after a credit',
    one({ ref: 'P9' }, { granted: [{}, { ref: 'P2', credits: 'P1' }] }),
  ),
  twice.passes('after a credit on another allocation', {
    declares: [{ ref: 'P9', credits: 'P1' }],
    on: [{ granted: [{}] }, { number: '701', granted: [{}, { ref: 'P2', credits: 'P1' }] }],
  }),
];

/** What was granted before may be odd: it was imported. */
const odd: readonly Nearest[] = [
  again.refuses(
    'after one of two was credited',
    '1',
    repeats({}, {}, { ref: 'P2' }, { ref: 'P3', credits: 'P1' }),
  ),
  credits.passes('the other of two that had the reference', credited({}, {}, { volume: 9 })),
  money.refuses(
    'a cent more than is left after two',
    '1',
    one(next, budget(286_499, {}, { ref: 'P2', ...month('2026-02') })),
  ),
];

export const grantedNearest: readonly Nearest[] = [
  ...odd,
  ...periods,
  ...granted,
  ...whole,
  ...budgets,
  ...standing,
  ...same,
  ...before,
];
