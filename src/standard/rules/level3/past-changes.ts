import { compareDates, dayBefore, isAfter, isBefore } from '../../calendar.ts';
import type { BerichtOf } from '../../messages/berichten.ts';
import { ongewijzigdeProducten, verzoekOf } from '../engine/classes.ts';
import { at, type Located } from '../engine/located.ts';
import {
  isOwn,
  normalNumber,
  type OwnAllocation,
  type Past,
  type PastAllocation,
  type PastVolume,
} from '../engine/past.ts';
import { pastRule } from '../engine/past-rule.ts';
import { nieuweProducten, type Product, teWijzigenProducten } from '../engine/products.ts';
import { keyOf } from '../engine/repeated.ts';
import type { Rule } from '../engine/rule.ts';
import { isWithdrawn, sameRequested, stacked } from '../level2/stacking.ts';

const current = {
  nl: 'Er is geen lopende of toekomstige toewijzing met dit ToewijzingNummer. Controleer het nummer, of haal dit product uit het verzoek.',
  en: 'There is no present or future allocation with this ToewijzingNummer. Check the number, or take this product out of the request.',
} as const;

const onDagtekening = {
  nl: 'Of een toewijzing loopt of nog begint, wordt bepaald op Dagtekening: zo zien afzender en ontvanger hetzelfde.',
  en: 'Whether an allocation is present or future is judged on Dagtekening, so that sender and receiver agree.',
} as const;

const ofChange = {
  nl: 'De Einddatum is die van het TeWijzigenProduct. Bij een toewijzing zonder Product gelden TR375 en TR412 allebei: dan komen beide codes terug.',
  en: 'The Einddatum is that of the TeWijzigenProduct. An allocation without a Product can break both TR375 and TR412: then both codes come back.',
} as const;

