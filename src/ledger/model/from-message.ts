import type { BerichtOf } from '../../standard/messages/berichten.ts';
import {
  declaratieClienten,
  declaratieOf,
  startProducten,
  stopProducten,
} from '../../standard/rules/engine/classes.ts';
import { each, inside, type Located } from '../../standard/rules/engine/located.ts';
import * as products from '../../standard/rules/engine/products.ts';
import type {
  AangevraagdProduct,
  Antwoord,
  Omvang,
  Product,
  StartProduct,
  StopProduct,
  ToegewezenProduct,
  Verwijzer,
  Verzoek,
} from './events.ts';
import type { PrestatieContent } from './prestaties.ts';

/*
 * Copies the classes of a message to what the ledger stores of them, field by field, so that a change of the parser
 * never changes what is stored. The fields are stored in this order.
 */

type Classes = {
  [T in 'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317']: BerichtOf<T>['client'];
};
type List<C, L extends string, N extends string> =
  Required<C> extends Readonly<Record<L, Readonly<Record<N, readonly (infer E)[]>>>> ? E : never;

/** Allocated products, with their paths. */
export function toegewezenProducten(bericht: BerichtOf<'JW301'>): Located<ToegewezenProduct>[] {
  return kept(products.toegewezenProducten(bericht), toegewezenProduct);
}

/** Requested products, with their paths. */
export function aangevraagdeProducten(bericht: BerichtOf<'JW315'>): Located<AangevraagdProduct>[] {
  return kept(products.aangevraagdeProducten(bericht), aangevraagdProduct);
}

/** Starts, with their paths. */
export function starts(bericht: BerichtOf<'JW305'>): Located<StartProduct>[] {
  return kept(startProducten(bericht), startProduct);
}

/** Stops, with their paths. */
export function stops(bericht: BerichtOf<'JW307'>): Located<StopProduct>[] {
  return kept(stopProducten(bericht), stopProduct);
}

/** A Prestatie of a child. */
export interface PrestatieOfChild extends Located<PrestatieContent> {
  readonly bsn: string;
}

/** Every Prestatie of a declaration, with its path. */
export function prestaties(bericht: BerichtOf<'JW323'>): PrestatieOfChild[] {
  const { declaratieNummer, declaratiePeriode } = declaratieOf(bericht).value;
  const found: PrestatieOfChild[] = [];
  for (const client of declaratieClienten(bericht))
    for (const { value: parsed, path } of each(inside(client, 'prestaties'), 'prestatie')) {
      const { productReferentie, productPeriode, ingediendBedrag } = parsed;
      const value = present({
        declaratieNummer,
        declaratieBegin: declaratiePeriode.begindatum,
        referentieNummer: productReferentie.referentieNummer,
        vorigReferentieNummer: productReferentie.vorigReferentieNummer,
        toewijzingNummer: parsed.toewijzingNummer,
        product: { categorie: parsed.productCategorie, code: parsed.productCode },
        begin: productPeriode.begindatum,
        end: productPeriode.einddatum,
        volume: parsed.geleverdVolume,
        eenheid: parsed.eenheid,
        tarief: parsed.productTarief,
        bedrag: ingediendBedrag.bedrag,
        debetCredit: ingediendBedrag.debetCredit === 'C' ? ('C' as const) : ('D' as const),
      });
      found.push({ bsn: client.value.bsn, path, value });
    }
  return found;
}

function kept<P, K>(classes: readonly Located<P>[], map: (parsed: P) => K): Located<K>[] {
  return classes.map(({ value, path }) => ({ value: map(value), path }));
}

function toegewezenProduct(
  parsed: List<Classes['JW301'], 'toegewezenProducten', 'toegewezenProduct'>,
): ToegewezenProduct {
  return present({
    toewijzingNummer: parsed.toewijzingNummer,
    referentieAanbieder: parsed.referentieAanbieder,
    product: product(parsed.product),
    toewijzingsdatum: parsed.toewijzingsdatum,
    toewijzingstijd: parsed.toewijzingstijd,
    ingangsdatum: parsed.ingangsdatum,
    einddatum: parsed.einddatum,
    redenWijziging: parsed.redenWijziging,
    omvang: omvang(parsed.omvang),
    budget: parsed.budget,
    commentaar: parsed.commentaar,
  });
}

