import { month, noah, type Said, type Story, yara } from '../declared.ts';
import { declaredAbout, one } from './declared.ts';
import type { Nearest } from './nearest.ts';

/** A declaration, its clients and its Prestaties, each by itself, against what was said before. */

const numbers = declaredAbout('TR333');
const periods = declaredAbout('TR318');
const declaration: readonly Nearest[] = [
  numbers.passes('a DeclaratieNummer that is new', {}),
  numbers.refuses('one that was used', 'Declaratie/DeclaratieNummer', {
    past: { declaratieNummerUsed: true },
  }),
  periods.passes('the first month', { month: '2026-03' }),
  periods.passes('the same month again', { month: '2026-03', past: { lastPeriod: '2026-03' } }),
  periods.passes('the next month', { month: '2026-03', past: { lastPeriod: '2026-02' } }),
  periods.passes('a month after a gap', { month: '2026-03', past: { lastPeriod: '2025-11' } }),
  periods.passes('January after December', { month: '2026-01', past: { lastPeriod: '2025-12' } }),
  periods.refuses('the month before', 'Declaratie/DeclaratiePeriode', {
    ...{ month: '2026-02', past: { lastPeriod: '2026-03' } },
  }),
  periods.refuses('December before January', 'Declaratie/DeclaratiePeriode', {
    ...{ month: '2025-12', past: { lastPeriod: '2026-01' } },
  }),
];

const whose = declaredAbout('TR304');
const two: readonly Said[] = [
  { ref: 'P1', bsn: yara, on: '700' },
  { ref: 'P2', bsn: noah, on: '701' },
];
const ofNoah = { number: '701', client: 'noah' };
const clients: readonly Nearest[] = [
  whose.passes('each its own allocation', { declares: two, on: [ofNoah] }),
  whose.refuses('an allocation of another', '1/Bsn', one({}, { client: 'noah' })),
  whose.refuses('the allocation of the first with the last', '2/Bsn', {
    declares: [two[0] ?? {}, { ref: 'P2', bsn: noah, on: '700' }],
  }),
  whose.refuses('one of two allocations of another, once', '1/Bsn', {
    declares: [{}, { ref: 'P2', on: '701' }],
    on: [ofNoah],
  }),
  whose.refuses('two allocations of another, once', '1/Bsn', {
    declares: [{ on: '701' }, { ref: 'P2', on: '701', ...month('2026-04') }],
    on: [ofNoah],
  }),
  whose.refuses('a Bsn that is not known there', '1/Bsn', { past: { clients: new Map() } }),
  whose.refuses('a credit on an allocation of another', '1/Bsn', {
    declares: [{ ref: 'P2', credits: 'P1', bsn: noah }],
    on: [{ granted: [{}] }],
  }),
  whose.passes('a number that is not known', one({ on: '999' })),
  whose.passes('a Bsn and a number that are not known', {
    declares: [{ on: '999' }],
    past: { clients: new Map() },
  }),
];

const known = declaredAbout('TR338');
const allocations: readonly Nearest[] = [
  known.passes('a number of an allocation', {}),
  known.passes('a number with zeros before it', one({ on: '0700' })),
  known.passes('an allocation that was deleted', one({}, { deleted: true })),
  known.refuses('a number of none', '1/ToewijzingNummer', one({ on: '7000' })),
  known.refuses(
    'a number of none, of a credit',
    '1/ToewijzingNummer',
    one({ credits: 'P0', on: '7' }),
  ),
  known.refuses('the second of two', '2/ToewijzingNummer', {
    declares: [{}, { ref: 'P2', on: '702' }],
  }),
];

