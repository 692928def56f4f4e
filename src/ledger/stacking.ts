import { isBefore } from '../standard/calendar.ts';
import type { BerichtOf } from '../standard/messages/berichten.ts';
import { normalNumber } from '../standard/rules/past.ts';
import { countedDays, Periods } from '../standard/rules/periods.ts';
import { keyOf } from '../standard/rules/repeated.ts';
import type { ToegewezenProduct } from './model/events.ts';
import { toegewezenProducten } from './model/from-message.ts';
import type { ClientState } from './model/state.ts';
import { isOlder, isRepeated, standingOf } from './model/versions.ts';
import { type Spic, spicOn } from './spic.ts';

/** A product with a code; without one it is no SPIC. */
export interface ProductCode {
  readonly categorie: string;
  readonly code: string;
}

/** What a region says of a product, from one day to another. */
export type ProductSpic = ProductCode & Pick<Spic, 'segment' | 'profile' | 'validFrom' | 'validTo'>;

/** In this segment a child may have two SPICs of one profile beside each other. */
const stackable = 'B';

/** The products with a code that a JW301 names, each once. */
export function productsIn(bericht: BerichtOf<'JW301'>): ProductCode[] {
  const products = toegewezenProducten(bericht).flatMap(({ value: { product } }) =>
    product?.code === undefined ? [] : { categorie: product.categorie, code: product.code },
  );
  return [...new Map(products.map((product) => [productKey(product), product])).values()];
}

/**
 * Where a JW301 stacks: the same profile as another allocation of the client at the aanbieder, by
 * another product, on a day that both have, and not both in segment B. Only what the message says anew
 * is told, and of two in one message the later; what was allocated before is the earlier.
 *
 * Takes n log n steps, for a catalogue that has few products in a profile.
 *
 * @param state of the client at the aanbieder, before the message
 * @param spics of the products of both
 * @returns paths of ToegewezenProduct
 */
export function stackedProducts(
  bericht: BerichtOf<'JW301'>,
  state: ClientState,
  spics: readonly ProductSpic[],
): string[] {
  const rows = Map.groupBy(spics, productKey);
  const spicOf = ({ product, ingangsdatum }: ToegewezenProduct) =>
    product && spicOn(rows.get(productKey(product)), ingangsdatum);
  const told = new Map(
    toegewezenProducten(bericht)
      .filter(({ value }) => isNews(value, state))
      .map((place) => [normalNumber(place.value.toewijzingNummer), place]),
  );
  const others = [...state.allocations.values()].filter(
    ({ toewijzingNummer }) => !told.has(toewijzingNummer),
  );
  const inOrder = [
    ...others.map(({ content }) => ({ value: content, path: undefined })),
    ...[...told].filter(([number]) => state.allocations.has(number)).map(([, place]) => place),
    ...[...told].filter(([number]) => !state.allocations.has(number)).map(([, place]) => place),
  ].filter(({ value }) => isInForce(value));

  const days = countedDays(inOrder.flatMap(({ value }) => [value.ingangsdatum, value.einddatum]));
  const profiles = new Map<string, Map<string, { spic: ProductSpic; periods: Periods }>>();
  const found: string[] = [];
  for (const { value, path } of inOrder) {
    const spic = spicOf(value);
    if (!spic) continue;
    const [first, last] = [days.dayOf(value.ingangsdatum), days.dayOf(value.einddatum)];
    const products = profiles.get(spic.profile) ?? new Map();
    profiles.set(spic.profile, products);
    const stacks = [...products.values()].some(
      (other) => mayNotRunBeside(spic, other.spic) && other.periods.meets(first, last),
    );
    if (stacks && path !== undefined && standingOf(value) === 'allocated') found.push(path);
    const key = keyOf(productKey(spic), spic.segment);
    const own = products.get(key) ?? { spic, periods: new Periods(days.last) };
    products.set(key, own);
    own.periods.add(first, last);
  }
  return found;
}

/** Whether a message says something of an allocation that was not known, and that counts. */
function isNews(version: ToegewezenProduct, { allocations }: ClientState): boolean {
  const known = allocations.get(normalNumber(version.toewijzingNummer))?.content;
  return !known || !(isRepeated(version, known) || isOlder(version, known));
}

/** Whether it holds, or held, for some days: it was not deleted, and did not go over on its first. */
function isInForce(version: ToegewezenProduct): boolean {
  const { ingangsdatum, einddatum } = version;
  const standing = standingOf(version);
  if (standing === 'deleted' || (standing === 'withdrawn' && einddatum === ingangsdatum))
    return false;
  return einddatum === undefined || !isBefore(einddatum, ingangsdatum);
}

function mayNotRunBeside(a: ProductSpic, b: ProductSpic): boolean {
  const isOther = productKey(a) !== productKey(b);
  return isOther && !(a.segment === stackable && b.segment === stackable);
}

function productKey({ categorie, code }: { categorie: string; code?: string }): string {
  return keyOf(categorie, code);
}
