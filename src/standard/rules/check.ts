import type { BerichtType } from '../catalogue.ts';
import type { AnyBericht } from '../messages/berichten.ts';
import { framesOf } from '../xml/frames.ts';
import type { Finding, Rule, RuleContext } from './engine/rule.ts';
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
    try {
      for (const path of rule.check(bericht, context))
        findings.push({ rule: code, level, retourCode, path });
    } catch (error) {
      throw new RuleFailed(code, error);
    }
  }
  return findings;
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
