import { describe, expect, test } from 'vitest';
import type { JudgedBy } from '../../../src/ledger/contracts/between.ts';
import {
  type ContractQuestion,
  checkContract,
  checkReasons,
} from '../../../src/ledger/contracts/check.ts';
import type { Contract, ContractLine } from '../../../src/ledger/contracts/model.ts';
import { productKey } from '../../../src/ledger/contracts/model.ts';
import { cents } from '../../../src/standard/money.ts';
import { checkSentence } from '../../../src/texts/contract-texts.ts';

const product = { categorie: '45', code: 'B09P' };
/** Hours at EUR 95.50, from 2 to 10 a week, at most EUR 20,000 a year; then at EUR 98. */
const lines: readonly ContractLine[] = [
  {
    ...{ ...product, from: '2026-01-01', until: '2026-12-31', tariff: 9550, eenheid: '04' },
    ...{ leastVolume: 2, mostVolume: 10, frequentie: '2', yearCeiling: 2_000_000 },
  },
  { ...product, from: '2027-01-01', until: '2027-06-30', tariff: 9800, eenheid: '04' },
  { categorie: '46', code: 'C07I', from: '2026-01-01', until: '2027-06-30', tariff: 500_000 },
];
const contract: Contract = {
  ...{ number: 'C-1', aanbieder: '12345678', gemeenten: ['0363'], begin: '2026-01-01' },
  ...{ end: '2027-06-30', lines },
};

const judgedBy = (one: Contract): JudgedBy => ({
  ...{ id: '01a20563-607e-7aa1-b735-07c007c906ff', version: 1, contract: one, agreed: [] },
  byProduct: Map.groupBy(one.lines, productKey),
});

const question: ContractQuestion = {
  ...{ gemeente: '0363', aanbieder: '12345678', product },
  ...{ begin: '2026-03-01', end: '2026-06-30' },
};

/** Asks about 3 hours a week, unless the wish has an amount. */
function ask(wish: Partial<ContractQuestion>, contracts: readonly Contract[] = [contract]) {
  const found = {
    family: { '0363': null, '0370': '2021-12-31' },
    contracts: contracts.map(judgedBy),
  };
  const amount = 'omvang' in wish || 'budget' in wish ? {} : hours(3);
  const { line, ...answer } = checkContract({ ...question, ...amount, ...wish }, found);
  return { ...answer, tariff: line?.line.tariff };
}

const hours = (volume: number, frequentie = '2', eenheid = '04') => ({
  omvang: { volume: BigInt(volume), eenheid, frequentie },
});
const yes = { outcome: 'yes', reason: 'agreed', refused: false, remarks: [] };
const no = (reason: string, redenAfwijzing: string, refused = false) => ({
  ...{ outcome: 'no', reason, redenAfwijzing, refused },
});
const unknown = (reason: string) => ({ outcome: 'unknown', reason });

test('a product of the contract, with its tariff', () => {
  expect(ask({})).toEqual({ ...yes, tariff: 9550 });
  expect(ask({ begin: '2027-01-01' })).toMatchObject({ outcome: 'yes', tariff: 9800 });
});

describe('days', () => {
  test.each([
    ['the first day', '2026-01-01', yes],
    ['the last day', '2027-06-30', { outcome: 'yes' }],
    ['the day before', '2025-12-31', no('begins-outside', '4', true)],
    ['the day after', '2027-07-01', no('begins-outside', '4', true)],
    // The line that begins next is shown, or the last that was.
    ['long before', '2020-01-01', { reason: 'begins-outside', tariff: 9550 }],
    ['long after', '2030-01-01', { reason: 'begins-outside', tariff: 9800 }],
  ])('begins on %s', (_what, begin, answer) => {
    expect(ask({ begin, end: begin })).toMatchObject(answer);
  });

  test.each([
    ['on the last day', '2027-06-30', ['tariff-changes']],
    ['the day after', '2027-07-01', ['ends-later', 'tariff-changes']],
    ['within the first tariff', '2026-12-31', []],
    ['with the next tariff', '2027-01-01', ['tariff-changes']],
  ])('ends %s', (_what, end, remarks) => {
    expect(ask({ end })).toMatchObject({ outcome: 'yes', remarks });
  });

  test('for further notice goes on after the contract', () => {
    const { end: _, ...open } = question;
    const found = { family: { '0363': null }, contracts: [judgedBy(contract)] };
    expect(checkContract(open, found).remarks).toEqual([
      ...['ends-later', 'tariff-changes', 'not-compared'],
    ]);
  });
});

