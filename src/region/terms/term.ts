/** What a party has to do before a day. */
export const termKinds = [
  'retour',
  'declaration-answer',
  'decision',
  'investigation',
  'residence',
  'start',
  'stop',
] as const;

export type TermKind = (typeof termKinds)[number];

/**
 * `open`: not due yet. `missed`: over, and not met yet. `in-time` and `late`: met. `void`: it is not asked any more,
 * because what it began with was refused or removed, or another term took its place.
 */
export const termStatuses = ['open', 'missed', 'in-time', 'late', 'void'] as const;

export type TermStatus = (typeof termStatuses)[number];

/** Calendar days count for these; working days for all others. */
const calendarKinds: ReadonlySet<TermKind> = new Set(['investigation', 'residence']);

/** Whether every day counts, or only working days. */
export function countsCalendarDays(kind: TermKind): boolean {
  return calendarKinds.has(kind);
}

/** What the gemeente and the aanbieder of a term are to it. */
export interface TermParties {
  readonly municipality: string;
  readonly provider: string;
  /** Who has to do it: one of the two. */
  readonly debtor: string;
  /** Who waits for it: the other. */
  readonly creditor: string;
}

/** A term, as it is kept. Days are plain dates. */
export interface Term extends TermParties {
  /** Of what the term is of, so that it stays the same when it is made again. */
  readonly id: string;
  readonly kind: TermKind;
  /** The message that it begins with; null where that was imported. */
  readonly messageId: string | null;
  /** Random id of the child; null for a term of a message as a whole. */
  readonly clientId: string | null;
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string | null;
  /** Keyed hash of the ReferentieAanbieder. */
  readonly referenceHash: Buffer | null;
  /** The day of receipt, or of the real start or end, after which days are counted. */
  readonly since: string;
  /** It ends at 24:00 of this day, in Amsterdam. */
  readonly dueOn: string;
  /** When it was met; null while it is not. */
  readonly metAt: Date | null;
  /** The message that met it. */
  readonly metBy: string | null;
  /** What met it may still be refused by its retour. */
  readonly pending: boolean;
  /** Days that it took, of its kind; null while it is not met. */
  readonly taken: number | null;
  readonly status: TermStatus;
  /** Why it is void. */
  readonly voidReason: VoidReason | null;
}

/**
 * `refused`: the message that it began with was refused. `removed`: a start or stop was removed, or an allocation has
 * no end any more. `residence`: the refusal is one on residence, which has a term of its own.
 */
export const voidReasons = ['refused', 'removed', 'residence'] as const;

export type VoidReason = (typeof voidReasons)[number];
