import type { BerichtType } from '../../catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../messages/berichten.ts';
import type { GemeenteList } from '../gemeenten.ts';
import type { AnsweredPast, DeclaredPast } from './declared-past.ts';
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
  /** Of a JW323, where what was declared before may be looked up. */
  readonly declared?: DeclaredPast;
  /** Of a JW325, likewise. */
  readonly answered?: AnsweredPast;
}

/** What tells of earlier messages; `grantedOn` is in {@link Past}. */
export type PastPart = 'past' | 'grantedOn' | 'declared' | 'answered';

/** One technical rule of the standard. Pure: it looks at the message and the context alone. */
export interface Rule {
  /** As the standard names it, as in `TR302`. */
  readonly code: string;
  /** 2: within the message; 3: against earlier messages; 4: against an outside source. */
  readonly level: 2 | 3 | 4;
  /**
   * RetourCode with which the standard refuses a message that breaks the rule; `-` where it has none, because no message
   * answers a JW325.
   */
  readonly retourCode: string;
  readonly messages: readonly BerichtType[];
  /** The class that it is about, with the element where that is more precise: `AangevraagdProduct.Omvang`. */
  readonly berichtklasse: string;
  /** What to change, for a person who does not know the standard by heart. */
  readonly sentence: Readonly<Record<'nl' | 'en', string>>;
  /** How we read it where the standard leaves room: a municipality may want to see that. */
  readonly reading?: Readonly<Record<'nl' | 'en', string>>;
  /**
   * What it cannot be checked without, in all its messages or in each. Absent: it can be checked without a past, though
   * it may use one.
   */
  readonly needsPast?: PastPart | Readonly<Partial<Record<BerichtType, PastPart>>>;
  /**
   * It judges by all that was declared and granted before. While the gateway does not know all of that, it finds and does
   * not refuse.
   */
  readonly needsAll?: true;
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
  /** It refuses nothing: what the gateway knows of earlier declarations is not complete. */
  readonly advice?: true;
}

/** What a rule cannot be checked without in a type of message; undefined when it needs no past there. */
export function pastNeededBy(
  { needsPast }: Pick<Rule, 'needsPast'>,
  type: BerichtType,
): PastPart | undefined {
  return typeof needsPast === 'object' ? needsPast[type] : needsPast;
}

/** Whether a context has a part of the past. */
export function isKnown(part: PastPart, context: RuleContext): boolean {
  return part === 'grantedOn' ? context.past?.grantedOn !== undefined : context[part] !== undefined;
}

/** Whether a fault against a rule refuses: not when the rule needs to know more than the gateway does. */
export function isCertain({ needsAll }: Pick<Rule, 'needsAll'>, context: RuleContext): boolean {
  return !needsAll || (context.declared ?? context.past?.grantedOn)?.complete === true;
}
