import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { nth } from './cases/nth.ts';
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
