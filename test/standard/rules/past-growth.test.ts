import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { cents } from '../../../src/standard/money.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { nth } from './cases/nth.ts';
import { declaredBefore, declaring, month, type Said, type Story } from './declared.ts';
import { testGemeenten } from './gemeenten.ts';
import { allocation, before, faults, looks, request } from './history.ts';

test('the rules on an allocation take ten times the work for ten times the products', () => {
  const file = new URL('../../../fixtures/JW301/valid-complete.xml', import.meta.url);
  const bericht = parseBericht('JW301', readFileSync(file));
  const product = nth(bericht.client.toegewezenProducten.toegewezenProduct, 1);
  const work = (size: number) => {
    const numbers = Array.from({ length: size }, (_, index) => String(index + 1));
    const toegewezenProduct = numbers.map((toewijzingNummer) => ({
      ...product,
      toewijzingNummer,
      referentieAanbieder: toewijzingNummer,
    }));
    const client = { ...bericht.client, toegewezenProducten: { toegewezenProduct } };
    const past = before('JW301');
    past.allocations = numbers.map((number) => allocation(number, { product: product.product }));
    past.requests = numbers.map((number) => request(number));
    past.agreedProducts = [{ categorie: '45', code: 'B09P' }];
    expect(faults({ ...bericht, client }, past)).toEqual([]);
    return looks({ ...bericht, client }, past);
  };
  const small = work(100);
  expect(small).toBeGreaterThan(1000);
  expect(work(1000)).toBeLessThan(11 * small);
});

test('the rules on a request for change take ten times the work for ten times the products', () => {
  const file = new URL('../../../fixtures/JW317/valid-complete.xml', import.meta.url);
  const bericht = parseBericht('JW317', readFileSync(file));
  const { verzoek: request } = bericht.client;
  const change = nth(request.teWijzigenProducten?.teWijzigenProduct, 1);
  const work = (size: number) => {
    const numbers = Array.from({ length: size }, (_, index) => String(index + 1));
    const teWijzigenProduct = numbers.map((toewijzingNummer) => ({ ...change, toewijzingNummer }));
    const wanted = { ...request, teWijzigenProducten: { teWijzigenProduct } };
    const large = { ...bericht, client: { ...bericht.client, verzoek: wanted } };
    const past = before('JW317');
    const codes = numbers.map((code) =>
      allocation(code, {
        product: { categorie: '45', code },
        omvang: { volume: '1', eenheid: '82', frequentie: '4' },
      }),
    );
    past.allocations = [...past.allocations, ...codes];
    // Two of the fixture are named no more.
    expect(faults(large, past)).toEqual(['TR349 Client/Verzoek']);
    return looks(large, past);
  };
  const small = work(100);
  expect(small).toBeGreaterThan(1000);
  expect(work(1000)).toBeLessThan(11 * small);
});

const numbers = (size: number) => Array.from({ length: size }, (_, index) => String(index));

/** Declarations that obey all rules, of any size. */
const declarations: readonly (readonly [shows: string, (size: number) => Story])[] = [
  [
    'each on an allocation of its own',
    (size) => ({
      declares: numbers(size).map((number) => ({ ref: `P${number}`, on: `8${number}` })),
      on: numbers(size).map((number) => ({ number: `8${number}` })),
    }),
  ],
  [
    'each credited, and declared anew, on one allocation',
    (size) => {
      const product = (number: string): Said => ({ product: `45 B${number}`, volume: 1 });
      return {
        declares: numbers(size).flatMap((number) => [
          { ...product(number), ref: `N${number}` },
          { ...product(number), ref: `C${number}`, credits: `P${number}` },
        ]),
        on: [
          {
            ...{ product: '45', omvang: '100000 04 4' },
            granted: numbers(size).map((number) => ({ ...product(number), ref: `P${number}` })),
          },
        ],
      };
    },
  ],
  [
    'each of a client of its own, by a contract with as many lines',
    (size) => {
      const bsns = numbers(size).map((number) => `9${number.padStart(8, '0')}`);
      return {
        declares: bsns.map((bsn) => ({ ref: bsn, bsn, on: `8${bsn}`, product: `45 B${bsn}` })),
        on: bsns.map((bsn) => ({
          number: `8${bsn}`,
          client: bsn,
          product: '45',
          omvang: undefined,
        })),
        tariffs: bsns.map((bsn) => ({
          ...{ categorie: '45', code: `B${bsn}`, eenheid: '04', tarief: cents(9550) },
        })),
        past: { clients: new Map(bsns.map((bsn) => [bsn, bsn])) },
      };
    },
  ],
  [
    'each after a year of what was granted',
    (size) => ({
      declares: numbers(size).map((number) => ({
        ...{ ref: `P${number}`, on: `8${number}`, volume: 1 },
        ...month('2026-12'),
      })),
      on: numbers(size).map((number) => ({
        number: `8${number}`,
        granted: ['01', '02', '03'].map((one) => ({
          ...{ ref: `G${number}-${one}`, volume: 1 },
          ...month(`2026-${one}`),
        })),
      })),
    }),
  ],
];

/** A declaration of a story, which is not held against level 2. */
function declared(story: Story) {
  const file = new URL('../../../fixtures/JW323/valid-complete.xml', import.meta.url);
  const draft = structuredClone(parseBericht('JW323', readFileSync(file)));
  declaring(story)(draft as never);
  return draft;
}

test.each(declarations)(
  'the rules on a declaration take ten times the work for ten times the Prestaties, %s',
  (_shows, storyOf) => {
    const work = (size: number) => {
      const story = storyOf(size);
      const bericht = declared(story);
      const before323 = before('JW323');
      const past = declaredBefore(story);
      const context = { today: '2027-06-01', gemeenten: testGemeenten, past: before323 };
      expect(checkBericht(bericht, [3, 4], { ...context, declared: past })).toEqual([]);
      return looks(bericht, before323, past);
    };
    const small = work(100);
    expect(small).toBeGreaterThan(1000);
    expect(work(1000)).toBeLessThan(11 * small);
  },
);
