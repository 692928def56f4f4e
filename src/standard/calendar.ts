/**
 * Plain dates, as the standard writes them: `yyyy-mm-dd`, in the Netherlands. They stay text: a
 * Date is a moment, and turns a birthday into another day somewhere. xs:date also knows years
 * before 0 and beyond 9999, so dates are compared as numbers and not as text.
 */
export interface DateParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The parts of a date that the XSD accepts. @throws for anything else, without quoting it */
export function datePartsOf(date: string): DateParts {
  const found = /^(-?(?:\d{4}|[1-9]\d{4,}))-(\d\d)-(\d\d)$/.exec(date);
  const [year, month, day] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
  const exists = year !== 0 && month >= 1 && month <= 12 && day >= 1;
  // Never the text itself: it may be a birthday.
  if (!exists || day > daysInMonth(year, month)) throw new Error('not a date');
  return { year, month, day };
}

/** Less than 0 when `a` comes before `b`, 0 for the same day. @throws for what is no date */
export function compareDates(a: string, b: string): number {
  return compareParts(datePartsOf(a), datePartsOf(b));
}

function compareParts(a: DateParts, b: DateParts): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

/** Whether `a` is an earlier day than `b`. @throws for what is no date */
export function isBefore(a: string, b: string): boolean {
  return compareDates(a, b) < 0;
}

/** Whether `a` is a later day than `b`. @throws for what is no date */
export function isAfter(a: string, b: string): boolean {
  return compareDates(a, b) > 0;
}

/**
 * Whether a date lies more than so many years before another; on the same day of the year it does
 * not yet. 29 February comes before 1 March, also in a year without it: five years before 1 March
 * 2025 is 1 March 2020, and 29 February 2020 was earlier.
 *
 * @throws for what is no date
 */
export function isMoreYearsBefore(years: number, date: string, than: string): boolean {
  const { year, ...rest } = datePartsOf(date);
  return compareParts({ year: year + years, ...rest }, datePartsOf(than)) < 0;
}

/** The day before a date. @throws for what is no date */
export function dayBefore(date: string): string {
  const { year, month, day } = datePartsOf(date);
  if (day > 1) return written({ year, month, day: day - 1 });
  if (month > 1) return written({ year, month: month - 1, day: daysInMonth(year, month - 1) });
  // There is no year 0.
  return written({ year: year === 1 ? -1 : year - 1, month: 12, day: 31 });
}

function written({ year, month, day }: DateParts): string {
  const sign = year < 0 ? '-' : '';
  return `${sign}${padded(Math.abs(year), 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** Whether two dates fall in the same month of the same year. @throws for what is no date */
export function inSameMonth(a: string, b: string): boolean {
  const [from, to] = [datePartsOf(a), datePartsOf(b)];
  return from.year === to.year && from.month === to.month;
}

/** Whether a period runs from the first to the last day of one month. @throws for what is no date */
export function isWholeMonth(begin: string, end: string): boolean {
  const { year, month, day } = datePartsOf(end);
  return (
    inSameMonth(begin, end) && datePartsOf(begin).day === 1 && day === daysInMonth(year, month)
  );
}

/** Days in a month, 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day in the Netherlands at a moment since 1940, `yyyy-mm-dd`. */
export function dutchDate(moment: Date): string {
  // Formatting is expensive for callers that ask often, mostly about now. Since 1940 the clock differs from UTC by
  // whole hours, so that one hour is always of one day.
  const hour = Math.floor(moment.getTime() / hourMs);
  if (hour !== latest.hour) latest = { hour, day: dutchCalendar.format(moment) };
  return latest.day;
}

const hourMs = 3_600_000;
let latest = { hour: Number.NaN, day: '' };

// Swedish dates are written as in ISO 8601.
const dutchCalendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
