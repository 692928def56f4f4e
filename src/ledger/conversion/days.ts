import { datePartsOf, dayBefore, daysInMonth } from '../../standard/calendar.ts';
import { daysBetween } from '../../standard/working-days.ts';

/** From one day to another, plain dates of four digits of a year; without an end it is for further notice. */
export interface Period {
  readonly begin: string;
  readonly end?: string;
}

/**
 * The days of an allocation, as they are counted. xs:date knows years before 1 and after 9999: what begins before is
 * counted from 0001-01-01, and an end after them is none.
 */
export function periodOf({
  ingangsdatum,
  einddatum,
}: {
  readonly ingangsdatum: string;
  readonly einddatum?: string;
}): Period {
  const begin = within(ingangsdatum) ?? '9999-12-31';
  const end = einddatum === undefined ? undefined : within(einddatum);
  return { begin, ...(end !== undefined && { end }) };
}

/** @returns undefined for a day after 9999-12-31 */
function within(date: string): string | undefined {
  const { year } = datePartsOf(date);
  if (year > 9999) return undefined;
  return year < 1 ? '0001-01-01' : date;
}

/** The number of days from one to another, both counted; 0 or less is 0. */
export function daysOf(begin: string, end: string): number {
  return end < begin ? 0 : daysBetween(begin, end, Number.POSITIVE_INFINITY) + 1;
}

/** The later of two days. */
export function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

/** The earlier of two days. */
export function earlierOf(one: string, other: string): string {
  return one < other ? one : other;
}

/**
 * The last of so many months that begin on a day: the day before that day of the month, as many months later. 18 months
 * from 2026-07-01 end on 2027-12-31. Where that month does not have the day, its last day: one month from 2026-08-31 ends
 * on 2026-09-30, and from 2026-01-30 on 2026-02-28.
 */
export function endOfMonths(begin: string, months: number): string {
  const { year, month, day } = datePartsOf(begin);
  const later = month - 1 + months;
  const [inYear, inMonth] = [year + Math.floor(later / 12), (later % 12) + 1];
  const last = daysInMonth(inYear, inMonth);
  const text = (ofMonth: number) =>
    `${String(inYear).padStart(4, '0')}-${String(inMonth).padStart(2, '0')}-${String(ofMonth).padStart(2, '0')}`;
  return day > last ? text(last) : dayBefore(text(day));
}
