import { expect, test } from 'vitest';
import { type PreviewSummary, previewText } from '../../src/cli/conversion-text.ts';
import { holdReasons, unmappedReasons } from '../../src/ledger/conversion/model.ts';
import type { ConversionRecord } from '../../src/ledger/conversion/row.ts';
import { conversionWords } from '../../src/texts/cli/conversion-words.ts';
import { sampleBars, samplePairs, sampleTotals } from '../ledger/conversion/rows.ts';

const record: ConversionRecord = {
  ...{ id: '01900000-0000-7000-8000-000000000000', number: 7, day: '2026-07-01' },
  ...{ gemeenten: ['0363', '0384'], aanbieders: null, state: 'ready', digest: 'abc' },
  ...{ madeAt: new Date('2026-05-01T08:00:00Z'), madeBy: 'token:anna', sharedAt: null },
  sharedGemeenten: [],
  declaredUnused: null,
  progress: { done: 5, total: 5, leftOut: 0 },
};

const summary: PreviewSummary = {
  record,
  totals: sampleTotals,
  perPair: [
    ...samplePairs,
    {
      ...{ gemeente: '0384', aanbieder: '00098765' },
      totals: { ...sampleTotals, remains: 5, difference: 1 },
    },
  ],
  bars: sampleBars,
  unmapped: { 'no-rule': 1, 'no-contract': 12, 'age-unknown': 0 },
  holds: { 'open-request': 2 },
};

function linesOf(given: Partial<PreviewSummary>, language: 'nl' | 'en'): string[] {
  return previewText({ ...summary, ...given }, language)
    .replaceAll('\u00a0', ' ')
    .split('\n');
}

test('a preview as text', () => {
  expect(linesOf({}, 'en')).toEqual([
    'conversion  7',
    'day         2026-07-01',
    'state       ready',
    'gemeenten   0363, 0384',
    'aanbieders  all',
    'made        2026-05-01T10:00:00+02:00, by token:anna',
    'shared      no, aanbieders do not see it yet',
    'digest      abc',
    '',
    '                                          count  amount',
    'allocations                                   5',
    'mapped                                        3',
    'not mapped                                    1',
    'held back                                     2',
    'lower                                         2  -€4,671.00',
    'equal                                         0       €0.00',
    'higher                                        0       €0.00',
    'unknown                                       1',
    'remains, where both are known                 2  €15,471.00',
    'price of the SPICs, where both are known      2  €10,800.00',
    'difference, where both are known              2  -€4,671.00',
    'left out of these sums                        3',
    '',
    'Agreed: gemeente 1, aanbieder 0, both 0.',
    '',
    'Not mapped to a SPIC:',
    'count  reason',
    '   12  the SPIC is in no contract on the day of conversion',
    '    1  no rule of the mapping fits',
    '',
    'Held back for now (an allocation may have several reasons):',
    'count  reason',
    '    2  a request is not answered',
    '',
    'Per gemeente and aanbieder:',
    'gemeente  aanbieder  rows  mapped  held back  left out  remains     price       difference  agreed',
    '0363      00012345      5       3          2         3  €15,471.00  €10,800.00  -€4,671.00       0',
    '0384      00098765      5       3          2         3       €0.05  €10,800.00       €0.01       0',
    '',
    'Difference per allocation:',
    `less than -€1,000  - 2  ${'#'.repeat(40)}`,
    '    -€1,000 to €0  - 0',
    `            equal  = 1  ${'#'.repeat(20)}`,
    '       €0 or more  + 0',
  ]);
});

test('the same in Dutch', () => {
  const lines = linesOf({ record: { ...record, sharedAt: new Date(0) } }, 'nl');
  expect(lines).toEqual(
    expect.arrayContaining([expect.stringMatching(/^lager +2 +€ -4\.671,00$/)]),
  );
  expect(lines).toContain('gedeeld     1970-01-01T01:00:00+01:00');
  expect(lines).toContain('     2  een verzoek is nog niet beantwoord');
});

test('what is empty is left out, and of one that is being made only what it is', () => {
  const bare = linesOf({ unmapped: {}, holds: {}, perPair: [], bars: [] }, 'en');
  expect(bare.at(-1)).toBe('Agreed: gemeente 1, aanbieder 0, both 0.');
  const progress = { done: 200, total: null, leftOut: 0 };
  const making = linesOf({ record: { ...record, state: 'making', progress, digest: null } }, 'nl');
  expect(making).toContain('stand       wordt gemaakt: 200 bekeken');
  expect(making).toHaveLength(7);
});

test('each reason has words in both languages', () => {
  for (const reason of [...unmappedReasons, ...holdReasons])
    for (const language of ['nl', 'en'] as const)
      expect(conversionWords[language].reasons[reason]).toMatch(/^.{10,}$/);
});
