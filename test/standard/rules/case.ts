import type { BerichtType } from '../../../src/standard/catalogue.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';

/** A message in the hands of a case, which may change anything in it. */
export type Draft<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? Draft<Item>[]
    : { -readonly [Name in keyof T]: Draft<T[Name]> };

/**
 * A pair of messages: one breaks a rule, and no other; the other obeys it, and is as near to the
 * first as can be. Both start as a message of `fixtures/` that obeys every rule.
 */
export interface RuleCase {
  readonly rule: string;
  readonly type: BerichtType;
  /** Below `fixtures/`. */
  readonly from: string;
  /** What this pair shows, for who reads the output of the test. */
  readonly shows: string;
  readonly breaks: (bericht: never) => void;
  readonly holds: (bericht: never) => void;
  /** The paths at which the first breaks the rule. */
  readonly at: readonly string[];
  /**
   * What no message that breaks this rule can obey, as `rule path`: the standard has rules that say
   * the same twice (CD077 and CD078), or of which one includes the other.
   */
  readonly alongside?: readonly string[];
  /** `yyyy-mm-dd`; by default 2026-06-01. */
  readonly today?: string;
}

/**
 * Defines a pair.
 *
 * @param from below `fixtures/`, as in `JW315/valid-complete.xml`; its folder is the type
 */
export function pair<T extends BerichtType>(
  rule: string,
  from: `${T}/${string}.xml`,
  shows: string,
  pair: {
    readonly breaks: (bericht: Draft<BerichtOf<T>>) => void;
    readonly holds: (bericht: Draft<BerichtOf<T>>) => void;
    readonly at: readonly string[];
    readonly alongside?: readonly string[];
    readonly today?: string;
  },
): RuleCase {
  return { rule, from, type: from.slice(0, 5) as T, shows, ...pair } as RuleCase;
}
