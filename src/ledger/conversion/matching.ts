import { productKey } from '../contracts/model.ts';
import type { ToegewezenProduct } from '../model/events.ts';
import type { Mapping, MappingRule } from './model.ts';

/** What is known of an allocation when a rule is sought. */
export interface Sought {
  readonly content: ToegewezenProduct;
  readonly aanbieder: string;
  /** In years on the day of conversion; undefined where it is not known. */
  readonly age: number | undefined;
  /** What remains, in cents; null where it is not known. */
  readonly remains: number | null;
}

/** The rule that an allocation fits, or why none is found. */
export type Match = MappingRule | 'no-product' | 'no-rule' | 'age-unknown' | 'remains-unknown';

/** A mapping, arranged by product. */
interface Arranged {
  readonly rules: ReadonlyMap<string, readonly MappingRule[]>;
  readonly targets: ReadonlySet<string>;
}

/** A mapping never changes, and is asked for each child. */
const arranged = new WeakMap<Mapping, Arranged>();

function arrangedOf(mapping: Mapping): Arranged {
  const known = arranged.get(mapping);
  if (known) return known;
  const made = {
    rules: Map.groupBy(mapping, keyOf),
    targets: new Set(mapping.map(({ to }) => keyOf(to))),
  };
  arranged.set(mapping, made);
  return made;
}

/** Identifies a product, also one without a code. */
export function keyOf({ categorie, code = '' }: { categorie: string; code?: string }): string {
  return productKey({ categorie, code });
}

/**
 * The rule that an allocation fits. That its age or what remains is not known counts only where all else of a rule fits.
 */
export function matchOf(mapping: Mapping, sought: Sought): Match {
  const { product } = sought.content;
  if (!product) return 'no-product';
  const rules = arrangedOf(mapping).rules.get(keyOf(product)) ?? [];
  let unknown: 'age-unknown' | 'remains-unknown' | undefined;
  for (const rule of rules) {
    const fits = fitOf(rule, sought);
    if (fits === 'yes') return rule;
    if (fits !== 'no') unknown ??= fits;
  }
  return unknown ?? 'no-rule';
}

/** Whether the product of an allocation is a SPIC already: a target of the mapping that no rule maps away. */
export function isSpicAlready(mapping: Mapping, { product }: ToegewezenProduct): boolean {
  if (!product) return false;
  const { rules, targets } = arrangedOf(mapping);
  return targets.has(keyOf(product)) && !rules.has(keyOf(product));
}

function fitOf(
  rule: MappingRule,
  sought: Sought,
): 'yes' | 'no' | 'age-unknown' | 'remains-unknown' {
  const { content, aanbieder, age, remains } = sought;
  const { leastAge, mostAge, leastRemains, mostRemains } = rule;
  if (rule.aanbieder !== undefined && rule.aanbieder !== aanbieder) return 'no';
  if (!fitsVolume(rule, content.omvang)) return 'no';
  if (age !== undefined && !isWithin(age, leastAge, mostAge)) return 'no';
  if (remains !== null && !isWithin(remains, leastRemains, mostRemains)) return 'no';
  const asksRemains = leastRemains !== undefined || mostRemains !== undefined;
  if (remains === null && asksRemains) return 'remains-unknown';
  const asksAge = leastAge !== undefined || mostAge !== undefined;
  return age === undefined && asksAge ? 'age-unknown' : 'yes';
}

function fitsVolume(
  { eenheid, frequentie, leastVolume, mostVolume }: MappingRule,
  omvang: ToegewezenProduct['omvang'],
): boolean {
  const asks = [eenheid, frequentie, leastVolume, mostVolume].some((one) => one !== undefined);
  if (!omvang) return !asks;
  return (
    (eenheid === undefined || eenheid === omvang.eenheid) &&
    (frequentie === undefined || frequentie === omvang.frequentie) &&
    isWithin(Number(omvang.volume), leastVolume, mostVolume)
  );
}

function isWithin(value: number, least: number | undefined, most: number | undefined): boolean {
  return !(least !== undefined && value < least) && !(most !== undefined && value > most);
}
