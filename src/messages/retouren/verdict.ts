import { Problem } from '../../problem.ts';
import { judgedClasses, placesOf, rulesThatRefuse } from '../../standard/answers/places.ts';
import type { Heenbericht } from '../../standard/answers/retour.ts';
import type { Rule } from '../../standard/rules/engine/rule.ts';
import type { MessageDetails } from '../views/messages.ts';

/** A rule that a message breaks, as the one who answers it sees that. */
export interface ChosenFault {
  /** Code of a rule of level 3 or 4 of its type. */
  readonly rule: string;
  /** Where: a place at which the gateway found it broken, or a class that the rule is about. */
  readonly path: string;
}

/** What a person answers: approved as a whole; refused on a rule of level 2 (`within`); or refused by these rules. */
export type RetourWish =
  | { readonly verdict: 'approve' }
  | { readonly verdict: 'refuse-within' }
  | { readonly verdict: 'refuse'; readonly faults: readonly ChosenFault[] };

/** A rule by which a message can be refused, and the classes of it that the rule is about. */
export interface RuleChoice {
  readonly rule: Rule;
  /** Paths below Bericht; none where the message has no such class. */
  readonly paths: readonly string[];
}

/** The rules of levels 3 and 4 by which a message can be refused. */
export function ruleChoices(bericht: Heenbericht): RuleChoice[] {
  const classes = judgedClasses(bericht);
  return rulesThatRefuse(bericht.type).map((rule) => ({
    rule,
    paths: placesOf(rule, bericht.type, classes),
  }));
}

type Findings = MessageDetails['findings'];

/** What the gateway found on a message, as far as its retour can say it: the proposal of a refusal. */
export function proposalsOf(findings: Findings, bericht: Heenbericht): ChosenFault[] {
  const codes = new Set(rulesThatRefuse(bericht.type).map(({ code }) => code));
  const classes = judgedClasses(bericht).map(({ path }) => path);
  return findings.flatMap(({ rule, path }) =>
    codes.has(rule) && classes.some((one) => path === one || path.startsWith(`${one}/`))
      ? [{ rule, path }]
      : [],
  );
}

/**
 * The faults that a refusing retour reports, with their RetourCodes.
 *
 * @throws {Problem} `retour-rule`, `retour-place` for one that cannot be of this message
 */
export function faultsOf(
  faults: readonly ChosenFault[],
  bericht: Heenbericht,
  { id: message, findings }: Pick<MessageDetails, 'id' | 'findings'>,
): { readonly path: string; readonly retourCode: string }[] {
  const { type } = bericht;
  const choices = new Map(ruleChoices(bericht).map((one) => [one.rule.code, one]));
  const proposed = proposalsOf(findings, bericht);
  return faults.map(({ rule: code, path }, index) => {
    const element = `faults/${index}`;
    const choice = choices.get(code);
    if (!choice) throw new Problem('retour-rule', { params: { element, type, message } });
    const isFound = proposed.some((one) => one.rule === code && one.path === path);
    if (!isFound && !choice.paths.includes(path))
      throw new Problem('retour-place', { params: { element, type, message } });
    return { path, retourCode: choice.rule.retourCode };
  });
}
