import type { TermCount } from '../../region/terms/counts.ts';
import { csvLines } from '../server/csv.ts';

const columns = [
  ...(['month', 'owedBy', 'kind', 'unit', 'due', 'inTime', 'late', 'missed'] as const),
  ...(['shareInTime', 'medianDays', 'p90Days'] as const),
] satisfies (keyof TermCount)[];

/** The line of column names with which the CSV begins. */
export const countsExample = csvLines([columns]);

/** What stands between cells. With a semicolon numbers have a decimal comma, as a Dutch spreadsheet reads them. */
export const separators = ['comma', 'semicolon'] as const;
export type Separator = (typeof separators)[number];

/** Counts as CSV (RFC 4180), with a line of column names; a number that is not there is empty. */
export function countsCsv(counts: readonly TermCount[], separator: Separator = 'comma'): string {
  const isDutch = separator === 'semicolon';
  const cellOf = (value: string | number | null) => {
    const written = String(value ?? '');
    return isDutch && typeof value === 'number' ? written.replace('.', ',') : written;
  };
  return csvLines(
    [columns, ...counts.map((one) => columns.map((name) => cellOf(one[name])))],
    isDutch ? ';' : ',',
  );
}
