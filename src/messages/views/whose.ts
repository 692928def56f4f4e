import type { ProblemCode } from '../../problem.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { rules } from '../../standard/rules/rules.ts';
import { withoutRule } from '../without-rule.ts';

/**
 * Whose rule a refusal rests on.
 * - `standard`: a rule of iJw, which the gateway found broken
 * - `region`: what the gemeente and the aanbieder agreed, as contracts and lists of products have it
 * - `gateway`: what this gateway asks for, as who may post, and how large a message may be
 * - `none`: no rule that the gateway knows is broken
 * - `unknown`: a rule of iJw that the gateway does not check yet
 */
export const ruleOwners = ['standard', 'region', 'gateway', 'none', 'unknown'] as const;
export type RuleOwner = (typeof ruleOwners)[number];

/** Rules of the standard that compare with what two parties agreed. */
const ofAgreements: ReadonlySet<string> = new Set(['TR381', 'TR418']);

const ownersWithoutRule: Readonly<Record<string, RuleOwner>> = {
  [withoutRule.notBroken]: 'none',
  [withoutRule.notChecked]: 'unknown',
  [withoutRule.ofNoRule]: 'none',
  [withoutRule.careNotReported]: 'none',
  [withoutRule.contractRefuses]: 'region',
  [withoutRule.contractAllows]: 'none',
};

/** What a finding says of a refusal. */
interface Refusing {
  readonly rule: string;
  readonly retourCode: string | null;
}

/** Whose rule refuses; undefined for a finding that is advice alone. */
export function ownerOf({ rule, retourCode }: Refusing): RuleOwner | undefined {
  const said = ownersWithoutRule[rule];
  if (said || retourCode === null) return said;
  return ofAgreements.has(rule) ? 'region' : 'standard';
}

/**
 * The rule of the standard that a finding is about: its own, or the one that its RetourCode is of, where that is one
 * alone. Of 0001 it is any rule of level 2.
 *
 * @param type of the message that was refused; null where it is not known
 */
export function ruleOf({ rule, retourCode }: Refusing, type: BerichtType | null) {
  const found = rules.filter(({ code }) => code === rule);
  const byCode = rules.filter(
    (one) => one.retourCode === retourCode && type !== null && one.messages.includes(type),
  );
  const [first, second] = found.length > 0 ? [...found.slice(0, 1)] : byCode;
  return second ? undefined : first?.code;
}

/** Refusals at the door that the standard asks for; the others are of the gateway. */
const asStandard: ReadonlySet<ProblemCode> = new Set([
  ...(['not-utf8', 'encoding-declaration', 'doctype', 'not-well-formed', 'xsd', 'rules'] as const),
  ...(['unknown-message', 'wrong-namespace', 'other-release', 'wrong-bericht-code'] as const),
  ...(['header-turned-round', 'heenbericht-turned-round', 'no-heenbericht'] as const),
  ...(['already-answered', 'declaration-answered', 'answered-by-gateway', 'rules-past'] as const),
]);

/** Whose rule refused bytes at the door. @param code of the problem */
export function ownerAtTheDoor(code: ProblemCode): RuleOwner {
  return asStandard.has(code) ? 'standard' : 'gateway';
}
