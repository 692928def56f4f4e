import type { Fault } from './sheet.ts';

/**
 * Faults by sheet, as the file has them, and row. First come those of the file as a whole, and those of sheets of which no
 * row could be read.
 *
 * @param rows those of the file, in their order
 */
export function inFileOrder<Code extends string, F extends Fault<Code>>(
  faults: readonly F[],
  rows: readonly { readonly sheet: string | null }[],
): F[] {
  const sheets = new Map(
    [...new Set(rows.map(({ sheet }) => sheet))].map((name, at) => [name, at]),
  );
  const placeOf = ({ sheet }: F) => sheets.get(sheet) ?? -1;
  return faults.toSorted(
    (one, other) => placeOf(one) - placeOf(other) || (one.row ?? 0) - (other.row ?? 0),
  );
}
