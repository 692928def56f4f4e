import type { Pool } from 'pg';
import { hasAllDeclarations } from '../../ledger/declarations/complete.ts';
import { reportedDeliveries } from '../../ledger/views/reported.ts';
import type { Refused } from '../../standard/answers/refused.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { rulesOf } from '../../standard/rules/check.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
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
  /** Also those that only advise. */
  readonly findings: readonly { rule: string; path: string; retourCode: string | null }[];
}

const answeredBy = statement<{ messageId: string }>(
  'read-answered',
  `
  select heenbericht.type, coalesce((
      select json_agg(json_build_object('rule', rule, 'path', path, 'retourCode', retour_code) order by ordinal)
      from message_finding where message_id = heenbericht.id), '[]') as findings
  from message answer join message heenbericht on heenbericht.id = answer.heenbericht_id
  where answer.id = $messageId`,
);

/**
 * Finds out whose rule a refusal by a party rests on. Where the gateway found, when it judged the heenbericht, that it
 * breaks a rule with this RetourCode, the finding names that rule; otherwise see {@link withoutRule}.
 *
 * @returns a finding for each RetourCode and class, in their order
 * @throws {NotBelieved}
 */
export async function whoseRules(
  { pool, macs }: { readonly pool: Pool; readonly macs: RowMacs },
  refusal: Refusal,
): Promise<NewFinding[]> {
  const { messageId, refused, between } = refusal;
  if (refused.length === 0) return [];
  const { rows } = await pool.query<Heenbericht>(answeredBy({ messageId }));
  const [heenbericht] = rows;
  if (!heenbericht) return [];
  const knowsAll =
    between !== undefined &&
    (await hasAllDeclarations(pool, macs, {
      ...{ gemeente: between.municipality, aanbieder: between.provider },
    }));
  const said = refused.map((one) => ({ one, finding: explained(one, heenbericht, knowsAll) }));
  const unreported = between && (await notReported(pool, between, said.flatMap(unexplained)));
  return said.flatMap(({ one, finding }) => {
    const number = one.toewijzingNummer && normalNumber(one.toewijzingNummer);
    if (number === undefined || number === '' || !unreported?.has(number)) return [finding];
    if (unexplained({ one, finding }).length === 0) return [finding];
    return [finding, { ...finding, rule: withoutRule.careNotReported }];
  });
}

/** Of a Prestatie on an allocation that is not known here, the other rules say nothing. The JW325 has other paths. */
const unknownAllocation = 'TR338';

function explained(
  { retourCode, path }: Refused,
  { type, findings }: Heenbericht,
  knowsAll: boolean,
): NewFinding {
  const withCode = rulesOf(type).filter((one) => one.retourCode === retourCode);
  // What only advises has no code of its own there.
  const broken = findings.filter(
    (finding) =>
      finding.retourCode === retourCode ||
      (finding.retourCode === null && withCode.some(({ code }) => code === finding.rule)),
  );
  // Parties may put a code on another class than the gateway would.
  const cause =
    broken.find((finding) => isWithin(finding.path, path)) ??
    broken[0] ??
    // Another code than that of the rule that the gateway found broken in this class.
    findings.find((finding) => finding.retourCode !== null && isWithin(finding.path, path));
  if (cause) return { rule: cause.rule, path, retourCode };
  if (withCode.length === 0) return { rule: withoutRule.ofNoRule, path, retourCode };
  const isOpen = findings.some((finding) => finding.rule === unknownAllocation);
  const isChecked = !isOpen && withCode.some(({ needsAll }) => !needsAll || knowsAll);
  const rule = isChecked ? withoutRule.notBroken : withoutRule.notChecked;
  return { rule, path, retourCode };
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
