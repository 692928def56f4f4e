import type { BerichtType } from '../catalogue.ts';
import type { AnyBericht, BerichtOf } from '../messages/berichten.ts';
import type { Past } from './past.ts';

/**
 * A rule that compares a message with what was said before (level 3, and TR381). Pure: it looks at the
 * message and at {@link Past}, and never asks for more.
 */
export interface PastRule {
  readonly code: string;
  readonly level: 3 | 4;
  readonly retourCode: string;
  readonly messages: readonly BerichtType[];
  readonly berichtklasse: string;
  readonly sentence: Readonly<Record<'nl' | 'en', string>>;
  /** The places where the message breaks the rule, as paths below Bericht. */
  readonly check: (bericht: AnyBericht, past: Past) => Iterable<string>;
}

/** Defines a rule; its `check` gets messages of its own types only. */
export function pastRule<const T extends BerichtType>(
  definition: Omit<PastRule, 'messages' | 'check'> & {
    readonly messages: readonly T[];
    readonly check: (bericht: BerichtOf<T>, past: Past) => Iterable<string>;
  },
): PastRule {
  // The engine asks a rule about its own messages only.
  return definition as unknown as PastRule;
}
