import type { TermCount } from '../../region/terms/counts.ts';
import { csvLines } from '../server/csv.ts';

const columns = [
  ...(['month', 'owedBy', 'kind', 'unit', 'due', 'inTime', 'late', 'missed'] as const),
  ...(['shareInTime', 'medianDays', 'p90Days'] as const),
] satisfies (keyof TermCount)[];

/** The line of column names with which the CSV begins. */
export const countsExample = csvLines([columns]);

/** Counts as CSV (RFC 4180), with a line of column names; a number that is not there is empty. */
export function countsCsv(counts: readonly TermCount[]): string {
  return csvLines([
    columns,
    ...counts.map((one) => columns.map((name) => String(one[name] ?? ''))),
  ]);
}
