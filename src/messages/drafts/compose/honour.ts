import type {
  TeWijzigenProduct,
  ToegewezenProduct,
  Verzoek,
} from '../../../ledger/model/events.ts';
import type { Allocation, ClientState } from '../../../ledger/model/state.ts';
import { compareDates, dayBefore, isAfter, isBefore } from '../../../standard/calendar.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import { FormRefused } from '../forms.ts';
import type { Moment } from './allocate.ts';
import { repeatedAs, toRepeat } from './current.ts';

/** RedenWijziging of what a JW317 changes: the aanbieder took the initiative. */
const byAanbieder = '12';

/**
 * The products of the JW301 that honours a JW317, whole and to the letter (OP348, IV093). All carry its reference
 * (TR379), also a current allocation that it does not name, because it was made later (OP087).
 *
 * @param numbers that the gemeente has not used, {@link newNumbers} of them
 * @throws {FormRefused} `no-current-allocation` where the request names an allocation that the ledger does not have
 */
export function honoured(
  verzoek: Verzoek,
  state: ClientState,
  { numbers, moment, today }: { numbers: readonly string[]; moment: Moment; today: string },
): ToegewezenProduct[] {
  const { referentieAanbieder } = verzoek;
  const left = [...numbers];
  const fresh = () => left.shift() as string;
  const toChange = verzoek.teWijzigenProducten?.teWijzigenProduct ?? [];
  const named = verzoek.ongewijzigdeProducten?.ongewijzigdProduct ?? [];
  const changing = new Set(
    toChange.map(({ toewijzingNummer }) => known(state, toewijzingNummer).toewijzingNummer),
  );
  const unchanged = new Map(
    [
      ...named.map(({ toewijzingNummer }) => known(state, toewijzingNummer)),
      ...toRepeat(state, today),
    ].map((one) => [one.toewijzingNummer, one]),
  );
  return [
    ...[...unchanged.values()]
      .filter(({ toewijzingNummer }) => !changing.has(toewijzingNummer))
      .map((one) => repeatedAs(one, referentieAanbieder)),
    ...toChange.flatMap((change) =>
      changed(change, known(state, change.toewijzingNummer), {
        referentieAanbieder,
        moment,
        fresh,
      }),
    ),
    ...(verzoek.nieuweProducten?.nieuwProduct ?? []).map(
      ({ product, gewensteIngangsdatum, einddatum, omvang, budget }) => ({
        toewijzingNummer: fresh(),
        referentieAanbieder,
        ...(product && { product }),
        ...moment,
        ingangsdatum: gewensteIngangsdatum,
        ...wished({ einddatum, omvang, budget }),
      }),
    ),
  ];
}

/** How many new numbers {@link honoured} may take. */
export function newNumbers(verzoek: Verzoek): number {
  const toChange = verzoek.teWijzigenProducten?.teWijzigenProduct.length ?? 0;
  return toChange + (verzoek.nieuweProducten?.nieuwProduct.length ?? 0);
}

interface Honouring {
  readonly referentieAanbieder: string;
  readonly moment: Moment;
  readonly fresh: () => string;
}

/**
 * One TeWijzigenProduct. A change from the Ingangsdatum on, or of the Einddatum alone, keeps the number. Where another
 * Omvang or Budget begins later, the allocation ends the day before, and what is wanted gets a number of its own (IV093),
 * without what was remarked on the old one.
 */
function changed(
  change: TeWijzigenProduct,
  { content }: Allocation,
  { referentieAanbieder, moment, fresh }: Honouring,
): ToegewezenProduct[] {
  const { toewijzingNummer, product, ingangsdatum, commentaar } = content;
  const { gewensteIngangsdatum: begin } = change;
  const base = {
    referentieAanbieder,
    ...(product && { product }),
    ...moment,
  };
  if (isAfter(begin, ingangsdatum) && isOther(change, content)) {
    const last = dayBefore(begin);
    const before =
      content.einddatum !== undefined && isBefore(content.einddatum, begin)
        ? repeatedAs({ content } as Allocation, referentieAanbieder)
        : {
            ...content,
            ...base,
            toewijzingNummer,
            einddatum: last,
            redenWijziging: byAanbieder,
          };
    return [before, { toewijzingNummer: fresh(), ...base, ingangsdatum: begin, ...wished(change) }];
  }
  return [
    {
      toewijzingNummer,
      ...base,
      ingangsdatum: isBefore(begin, ingangsdatum) ? begin : ingangsdatum,
      ...wished(change),
      redenWijziging: byAanbieder,
      ...(commentaar !== undefined && { commentaar }),
    },
  ];
}

/** Whether another Omvang or Budget is wanted than was allocated. */
function isOther(change: TeWijzigenProduct, { omvang, budget }: ToegewezenProduct): boolean {
  return amountKey(change) !== amountKey({ omvang, budget });
}

/** One key of an Omvang or Budget, however the number is written. */
export function amountKey({
  omvang,
  budget,
}: {
  readonly omvang?: ToegewezenProduct['omvang'] | undefined;
  readonly budget?: string | undefined;
}): string {
  return JSON.stringify([
    omvang && [normalNumber(omvang.volume), omvang.eenheid, omvang.frequentie],
    budget && normalNumber(budget),
  ]);
}

function wished({
  einddatum,
  omvang,
  budget,
}: {
  readonly einddatum?: string | undefined;
  readonly omvang?: ToegewezenProduct['omvang'] | undefined;
  readonly budget?: string | undefined;
}): Pick<ToegewezenProduct, 'einddatum' | 'omvang' | 'budget'> {
  return {
    ...(einddatum !== undefined && { einddatum }),
    ...(omvang && { omvang }),
    ...(budget !== undefined && { budget }),
  };
}

/** @throws {FormRefused} `no-current-allocation` */
function known({ allocations }: ClientState, toewijzingNummer: string): Allocation {
  const found = allocations.get(normalNumber(toewijzingNummer));
  if (!found) throw new FormRefused('no-current-allocation', 'requestId');
  return found;
}

/** Whether two plain dates are the same day. */
export function isSameDay(one: string, other: string): boolean {
  return compareDates(one, other) === 0;
}
