import { aboutOf } from '../../ledger/past/about.ts';
import { adviceOn, adviceSentences } from '../../ledger/past/advice.ts';
import { readPast } from '../../ledger/past/read-past.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { DryRun, DryRunFinding } from '../intake/dry-run.ts';
import type { Composed } from './forms.ts';
import type { DraftParts } from './parts.ts';

/**
 * A dry run of a drafted JW301 with the advice that its sender would get after sending: an allocation that it does not
 * name, a reference that is missing, a second SPIC of one profile. The caller of this logs it.
 */
export async function withAdvice(
  { store, keys }: Pick<DraftParts, 'store' | 'keys'>,
  bericht: Composed['bericht'],
  found: DryRun,
): Promise<DryRun> {
  // Values that the XSD refuses are no dates or numbers.
  const isReadable = found.findings.every(({ level }) => level >= 3) && !found.taken;
  const about = bericht.type === 'JW301' && isReadable ? aboutOf(bericht) : undefined;
  if (!about || bericht.type !== 'JW301') return found;
  const { knownPast } = await readPast(store.pool, keys, about, dutchDate(new Date()));
  const advice = adviceOn(bericht, knownPast.state, knownPast.spics).map(
    ({ code, path }): DryRunFinding => ({
      ...{ kind: 'word', level: 3, line: 0, element: path, rule: code },
    }),
  );
  return {
    ...found,
    findings: [...found.findings, ...advice],
    findingCount: found.findingCount + advice.length,
  };
}

/** Whether a finding is advice, which refuses nothing. */
export function isAdvice(finding: DryRunFinding): boolean {
  if (finding.kind === 'rule') return finding.advice === true;
  return finding.kind === 'word' && Object.hasOwn(adviceSentences, finding.rule);
}
