import { easter } from 'date-easter';

/**
 * Dutch working days: Monday to Friday, but for the holidays of the Algemene termijnenwet (3.1) and the days that are
 * equalised with them in a year (3.3).
 */
export interface WorkingDays {
  /** Plain dates that are no working day though no holiday, such as the Friday after Ascension Day in some years. */
  readonly equalised: ReadonlySet<string>;
}

/** Days of a plain date since 1970-01-01, and back. All here is arithmetic on days: no hour and no zone plays a part. */
const dayMs = 86_400_000;

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Holidays that are always on one day of the year. The fifth of May is one every year (Algemene termijnenwet 3.1). */
const fixed = ['01-01', '05-05', '12-25', '12-26'];
/** Good Friday, Easter Monday, Ascension Day and Whit Monday, in days after Easter. */
const afterEaster = [-2, 1, 39, 50];

const years = new Map<number, ReadonlySet<number>>();

/** A year of which days are counted: its first day, that of the next year, and its holidays. */
interface Year {
  readonly first: number;
  readonly next: number;
  readonly holidays: ReadonlySet<number>;
}

let latest: Year = { first: 0, next: 0, holidays: new Set() };

/** The year of a day. Days are counted one after the other, so that it is mostly that of the day before. */
function yearOf(day: number): Year {
  if (day < latest.first || day >= latest.next) {
    const year = new Date(day * dayMs).getUTCFullYear();
    const [first, next] = [Date.UTC(year, 0, 1) / dayMs, Date.UTC(year + 1, 0, 1) / dayMs];
    latest = { first, next, holidays: holidaysIn(year) };
  }
  return latest;
}

/** Equalised days as days since 1970. */
const equalisedDays = new WeakMap<ReadonlySet<string>, ReadonlySet<number>>();

function equalisedIn({ equalised }: WorkingDays): ReadonlySet<number> {
  let days = equalisedDays.get(equalised);
  if (!days) {
    days = new Set([...equalised].map(dayOf));
    equalisedDays.set(equalised, days);
  }
  return days;
}

/** The holidays of a year, as days since 1970. */
function holidaysIn(year: number): ReadonlySet<number> {
  const known = years.get(year);
  if (known) return known;
  const text = String(year).padStart(4, '0');
  const { month, day } = easter(year);
  const sunday = Date.UTC(year, month - 1, day) / dayMs;
  const made = new Set([
    ...fixed.map((one) => dayOf(`${text}-${one}`)),
    ...afterEaster.map((days) => sunday + days),
    kingsDay(text),
  ]);
  years.set(year, made);
  return made;
}

/** 27 April, or the day before when that is a Sunday. */
function kingsDay(year: string): number {
  const day = dayOf(`${year}-04-27`);
  return isSunday(day) ? day - 1 : day;
}

function isSunday(day: number): boolean {
  return weekday(day) === 0;
}

/** 0 for Sunday. 1 January 1970 was a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isWorkingDay(day: number, equalised: ReadonlySet<number>): boolean {
  const ofWeek = weekday(day);
  if (ofWeek === 0 || ofWeek === 6) return false;
  return !yearOf(day).holidays.has(day) && !equalised.has(day);
}

/** Whether a text is a plain date of 1900 to 2199: xs:date knows years in which nobody has a term. */
export function isCountable(date: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(date)) return false;
  const day = dayOf(date);
  return !Number.isNaN(day) && dateOf(day) === date;
}

/**
 * The last day of a term of so many working days. The day from which it counts does not count itself.
 *
 * @param since plain date that {@link isCountable}
 */
export function afterWorkingDays(since: string, days: number, calendar: WorkingDays): string {
  const equalised = equalisedIn(calendar);
  let day = dayOf(since);
  for (let left = days; left > 0; ) {
    day += 1;
    if (isWorkingDay(day, equalised)) left -= 1;
  }
  return dateOf(day);
}

/** The plain date so many days later, each day counted; earlier where the number is less than 0. */
export function afterDays(since: string, days: number): string {
  return dateOf(dayOf(since) + days);
}

/**
 * How many working days there are from the day after one date up to and with another; 0 when that is not later.
 *
 * @param most it counts no further
 */
export function workingDaysBetween(
  since: string,
  until: string,
  calendar: WorkingDays,
  most = 999,
): number {
  const equalised = equalisedIn(calendar);
  const last = dayOf(until);
  let count = 0;
  for (let day = dayOf(since) + 1; day <= last && count < most; day += 1)
    if (isWorkingDay(day, equalised)) count += 1;
  return count;
}

/** Days from one date to another; 0 when that is not later. @param most no more than this */
export function daysBetween(since: string, until: string, most = 999): number {
  return Math.min(Math.max(dayOf(until) - dayOf(since), 0), most);
}