test('a code, a category, no contract', () => {
  const other = { categorie: '45', code: 'X' };
  expect(ask({ product: other })).toMatchObject(no('not-in-contract', '4', true));
  const known = { product: { categorie: '46', code: 'B09P' } };
  expect(ask(known)).toMatchObject(no('not-in-contract', '4', true));
  // TR381 asks about codes only.
  expect(ask({ product: { categorie: '50' } })).toMatchObject(no('not-in-contract', '4', false));
  const category = { ...yes, remarks: ['no-code'] };
  expect(ask({ product: { categorie: '45' } })).toMatchObject(category);
  expect(ask({}, [])).toMatchObject(no('no-contract', '3', false));
  expect(ask({}, [{ ...contract, gemeenten: ['0384'] }])).toMatchObject(no('no-contract', '3'));
});

describe('volume', () => {
  test.each([
    ['least', hours(2), { outcome: 'yes' }],
    ['less', hours(1), no('volume-outside', '4')],
    ['most', hours(10), { outcome: 'yes' }],
    ['more', hours(11), no('volume-outside', '4')],
    ['most, in minutes', hours(600, '2', '01'), { outcome: 'yes', remarks: ['other-unit'] }],
    ['a minute more', hours(601, '2', '01'), no('volume-outside', '4')],
    ['another frequency', hours(2, '4'), unknown('not-comparable')],
    ['another unit', hours(2, '2', '14'), unknown('not-comparable')],
  ])('%s', (_what, omvang, answer) => {
    expect(ask(omvang)).toMatchObject(answer);
  });

  test('a budget cannot be compared with bounds, but with a ceiling', () => {
    expect(ask({ budget: cents(1000) })).toMatchObject(unknown('not-comparable'));
    expect(ask({ budget: cents(2_000_001) })).toMatchObject(no('over-ceiling', '2'));
  });

  test('without an amount the bounds are said to be there', () => {
    const found = { family: { '0363': null }, contracts: [judgedBy(contract)] };
    expect(checkContract(question, found)).toMatchObject({ ...yes, remarks: ['not-compared'] });
  });
});

describe('a ceiling per year', () => {
  // 10 hours at EUR 95.50 is EUR 955 a week: 20 weeks are EUR 19,100, 21 weeks EUR 20,055.
  test.each([
    ['below', '2026-03-02', '2026-07-19', { outcome: 'yes' }],
    ['above', '2026-03-02', '2026-07-20', no('over-ceiling', '2')],
  ])('%s it', (_what, begin, end, answer) => {
    expect(ask({ ...hours(10), begin, end })).toMatchObject(answer);
  });

  const capped: Contract = {
    ...contract,
    lines: [{ ...product, from: '2026-01-01', eenheid: '83', yearCeiling: 100_000 }],
  };
  test.each([
    ['at it', { budget: cents(100_000) }, { outcome: 'yes' }],
    ['a cent above it', { budget: cents(100_001) }, no('over-ceiling', '2')],
    ['in euros', hours(100_001, '6', '83'), no('over-ceiling', '2')],
    ['over two years', { budget: cents(1), end: '2027-01-01' }, unknown('not-comparable')],
    ['a month', hours(25_001, '4', '83'), no('over-ceiling', '2')],
  ])('%s', (_what, wish, answer) => {
    expect(ask(wish, [capped])).toMatchObject(answer);
  });

  test('each year by itself', () => {
    const months = { begin: '2026-09-01', end: '2027-04-30' };
    expect(ask({ ...hours(25_000, '4', '83'), ...months }, [capped])).toMatchObject({
      outcome: 'yes',
    });
    const { end: _, ...open } = { ...question, ...hours(10_000, '4', '83') };
    const found = { family: { '0363': null }, contracts: [judgedBy(capped)] };
    // From March on 10 months; without an end a whole year after that.
    expect(checkContract(open, found)).toMatchObject(no('over-ceiling', '2'));
  });
});

