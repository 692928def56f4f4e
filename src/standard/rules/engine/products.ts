import type { BerichtOf } from '../../messages/berichten.ts';
import { clientOf, verzoekOf } from './classes.ts';
import { at, each, inside, type Located } from './located.ts';

/** The classes that describe the help of a client, in the messages that have them. */

/** The fields that all four classes have under the same name; {@link at} gives the paths. */
interface Hoeveelheid {
  readonly omvang?: {
    readonly volume: string;
    readonly eenheid: string;
    readonly frequentie: string;
  };
  /** In euro cents. */
  readonly budget?: string;
}

/** Three of the classes name a product too; a TeWijzigenProduct has that of its allocation. */
interface Keuze extends Hoeveelheid {
  readonly product?: { readonly categorie: string; readonly code?: string };
}

/** One of the four classes. Its period has paths of its own, because each class names the dates differently. */
export interface Product<T = Hoeveelheid> extends Located<T> {
  readonly begin: Located<string>;
  /** Its path is there also when the date is not. */
  readonly eind: Located<string | undefined>;
}

/** Every ToegewezenProduct, AangevraagdProduct, TeWijzigenProduct and NieuwProduct. */
export function producten(bericht: BerichtOf<'JW301' | 'JW315' | 'JW317'>): readonly Product[] {
  if (bericht.type === 'JW317')
    return [...teWijzigenProducten(bericht), ...nieuweProducten(bericht)];
  return gekozenProducten(bericht);
}

/** Those that choose a product: every one but TeWijzigenProduct. */
export function gekozenProducten(
  bericht: BerichtOf<'JW301' | 'JW315' | 'JW317'>,
): readonly Product<Keuze>[] {
  switch (bericht.type) {
    case 'JW301':
      return toegewezenProducten(bericht);
    case 'JW315':
      return aangevraagdeProducten(bericht);
    case 'JW317':
      return nieuweProducten(bericht);
  }
}

/** Allocated products; the period is from Ingangsdatum to Einddatum. */
export function toegewezenProducten(bericht: BerichtOf<'JW301'>) {
  const lijst = inside(clientOf(bericht), 'toegewezenProducten');
  return withPeriod(each(lijst, 'toegewezenProduct'), 'ingangsdatum', 'einddatum');
}

/** Requested products; the period is from ToewijzingIngangsdatum to ToewijzingEinddatum. */
export function aangevraagdeProducten(bericht: BerichtOf<'JW315'>) {
  const lijst = inside(clientOf(bericht), 'aangevraagdeProducten');
  const places = each(lijst, 'aangevraagdProduct');
  return withPeriod(places, 'toewijzingIngangsdatum', 'toewijzingEinddatum');
}

/** Products to change; the period is from GewensteIngangsdatum to Einddatum. */
export function teWijzigenProducten(bericht: BerichtOf<'JW317'>) {
  const lijst = inside(verzoekOf(bericht), 'teWijzigenProducten');
  return withPeriod(each(lijst, 'teWijzigenProduct'), 'gewensteIngangsdatum', 'einddatum');
}

/** Products that are wanted besides; the period is from GewensteIngangsdatum to Einddatum. */
export function nieuweProducten(bericht: BerichtOf<'JW317'>) {
  const lijst = inside(verzoekOf(bericht), 'nieuweProducten');
  return withPeriod(each(lijst, 'nieuwProduct'), 'gewensteIngangsdatum', 'einddatum');
}

function withPeriod<Begin extends string, Eind extends string, T>(
  places: readonly Located<T & Record<Begin, string> & Partial<Record<Eind, string>>>[],
  begin: Begin & keyof T & string,
  eind: Eind & keyof T & string,
): Product<T>[] {
  return places.map((place) => ({
    ...place,
    begin: { value: place.value[begin], path: at(place, begin) },
    eind: { value: place.value[eind], path: at(place, eind) },
  }));
}
