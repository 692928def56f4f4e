import type { Assessed, Proposal } from '../../../src/ledger/conversion/model.ts';
import type { ConversionRow, Totals } from '../../../src/ledger/conversion/row.ts';

type Old = NonNullable<ConversionRow['old']>;

const old: Old = {
  product: { categorie: '45', code: '45A04' },
  ingangsdatum: '2026-03-09',
  einddatum: '2026-12-31',
  omvang: { volume: '3', eenheid: '04', frequentie: '2' },
  budget: null,
};

/** The worked example a of region.md. */
const proposal: Proposal = {
  product: { categorie: '45', code: '0B123' },
  ingangsdatum: '2026-07-01',
  einddatum: '2026-12-31',
  omvang: { volume: '540000', eenheid: '83', frequentie: '6' },
  price: { total: 540_000, perMonth: null },
  redenWijziging: '10',
  difference: -233_550,
  equal: { until: '2026-12-31', old: 773_550, spic: 540_000, difference: -233_550 },
  monthDifference: null,
};

const assessed: Assessed = {
  toewijzingNummer: '000000101',
  remains: {
    ...{ total: 773_550, perMonth: null, volume: 81, tariff: 9_550, undecided: 19_100 },
    declared: 'file',
  },
  shortened: { einddatum: '2026-06-30', most: '51' },
  proposal,
  unmapped: null,
  holds: [],
  rule: 1,
};

/** A row of a preview with one SPIC, and what a test says of it. */
export function rowOf(
  number: number,
  { assessed: judged = {}, old: before = {}, ...own }: RowPlan = {},
): ConversionRow {
  const toewijzingNummer = `0000001${String(number).padStart(2, '0')}`;
  return {
    ...{ number, gemeente: '0363', aanbieder: '00012345', toewijzingNummer, version: 1 },
    client: `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    old: { ...old, ...before },
    assessed: { ...assessed, toewijzingNummer, ...judged },
    marks: { gemeente: null, aanbieder: null },
    ...{ decision: null, step: 'none', why: [], newNumber: null, messageId: null },
    ...own,
  };
}

export interface RowPlan extends Partial<Omit<ConversionRow, 'old' | 'assessed'>> {
  readonly old?: Partial<Old>;
  readonly assessed?: Partial<Assessed>;
}

export const spic = proposal;

/** A row of a child that was forgotten. */
export function forgottenRow(number: number): ConversionRow {
  return {
    ...rowOf(number),
    ...{ client: null, toewijzingNummer: null, old: null, assessed: null },
  };
}

/** The rows of the sample files in `files/`, which LibreOffice saved. */
export const sampleRows: readonly ConversionRow[] = [
  rowOf(1),
  rowOf(2, {
    version: 3,
    aanbieder: '00098765',
    old: { einddatum: null, product: { categorie: '45', code: null } },
    assessed: {
      proposal: {
        ...proposal,
        ...{ einddatum: null, price: { total: null, perMonth: 110_000 }, difference: null },
        ...{ equal: null, monthDifference: 12_345 },
      },
    },
    marks: { gemeente: { mark: 'agreed', at: new Date(0) }, aanbieder: null },
  }),
  rowOf(3, {
    old: { omvang: null, budget: 1_234_567_89, product: { categorie: '45', code: '=1+1' } },
    assessed: { proposal: null, remains: null, unmapped: 'no-rule', holds: ['open-request'] },
    why: ['@SUM(A1)'],
  }),
  forgottenRow(4),
  rowOf(5, { assessed: { holds: ['client-data', 'ledger-incomplete'] } }),
];

const none = { count: 0, cents: 0 };
export const sampleTotals: Totals = {
  ...{ rows: 5, mapped: 3, unmapped: 1, held: 2, unknown: 1 },
  ...{ lower: { count: 2, cents: -467_100 }, equal: { count: 0 }, higher: none },
  ...{ remains: 1_547_100, price: 1_080_000, difference: -467_100 },
  agreed: { gemeente: 1, aanbieder: 0, both: 0 },
};

export const sampleBars = [
  { from: null, until: -100_000, count: 2 },
  { from: -100_000, until: 0, count: 0 },
  { from: 0, until: 0, count: 1 },
  { from: 0, until: null, count: 0 },
] as const;

export const samplePairs = [
  { gemeente: '0363', aanbieder: '00012345', totals: sampleTotals },
] as const;

export const sample = {
  rows: sampleRows,
  totals: sampleTotals,
  perPair: samplePairs,
  bars: sampleBars,
};
