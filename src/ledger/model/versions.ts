import { isDeepStrictEqual } from 'node:util';
import { compareDates, isBefore } from '../../standard/calendar.ts';
import type { ToegewezenProduct } from './events.ts';

/** The status of an allocation, by its newest version. */
export type AllocationStatus = 'allocated' | 'withdrawn' | 'deleted';

/** The allocation changes to another aanbieder (09), another way of paying (10) or another gemeente (11). */
const changesOver = new Set(['09', '10', '11']);

/**
 * The status that a version gives its allocation. `deleted`: RedenWijziging 13, it should never have existed.
 * `withdrawn`: it changes over to another and has an end, or a change left it no more than its first day.
 */
export function statusOf(version: ToegewezenProduct): AllocationStatus {
  const { redenWijziging, ingangsdatum, einddatum } = version;
  if (redenWijziging === '13') return 'deleted';
  if (redenWijziging === undefined || einddatum === undefined) return 'allocated';
  return changesOver.has(redenWijziging) || einddatum === ingangsdatum ? 'withdrawn' : 'allocated';
}

type Moment = Pick<ToegewezenProduct, 'toewijzingsdatum' | 'toewijzingstijd'>;

/**
 * Whether a version was decided before another, by Toewijzingsdatum and Toewijzingstijd. Of two of the same moment
 * neither is older.
 */
export function isOlder(version: Moment, than: Moment): boolean {
  const days = compareDates(version.toewijzingsdatum, than.toewijzingsdatum);
  if (days !== 0) return days < 0;
  return timeKey(version.toewijzingstijd) < timeKey(than.toewijzingstijd);
}

/** A time as a text that sorts: the schema allows 24:00:00 for 00:00:00, and zeros at the end of a fraction. */
function timeKey(time: string): string {
  const trimmed = time.includes('.') ? time.replace(/\.?0+$/, '') : time;
  return trimmed.replace(/^24/, '00');
}

/**
 * Whether a JW301 repeats a version without a change. The number may be written in another way; a reference that was
 * honoured before may be left out (TR379), and so may the RedenWijziging of a change that is not made now (IV099).
 */
export function isRepeated(version: ToegewezenProduct, known: ToegewezenProduct): boolean {
  const {
    toewijzingNummer,
    referentieAanbieder = known.referentieAanbieder,
    redenWijziging = known.redenWijziging,
  } = version;
  return isDeepStrictEqual(
    { ...version, referentieAanbieder, redenWijziging },
    {
      ...known,
      toewijzingNummer,
      referentieAanbieder: known.referentieAanbieder,
      redenWijziging: known.redenWijziging,
    },
  );
}

/** Whether a version ends sooner than the one before; no Einddatum is no end. */
export function endsSooner(version: ToegewezenProduct, before: ToegewezenProduct): boolean {
  if (version.einddatum === undefined) return false;
  return before.einddatum === undefined || isBefore(version.einddatum, before.einddatum);
}
