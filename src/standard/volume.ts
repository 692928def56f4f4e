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

const dayMs = 86_400_000;

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
  const [first, last] = [dayOf(begin), dayOf(end)];
  if (!outputBased.has(eenheid)) return weekOf(last) - weekOf(first) + 1;
  return sundaysIn(first, last) + (isSunday(last) ? 0 : 1);
}

/** Days since Thursday 1 January 1970. */
function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

/** Numbers ISO weeks, which begin on Monday, one after the other. */
function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

function isSunday(day: number): boolean {
  return weekOf(day + 1) !== weekOf(day);
}

function sundaysIn(first: number, last: number): number {
  // The Sundays up to a day are the weeks that have ended by then.
  return weekOf(last + 1) - weekOf(first);
}

function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}
