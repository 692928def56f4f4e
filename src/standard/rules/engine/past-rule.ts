import type { BerichtType } from '../../catalogue.ts';
import type { BerichtOf } from '../../messages/berichten.ts';
import type { Past } from './past.ts';
import { type Rule, rule } from './rule.ts';

/**
 * Defines a rule that compares a message with earlier messages (level 3, and TR381). Its `check` reads the message and
 * {@link Past} only; without a past the rule finds nothing.
 */
export function pastRule<const T extends BerichtType>(
  definition: Omit<Rule, 'level' | 'messages' | 'needsPast' | 'check'> & {
    readonly level: 3 | 4;
    readonly messages: readonly T[];
    /** By default the past as a whole. */
    readonly needsPast?: 'grantedOn';
    readonly check: (bericht: BerichtOf<T>, past: Past) => Iterable<string>;
  },
): Rule {
  return rule<T>({
    needsPast: 'past',
    ...definition,
    check: (bericht, { past }) => (past ? definition.check(bericht, past) : []),
  });
}
