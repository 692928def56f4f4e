import type { BerichtOf } from '../messages/berichten.ts';
import { prestaties, startProducten, stopProducten } from './classes.ts';
import { isOpen, isOwn, normalNumber, type OwnAllocation, type PastAllocation } from './past.ts';
import { pastRule } from './past-rule.ts';
import { at, inside, type Located } from './place.ts';
import { gekozenProducten, toegewezenProducten } from './products.ts';
import { keyOf } from './repeated.ts';
import type { Rule } from './rule.ts';

/** What an allocation must agree with: earlier allocations, open requests, the agreed products. */
export const pastAllocations: readonly Rule[] = [
  pastRule({
    code: 'TR332',
    level: 3,
    retourCode: '9332',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.ToewijzingNummer',
    sentence: {
      nl: 'Dit ToewijzingNummer is al eerder gebruikt, voor een andere cliënt, een andere aanbieder of een ander product. Geef deze toewijzing een nieuw nummer.',
      en: 'This ToewijzingNummer was used before, for another client, another provider or another product. Give this allocation a new number.',
    },
    check: (bericht, { allocations }) => {
      // After a redivision two municipalities may have used one number: one that fits is enough.
      const uses = Map.groupBy(allocations, ({ toewijzingNummer }) => toewijzingNummer);
      return toegewezenProducten(bericht)
        .filter(({ value: { toewijzingNummer, product } }) =>
          uses.get(normalNumber(toewijzingNummer))?.every((use) => !isFor(use, product)),
        )
        .map((product) => at(product, 'toewijzingNummer'));
    },
  }),
  // A JW301 holds all current allocations, so a version that was sent before comes again as it was,
  // with the reference that it had. A new version of it honours nothing by that reference any more.
  // That a reference is missing cannot be proven, and passes.
  pastRule({
    code: 'TR379',
    level: 3,
    retourCode: '9379',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.ReferentieAanbieder',
    sentence: {
      nl: 'Voor deze cliënt is er geen open verzoek met deze ReferentieAanbieder. Neem de referentie over van het verzoek dat wordt toegewezen, of haal ReferentieAanbieder weg.',
      en: 'There is no open request for this client with this ReferentieAanbieder. Copy the reference of the request that is honoured, or take ReferentieAanbieder out.',
    },
    check: (bericht, { allocations, requests }) => {
      const versions = new Map(allocations.filter(isOwn).map((one) => [versionKey(one), one]));
      const open = new Set(
        requests
          .filter((request) => request.ofClient && isOpen(request))
          .map(({ referentieAanbieder }) => referentieAanbieder),
      );
      return toegewezenProducten(bericht)
        .filter(({ value: { referentieAanbieder } }) => referentieAanbieder !== undefined)
        .filter(({ value: { referentieAanbieder = '' } }) => !open.has(referentieAanbieder))
        .filter(
          ({ value }) =>
            versions.get(versionKey(value))?.referentieAanbieder !== value.referentieAanbieder,
        )
        .map((product) => at(product, 'referentieAanbieder'));
    },
  }),
  pastRule({
    code: 'TR381',
    level: 4,
    retourCode: 'S329',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW323'],
    berichtklasse: 'Product.Code; in JW323 Prestatie.ProductCode',
    sentence: {
      nl: 'Deze productcode staat met deze categorie niet in de productenlijst die gemeente en aanbieder hebben afgesproken. Vul een code uit die lijst in, met de categorie die erbij hoort.',
      en: 'This product code is not in the product list that municipality and provider agreed, not with this category. Fill in a code of that list, with the category that goes with it.',
    },
    check: (bericht, { agreedProducts }) =>
      agreedProducts
        ? products(bericht)
            .filter(({ value: { code } }) => code !== undefined)
            .filter(({ value }) => !agreedProducts.has(`${value.categorie} ${value.code}`))
            .map(({ path }) => path)
        : [],
  }),
];

interface Product {
  readonly categorie: string;
  readonly code?: string;
}

/** Whether an allocation is that of the message's client, at its aanbieder, for this product. */
function isFor(allocation: PastAllocation, product: Product | undefined): boolean {
  return isOwn(allocation) && productKey(allocation.product) === productKey(product);
}

function versionKey({
  toewijzingNummer,
  toewijzingsdatum,
  toewijzingstijd,
}: Pick<OwnAllocation, 'toewijzingNummer' | 'toewijzingsdatum' | 'toewijzingstijd'>): string {
  return keyOf(normalNumber(toewijzingNummer), toewijzingsdatum, toewijzingstijd);
}

function productKey(product: Product | undefined): string {
  return keyOf(product?.categorie, product?.code);
}

/** Every product that a message names, with the path of its code. */
function products(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323'>,
): Located<Product>[] {
  if (bericht.type === 'JW323')
    return prestaties(bericht).map((prestatie) => ({
      value: { categorie: prestatie.value.productCategorie, code: prestatie.value.productCode },
      path: at(prestatie, 'productCode'),
    }));
  return withProduct(bericht)
    .map((place) => inside(place, 'product'))
    .filter((product) => product !== undefined)
    .map((product) => ({ ...product, path: at(product, 'code') }));
}

function withProduct(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317'>,
): readonly Located<{ readonly product?: Product }>[] {
  switch (bericht.type) {
    case 'JW305':
      return startProducten(bericht);
    case 'JW307':
      return stopProducten(bericht);
    default:
      return gekozenProducten(bericht);
  }
}
