import type { Proposal } from '../../ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../ledger/model/events.ts';
import type { Allocation, ClientState } from '../../ledger/model/state.ts';
import { repeatedAs, toRepeat } from '../../messages/drafts/compose/current.ts';
import { decidedAt, headerOf, type Setting } from '../../messages/drafts/compose/setting.ts';
import type { ClientDetails } from '../../messages/drafts/forms.ts';
import { dayBefore, dutchDate } from '../../standard/calendar.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';

/** An allocation that becomes a SPIC. */
export interface Conversion {
  /** Of the old one, as `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  readonly proposal: Proposal;
  /** Of the SPIC: one that the gemeente has not used. */
  readonly newNumber: string;
}

/** What a JW301 of a conversion is made of. Personal. */
export interface ComposeFacts {
  readonly setting: Setting;
  readonly bsn: string;
  readonly details: ClientDetails;
  /** Of the child at the aanbieder. */
  readonly state: ClientState;
}

/**
 * The JW301 of a conversion: each old allocation ends on the day before its SPIC begins, with its Omvang or Budget as it was
 * (OP298); each SPIC is new, without a reference (TR379) and without RedenWijziging (IV099); all others that hold stand in
 * it as they are (OP087).
 */
export function composeConversion(
  { setting, bsn, details, state }: ComposeFacts,
  conversions: readonly Conversion[],
): BerichtOf<'JW301'> {
  const byNumber = new Map(conversions.map((one) => [one.toewijzingNummer, one]));
  const moment = decidedAt(setting.now);
  const known = allNamed(state, dutchDate(setting.now), byNumber.keys());
  return {
    type: 'JW301',
    header: headerOf('JW301', setting),
    client: {
      bsn,
      ...details,
      toegewezenProducten: {
        toegewezenProduct: [
          ...known.map((one) => {
            const conversion = byNumber.get(one.toewijzingNummer);
            return conversion ? ended(one, conversion, moment) : repeatedAs(one);
          }),
          ...conversions.map((one) => begun(one, moment)),
        ],
      },
    },
  };
}

type Moment = ReturnType<typeof decidedAt>;

/** Those that hold, and those that are changed though they ended before today: a conversion into the past. */
function allNamed(state: ClientState, today: string, changed: Iterable<string>): Allocation[] {
  const named = new Map(toRepeat(state, today).map((one) => [one.toewijzingNummer, one]));
  for (const number of changed) {
    const found = state.allocations.get(number);
    if (found) named.set(number, found);
  }
  return [...named.values()];
}

function ended(
  { content }: Allocation,
  { proposal }: Conversion,
  moment: Moment,
): ToegewezenProduct {
  const { referentieAanbieder: _, ...rest } = content;
  const { redenWijziging, ingangsdatum } = proposal;
  return { ...rest, ...moment, einddatum: dayBefore(ingangsdatum), redenWijziging };
}

function begun({ newNumber, proposal }: Conversion, moment: Moment): ToegewezenProduct {
  const { product, ingangsdatum, einddatum, omvang } = proposal;
  return {
    toewijzingNummer: newNumber,
    product,
    ...moment,
    ingangsdatum,
    ...(einddatum !== null && { einddatum }),
    omvang,
  };
}

/** A conversion that is taken back: the old one as it was before. */
export interface Reversion {
  readonly old: ToegewezenProduct;
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  readonly newNumber: string;
}

/**
 * The JW301 that takes conversions back (OP362): the SPIC is deleted (RedenWijziging 13, so that it ends on its first day),
 * and the old one has its Einddatum again (14).
 */
export function composeReversion(
  { setting, bsn, details, state }: ComposeFacts,
  reversions: readonly Reversion[],
): BerichtOf<'JW301'> {
  const moment = decidedAt(setting.now);
  const olds = new Map(reversions.map(({ toewijzingNummer, old }) => [toewijzingNummer, old]));
  const news = new Set(reversions.map(({ newNumber }) => newNumber));
  const known = allNamed(state, dutchDate(setting.now), [...olds.keys(), ...news]);
  return {
    type: 'JW301',
    header: headerOf('JW301', setting),
    client: {
      bsn,
      ...details,
      toegewezenProducten: {
        toegewezenProduct: known.map((one) => {
          const old = olds.get(one.toewijzingNummer);
          if (old) return restored(one, old, moment);
          return news.has(one.toewijzingNummer) ? deleted(one, moment) : repeatedAs(one);
        }),
      },
    },
  };
}

function restored(
  { content }: Allocation,
  { einddatum }: ToegewezenProduct,
  moment: Moment,
): ToegewezenProduct {
  const { referentieAanbieder: _, einddatum: __, ...rest } = content;
  const end = einddatum === undefined ? {} : { einddatum };
  return { ...rest, ...moment, ...end, redenWijziging: '14' };
}

function deleted({ content }: Allocation, moment: Moment): ToegewezenProduct {
  return { ...content, ...moment, einddatum: content.ingangsdatum, redenWijziging: '13' };
}