const deletion = declaredAbout('TR384');
const categories = declaredAbout('TR339');
const codes = declaredAbout('TR340');
const credit: Said = { ref: 'P2', credits: 'P1' };
const products: readonly Nearest[] = [
  deletion.passes('an allocation that stands', {}),
  deletion.refuses('one that was deleted', '1', one({}, { deleted: true })),
  deletion.passes(
    'a credit on one that was deleted',
    one(credit, { deleted: true, granted: [{}] }),
  ),
  categories.passes('the category of the allocation', {}),
  categories.passes(
    'any category on a generic allocation',
    one({ product: '46 B09P' }, { product: undefined }),
  ),
  categories.passes('the category of an aspecific allocation', one({}, { product: '45' })),
  categories.refuses('another category', '1/ProductCategorie', one({ product: '46 B09P' })),
  categories.refuses(
    'another category on an aspecific allocation',
    '1/ProductCategorie',
    one({}, { product: '46' }),
  ),
  categories.passes(
    'another category of a credit',
    one({ ...credit, product: '46 B09P' }, { granted: [{}] }),
  ),
  codes.passes('the code of the allocation', {}),
  codes.passes('any code on an aspecific allocation', one({}, { product: '45' })),
  codes.passes('any code on a generic allocation', one({}, { product: undefined })),
  codes.passes('the code in another category', one({ product: '46 B09P' })),
  codes.refuses('another code', '1/ProductCode', one({ product: '45 B09I' })),
  codes.refuses('a code in other letters', '1/ProductCode', one({ product: '45 b09P' })),
  codes.passes(
    'another code of a credit',
    one({ ...credit, product: '45 B09I' }, { granted: [{}] }),
  ),
];

const begins = declaredAbout('TR307');
const ends = declaredAbout('TR308');
const firsts = declaredAbout('TR387');
const lasts = declaredAbout('TR388');
const from = (begin: string) => ({ begin, end: '2026-03-31' });
const to = (end: string) => ({ begin: '2026-03-01', end });
const days: readonly Nearest[] = [
  begins.passes('on Ingangsdatum', one({}, { begin: '2026-03-01' })),
  begins.passes('after Ingangsdatum', one({}, { begin: '2026-02-28' })),
  begins.refuses('the day before', '1/ProductPeriode/Begindatum', one({}, { begin: '2026-03-02' })),
  begins.passes('before it, of a credit', one(credit, { begin: '2026-03-02' })),
  ends.passes('on Einddatum', one({}, { end: '2026-03-31' })),
  ends.passes('before Einddatum', one({}, { end: '2026-04-01' })),
  ends.passes('without Einddatum', one({}, { end: undefined })),
  ends.refuses('the day after', '1/ProductPeriode/Einddatum', one({}, { end: '2026-03-30' })),
  ends.passes('after it, of a credit', one(credit, { end: '2026-03-30' })),
  firsts.passes('the first of the month', {}),
  firsts.passes('the first, which is Ingangsdatum', one({}, { begin: '2026-03-01' })),
  firsts.passes(
    'Ingangsdatum later in the month',
    one(from('2026-03-10'), { begin: '2026-03-10' }),
  ),
  firsts.passes(
    'the first, before an Ingangsdatum in another month',
    one({}, { begin: '2026-04-10' }),
  ),
  firsts.passes('the second of a credit', one({ ...credit, ...from('2026-03-02') })),
  firsts.refuses('the second', '1/ProductPeriode/Begindatum', one(from('2026-03-02'))),
  firsts.refuses(
    'the day of Ingangsdatum, a month after it',
    '1/ProductPeriode/Begindatum',
    one(from('2026-03-10'), { begin: '2026-02-10' }),
  ),
  firsts.refuses(
    'the day of Ingangsdatum, a year after it',
    '1/ProductPeriode/Begindatum',
    one(from('2026-03-10'), { begin: '2025-03-10' }),
  ),
  firsts.refuses(
    'the day after an Ingangsdatum in the month',
    '1/ProductPeriode/Begindatum',
    one(from('2026-03-11'), { begin: '2026-03-10' }),
  ),
  firsts.refuses(
    'the first, before an Ingangsdatum in the month',
    '1/ProductPeriode/Begindatum',
    one({}, { begin: '2026-03-10' }),
  ),
  firsts.passes(
    'the last of the month, which is Ingangsdatum',
    one(from('2026-03-31'), { begin: '2026-03-31' }),
  ),
  firsts.passes(
    'the first, in the month before an Ingangsdatum on a first',
    one({ begin: '2026-02-01', end: '2026-02-28' }, { begin: '2026-03-01' }),
  ),
  lasts.passes(
    'the first of the month, which is Einddatum',
    one(to('2026-03-01'), { end: '2026-03-01' }),
  ),
  lasts.passes(
    'the last, in the month after an Einddatum on a last',
    one({}, { end: '2026-02-28' }),
  ),
  lasts.passes(
    'the last, in the month before an Einddatum on a first',
    one({}, { end: '2026-04-01' }),
  ),
  lasts.passes('the last of the month', {}),
  lasts.passes('29 February', one(month('2024-02'), { begin: '2024-01-01' })),
  lasts.refuses(
    '28 February in a leap year',
    '1/ProductPeriode/Einddatum',
    one({ begin: '2024-02-01', end: '2024-02-28' }, { begin: '2024-01-01' }),
  ),
  lasts.passes('28 February in another year', one({ begin: '2026-02-01', end: '2026-02-28' })),
  lasts.passes('the last, which is Einddatum', one({}, { end: '2026-03-31' })),
  lasts.passes('the last, without Einddatum', one({}, { end: undefined })),
  lasts.passes('Einddatum earlier in the month', one(to('2026-03-20'), { end: '2026-03-20' })),
  lasts.passes('the last, after an Einddatum in another month', one({}, { end: '2026-02-10' })),
  lasts.passes('the last but one of a credit', one({ ...credit, ...to('2026-03-30') })),
  lasts.refuses('the last but one', '1/ProductPeriode/Einddatum', one(to('2026-03-30'))),
  lasts.refuses(
    'the last but one, without Einddatum',
    '1/ProductPeriode/Einddatum',
    one(to('2026-03-30'), { end: undefined }),
  ),
  lasts.refuses(
    'the day of Einddatum, a month before it',
    '1/ProductPeriode/Einddatum',
    one(to('2026-03-20'), { end: '2026-04-20' }),
  ),
  lasts.refuses(
    'the day before an Einddatum in the month',
    '1/ProductPeriode/Einddatum',
    one(to('2026-03-19'), { end: '2026-03-20' }),
  ),
  lasts.refuses(
    'the last, after an Einddatum in the month',
    '1/ProductPeriode/Einddatum',
    one({}, { end: '2026-03-20' }),
  ),
];

