import type { Pool } from 'pg';
import { reportedDeliveries } from '../../ledger/views/reported.ts';
import type { Refused } from '../../standard/answers/refused.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { rulesOf } from '../../standard/rules/check.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { pastNeededBy } from '../../standard/rules/engine/rule.ts';
import { statement } from '../../store/statement.ts';
import type { NewFinding } from '../lifecycle/deliver.ts';
import { withoutRule } from '../without-rule.ts';

/** What a party refuses, and by which message. */
export interface Refusal {
  /** The id of the retour or JW325. */
  readonly messageId: string;
  /** Of a JW325: the gemeente and the aanbieder. */
  readonly between?: { readonly municipality: string; readonly provider: string };
  readonly refused: readonly Refused[];
}

interface Heenbericht {
  readonly type: BerichtType;
  readonly findings: readonly { rule: string; path: string; retourCode: string | null }[];
}

const answeredBy = statement<{ messageId: string }>(
  'read-answered',
  `
  select heenbericht.type, coalesce((
      select json_agg(json_build_object('rule', rule, 'path', path, 'retourCode', retour_code) order by ordinal)
      from message_finding where message_id = heenbericht.id and retour_code is not null), '[]') as findings
  from message answer join message heenbericht on heenbericht.id = answer.heenbericht_id
  where answer.id = $messageId`,
);

/**
 * Finds out whose rule a refusal by a party rests on. Where the gateway found, when it judged the heenbericht, that it
 * breaks a rule with this RetourCode, the finding names that rule; otherwise see {@link withoutRule}.
 *
 * @returns a finding for each RetourCode and class, in their order
 */
export async function whoseRules(pool: Pool, refusal: Refusal): Promise<NewFinding[]> {
  const { messageId, refused, between } = refusal;
  if (refused.length === 0) return [];
  const { rows } = await pool.query<Heenbericht>(answeredBy({ messageId }));
  const [heenbericht] = rows;
  if (!heenbericht) return [];
  const said = refused.map((one) => ({ one, finding: explained(one, heenbericht) }));
  const unreported = between && (await notReported(pool, between, said.flatMap(unexplained)));
  return said.flatMap(({ one, finding }) => {
    const number = one.toewijzingNummer && normalNumber(one.toewijzingNummer);
    if (number === undefined || number === '' || !unreported?.has(number)) return [finding];
    if (unexplained({ one, finding }).length === 0) return [finding];
    return [finding, { ...finding, rule: withoutRule.careNotReported }];
  });
}

function explained({ retourCode, path }: Refused, { type, findings }: Heenbericht): NewFinding {
  const broken = findings.filter((finding) => finding.retourCode === retourCode);
  // Parties may put a code on another class than the gateway would.
  const cause =
    broken.find((finding) => isWithin(finding.path, path)) ??
    broken[0] ??
    // Another code than that of the rule that the gateway found broken in this class.
    findings.find((finding) => isWithin(finding.path, path));
  if (cause) return { rule: cause.rule, path, retourCode };
  return { rule: unbroken(type, retourCode), path, retourCode };
}

/** What is said of a RetourCode without a finding. */
function unbroken(type: BerichtType, retourCode: string): string {
  const withCode = rulesOf(type).filter((one) => one.retourCode === retourCode);
  if (withCode.length === 0) return withoutRule.ofNoRule;
  // What was declared before, and granted, is read by nobody yet.
  const isChecked = withCode.some(
    (rule) => !['declared', 'grantedOn'].includes(pastNeededBy(rule, type) ?? ''),
  );
  return isChecked ? withoutRule.notBroken : withoutRule.notChecked;
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The allocation of a Prestatie that is refused without a rule that the gateway found broken. */
function unexplained({ one, finding }: { one: Refused; finding: NewFinding }): string[] {
  const hasNoRule = Object.values<string>(withoutRule).includes(finding.rule);
  return hasNoRule && one.toewijzingNummer ? [normalNumber(one.toewijzingNummer)] : [];
}

/** Of these allocations, those of which the start was not reported, or the stop though the care has ended. */
async function notReported(
  pool: Pool,
  between: NonNullable<Refusal['between']>,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  const deliveries = await reportedDeliveries(pool, between, numbers, dutchDate(new Date()));
  return new Set(
    deliveries.flatMap(({ toewijzingNummer, isReported }) => (isReported ? [] : toewijzingNummer)),
  );
}
