import type { BerichtType } from '../../catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../messages/berichten.ts';
import type { GemeenteList } from '../gemeenten.ts';
import type { Past } from './past.ts';

/** What a rule may know besides the message. */
export interface RuleContext {
  /** Today in the Netherlands, `yyyy-mm-dd`: the only clock that a rule has. */
  readonly today: string;
  /** The municipalities of the CBS, now and before. */
  readonly gemeenten: GemeenteList;
  /**
   * Earlier messages; absent where they may not or cannot be looked up. Rules that need them then find nothing.
   */
  readonly past?: Past;
}

/** One technical rule of the standard. Pure: it looks at the message and the context alone. */
export interface Rule {
  /** As the standard names it, as in `TR302`. */
  readonly code: string;
  /** 2: within the message; 3: against earlier messages; 4: against an outside source. */
  readonly level: 2 | 3 | 4;
  /** RetourCode with which the standard refuses a message that breaks the rule. */
  readonly retourCode: string;
  readonly messages: readonly BerichtType[];
  /** The class that it is about, with the element where that is more precise: `AangevraagdProduct.Omvang`. */
  readonly berichtklasse: string;
  /** What to change, for a person who does not know the standard by heart. */
  readonly sentence: Readonly<Record<'nl' | 'en', string>>;
  /** How we read it where the standard leaves room: a municipality may want to see that. */
  readonly reading?: Readonly<Record<'nl' | 'en', string>>;
  /** It cannot be checked without a past. Absent: it can, though it may use a past. */
  readonly needsPast?: true;
  /** The places where the message breaks the rule, as paths below Bericht; none when it obeys. */
  readonly check: (bericht: AnyBericht, context: RuleContext) => Iterable<string>;
}

/** Defines a rule; its `check` gets messages of its own types only. */
export function rule<const T extends BerichtType>(
  definition: Omit<Rule, 'messages' | 'check'> & {
    readonly messages: readonly T[];
    readonly check: (bericht: BerichtOf<T>, context: RuleContext) => Iterable<string>;
  },
): Rule {
  // The engine calls a rule with messages of its own types only.
  return definition as unknown as Rule;
}

/** One fault against a rule. Holds no value of the message. */
export interface Finding {
  readonly rule: string;
  readonly level: Rule['level'];
  readonly retourCode: string;
  /** As in `Client/AangevraagdeProducten/AangevraagdProduct[2]/Omvang`. */
  readonly path: string;
}