const within = declaredAbout('TR319');
const unique = declaredAbout('TR314');
const reference = (place: number) => `${place}/ProductReferentie/ReferentieNummer`;
const used = (...references: string[]): Story => ({
  past: { usedReferences: new Set(references) },
});
const others: readonly Nearest[] = [
  within.passes('the month that is declared', { month: '2026-03' }),
  within.passes('an earlier month', { month: '2026-04' }),
  within.passes('a month of an earlier year', { month: '2027-01' }),
  within.refuses('the next month', '1/ProductPeriode', { month: '2026-02' }),
  within.refuses('the day after', '1/ProductPeriode', {
    ...one({ begin: '2026-04-01', end: '2026-04-01' }),
    month: '2026-03',
  }),
  within.refuses('the next month, of a credit', '1/ProductPeriode', {
    ...{ declares: [credit], month: '2026-02' },
  }),
  within.refuses('the next month, on no allocation', '1/ProductPeriode', {
    ...{ declares: [{ on: '999' }], month: '2026-02' },
  }),
  within.refuses('the second of two', '2/ProductPeriode', {
    declares: [{}, { ref: 'P2', ...month('2026-04') }],
    month: '2026-03',
  }),
  unique.passes('a reference that is new', used()),
  unique.passes('one of which another begins alike', used('P', 'P10')),
  unique.passes('one that was used in other letters', used('p1')),
  unique.refuses('one that was used', reference(1), used('P1')),
  unique.refuses('one that was used, of a credit', reference(1), {
    ...used('P2'),
    declares: [credit],
  }),
  unique.refuses('one that was used, twice', [reference(1), reference(2)], {
    ...used('P1'),
    declares: [{ on: '700' }, { bsn: noah }],
  }),
  unique.refuses('the second with one reference', reference(2), {
    declares: [{}, { bsn: noah, on: '701' }],
    on: [ofNoah],
  }),
  unique.refuses('the second with one reference, when the first is refused', reference(2), {
    declares: [{ on: '999' }, { bsn: noah, on: '701' }],
    on: [ofNoah],
  }),
  unique.passes('a reference that the message credits', {
    declares: [{ ref: 'P3', credits: 'P1' }, { ref: 'P2' }],
    on: [{ granted: [{}] }],
  }),
];

/** Of a Prestatie on no allocation nothing is asked that is about its allocation. */
const unknown = [begins, ends, firsts, lasts, categories, codes, deletion].map((about) =>
  about.passes('anything on no allocation', one({ on: '999', begin: '2026-03-02' })),
);

export const declaredNearest: readonly Nearest[] = [
  ...unknown,
  ...declaration,
  ...clients,
  ...allocations,
  ...products,
  ...days,
  ...others,
];
