import { expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import { readMapping } from '../../../src/ledger/conversion/mapping-file.ts';
import { spicOf, stateOf } from '../../../src/ledger/conversion/row-state.ts';
import { writeSheets } from '../../../src/ledger/sheets/write-sheets.ts';

const columns = [
  ...(['categorie', 'code', 'toCategorie', 'toCode'] as const).map((name) => ({
    ...{ name, kind: 'text' as const },
  })),
  { name: 'months', kind: 'integer' as const },
];

const sheet = (name: string, code: string, months: number) => ({
  ...{ name, columns, rows: [['45', code, '45', 'B01P', months]] },
});

test('rules of several sheets are told apart: each gives the SPIC, and the months, of its own', async () => {
  const file = await writeSheets([sheet('Ambulant', '45A04', 12), sheet('Verblijf', '45A05', 18)]);
  const { mapping } = await readMapping(file);
  expect(new Set(mapping.map(({ row }) => row)).size).toBe(2);
  const spic = { tariff: 540_000, scheme: '70/30', contractId: 'c', version: 1 } as const;
  const facts = {
    ...{ gemeente: '0363', aanbieder: '12345678', openRequest: false, ledgerComplete: true },
    ...{ clientLacks: [], tariffs: { '45 B01P': spic } },
    allocations: [
      {
        toewijzingNummer: '1',
        content: {
          ...{ toewijzingNummer: '1', product: { categorie: '45', code: '45A05' } },
          ...{ toewijzingsdatum: '2026-01-01', toewijzingstijd: '10:00:00' },
          ...{ ingangsdatum: '2026-01-01', einddatum: '2026-12-31' },
        },
      },
    ],
  };
  const [found] = assess(facts, mapping, '2026-07-01');
  if (!found) throw new Error('there is no row');
  expect(found.proposal).toMatchObject({ einddatum: '2027-12-31' });
  const at = { id: '', conversionId: '', number: 1, caseNumber: 1 };
  const parties = { municipality: '0363', provider: '12345678' };
  // A commit works a row out again from the SPIC that it has.
  expect(stateOf({ ...at, ...parties }, found, spicOf(mapping, found)).to).toEqual({
    ...{ categorie: '45', code: 'B01P', months: 18 },
  });
});
