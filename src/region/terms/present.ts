import { daysBetween } from '../../standard/working-days.ts';
import { type TermUnit, unitOf } from './counts.ts';
import { endOfDutchDay } from './due-moment.ts';
import type { TermRow } from './list.ts';
import type { TermKind, VoidReason } from './term.ts';
import type { TermViewer } from './viewer.ts';

/** How a term stands on the day on which it is shown. */
export const itemStatuses = ['open', 'overdue', 'inTime', 'late', 'void'] as const;

/** A term as it is shown. Days are plain dates. */
export interface TermItem {
  readonly id: string;
  readonly kind: TermKind;
  /** `overdue`: it is over, and not met. */
  readonly status: (typeof itemStatuses)[number];
  /** Who has to do it, and who waits for it. */
  readonly owedBy: string;
  readonly owedTo: string;
  readonly municipality: string;
  readonly provider: string;
  readonly since: string;
  readonly dueOn: string;
  /** The end of that day in Amsterdam. */
  readonly dueAt: Date;
  /** Calendar days since the due day; null where it is not overdue. */
  readonly overdueDays: number | null;
  readonly metAt: Date | null;
  readonly metBy: string | null;
  readonly pending: boolean;
  /** Days that it took, in {@link unit}; null while it is not met. */
  readonly taken: number | null;
  readonly unit: TermUnit;
  readonly messageId: string | null;
  /** Random id of the child; null for a term of a message as a whole. Absent for operators, as is the number. */
  readonly client?: string | null;
  readonly toewijzingNummer?: string | null;
  /** ReferentieAanbieder; absent for all but parties. */
  readonly referentie?: string | null;
  readonly voidReason: VoidReason | null;
}

/**
 * A term, with what this caller may read of it.
 *
 * @param today in Amsterdam, `yyyy-mm-dd`
 * @param referentie for parties
 */
export function presentTerm(
  viewer: TermViewer,
  row: TermRow,
  today: string,
  referentie: string | null = null,
): TermItem {
  const { id, kind, municipality, provider, debtor, creditor, since, dueOn } = row;
  const { metAt, metBy, pending, taken, messageId, voidReason } = row;
  const over = daysBetween(dueOn, today, Number.POSITIVE_INFINITY);
  const isOverdue = isOpen(row) && over > 0;
  return {
    ...{ id, kind, status: isOverdue ? 'overdue' : shownAs[row.status] },
    ...{ owedBy: debtor, owedTo: creditor, municipality, provider, since, dueOn },
    dueAt: endOfDutchDay(dueOn),
    overdueDays: isOverdue ? over : null,
    ...{ metAt, metBy, pending, taken, unit: unitOf(kind), messageId },
    ...(viewer.as !== 'operator' && {
      client: row.clientId,
      toewijzingNummer: row.toewijzingNummer,
    }),
    ...(viewer.as === 'party' && { referentie }),
    voidReason,
  };
}

function isOpen({ status }: TermRow): boolean {
  return status === 'open' || status === 'missed';
}

const shownAs = {
  open: 'open',
  missed: 'open',
  'in-time': 'inTime',
  late: 'late',
  void: 'void',
} as const;
