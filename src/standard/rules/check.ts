import type { BerichtType } from '../catalogue.ts';
import type { AnyBericht } from '../messages/berichten.ts';
import { framesOf } from '../xml/frames.ts';
import { type Finding, isCertain, type Rule, type RuleContext } from './engine/rule.ts';
import { rules } from './rules.ts';

/** A rule threw: a defect of ours, never a fault of the message. Its text names the rule alone. */
export class RuleFailed extends Error {
  override readonly name = 'RuleFailed';
  /** Coded, for Postgres and the log: `rule-TR302`. */
  readonly code: string;

  /** Where in the program it threw. */
  readonly frames: readonly string[];

  constructor(rule: string, cause: unknown) {
    super(`the rule ${rule} failed`);
    this.code = `rule-${rule}`;
    this.frames = framesOf(cause);
  }
}

/**
 * Checks a message by the rules of some levels, in the order of {@link rules}.
 *
 * @param bericht one that its XSD accepts
 * @throws {RuleFailed} when a rule throws; it only has the source lines of the error, because the text may quote a
 *   value
 */
export function checkBericht(
  bericht: AnyBericht,
  levels: readonly Rule['level'][],
  context: RuleContext,
): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rulesOf(bericht.type)) {
    if (!levels.includes(rule.level)) continue;
    const { code, level, retourCode } = rule;
    const told = isCertain(rule, context) ? {} : ({ advice: true } as const);
    try {
      for (const path of rule.check(bericht, context))
        findings.push({ rule: code, level, retourCode, path, ...told });
    } catch (error) {
      throw new RuleFailed(code, error);
    }
  }
  return findings;
}

/** Findings that refuse a message or a part of it, and those that are told to who decides on it. */
export function weigh(findings: readonly Finding[]): {
  readonly refusing: readonly Finding[];
  readonly advising: readonly Finding[];
} {
  return {
    refusing: findings.filter(({ advice }) => !advice),
    advising: findings.filter(({ advice }) => advice),
  };
}

const byType = new Map<BerichtType, readonly Rule[]>();

/** The rules for a type of message. */
export function rulesOf(type: BerichtType): readonly Rule[] {
  let found = byType.get(type);
  if (!found) {
    found = rules.filter((rule) => rule.messages.includes(type));
    byType.set(type, found);
  }
  return found;
}