/** What a request for change (JW317) must agree with: the allocations that it is about. */
export const pastChanges: readonly Rule[] = [
  pastRule({
    code: 'TR349',
    level: 3,
    retourCode: '9349',
    messages: ['JW317'],
    berichtklasse: 'Verzoek',
    sentence: {
      nl: 'In dit verzoek ontbreekt een lopende of toekomstige toewijzing van deze cliënt. Noem ze allemaal: als TeWijzigenProduct, of als OngewijzigdProduct wanneer er niets verandert.',
      en: 'A present or future allocation of this client is missing from this request. Name them all: as TeWijzigenProduct, or as OngewijzigdProduct when nothing changes.',
    },
    reading: onDagtekening,
    check: (bericht, { allocations }) => {
      const named = referred(bericht);
      const missing = allocations.some(
        (allocation) =>
          isOwn(allocation) &&
          isCurrent(allocation, bericht) &&
          !named.has(allocation.toewijzingNummer),
      );
      return missing ? verzoeken(bericht) : [];
    },
  }),
  pastRule({
    code: 'TR350',
    level: 3,
    retourCode: '9350',
    messages: ['JW317'],
    berichtklasse: 'OngewijzigdProduct',
    sentence: current,
    reading: onDagtekening,
    check: (bericht, past) => notCurrent(ongewijzigdeProducten(bericht), bericht, past),
  }),
  pastRule({
    code: 'TR351',
    level: 3,
    retourCode: '9351',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct',
    sentence: current,
    reading: onDagtekening,
    check: (bericht, past) => notCurrent(teWijzigenProducten(bericht), bericht, past),
  }),
  pastRule({
    code: 'TR357',
    level: 3,
    retourCode: '9357',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct.GewensteIngangsdatum',
    sentence: {
      nl: 'GewensteIngangsdatum ligt niet na Dagtekening. Vul een dag na Dagtekening in, of de Ingangsdatum van de toewijzing.',
      en: 'GewensteIngangsdatum does not lie after Dagtekening. Fill in a day after Dagtekening, or the Ingangsdatum of the allocation.',
    },
    check: (bericht, past) =>
      changes(bericht, past)
        .filter(({ begin }) => !isAfter(begin.value, dagtekening(bericht)))
        .filter((change) => !fromItsBegin(change))
        .map(({ begin }) => begin.path),
  }),
  pastRule({
    code: 'TR361',
    level: 3,
    retourCode: '9361',
    messages: ['JW317'],
    berichtklasse: 'Verzoek',
    sentence: {
      nl: 'Met dit verzoek zou hetzelfde product twee keer op dezelfde dagen gelden. Pas de datums aan zodat de periodes elkaar niet raken, of kies een ander Product.',
      en: 'With this request the same product would hold twice on the same days. Change the dates so that the periods share no day, or choose another Product.',
    },
    reading: {
      nl: `Een TeWijzigenProduct loopt van GewensteIngangsdatum tot en met zijn Einddatum, een OngewijzigdProduct zoals zijn toewijzing. Verandert de Omvang van een toewijzing met een andere Frequentie dan 6, dan loopt de toewijzing door tot en met de dag vóór GewensteIngangsdatum (IV093): die dagen tellen ook mee. ${sameRequested.nl}`,
      en: `A TeWijzigenProduct runs from GewensteIngangsdatum to its Einddatum, an OngewijzigdProduct as its allocation. When the Omvang changes of an allocation with another Frequentie than 6, the allocation runs on until the day before GewensteIngangsdatum (IV093): those days count too. ${sameRequested.en}`,
    },
    check: (bericht, past) => {
      const all = wanted(bericht, past);
      return stacked(all, 'category and code').length > 0 ? verzoeken(bericht) : [];
    },
  }),
  pastRule({
    code: 'TR373',
    level: 3,
    retourCode: '9373',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct',
    sentence: {
      nl: 'Deze toewijzing heeft een Budget, of een Omvang voor de hele looptijd (Frequentie 6). Een wijziging daarvan geldt vanaf het begin. Vul bij GewensteIngangsdatum de Ingangsdatum van de toewijzing in.',
      en: 'This allocation has a Budget, or an Omvang over the whole duration (Frequentie 6). A change of it holds from the begin. Fill in its Ingangsdatum as GewensteIngangsdatum.',
    },
    reading: {
      nl: 'Het gaat om wat in de toewijzing staat, niet om wat wordt gevraagd (IV092, IV093). Heeft de toewijzing een Budget of Frequentie 6, dan geldt elke wijziging vanaf de Ingangsdatum, ook als het Budget vervalt of de Frequentie verandert. Een wijziging van een andere Frequentie naar 6 of naar een Budget mag op elke dag ingaan.',
      en: 'The allocation counts, not what is wanted (IV092, IV093). When it has a Budget or Frequentie 6, every change holds from its Ingangsdatum, also when the Budget goes or the Frequentie becomes another. From another Frequentie to 6 or to a Budget is free on any day.',
    },
    check: (bericht, past) =>
      changes(bericht, past)
        .filter((change) => isTotal(change.allocation) && !fromItsBegin(change))
        .map(({ path }) => path),
  }),
  pastRule({
    code: 'TR375',
    level: 3,
    retourCode: '9375',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct.Omvang',
    sentence: {
      nl: 'De toewijzing heeft geen Product, en daar hoort geen Omvang bij. Haal Omvang weg en vul zo nodig Budget in.',
      en: 'The allocation has no Product, and such a one takes no Omvang. Take Omvang out, and fill in Budget if needed.',
    },
    reading: ofChange,
    check: (bericht, past) => omvangWithout((product) => !product, bericht, past),
  }),
  pastRule({
    code: 'TR411',
    level: 3,
    retourCode: '9411',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct.Omvang',
    sentence: {
      nl: 'De toewijzing heeft een product met een Code, en daar hoort een Omvang bij. Vul Omvang in, en haal een Budget weg.',
      en: 'The allocation has a product with a Code, and that takes an Omvang. Fill in Omvang, and take a Budget out.',
    },
    check: (bericht, past) =>
      changes(bericht, past)
        .filter(({ value, allocation }) => allocation.product?.code && !value.omvang)
        .map((change) => at(change, 'omvang')),
  }),
  pastRule({
    code: 'TR412',
    level: 3,
    retourCode: '9412',
    messages: ['JW317'],
    berichtklasse: 'TeWijzigenProduct.Omvang',
    sentence: {
      nl: 'De toewijzing heeft geen product met een Code, en daar hoort geen Omvang bij. Haal Omvang weg en vul zo nodig Budget in.',
      en: 'The allocation has no product with a Code, and such a one takes no Omvang. Take Omvang out, and fill in Budget if needed.',
    },
    reading: ofChange,
    check: (bericht, past) =>
      omvangWithout((product) => product?.code === undefined, bericht, past),
  }),
];

type Verzoek = BerichtOf<'JW317'>;

function dagtekening(bericht: Verzoek): string {
  return bericht.header.berichtIdentificatie.dagtekening;
}

/** The path of the request as a whole. */
function verzoeken(bericht: Verzoek): string[] {
  return [verzoekOf(bericht).path];
}

/** The numbers of the allocations that a request names. */
export function referred(bericht: Verzoek): Set<string> {
  const places = [...ongewijzigdeProducten(bericht), ...teWijzigenProducten(bericht)];
  return new Set(places.map(({ value }) => normalNumber(value.toewijzingNummer)));
}

