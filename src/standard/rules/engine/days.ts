import { isAfter, isBefore } from '../../calendar.ts';

/** Whether a line that holds from a day until a day, both of them in it, holds on a plain date. */
export function holdsOn(
  { from, until }: { readonly from?: string; readonly until?: string },
  day: string,
): boolean {
  return !(from && isBefore(day, from)) && !(until && isAfter(day, until));
}
