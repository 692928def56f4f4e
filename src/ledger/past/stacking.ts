import { isBefore } from '../../standard/calendar.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { countedDays, Periods } from '../../standard/rules/engine/periods.ts';
import { keyOf } from '../../standard/rules/engine/repeated.ts';
import { type ProductCode, type ProductSpic, spicOn } from '../catalogue/spic.ts';
import type { ToegewezenProduct } from '../model/events.ts';
import { toegewezenProducten } from '../model/from-message.ts';
import type { ClientState } from '../model/state.ts';
import { isOlder, isRepeated, statusOf } from '../model/versions.ts';

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
 * another product, on a day that both have, and not both in segment B. Reports only allocations that the message
 * makes or changes, and of two in one message the later. An allocation that existed counts as the earlier.
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
  const news = new Map(
    toegewezenProducten(bericht)
      .filter(({ value }) => isNews(value, state))
      .map((located) => [normalNumber(located.value.toewijzingNummer), located]),
  );
  const others = [...state.allocations.values()].filter(
    ({ toewijzingNummer }) => !news.has(toewijzingNummer),
  );
  const inOrder = [
    ...others.map(({ content }) => ({ value: content, path: undefined })),
    ...[...news].filter(([number]) => state.allocations.has(number)).map(([, located]) => located),
    ...[...news].filter(([number]) => !state.allocations.has(number)).map(([, located]) => located),
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
    if (stacks && path !== undefined && statusOf(value) === 'allocated') found.push(path);
    const key = keyOf(productKey(spic), spic.segment);
    const own = products.get(key) ?? { spic, periods: new Periods(days.last) };
    products.set(key, own);
    own.periods.add(first, last);
  }
  return found;
}

/** Whether a version is new and in effect: no repetition, and no older one. */
function isNews(version: ToegewezenProduct, { allocations }: ClientState): boolean {
  const known = allocations.get(normalNumber(version.toewijzingNummer))?.content;
  return !known || !(isRepeated(version, known) || isOlder(version, known));
}

/** Whether it holds, or held, for some days: it was not deleted, and not withdrawn on its first day. */
function isInForce(version: ToegewezenProduct): boolean {
  const { ingangsdatum, einddatum } = version;
  const status = statusOf(version);
  if (status === 'deleted' || (status === 'withdrawn' && einddatum === ingangsdatum)) return false;
  return einddatum === undefined || !isBefore(einddatum, ingangsdatum);
}

function mayNotRunBeside(a: ProductSpic, b: ProductSpic): boolean {
  const isOther = productKey(a) !== productKey(b);
  return isOther && !(a.segment === stackable && b.segment === stackable);
}

function productKey({ categorie, code }: { categorie: string; code?: string }): string {
  return keyOf(categorie, code);
}