/** Judged on Dagtekening, so that sender and receiver agree whenever they look. */
function isCurrent(allocation: OwnAllocation, bericht: Verzoek): boolean {
  const { einddatum } = allocation;
  const ended = einddatum !== undefined && isBefore(einddatum, dagtekening(bericht));
  return !ended && !isWithdrawn(allocation);
}

/**
 * The allocations of the aanbieder by number. Those of other aanbieders are unknown to it, and no answer may reveal
 * whether they exist. Where two share a number, the client's own counts.
 */
export function atAanbieder({ allocations }: Past): Map<string, PastAllocation> {
  const found = new Map<string, PastAllocation>();
  for (const allocation of allocations) {
    const { toewijzingNummer, ofClient, ofAanbieder } = allocation;
    if (ofAanbieder && (ofClient || !found.has(toewijzingNummer)))
      found.set(toewijzingNummer, allocation);
  }
  return found;
}

/** The paths of those that name no current allocation. That it is another's is for TR304. */
function notCurrent(
  places: readonly Located<{ readonly toewijzingNummer: string }>[],
  bericht: Verzoek,
  past: Past,
): string[] {
  const known = atAanbieder(past);
  return places
    .filter(({ value }) => {
      const allocation = known.get(normalNumber(value.toewijzingNummer));
      if (!allocation) return true;
      return isOwn(allocation) && !isCurrent(allocation, bericht);
    })
    .map(({ path }) => path);
}

/** A product with the client's allocation that it names. */
function withAllocation<T extends Located<{ readonly toewijzingNummer: string }>>(
  places: readonly T[],
  past: Past,
): (T & { readonly allocation: OwnAllocation })[] {
  const known = atAanbieder(past);
  return places.flatMap((place) => {
    const allocation = known.get(normalNumber(place.value.toewijzingNummer));
    return allocation && isOwn(allocation) ? [{ ...place, allocation }] : [];
  });
}

/** What a request wants to change, without classes that name no allocation: those break TR351. */
function changes(bericht: Verzoek, past: Past) {
  return withAllocation(teWijzigenProducten(bericht), past);
}

type Change = ReturnType<typeof changes>[number];

function fromItsBegin({ begin, allocation }: Change): boolean {
  return compareDates(begin.value, allocation.ingangsdatum) === 0;
}

/** Whether an allocation is for its whole duration at once: one part of it cannot be changed. */
function isTotal({ budget, omvang }: OwnAllocation): boolean {
  return budget !== undefined || omvang?.frequentie === '6';
}

function volumeKey(omvang: PastVolume | undefined): string | undefined {
  return omvang && keyOf(normalNumber(omvang.volume), omvang.eenheid, omvang.frequentie);
}

/** Help that ended by this day may still have an Omvang without a product or code. */
const LAST_DAY_WITHOUT_CODE = '2020-12-31';

/** Where an Omvang is wanted for an allocation without a product, or without a code of one. */
function omvangWithout(
  lacks: (product: OwnAllocation['product']) => boolean,
  bericht: Verzoek,
  past: Past,
): string[] {
  return changes(bericht, past)
    .filter(({ value }) => value.omvang !== undefined)
    .filter(({ allocation: { product } }) => lacks(product))
    .filter(({ eind }) => eind.value === undefined || isAfter(eind.value, LAST_DAY_WITHOUT_CODE))
    .map((change) => at(change, 'omvang'));
}

type Wanted = Product<{ readonly product?: OwnAllocation['product'] }>;

/** All allocations that hold when a request is honoured as it was sent (TR361). */
function wanted(bericht: Verzoek, past: Past): Wanted[] {
  const unchanged = withAllocation(ongewijzigdeProducten(bericht), past)
    .filter(({ allocation }) => !isWithdrawn(allocation))
    .map(({ path, allocation }) => ({
      value: allocation,
      path,
      begin: { value: allocation.ingangsdatum, path },
      eind: { value: allocation.einddatum, path },
    }));
  const changed = changes(bericht, past).flatMap((change) => [
    ...restOf(change),
    { ...change, value: change.allocation },
  ]);
  return [...unchanged, ...changed, ...nieuweProducten(bericht)];
}

/**
 * What remains of an allocation before a change of its Omvang: the change then gets an allocation of
 * its own, and this one ends the day before (IV093). A total is changed from its begin.
 */
function restOf({ value, path, begin, allocation }: Change): Wanted[] {
  const { ingangsdatum, einddatum } = allocation;
  const changes = volumeKey(value.omvang) !== volumeKey(allocation.omvang);
  if (!changes || isTotal(allocation) || isWithdrawn(allocation)) return [];
  const last = dayBefore(begin.value);
  const ends = einddatum !== undefined && isBefore(einddatum, last) ? einddatum : last;
  return [
    { value: allocation, path, begin: { value: ingangsdatum, path }, eind: { value: ends, path } },
  ];
}
