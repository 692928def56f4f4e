import { datePartsOf } from './calendar.ts';

/**
 * How much an allocation comes to (TR321, TR322; IV042, IV076 to IV079): a volume in an Eenheid, per Frequentie, over the
 * days from one date to another.
 */
export interface Omvang {
  /** A whole number; in euro cents where Eenheid is 83. */
  readonly volume: bigint;
  /** WJ756. */
  readonly eenheid: string;
  /** WMO757: 1 a day, 2 a week, 4 a month, 6 in total. */
  readonly frequentie: string;
}

/** Output-based: Stuks (output) and Euro's. All other Eenheden are input-based. */
const outputBased: ReadonlySet<string> = new Set(['82', '83']);

/** Eenheden of time of which one counts the other. */
const MINUTE = '01';
const HOUR = '04';

/**
 * The most for one ProductPeriode, in the Eenheid of the allocation (TR321).
 *
 * @param period plain dates in one calendar month
 * @param allocation plain dates; without an end it is for further notice
 */
export function mostIn(omvang: Omvang, period: Days, allocation: OpenDays): bigint {
  const { volume, eenheid, frequentie } = omvang;
  switch (frequentie) {
    case '1':
      return volume * BigInt(dayOf(period.end) - dayOf(period.begin) + 1);
    case '2':
      return (
        volume * BigInt(outputBased.has(eenheid) ? sundaysOf(period, allocation) : weeksOf(period))
      );
    case '4':
    case '6':
      return volume;
    default:
      throw new Error('This is no Frequentie.');
  }
}

/** The first and the last day. */
interface Days {
  readonly begin: string;
  readonly end: string;
}

interface OpenDays {
  readonly begin: string;
  readonly end?: string | undefined;
}

/**
 * A volume as it counts on an allocation in an Eenheid: minutes and hours in minutes, all else as it is (IV042).
 *
 * @param eenheid undefined when the allocation has none
 * @returns undefined when it is in an Eenheid that cannot be compared
 */
export function countedOn(
  eenheid: string | undefined,
  { volume, eenheid: own }: Pick<Omvang, 'volume' | 'eenheid'>,
): bigint | undefined {
  if (eenheid === undefined) return undefined;
  const minutes = inMinutes[own];
  if (minutes && inMinutes[eenheid]) return volume * minutes;
  return own === eenheid ? volume : undefined;
}

const inMinutes: Readonly<Record<string, bigint>> = { [MINUTE]: 1n, [HOUR]: 60n };

/** Whether what is delivered in one Eenheid may be declared on an allocation, or a tariff, in another. */
export function fitsEenheid(delivered: string, agreed: string): boolean {
  return delivered === agreed || (delivered === MINUTE && agreed === HOUR);
}

/** Whether minutes are declared of what is agreed in hours. */
export function isMinuteOfHour(delivered: string, agreed: string): boolean {
  return delivered === MINUTE && agreed === HOUR;
}

/**
 * The hours that a provider declares for the minutes of a Prestatie: 30 minutes and more are an hour, less are none, and
 * the least is one.
 *
 * @param minutes the sum over the Prestatie, more than 0
 */
export function hoursOf(minutes: bigint): bigint {
  const hours = (minutes + 30n) / 60n;
  return hours > 0n ? hours : 1n;
}

/**
 * The most over a whole allocation, in its Eenheid (TR322).
 *
 * @param begin plain date
 * @param end plain date, not before `begin`; undefined: for further notice
 * @returns undefined where there is no bound: per day, week or month without an end
 */
export function mostOver(
  omvang: Omvang,
  begin: string,
  end: string | undefined,
): bigint | undefined {
  const { volume, frequentie } = omvang;
  if (frequentie === '6') return volume;
  if (end === undefined) return undefined;
  switch (frequentie) {
    case '1':
      return volume * BigInt(dayOf(end) - dayOf(begin) + 1);
    case '2':
      return volume * BigInt(weeksIn(omvang.eenheid, begin, end));
    case '4':
      return volume * BigInt(monthOf(end) - monthOf(begin) + 1);
    default:
      throw new Error('This is no Frequentie.');
  }
}

/**
 * Weeks that count: input-based the ISO weeks that the days touch, also in part; output-based their Sundays, and one more
 * where the last day is no Sunday.
 */
function weeksIn(eenheid: string, begin: string, end: string): number {
  if (!outputBased.has(eenheid)) return weeksOf({ begin, end });
  const [first, last] = [dayOf(begin), dayOf(end)];
  return sundaysIn(first, last) + (isSunday(last) ? 0 : 1);
}

/** ISO weeks of which a period has a day. */
function weeksOf({ begin, end }: Days): number {
  return weekOf(dayOf(end)) - weekOf(dayOf(begin)) + 1;
}

/**
 * The Sundays of a period; one more where it has the last Sunday of an allocation that does not end on a Sunday, or where
 * that has no Sunday at all, its last day.
 */
function sundaysOf(period: Days, allocation: OpenDays): number {
  const [first, last] = [dayOf(period.begin), dayOf(period.end)];
  const sundays = sundaysIn(first, last);
  if (allocation.end === undefined) return sundays;
  const end = dayOf(allocation.end);
  if (isSunday(end)) return sundays;
  // Weeks begin on Monday: the day before one is a Sunday.
  const lastSunday = mondayOf(end) - 1;
  const turns = lastSunday >= dayOf(allocation.begin) ? lastSunday : end;
  return sundays + (first <= turns && turns <= last ? 1 : 0);
}

/** Days since Thursday 1 January 1970, in any year that xs:date can write. */
function dayOf(date: string): number {
  const { year: written, month, day } = datePartsOf(date);
  // There is no year 0 in writing. A year of the count begins in March, so that a leap day is its last.
  const year = (written < 0 ? written + 1 : written) - (month > 2 ? 0 : 1);
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return 365 * year + leaps + ofYear - 719_468;
}

/** Numbers ISO weeks, which begin on Monday, one after the other. */
function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

/** The Monday of the week of a day. */
function mondayOf(day: number): number {
  return weekOf(day) * 7 - 3;
}

function isSunday(day: number): boolean {
  return weekOf(day + 1) !== weekOf(day);
}

function sundaysIn(first: number, last: number): number {
  // The Sundays up to a day are the weeks that have ended by then.
  return weekOf(last + 1) - weekOf(first);
}

function monthOf(date: string): number {
  const { year, month } = datePartsOf(date);
  return year * 12 + month;
}
