import { dayBefore } from '../../standard/calendar.ts';
import { isWithdrawn, stacked } from '../../standard/rules/level2/stacking.ts';
import type { ToegewezenProduct } from '../model/events.ts';
import type { Proposal } from './model.ts';

/** A row of a case, as far as it is asked what stands beside what. */
export interface BesideRow {
  readonly toewijzingNummer: string;
  readonly proposal: Proposal | null;
  /** Something of the row itself is in the way, so that the old one stays. */
  readonly isHeld: boolean;
}

/** An allocation of the case. */
interface Allocated {
  readonly toewijzingNummer: string;
  readonly content: ToegewezenProduct;
}

/** Rows whose SPICs would be one and the same on some day, by their numbers: for TR302 the code alone counts (OP259). */
export function sameSpics(rows: readonly Omit<BesideRow, 'isHeld'>[]): ReadonlySet<string> {
  const proposed = rows.filter(({ proposal }) => proposal !== null);
  // All begin on the day of conversion, and none ends before it: that day they share.
  const groups = Map.groupBy(proposed, ({ proposal }) => proposal?.product.code);
  const shared = [...groups.values()].filter((group) => group.length > 1).flat();
  return new Set(shared.map(({ toewijzingNummer }) => toewijzingNummer));
}

/**
 * Rows whose SPIC TR302 refuses beside an allocation that stays, by their numbers. A row that is found stays too, and may
 * be in the way of another; so it goes on until no more are found.
 *
 * @param allocations all of the case: those that no row converts stay
 */
export function besideKept(
  rows: readonly BesideRow[],
  allocations: readonly Allocated[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (;;) {
    const converted = new Set(
      rows
        .filter(({ proposal, isHeld }) => proposal !== null && !isHeld)
        .map(({ toewijzingNummer }) => toewijzingNummer)
        .filter((number) => !found.has(number)),
    );
    const stay = allocations.filter(({ toewijzingNummer }) => !converted.has(toewijzingNummer));
    const more = rows.filter(
      ({ toewijzingNummer, proposal }) =>
        proposal !== null &&
        !found.has(toewijzingNummer) &&
        meets(proposal, toewijzingNummer, stay),
    );
    if (more.length === 0) return found;
    for (const { toewijzingNummer } of more) found.add(toewijzingNummer);
  }
}

/** Whether TR302 refuses a SPIC beside one of these, its own old allocation apart. */
function meets(proposal: Proposal, own: string, stay: readonly Allocated[]): boolean {
  const { product, ingangsdatum, einddatum } = proposal;
  const others = stay.filter(
    ({ toewijzingNummer, content }) => toewijzingNummer !== own && !isWithdrawn(content),
  );
  const spic = { product, ingangsdatum, ...(einddatum !== null && { einddatum }) };
  const inOrder = [...others.map(({ content }) => placed(content, '')), placed(spic, 'spic')];
  return stacked(inOrder, 'code').includes('spic');
}

/**
 * Whether TR302 refuses allocations of a case beside each other, whatever becomes of them: what was imported need not obey
 * it. No message about the child is approved before one of them is ended.
 *
 * @param allocations all of the case
 * @param day plain date: old ones that are converted end on the day before
 */
export function careOverlaps(
  rows: readonly Pick<BesideRow, 'toewijzingNummer' | 'proposal'>[],
  allocations: readonly Allocated[],
  day: string,
): boolean {
  const converted = new Set(
    rows
      .filter(({ proposal }) => proposal !== null)
      .map(({ toewijzingNummer }) => toewijzingNummer),
  );
  const left = allocations
    .filter(({ content }) => !isWithdrawn(content))
    .map(({ toewijzingNummer, content }) => {
      const isConverted = converted.has(toewijzingNummer) && content.ingangsdatum < day;
      return placed(
        isConverted ? { ...content, einddatum: dayBefore(day) } : content,
        toewijzingNummer,
      );
    });
  return stacked(left, 'code').length > 0;
}

/** As the rule looks at the products of a message. */
function placed(
  value: Pick<ToegewezenProduct, 'product' | 'ingangsdatum' | 'einddatum'>,
  path: string,
) {
  const { product, ingangsdatum, einddatum } = value;
  return {
    value: { ...(product && { product }) },
    path,
    begin: { value: ingangsdatum, path },
    eind: { value: einddatum, path },
  };
}