describe('age on the first day', () => {
  test.each([
    ['17, on the last day before 18', '2008-03-02', { outcome: 'yes', remarks: ['turns-18'] }],
    ['17, and 18 after the last day', '2008-07-01', { outcome: 'yes', remarks: [] }],
    ['18', '2008-03-01', unknown('adult')],
    ['22', '2003-03-02', unknown('adult')],
    ['23', '2003-03-01', no('too-old', '9')],
  ])('%s', (_what, birth, answer) => {
    expect(ask({ birth })).toMatchObject(answer);
  });

  test('what the contract refuses stays refused', () => {
    const asked = { birth: '2006-03-01', product: { categorie: '45', code: 'X' } };
    expect(ask(asked)).toMatchObject({ ...no('not-in-contract', '4', true), remarks: ['adult'] });
    const old = { ...asked, birth: '2000-01-01' };
    expect(ask(old)).toMatchObject({ ...no('too-old', '9', true), remarks: ['not-in-contract'] });
  });
});

describe('what may oblige the gemeente makes a no unknown', () => {
  test.each([
    ['a certified institution', { verwijzer: '04' }, 'by-law'],
    ['a court', { verwijzer: '08' }, 'by-law'],
    ['a child that moved', { moved: true }, 'moved'],
    ['a national contract', { raamcontract: true }, 'national'],
    ['youth probation', { product: { categorie: '47', code: '47A01' } }, 'probation'],
  ] as const)('%s', (_what, wish, reason) => {
    const answer = ask(wish, []);
    expect(answer).toMatchObject({ ...unknown(reason), remarks: ['no-contract'] });
    expect(answer).not.toHaveProperty('redenAfwijzing');
  });

  test('but TR381 refuses all the same, and a yes stays a yes', () => {
    const other = { product: { categorie: '45', code: 'X' }, verwijzer: '08' };
    expect(ask(other)).toMatchObject({
      ...{ ...unknown('by-law'), refused: true },
      remarks: ['not-in-contract', 'refused-all-the-same'],
    });
    expect(ask({ verwijzer: '08' })).toEqual({ ...yes, tariff: 9550 });
    expect(ask({ verwijzer: '02' }, [])).toMatchObject(no('no-contract', '3'));
    expect(ask({ verwijzer: '08', birth: '2000-01-01' })).toMatchObject(unknown('by-law'));
  });
});

test('of two contracts the line with a tariff is shown, and a predecessor’s is said to be one', () => {
  const list: Contract = {
    ...{ number: 'productlijst 0363', aanbieder: '12345678', gemeenten: ['0363'], list: true },
    lines: [product],
  };
  expect(ask({}, [list, contract])).toEqual({ ...yes, tariff: 9550 });
  expect(ask({}, [list])).toEqual({ ...yes, tariff: undefined });
  const beemster: Contract = { ...contract, gemeenten: ['0370'], lines: [product] };
  const other: Contract = { ...contract, lines: [] };
  const days = { begin: '2021-12-31', end: '2021-12-31' };
  expect(ask(days, [beemster, other])).toMatchObject({ ...yes, remarks: ['by-predecessor'] });
  const later = { begin: '2022-01-01', end: '2022-01-01' };
  expect(ask(later, [beemster, other])).toMatchObject(no('begins-outside', '4', true));
});

test('each reason has a sentence in both languages', () => {
  for (const reason of checkReasons)
    for (const language of ['nl', 'en'] as const)
      expect(checkSentence(reason, language)).toMatch(/\.$/);
});
