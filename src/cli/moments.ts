/** Moments as they are typed and printed: with an offset, or in the time of the Netherlands. */
const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(z|[+-]\d\d:\d\d)?)?$/i;
const dayMs = 86_400_000;

let clock: Intl.DateTimeFormat | undefined;

/**
 * The time in the Netherlands, as in `2026-01-31 09:00:00`. The formatter is made at first use: making it is slow, and
 * many commands need none.
 */
function clockIn(moment: Date): string {
  // Swedish dates have the form of ISO 8601.
  clock ??= new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Amsterdam',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return clock.format(moment);
}

/** The time in the Netherlands, with its offset and to the second: `2026-01-31T09:00:00+01:00`. */
export function dutchTime(moment: Date): string {
  const minutes = offsetMs(moment) / 60_000;
  const two = (number: number) => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(Math.floor(size % 60))}`;
  return `${clockIn(moment).replace(' ', 'T')}${offset}`;
}

/**
 * Reads a day, which is its first moment, or a moment.
 *
 * @returns undefined for text that is neither
 * @throws a RangeError for a time that the clock in the Netherlands skips or shows twice
 */
export function readMoment(text: string): Date | undefined {
  const [, day, time = '00:00', seconds = ':00', offset] = written.exec(text) ?? [];
  if (!day || !isDay(day)) return undefined;
  const utc = Date.parse(`${day}T${time}${seconds}Z`);
  if (Number.isNaN(utc)) return undefined;
  if (offset) {
    const moment = new Date(`${day}T${time}${seconds}${offset.toUpperCase()}`);
    return Number.isNaN(moment.getTime()) ? undefined : moment;
  }
  // A clock time is one moment, except in the two nights in which the clock changes.
  const offsets = new Set([utc - dayMs, utc + dayMs].map((near) => offsetMs(new Date(near))));
  const found = [...offsets]
    .map((ms) => new Date(utc - ms))
    .filter((moment) => moment.getTime() + offsetMs(moment) === utc);
  if (found.length !== 1)
    throw new RangeError('The clock skips this time, or shows it twice. Add an offset, as +01:00.');
  return found[0];
}

/** Whether this is a day of the calendar, as `2026-01-31`. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  );
}

function offsetMs(moment: Date): number {
  const second = Math.floor(moment.getTime() / 1000) * 1000;
  return Date.parse(`${clockIn(moment).replace(' ', 'T')}Z`) - second;
}
