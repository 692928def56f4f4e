import type { ToegewezenProduct } from '../../../ledger/model/events.ts';
import type { Allocation, ClientState } from '../../../ledger/model/state.ts';
import { isCurrent } from '../../../ledger/past/advice.ts';
import { isBefore } from '../../../standard/calendar.ts';

/** The allocations that a JW301 has to repeat: those that hold on a day, or begin later (OP087). */
export function toRepeat({ allocations }: ClientState, today: string): Allocation[] {
  return [...allocations.values()].filter((one) => isCurrent(one, today));
}

/** The allocations that a JW317 has to name, as TR349 says it. */
export function toName({ allocations }: ClientState, dagtekening: string): Allocation[] {
  return [...allocations.values()].filter(({ content }) => {
    const { redenWijziging, ingangsdatum, einddatum } = content;
    const hasEnded = einddatum !== undefined && isBefore(einddatum, dagtekening);
    const isDeleted = einddatum === ingangsdatum && ['13', '01'].includes(redenWijziging ?? '');
    return !hasEnded && !isDeleted;
  });
}

/** What a draft was composed of: allocations as the ledger has them, by number. */
export function basisOf(allocations: readonly Allocation[]): Record<string, ToegewezenProduct> {
  return Object.fromEntries(allocations.map((one) => [one.toewijzingNummer, one.content]));
}

/** An allocation as a JW301 repeats it: the same in every field (IV013), without a reason of change (IV099). */
export function repeatedAs(
  { content }: Allocation,
  referentieAanbieder?: string,
): ToegewezenProduct {
  const { redenWijziging: _, referentieAanbieder: __, toewijzingNummer, ...rest } = content;
  return {
    toewijzingNummer,
    ...(referentieAanbieder !== undefined && { referentieAanbieder }),
    ...rest,
  };
}
