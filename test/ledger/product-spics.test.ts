import { afterAll, beforeAll, expect, test } from 'vitest';
import { spicsOfProducts } from '../../src/ledger/views/product-spics.ts';
import { ContractWorld } from './contracts/import-support.ts';

let world: ContractWorld;
beforeAll(async () => {
  world = await ContractWorld.make();
});
afterAll(() => world?.store.drop());

test('a product has the SPIC of the catalogue of its region, on its day', async () => {
  const ask = async (gemeente: string, code: string, day: string) =>
    (await spicsOfProducts(world.store.pool, gemeente, [{ categorie: '45', code, day }]))({
      categorie: '45',
      code,
    });
  const intensive = expect.objectContaining({ segment: 'B', profile: '1', intensity: 'intensief' });
  expect(await ask('0363', 'B01I', '2027-06-30')).toEqual(intensive);
  expect(await ask('0363', 'B01I', '2027-07-01')).toBeUndefined();
  expect(await ask('0363', 'B01I', 'some day')).toBeUndefined();
  expect(await ask('0479', 'B01I', '2027-06-30')).toBeUndefined();
  expect(await ask('0599', 'B01I', '2027-06-30')).toBeUndefined();
});

test('many are asked at once, none too', async () => {
  const { pool } = world.store;
  const codes = ['B01P', 'B01P', 'C01X', 'X'];
  const spics = await spicsOfProducts(
    pool,
    '0363',
    codes.map((code) => ({ categorie: '45', code, day: '2027-01-01' })),
  );
  expect(codes.map((code) => spics({ categorie: '45', code })?.segment)).toEqual([
    ...['B', 'B', 'C', undefined],
  ]);
  const none = await spicsOfProducts(pool, '0363', []);
  expect(none({ categorie: '45', code: 'B01P' })).toBeUndefined();
});
