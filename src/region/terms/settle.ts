import { hash } from 'node:crypto';
import { dutchDate } from '../../standard/calendar.ts';
import {
  afterDays,
  afterWorkingDays,
  daysBetween,
  isCountable,
  type WorkingDays,
  workingDaysBetween,
} from '../../standard/working-days.ts';
import { countsCalendarDays, type Term, type TermKind, type VoidReason } from './term.ts';

/** A term before its days are counted. */
export interface Draft {
  readonly kind: TermKind;
  readonly municipality: string;
  readonly provider: string;
  readonly owedBy: 'gemeente' | 'aanbieder';
  /** What it is of, besides its kind and aanbieder. The id is made from it, and nobody can guess it. */
  readonly of: readonly string[];
  readonly messageId: string | null;
  readonly clientId: string | null;
  readonly toewijzingNummer?: string;
  readonly referenceHash?: Buffer;
  /** Plain date from which it counts; that day does not count itself. */
  readonly since: string;
  /** What met it, if anything did. */
  readonly met?: Meeting;
  readonly voidReason?: VoidReason;
}

/** What meets a term. */
export interface Meeting {
  /** When it was sent. */
  readonly at: Date;
  /** The message; null where it was imported. */
  readonly by: string | null;
  /** Its retour may still refuse it. */
  readonly pending: boolean;
}

/** How long each term is: working days, or calendar days where these count (domain, iJw 3.2 messages.tsv). */
const lengths: Readonly<Record<TermKind, number>> = {
  retour: 3,
  'declaration-answer': 10,
  decision: 5,
  // Eight weeks.
  investigation: 56,
  residence: 14,
  start: 5,
  stop: 5,
};

/** What days are counted by. */
export interface Today {
  readonly calendar: WorkingDays;
  /** Plain date in the Netherlands. */
  readonly today: string;
}

/**
 * Counts the days of a term.
 *
 * @returns undefined for days of years in which nobody has a term: xs:date knows the year 9999, and years before 0
 */
export function settled(draft: Draft, { calendar, today }: Today): Term | undefined {
  const { kind, municipality, provider, since, met, voidReason } = draft;
  if (!isCountable(since)) return undefined;
  const inCalendarDays = countsCalendarDays(kind);
  const length = lengths[kind];
  const dueOn = inCalendarDays
    ? afterDays(since, length)
    : afterWorkingDays(since, length, calendar);
  const owes = draft.owedBy === 'gemeente';
  const term = {
    id: idOf(draft),
    ...{ kind, municipality, provider },
    debtor: owes ? municipality : provider,
    creditor: owes ? provider : municipality,
    messageId: draft.messageId,
    clientId: draft.clientId,
    toewijzingNummer: draft.toewijzingNummer ?? null,
    referenceHash: draft.referenceHash ?? null,
    ...{ since, dueOn },
  };
  if (voidReason) return { ...term, ...unmet, status: 'void', voidReason };
  if (!met) return { ...term, ...unmet, status: dueOn < today ? 'missed' : 'open' };
  const metOn = dutchDate(met.at);
  return {
    ...term,
    metAt: met.at,
    metBy: met.by,
    pending: met.pending,
    taken: inCalendarDays ? daysBetween(since, metOn) : workingDaysBetween(since, metOn, calendar),
    status: metOn <= dueOn ? 'in-time' : 'late',
    voidReason: null,
  };
}

const unmet = { metAt: null, metBy: null, pending: false, taken: null, voidReason: null } as const;

/** The id of a term: a UUID of version 8 over what it is of. */
export function idOf({ kind, provider, of }: Draft): string {
  const bytes = hash('sha256', ['term', kind, provider, ...of].join('\n'), 'buffer').subarray(
    0,
    16,
  );
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
