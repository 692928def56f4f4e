import { isBefore } from '../../calendar.ts';
import { countedDays, Periods } from '../engine/periods.ts';
import {
  aangevraagdeProducten,
  nieuweProducten,
  type Product,
  toegewezenProducten,
} from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** How requests (TR386, TR410, TR361) decide whether two products are the same. */
export const sameRequested = {
  nl: 'Hebben beide producten een code, dan zijn ze hetzelfde als categorie en code allebei gelijk zijn (OP347); bij een toewijzing (TR302) telt alleen de code. Twee producten van één categorie, waarvan ten minste één zonder code, gelden als hetzelfde product. Zonder categorie geldt een product als gelijk aan elk ander.',
  en: 'When both products have a code, they are the same if category and code are both equal (OP347); for an allocation (TR302) the code alone counts. Two products of one category, at least one of them without a code, count as the same product. Without a category a product counts as the same as any.',
} as const;

/** The same product for one client only once at a time. */
export const stacking: readonly Rule[] = [
  rule({
    code: 'TR302',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct',
    sentence: {
      nl: 'Dit product is in dezelfde periode al toegewezen. Pas Ingangsdatum of Einddatum aan zodat de periodes elkaar niet raken, of kies een ander Product.',
      en: 'This product is already allocated for the same days. Change Ingangsdatum or Einddatum so that the periods share no day, or choose another Product.',
    },
    reading: {
      nl: 'Hebben beide producten een code, dan telt alleen de code (OP259). Twee producten van één categorie, waarvan ten minste één zonder code, gelden als hetzelfde product. Zonder categorie geldt een product als gelijk aan elk ander. Een verwijderde toewijzing (RedenWijziging 13, of vroeger 01, met Einddatum gelijk aan Ingangsdatum) telt niet mee.',
      en: 'When both products have a code, the code alone counts (OP259). Two products of one category, at least one of them without a code, count as the same product. Without a category a product counts as the same as any. A deleted allocation (RedenWijziging 13, or formerly 01, with Einddatum equal to Ingangsdatum) does not count.',
    },
    check: (bericht) =>
      stacked(
        toegewezenProducten(bericht).filter(({ value }) => !isWithdrawn(value)),
        'code',
      ),
  }),
  rule({
    code: 'TR386',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct',
    sentence: {
      nl: 'Dit product is in dezelfde periode al aangevraagd. Pas ToewijzingIngangsdatum of ToewijzingEinddatum aan zodat de periodes elkaar niet raken, of kies een ander Product.',
      en: 'This product is already requested for the same days. Change ToewijzingIngangsdatum or ToewijzingEinddatum so that the periods share no day, or choose another Product.',
    },
    reading: sameRequested,
    check: (bericht) => stacked(aangevraagdeProducten(bericht), 'category and code'),
  }),
  rule({
    code: 'TR410',
    level: 2,
    retourCode: '0001',
    messages: ['JW317'],
    berichtklasse: 'NieuwProduct',
    sentence: {
      nl: 'Dit nieuwe product staat er voor dezelfde periode al in. Pas GewensteIngangsdatum of Einddatum aan zodat de periodes elkaar niet raken, of kies een ander Product.',
      en: 'This new product is already there for the same days. Change GewensteIngangsdatum or Einddatum so that the periods share no day, or choose another Product.',
    },
    reading: sameRequested,
    check: (bericht) => stacked(nieuweProducten(bericht), 'category and code'),
  }),
];

/** Deleted (13, or 01 as it was once called), and so never in force. */
export function isWithdrawn(product: {
  readonly redenWijziging?: string;
  readonly ingangsdatum: string;
  readonly einddatum?: string;
}): boolean {
  const { redenWijziging, ingangsdatum, einddatum } = product;
  return (redenWijziging === '13' || redenWijziging === '01') && einddatum === ingangsdatum;
}

type Stackable = Product<{
  readonly product?: { readonly categorie: string; readonly code?: string };
}>;

/** What two products must share to be the same, when both have a code. */
type SameBy = 'code' | 'category and code';

/**
 * The products that are the same as an earlier one of the list, on a day that both have. When one of
 * two has no code, they are the same by their category; one without a Product is the same as any.
 *
 * Takes n log n steps. That asks for groups: a product is compared with groups as a whole, not with
 * products.
 *
 * @param products in the order of the message; one without end date goes on for ever
 * @returns their paths, in the same order
 */
export function stacked(products: readonly Stackable[], sameBy: SameBy): string[] {
  const { dayOf, last: forever } = countedDays(
    products.flatMap(({ begin, eind }) => [begin.value, eind.value]),
  );

  const groups = new Map<string, Periods>();
  const found: string[] = [];
  for (const { value, path, begin, eind } of products) {
    // It has no day; CS003 refuses that.
    if (eind.value !== undefined && isBefore(eind.value, begin.value)) continue;
    const first = dayOf(begin.value);
    const last = dayOf(eind.value);
    const { against, into } = groupsOf(value.product, sameBy);
    if (against.some((name) => groups.get(name)?.meets(first, last))) found.push(path);
    for (const name of into) {
      const group = groups.get(name) ?? new Periods(forever);
      groups.set(name, group.add(first, last));
    }
  }
  return found;
}

/** The groups that hold all that are the same as a product, and those that it belongs to itself. */
function groupsOf(
  product: Stackable['value']['product'],
  sameBy: SameBy,
): {
  readonly against: readonly string[];
  readonly into: readonly string[];
} {
  if (!product) return { against: ['all'], into: ['all', 'without product'] };
  const category = `category ${product.categorie}`;
  const bare = `category ${product.categorie} without code`;
  if (product.code === undefined)
    return { against: ['without product', category], into: ['all', category, bare] };
  const code = `${sameBy === 'code' ? 'any' : category} with code ${product.code}`;
  return { against: ['without product', bare, code], into: ['all', category, code] };
}
