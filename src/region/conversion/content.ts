import type { ConversionCommit } from '../../ledger/conversion/commits.ts';
import type { PairTotals } from '../../ledger/conversion/preview-file.ts';
import type { Bar, ConversionRecord, Totals } from '../../ledger/conversion/row.ts';
import type { ReasonCount, Sums } from '../../ledger/conversion/sums.ts';

/** A preview with its sums, as far as a caller sees its rows. */
export interface ConversionContent {
  readonly record: ConversionRecord;
  readonly totals: Totals;
  readonly pairs: readonly PairTotals[];
  readonly reasons: readonly ReasonCount[];
  readonly bars: readonly Bar[];
  readonly commits: readonly ConversionCommit[];
}

/** Puts the parts of a preview together. */
export function summaryOf(
  record: ConversionRecord,
  { all, pairs, reasons }: Sums,
  commits: readonly ConversionCommit[],
  bars: readonly Bar[],
): ConversionContent {
  return {
    ...{ record, totals: all, reasons, bars, commits },
    pairs: pairs.map(({ gemeente, aanbieder, ...totals }) => ({ gemeente, aanbieder, totals })),
  };
}
