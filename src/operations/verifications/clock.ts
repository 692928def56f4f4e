import type { Pool } from 'pg';
import { dayBefore, dutchDate } from '../../standard/calendar.ts';
import { Recurring } from '../../store/recurring.ts';
import { verifiedKinds } from '../../store/verification-tables.ts';
import { deleteOldVerifications } from './records.ts';
import type { Verifications } from './verifications.ts';

const lookMs = 60_000;
/** A gateway that starts has other things to do first. */
const firstAfterMs = 300_000;
const minuteMs = 60_000;

/**
 * The last moment at which the clock in the Netherlands showed a time. In the night on which the clock goes forward that may
 * be a time that it skipped: then it is an hour later by the clock.
 *
 * @param time as `04:00`
 */
export function lastTime(now: Date, time: string): Date {
  const today = momentOf(dutchDate(now), time);
  return today <= now ? today : momentOf(dayBefore(dutchDate(now)), time);
}

function momentOf(day: string, time: string): Date {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  // In summer the clock is two hours ahead, in winter one: of the night of the change the first that fits.
  for (const hours of [2, 1]) {
    const moment = new Date(asUtc - hours * 60 * minuteMs);
    if (clock.format(moment) === time && dutchDate(moment) === day) return moment;
  }
  return new Date(asUtc - 60 * minuteMs);
}

const clock = new Intl.DateTimeFormat('nl-NL', {
  ...{ timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});

/**
 * Verifies everything once a day, one kind after the other, for as long as the process runs; and deletes what is older than
 * a year. Of any number of processes one does it. What was missed because no process ran is done soon after one starts;
 * what was stopped or failed is tried again after half an hour, a few times.
 *
 * @param time of the day in the Netherlands; undefined: never
 * @param onError gets the code of a failure; it is tried again
 */
export function nightlyVerification(
  pool: Pool,
  verifications: Verifications,
  time: string | undefined,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      await deleteOldVerifications(pool);
      if (time !== undefined) await verifyAll(verifications, lastTime(new Date(), time), signal);
    },
    onError,
    { firstAfterMs },
  );
}

/** @param notSince those that were done since then are not done again */
async function verifyAll(
  verifications: Verifications,
  notSince: Date,
  signal: AbortSignal,
): Promise<void> {
  for (const what of verifiedKinds)
    if (!signal.aborted) await verifications.byClock(what, notSince, signal);
}