function aangevraagdProduct(
  parsed: List<Classes['JW315'], 'aangevraagdeProducten', 'aangevraagdProduct'>,
): AangevraagdProduct {
  return present({
    referentieAanbieder: parsed.referentieAanbieder,
    beschikkingNummer: parsed.beschikkingNummer,
    product: product(parsed.product),
    beschikkingIngangsdatum: parsed.beschikkingIngangsdatum,
    toewijzingIngangsdatum: parsed.toewijzingIngangsdatum,
    toewijzingEinddatum: parsed.toewijzingEinddatum,
    omvang: omvang(parsed.omvang),
    budget: parsed.budget,
    verwijzer: verwijzer(parsed.verwijzer),
    raamcontract: parsed.raamcontract,
    commentaar: parsed.commentaar,
  });
}

/** A request for change (JW317), as a whole. */
export function verzoek(parsed: Classes['JW317']['verzoek']): Verzoek {
  const unchanged = parsed.ongewijzigdeProducten?.ongewijzigdProduct;
  const toChange = parsed.teWijzigenProducten?.teWijzigenProduct;
  const anew = parsed.nieuweProducten?.nieuwProduct;
  return present({
    referentieAanbieder: parsed.referentieAanbieder,
    redenVerzoek: parsed.redenVerzoek,
    ongewijzigdeProducten: unchanged && {
      ongewijzigdProduct: unchanged.map(({ toewijzingNummer }) => ({ toewijzingNummer })),
    },
    teWijzigenProducten: toChange && {
      teWijzigenProduct: toChange.map((one) =>
        present({ toewijzingNummer: one.toewijzingNummer, ...gewenst(one) }),
      ),
    },
    nieuweProducten: anew && {
      nieuwProduct: anew.map((one) => present({ product: product(one.product), ...gewenst(one) })),
    },
  });
}

/** What a JW319 answers to a request. */
export function antwoord(parsed: BerichtOf<'JW319'>['antwoord']): Antwoord {
  const { woonplaatsbeginsel } = parsed;
  return present({
    referentieAanbieder: parsed.referentieAanbieder,
    verzoekAntwoord: parsed.verzoekAntwoord,
    redenAfwijzingVerzoek: parsed.redenAfwijzingVerzoek,
    woonplaatsbeginsel: woonplaatsbeginsel && { gemeente: woonplaatsbeginsel.gemeente },
  });
}

function startProduct(
  parsed: List<Classes['JW305'], 'startProducten', 'startProduct'>,
): StartProduct {
  return present({
    toewijzingNummer: parsed.toewijzingNummer,
    product: product(parsed.product),
    toewijzingIngangsdatum: parsed.toewijzingIngangsdatum,
    begindatum: parsed.begindatum,
    statusAanlevering: parsed.statusAanlevering,
  });
}

function stopProduct(parsed: List<Classes['JW307'], 'stopProducten', 'stopProduct'>): StopProduct {
  return present({
    toewijzingNummer: parsed.toewijzingNummer,
    product: product(parsed.product),
    toewijzingIngangsdatum: parsed.toewijzingIngangsdatum,
    begindatum: parsed.begindatum,
    redenBeeindiging: parsed.redenBeeindiging,
    einddatum: parsed.einddatum,
    statusAanlevering: parsed.statusAanlevering,
  });
}

function gewenst(
  parsed: List<Classes['JW317']['verzoek'], 'nieuweProducten', 'nieuwProduct'> | TeWijzigen,
) {
  return {
    gewensteIngangsdatum: parsed.gewensteIngangsdatum,
    einddatum: parsed.einddatum,
    omvang: omvang(parsed.omvang),
    budget: parsed.budget,
  };
}

type TeWijzigen = List<Classes['JW317']['verzoek'], 'teWijzigenProducten', 'teWijzigenProduct'>;

function product(parsed: Product | undefined): Product | undefined {
  return parsed && present({ categorie: parsed.categorie, code: parsed.code });
}

function omvang(parsed: Omvang | undefined): Omvang | undefined {
  if (!parsed) return undefined;
  const { volume, eenheid, frequentie } = parsed;
  return { volume, eenheid, frequentie };
}

function verwijzer({ type, naam, zorgverlenerCode }: Verwijzer): Verwijzer {
  return present({ type, naam, zorgverlenerCode });
}

/** Leaves out absent fields: what is stored has none that are undefined, and is compared as a whole. */
function present<T extends object>(fields: T): T {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as T;
}
