import { expect, test } from 'vitest';
import { declaredOfRows } from '../../../src/ledger/conversion/declared-file.ts';
import { mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import { rowsOfDeclared, rowsOfMapping } from '../../../src/ledger/conversion/text-rows.ts';

test('rules and figures that are written as rows are read as they were', async () => {
  const rules = [
    { categorie: '45', toCategorie: '45', toCode: 'B01P' },
    {
      ...{ categorie: '45', code: '45A04', aanbieder: '12345678', eenheid: '04', frequentie: '2' },
      ...{ leastVolume: '0', mostVolume: '5', leastAge: '0', mostAge: '18', leastRemains: '0.00' },
      ...{ mostRemains: '2500.01', toCategorie: '45', toCode: 'B02P', months: '12' },
    },
  ];
  const mapping = await mappingOfRows(rules);
  expect(rowsOfMapping(mapping)).toEqual(rules);
  expect(await mappingOfRows(rowsOfMapping(mapping))).toEqual(mapping);

  const figures = [
    { gemeente: '0363', aanbieder: '12345678', toewijzingNummer: '1' },
    {
      ...{ gemeente: '0363', aanbieder: '12345678', toewijzingNummer: '2' },
      ...{ grantedVolume: '120', grantedAmount: '1234567.05', lastGranted: '2026-05-31' },
      ...{ creditedVolume: '1', creditedAmount: '0.07' },
      ...{ undecidedVolume: '2', undecidedAmount: '10.00', lastUndecided: '2026-06-30' },
    },
  ];
  const declared = await declaredOfRows(figures);
  expect(rowsOfDeclared(declared)).toEqual(figures);
  expect(await declaredOfRows(rowsOfDeclared(declared))).toEqual(declared);
});
