import { datePartsOf, dutchDate } from '../../standard/calendar.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * When a day is over in the Netherlands: at 24:00 in Amsterdam, which is 23:00 or 22:00 UTC.
 *
 * @param date `yyyy-mm-dd`, since 1940
 * @throws for what is no date
 */
export function endOfDutchDay(date: string): Date {
  const midnight = utcDay(date) + dayMs;
  const inSummer = new Date(midnight - 2 * hourMs);
  return dutchDate(inSummer) === date ? new Date(midnight - hourMs) : inSummer;
}

/** The first moment of a date in UTC, where all days are as long. */
function utcDay(date: string): number {
  const { year, month, day } = datePartsOf(date);
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
